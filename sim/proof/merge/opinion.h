/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May neighbours be joined?  A second opinion, from the rules and from what the neighbours are:
 * neither src/merge nor src/map is asked.
 */
#ifndef SIM_PROOF_MERGE_OPINION_H
#define SIM_PROOF_MERGE_OPINION_H

#include <blkpath/request.h>

/**
 * struct bp_opinion_vector - a piece of memory
 * @addr: where it begins
 * @offset: the same from the page that it is counted from
 * @len: bytes
 */
struct bp_opinion_vector {
	u64 addr;
	u64 offset;
	u64 len;
};

/**
 * struct bp_opinion_side - one of two neighbours, a bio or a request
 * @op: operation
 * @sector: where it begins
 * @sectors: how much it is
 * @segments: of its memory, as they are counted
 * @has_data: it has memory, and so vectors
 * @first: vector of its first bio, as much as the kernel looks at (QUIRK-7, G-11)
 * @last: vector of its last bio
 */
struct bp_opinion_side {
	unsigned op;
	sector_t sector;
	u64 sectors;
	unsigned segments;
	bool has_data;
	struct bp_opinion_vector first;
	struct bp_opinion_vector last;
};

enum bp_opinion {
	BP_OPINION_JOIN,
	BP_OPINION_APART, /* nothing to do with each other */
	BP_OPINION_GAP,	  /* the virtual boundary forbids it */
	BP_OPINION_FULL,  /* too many sectors or segments: the request will never take one more */
};

/* R-MRG-1: the two touch, and no boundary lies in or between them. */
bool bp_opinion_one_piece(const struct queue_limits *lim, struct bp_opinion_vector a,
			  struct bp_opinion_vector b);

/* What a request of this operation may carry from a sector on (R-REQ-6, S1), in sectors. */
u64 bp_opinion_room(const struct queue_limits *lim, unsigned op, sector_t sector);

/* What memory, sizes and segments say of @low and the one behind it, @high (R-MGE-4 to -8). */
enum bp_opinion bp_opinion_of(const struct request_queue *q, const struct bp_opinion_side *low,
			      const struct bp_opinion_side *high);

#endif
