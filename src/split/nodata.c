/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Splitters of operations without data vectors (block.md 7.2).
 */
#include "split.h"

/* R-QSP-6: the bio after the front starts on the discard granularity. */
void bp_split_discard(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	const struct queue_limits *lim = &q->limits;
	unsigned granularity = bp_max(lim->discard_granularity >> SECTOR_SHIFT, 1u);
	unsigned max = bp_min(lim->max_discard_sectors, bio_allowed_max_sectors(q));
	unsigned alignment = (lim->discard_alignment >> SECTOR_SHIFT) % granularity;
	unsigned past;

	*cut = (struct bp_cut){ .nsegs = 1 };
	max -= max % granularity;
	if (!max || bio_sectors(bio) <= max)
		return;
	past = (unsigned)((bio->bi_iter.bi_sector + max - alignment) % granularity);
	cut->cause = BP_CUT_MAX_DISCARD_SECTORS;
	cut->rule = "R-QSP-6";
	cut->limit = lim->max_discard_sectors;
	cut->sectors = max - past; /* a multiple of the granularity less a part of one */
}

/* R-QSP-7: a limit of 0 was refused by submission. */
static void split_at(const struct bio *bio, unsigned max, enum bp_cut_cause cause,
		     struct bp_cut *cut)
{
	*cut = (struct bp_cut){ .nsegs = 1 };
	if (!max || bio_sectors(bio) <= max)
		return;
	cut->cause = cause;
	cut->rule = "R-QSP-7";
	cut->limit = max;
	cut->sectors = max;
}

void bp_split_write_zeroes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	split_at(bio, q->limits.max_write_zeroes_sectors, BP_CUT_MAX_WRITE_ZEROES_SECTORS, cut);
}

void bp_split_write_same(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	split_at(bio, q->limits.max_write_same_sectors, BP_CUT_MAX_WRITE_SAME_SECTORS, cut);
}
