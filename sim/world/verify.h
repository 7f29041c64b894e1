/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data that is written, read back and compared: --data verify.
 *
 * Each sector that is written bears the stamp of its I/O (stamp.h), an image remembers what should
 * be where (image.h), and each read that succeeds is held against it.  So that there is one answer,
 * an I/O waits for those it shares sectors with, unless both read, and for those it shares memory
 * with.  At the end everything that was ever written is read back.
 */
#ifndef SIM_WORLD_VERIFY_H
#define SIM_WORLD_VERIFY_H

#include "world/image.h"
#include "world/stamp.h"
#include "world/world.h"

#define BP_MISMATCHES_KEPT 8

/* What a sector holds that it should not. */
enum bp_found {
	BP_FOUND_ZEROS,
	BP_FOUND_UNTOUCHED, /* what was in memory before the read */
	BP_FOUND_OLD,	    /* what an I/O wrote there that another should have replaced */
	BP_FOUND_ELSEWHERE, /* what an I/O wrote for another sector */
	BP_FOUND_DAMAGED,   /* the stamp of the right I/O, and other bytes in it */
	BP_FOUND_STRANGE,   /* no stamp */
	BP_FOUND_NR,
};

/**
 * struct bp_mismatch - a sector that was read and is wrong
 * @io: number of the I/O that read it; 0 when it was read back at the end
 * @line: line of that I/O in the trace; 0 for none
 * @sector: the sector
 * @byte: the first wrong one in the sector
 * @expected: should be there
 * @got: is there
 * @wanted: the I/O that should have written it; 0: nobody did
 * @wants_zeros: it should be zeros
 * @in_doubt: a failed write may or may not have reached it; it is neither
 * @found: what is there
 * @stamp: whose it is, unless @found is zeros, untouched or strange
 */
struct bp_mismatch {
	u64 io;
	unsigned line;
	u64 sector;
	unsigned byte;
	u8 expected;
	u8 got;
	u64 wanted;
	bool wants_zeros;
	bool in_doubt;
	enum bp_found found;
	struct bp_stamp stamp;
};

/* What was done and found. */
struct bp_verified {
	u64 written;	   /* I/Os that wrote, discards and the like among them */
	u64 written_bytes; /* that bear a stamp */
	u64 read;	   /* I/Os that were read and compared */
	u64 read_bytes;
	u64 read_back; /* bytes at the end */
	u64 waits;     /* I/Os that waited for another */
	u64 failed_reads;
	u64 failed_writes;
	u64 doubtful;	/* sectors in doubt at the end */
	u64 lost;	/* I/Os that never ended */
	u64 mismatches; /* sectors */
	struct bp_mismatch kept[BP_MISMATCHES_KEPT];
};

struct bp_verify_io;

/**
 * struct bp_verify - the verification of a world
 * @world: its device keeps data
 * @seed: of stamps
 * @done: what was done
 */
struct bp_verify {
	struct bp_world *world;
	u64 seed;
	struct bp_verified done;
	/* Private. */
	struct bp_image image;
	TAILQ_HEAD(, bp_verify_io) flights;
	bool no_memory;
};

/* Begin; the disk holds zeros. */
void bp_verify_start(struct bp_verify *verify, struct bp_world *world, u64 seed);

/**
 * bp_verify_submit - an I/O, with data and verification
 * @verify: verification
 * @io: the I/O; its memory is that of nobody else
 * @number: of the I/O, from 1, larger than those before
 * @line: in the trace
 * @seed: for random layouts
 * @bios: receives how many there were
 *
 * Return: as bp_world_submit().
 */
int bp_verify_submit(struct bp_verify *verify, const struct bp_scenario_io *io, u64 number,
		     unsigned line, u64 seed, unsigned *bios);

/**
 * bp_verify_end - wait for everything, read back all that was written
 * @verify: verification
 * @layout: shape of the memory to read into
 *
 * Return: 0, or -ENOMEM: not everything was verified.
 */
int bp_verify_end(struct bp_verify *verify, const struct bp_layout *layout);

/* What has not ended when the driver has left never will: it is counted. */
void bp_verify_count_lost(struct bp_verify *verify);

/* Every byte was as it should be, and every I/O ended. */
bool bp_verify_good(const struct bp_verified *verified);

void bp_verify_free(struct bp_verify *verify);

#endif
