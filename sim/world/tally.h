/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happened to a whole trace, in constant memory: counts, cuts by limit, histograms, the worst
 * I/Os.  Learned by listening to the events of a world.
 */
#ifndef SIM_WORLD_TALLY_H
#define SIM_WORLD_TALLY_H

#include <blkpath/event.h>
#include <blkpath/nvme_event.h>

#include "world/histogram.h"
#include "world/mapping.h"

#define BP_WORST 10

/* Kinds of data pointers: enum bp_nvme_choice. */
#define BP_NVME_CHOICES (BP_NVME_SGL + 1)

/* A bio can fail by anything that cuts, and by its alignment. */
#define BP_FAIL_NR (BP_CUT_DMA_ALIGNMENT + 1)

/**
 * struct bp_tally_io - one I/O of the trace
 * @number: ordinal, from 1
 * @line: line in the trace, 0 for a binary one
 * @offset: byte offset in the trace
 * @opf: operation and flags
 * @bios: bios that were submitted for it
 * @pieces: what they became
 * @requests: requests that were made for them; the others joined one
 * @cuts: by cause
 */
struct bp_tally_io {
	u64 number;
	unsigned line;
	u64 offset;
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	unsigned bios;
	unsigned pieces;
	unsigned requests;
	unsigned cuts[BP_CUT_NR];
};

/**
 * struct bp_tally_dma - what was mapped for the device
 * @lists: lists that were mapped
 * @entries: DMA entries that they became
 * @joined: entries of lists that have no DMA entry of their own
 * @bytes: of DMA entries, by what their addresses are
 * @of_kind: DMA entries, by the same
 * @iova_bytes: I/O addresses taken, with the gaps in them
 * @failed: attempts to map a list that failed
 * @retried: of these those after which the request was made to wait; it counts once all the same
 * @entry_bytes: sizes of DMA entries
 */
struct bp_tally_dma {
	u64 lists;
	u64 entries;
	u64 joined;
	u64 bytes[BP_ADDRESS_NR];
	u64 of_kind[BP_ADDRESS_NR];
	u64 iova_bytes;
	u64 failed;
	u64 retried;
	struct bp_histogram entry_bytes;
	/* Private: of the list that could not be mapped last. */
	struct bp_histogram unmapped;
};

#define BP_TALLY_STATUSES 16

/* How many completions had a status. */
struct bp_tally_status {
	u16 status; /* without DNR and more */
	u64 count;
};

/**
 * struct bp_tally_nvme - the commands of I/O queues
 * @commands: that were built, those that were tried again among them
 * @by_choice: of these, by the kind of their data pointer
 * @doorbells: tails and heads that were published
 * @mmio: of these, those that were written to a register
 * @completions: that the driver handled
 * @status: those other than success; nr_statuses of them
 * @prp_entries: addresses of data pages, of commands with PRPs
 * @prp_lists: pages of lists, of commands with PRPs
 * @sgl_descriptors: data blocks and segments, of commands with SGLs
 */
struct bp_tally_nvme {
	u64 commands;
	u64 by_choice[BP_NVME_CHOICES];
	u64 doorbells;
	u64 mmio;
	u64 completions;
	struct bp_tally_status status[BP_TALLY_STATUSES];
	unsigned nr_statuses;
	struct bp_histogram prp_entries;
	struct bp_histogram prp_lists;
	struct bp_histogram sgl_descriptors;
};

/**
 * struct bp_tally - the sum
 * @ios: I/Os by kind: reads, writes, everything else
 * @bytes: of reads and of writes
 * @limit: the value of the limit that cut last, by cause
 * @to_block: of the cuts those that fell back to a whole logical block, by cause (S6)
 * @to_physical: of the cuts those that were made to fall on a physical block, by cause (S2)
 * @impossible: bios that failed because not one block was left, by cause (G-6, G-18)
 * @refused_by: the value of the limit that made the last one fail, by cause
 * @dma: what was mapped; zeros without a device
 * @nvme: commands; zeros without a controller
 * @worst: most pieces first, among equals the earlier one; nr_worst of them
 */
struct bp_tally {
	struct bp_sink sink;
	struct bp_env *env;
	struct bp_tally_io now;
	u64 ios;
	u64 reads;
	u64 writes;
	u64 others;
	u64 bytes[2];
	u64 bios;
	u64 pieces;
	u64 requests;
	u64 entries;
	u64 back_merges;
	u64 front_merges;
	u64 request_merges;
	u64 refused_merges;
	u64 bounced;
	u64 refused;
	u64 failed;
	u64 cuts[BP_CUT_NR];
	u64 limit[BP_CUT_NR];
	u64 to_block[BP_CUT_NR];
	u64 to_physical[BP_CUT_NR];
	u64 impossible[BP_FAIL_NR];
	u64 refused_by[BP_FAIL_NR];
	struct bp_histogram bios_per_io;
	struct bp_histogram requests_per_io;
	struct bp_histogram segments_per_request;
	struct bp_histogram entry_bytes;
	struct bp_tally_dma dma;
	struct bp_tally_nvme nvme;
	struct bp_tally_io worst[BP_WORST];
	unsigned nr_worst;
};

/* What an event NVME_* adds; part of bp_tally_start()'s listening. */
void bp_tally_nvme_hear(struct bp_tally_nvme *nvme, const struct bp_event *event);

void bp_tally_start(struct bp_tally *tally, struct bp_env *env);

/* An I/O begins: what is submitted from now on belongs to it. */
void bp_tally_io_begin(struct bp_tally *tally, const struct bp_tally_io *io);

/* All bios of the I/O were submitted. */
void bp_tally_io_end(struct bp_tally *tally);

void bp_tally_stop(struct bp_tally *tally);

/* All cuts. */
u64 bp_tally_cuts(const struct bp_tally *tally);

#endif
