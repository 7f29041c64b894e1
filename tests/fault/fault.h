/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every allocation fails once: a story is played again and again, with its first allocation
 * failing, then its second, and so on until it meets no failure any more; first as a single
 * failure, then as one that lasts to the end of the story.
 *
 * After each round nothing may be left: no memory, no page, no reference; and no finding may have
 * been reported.  Whether the I/O ended once is the story's to say.
 */
#ifndef FAULT_H
#define FAULT_H

#include <mem/ram.h>

#include "bp_test.h"
#include "plan.h"

struct fault {
	struct t_world w;
	struct bp_ram *ram;
	struct fault_plan plan; /* counts from fault_arm() on */
	unsigned ended;		/* for fault_end_io() */
	blk_status_t status;
};

typedef void fault_story(struct fault *f);

/* Plays the story to the end of the loop. */
void fault_play(fault_story *story);

/* From here on allocations may fail; the story calls it when its stage is set. */
void fault_arm(struct fault *f);

/* A bi_end_io for bios whose bi_private is the fault: counts, keeps the status, puts the bio. */
void fault_end_io(struct bio *bio);

#endif
