/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings of running kernels: one JSON object a line, plain or gzip
 * (docs/spec/generations.md 5).
 *
 * A case says what was asked for, by physical address, under which limits, and what the kernel made
 * of it.  Nothing in it is trusted: what no kernel can have done is refused with line and key.
 */
#ifndef SIM_INPUT_RECORDING_H
#define SIM_INPUT_RECORDING_H

#include <jansson.h>

#include <blkpath/error.h>
#include <blkpath/limits.h>
#include <blkpath/rules.h>

#include <input/facts.h>
#include <input/layout.h>

/* An iovec: its runs of physical memory are ranges[first] and those after it. */
struct bp_recorded_iovec {
	unsigned first;
	unsigned nr;
};

/**
 * struct bp_recorded_limits - limits as they were read back
 * @limits: those of struct queue_limits that a recording has, the others as they come
 * @dma_alignment: mask in bytes
 * @nomerges: as sysfs has it: 0 merges, 1 only the simplest, 2 none
 * @max_sectors_told: max_sectors is the recording's own, not twice max_sectors_kb
 * @boundary_told: seg_boundary_mask is the recording's own, not the default
 */
struct bp_recorded_limits {
	struct queue_limits limits;
	unsigned dma_alignment;
	unsigned nomerges;
	bool max_sectors_told;
	bool boundary_told;
};

/**
 * struct bp_recording - one case
 * @json: the object; owns @src, @kernel
 * @line: its line in the file, from 1
 * @src: which device and setting
 * @kernel: release of the kernel
 * @rules: the rule set that speaks for it
 * @seed: seed of the recorder
 * @number: number of the case under that seed
 * @write: a write, else a read
 * @fixed: a registered buffer, else vectors of their own
 * @folios: the registered buffer lies in folios of 2 MiB
 * @limits: what the queue allowed
 * @sector: where on the device
 * @bytes: how much was asked for
 * @iov: the memory; an iovec without bytes is left out
 * @nr_iov: how many
 * @ranges: runs of physical memory of all iovecs, in order
 * @nr_ranges: how many
 * @nvme: an NVMe drive
 * @sgls: one that takes SGLs
 * @facts: what the kernel did
 */
struct bp_recording {
	json_t *json;
	unsigned line;
	const char *src;
	const char *kernel;
	const struct bp_rules *rules;
	u64 seed;
	u64 number;
	bool write;
	bool fixed;
	bool folios;
	struct bp_recorded_limits limits;
	sector_t sector;
	u32 bytes;
	struct bp_recorded_iovec *iov;
	unsigned nr_iov;
	struct bp_range *ranges;
	unsigned nr_ranges;
	bool nvme;
	bool sgls;
	struct bp_facts facts;
};

struct bp_recordings;

/**
 * bp_recordings_open - open a file of recordings
 * @path: file name, "-" for the standard input; gzip is recognised by its content
 * @recordings: set on success
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno.
 */
int bp_recordings_open(const char *path, struct bp_recordings **recordings, struct bp_error *err);

/**
 * bp_recordings_next - read the next case
 * @recordings: open file
 * @recording: filled in; release it with bp_recording_release()
 * @err: filled in on failure, with file, line and key
 *
 * A key that the format does not know is left alone: recorders may tell more.
 *
 * Return: 1 with a case, 0 at the end, a negative errno on failure.
 */
int bp_recordings_next(struct bp_recordings *recordings, struct bp_recording *recording,
		       struct bp_error *err);

void bp_recording_release(struct bp_recording *recording);
void bp_recordings_close(struct bp_recordings *recordings);

#endif
