/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios that wait for others: chained by their owners or cut in two, children of children too,
 * ended in any order with any status.
 */
#ifndef SIM_PROOF_BLOCK_CHAINS_H
#define SIM_PROOF_BLOCK_CHAINS_H

#include "proof/block/block.h"

#define BP_CHAINS_LINKS 48

/**
 * struct bp_link - a bio as it should be
 * @bio: itself
 * @parent: waits for it; NULL: nobody does, its owner is told
 * @sectors: of its own part
 * @children: that are not finished
 * @chained: it has had some
 * @own_ended: its own part has
 * @finished: nothing of it is left
 * @status: what its parts make it, so far (R-CHN-3)
 * @told: how often its owner was
 * @heard: status that the owner was told
 */
struct bp_link {
	struct bio *bio;
	struct bp_link *parent;
	unsigned sectors;
	unsigned children;
	bool chained;
	bool own_ended;
	bool finished;
	blk_status_t status;
	unsigned told;
	blk_status_t heard;
};

/**
 * struct bp_chains - all of them
 * @p: the world
 * @n: how many bios there were
 * @left: how many of them are not finished
 * @links: each
 */
struct bp_chains {
	struct bp_block *p;
	unsigned n;
	unsigned left;
	struct bp_link links[BP_CHAINS_LINKS];
};

/* The subject. */
void bp_chains_run(struct bp_trial *trial);

/* The book: a bio more. */
struct bp_link *bp_chains_add(struct bp_chains *w, struct bio *bio, unsigned sectors);

/* @child is chained to @parent, in the book and for real. */
void bp_chains_link(struct bp_link *child, struct bp_link *parent);

/* What R-CHN-2 makes of it when a part of @link has ended. */
void bp_chains_end_part(struct bp_chains *w, struct bp_link *link);

/* All bios must be as the book says. */
void bp_chains_compare(struct bp_chains *w);

#endif
