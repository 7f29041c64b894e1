/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings of the running kernel: what it does with direct I/O of known physical layout.
 */
#ifndef SIM_RECORD_RECORD_H
#define SIM_RECORD_RECORD_H

#include <stdio.h>

#include <blkpath/error.h>
#include <blkpath/types.h>

enum bp_loop_direct {
	BP_LOOP_BY_TURNS,
	BP_LOOP_BUFFERED,
	BP_LOOP_DIRECT,
};

/**
 * struct bp_record_wish - what to record
 * @device: a device, or NULL for a loop device of our own
 * @destroy_data: @device may be written to
 * @anonymize: leave out what tells one machine from another
 * @cases: how many, from 1
 * @seed: of the plans
 * @reads: reads are wanted
 * @writes: writes are wanted
 * @block_bytes: logical block of the loop device, 0 for all by turns
 * @direct: whether the loop device does direct I/O itself
 */
struct bp_record_wish {
	const char *device;
	bool destroy_data;
	bool anonymize;
	unsigned cases;
	u64 seed;
	bool reads;
	bool writes;
	unsigned block_bytes;
	enum bp_loop_direct direct;
};

/**
 * struct bp_record_count - what came of it
 * @written: cases in the output
 * @disturbed: of them, those whose trace was not whole after several tries
 * @wrong: of them, those whose data came out differently
 */
struct bp_record_count {
	unsigned written;
	unsigned disturbed;
	unsigned wrong;
};

/**
 * bp_record - record
 * @wish: what
 * @out: one line per case
 * @count: receives what came of it
 * @err: receives the message: one sentence on what cannot be done
 *
 * Whatever happens, the loop device, the trace instance and the queue's settings are as before
 * when it returns; a signal ends it after the case at hand.
 *
 * Return: 0; -EINTR after a signal; or negative errno with @err filled.
 */
int bp_record(const struct bp_record_wish *wish, FILE *out, struct bp_record_count *count,
	      struct bp_error *err);

#endif
