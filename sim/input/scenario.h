/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenario files: a queue, a device and a few I/Os, in YAML.  The shortest useful one:
 *
 *   queue: { max_segments: 168, max_sectors_kb: 1280, max_hw_sectors_kb: 1280 }
 *   ios:
 *     - { op: read, bytes: 1M, layout: scattered }
 *
 * Keys of the file (all optional but ios):
 *   name         a title
 *   seed         number, for random layouts (default 1)
 *   rules        rule set, for instance v6.1 (default v5.2)
 *   page_size    bytes, power of two, 512 to 64k (default 4k)
 *   limits       preset, queue directory or limits file, as for --limits (default: default); a
 *                relative path starts at the folder of the scenario
 *   queue        mapping of keys of a limits file (limits_source.h), on top of limits: also
 *                dma_direct, dma_alignment, dma_pad_mask, nr_requests, nomerges, write_cache, fua
 *   defects      list of ids or groups: [def-4, rfc]
 *   device       mapping: capacity_sectors (0 or absent: no end), and the keys of device.h, with
 *                which memory is mapped for it
 *   nvme         mapping: the device is an NVMe controller, with the keys of nvme.h; the limits are
 *                those that its driver sets, so limits and queue may not be there
 *   faults       list of what goes wrong in the controller: NAME[@PLACE][:COUNT][,KEY=VALUE]...
 *   plug         true: submit the I/Os under one plug
 *   ios          list of I/Os, at most 1024
 *   machine      a PCI machine for blkpath topo (machine.h); not looked at here
 *   p2p          a workload for blkpath p2p (workload.h); not looked at here
 * Keys of an I/O (all optional but op):
 *   op           read, write, flush, discard, secure_erase, write_same, write_zeroes
 *   flags        list of sync, meta, fua, preflush, ... (bp_op_parse())
 *   sector       first sector of 512 bytes (default 0)
 *   bytes        length, a multiple of 512; may be left out with vectors and for flush
 *   layout       as in layout.h (default scattered)
 *   vectors      list of [address, bytes] instead of a layout, at most 256; nothing about them is
 *                checked, so that the simulator can show what comes of it
 *   provider     address of a function of the device's machine: the data lies in its memory, by bus
 *                address, in place of a layout or vectors
 *   dma          true: the addresses are bus addresses; a dma-direct I/O, as with layout dma=
 */
#ifndef SIM_INPUT_SCENARIO_H
#define SIM_INPUT_SCENARIO_H

#include <blkpath/defects.h>
#include <blkpath/rules.h>

#include <input/device.h>
#include <input/layout.h>
#include <input/limits_source.h>
#include <input/nvme.h>

/**
 * struct bp_scenario_io - one I/O
 * @opf: REQ_OP_x, flags, REQ_DMA_DIRECT when the addresses are bus addresses
 * @sector: first sector
 * @bytes: length, 0 only for a flush
 * @layout: shape of the memory when there are no @vectors
 * @vectors: given vectors, or NULL
 * @nr_vectors: how many
 * @provider: whose memory it is, "" for RAM
 * @line: line in the file
 */
struct bp_scenario_io {
	unsigned opf;
	sector_t sector;
	unsigned bytes;
	struct bp_layout layout;
	struct bp_range *vectors;
	unsigned nr_vectors;
	char provider[BP_PCI_NAME_MAX];
	unsigned line;
};

/**
 * struct bp_scenario - a scenario that makes sense
 * @name: title, "" when there is none
 * @seed: for random layouts
 * @page_shift: log2 of the page size
 * @rules: rule set
 * @limits: limits and what `queue` says on top of them
 * @defects: switches
 * @capacity_sectors: device size, 0 for no end
 * @device: how it reaches memory
 * @nvme: the controller that it is
 * @plug: submit under one plug
 * @ios: the I/Os
 * @nr_ios: at least 1
 */
struct bp_scenario {
	char name[128];
	u64 seed;
	unsigned page_shift;
	const struct bp_rules *rules;
	struct bp_limits_doc limits;
	struct bp_defects defects;
	sector_t capacity_sectors;
	struct bp_device_doc device;
	struct bp_nvme_doc nvme;
	bool plug;
	struct bp_scenario_io *ios;
	unsigned nr_ios;
};

/**
 * bp_scenario_load - read a scenario file
 * @path: file name
 * @rules: rule set in place of the one that the file names; NULL for the file's
 * @scenario: receives the scenario, to be freed with bp_scenario_free()
 * @err: receives the message: file, line, key, what is allowed
 *
 * Return: 0, or negative errno with @err filled; @scenario is then NULL.
 */
int bp_scenario_load(const char *path, const struct bp_rules *rules, struct bp_scenario **scenario,
		     struct bp_error *err);

/* Frees; NULL is allowed. */
void bp_scenario_free(struct bp_scenario *scenario);

/**
 * bp_op_parse - read an operation, for --op and scenarios
 * @at: where the text stands
 * @text: "read", "write", ... (see above), then any "+flag": "write+fua"
 * @opf: receives REQ_OP_x and flags
 * @err: receives the message
 *
 * Flags are the names of REQ_x in lower case: failfast_dev, failfast_transport, failfast_driver,
 * sync, meta, prio, nomerge, idle, fua, preflush, rahead, background, nowait, nounmap, hipri.
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_op_parse(const struct bp_place *at, const char *text, unsigned *opf, struct bp_error *err);

/* Adds the flag of one name to @opf. Return: 0, or -EINVAL with @err filled. */
int bp_flag_parse(const struct bp_place *at, const char *text, unsigned *opf, struct bp_error *err);

#endif
