/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A finished look of the splitter: what INV-SPLIT, and INV-CNT of a piece, are judged on.
 */
#ifndef BP_CHECK_SPLIT_H
#define BP_CHECK_SPLIT_H

#include "family.h"

/**
 * struct bp_split - before and after
 * @orig: the bio before, over a copy of its table
 * @piece: what goes on: the front, or the bio that was not cut
 * @rest: the remainder; empty without @rem
 * @bio: the bio of @piece
 * @rem: the bio of @rest, NULL when nothing was cut
 * @known: record of the bio before, NULL without memory
 * @nsegs: segments reported for @piece
 * @error: the bio was ended instead, with this
 * @by_bytes: the rule set walks bytes; then
 * @front: what that walk should have found (front.c)
 */
struct bp_split {
	struct bp_ck_range orig;
	struct bp_ck_range piece;
	struct bp_ck_range rest;
	const struct bio *bio;
	const struct bio *rem;
	struct bp_ck_bio_record *known;
	u64 nsegs;
	int error;
	bool by_bytes;
	struct bp_ck_front front;
};

static inline unsigned bp_ck_split_sectors(const struct bp_split *s)
{
	return s->piece.iter.bi_size >> SECTOR_SHIFT;
}

void bp_ck_judge_split(struct bp_case *c);
void bp_ck_judge_refusal(struct bp_case *c);
void bp_ck_judge_split_count(struct bp_case *c);

#endif
