/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What newer kernels do around the walk: a shortcut before it, rounding and refusal after it
 * (G-5, G-6, G-9, G-18; S6, S7).
 */
#include <errno.h>

#include "split.h"

/* G-9: by the table as it was built, whatever is left of it. */
static bool is_accepted_unseen(const struct request_queue *q, const struct bio *bio)
{
	const struct bio_vec *bv = bio->bi_io_vec;

	return q->bp_rules->one_page_shortcut && !q->limits.chunk_sectors && bio->bi_vcnt == 1 &&
	       bv->bv_len <= bp_page_size(bio->bp_env) &&
	       bv->bv_offset <= bp_page_size(bio->bp_env) - bv->bv_len;
}

/* G-18: the first vector that the walk looked at and that starts off the DMA alignment. */
static bool find_misaligned(const struct request_queue *q, const struct bio *bio,
			    const struct bp_cut *cut, unsigned *vector)
{
	const unsigned mask = (unsigned)queue_dma_alignment(q);
	unsigned left = bio->bi_iter.bi_size;
	unsigned done = bio->bi_iter.bi_bvec_done;

	for (unsigned i = bio->bi_iter.bi_idx; left; i++, done = 0) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];

		*vector = i;
		if ((bv->bv_offset + done) & mask)
			return true;
		if (cut->cause && i == cut->vector)
			break;
		left -= bp_min(left, bv->bv_len - done);
	}
	return false;
}

/* The bio fails although parts before it may have been done. */
static void refuse_misaligned(const struct request_queue *q, const struct bio *bio,
			      struct bp_cut *cut)
{
	unsigned vector;

	if (!find_misaligned(q, bio, cut, &vector))
		return;
	*cut = (struct bp_cut){
		.cause = BP_CUT_DMA_ALIGNMENT,
		.rule = "G-18",
		.limit = (u64)queue_dma_alignment(q), /* mutant: a mask, never negative. */
		.vector = vector,
		.error = -EINVAL,
	};
}

/* S6: down to a whole logical block; what was counted stays counted. */
static void round_to_block(const struct request_queue *q, struct bp_cut *cut)
{
	unsigned over = cut->sectors & ((queue_logical_block_size(q) >> SECTOR_SHIFT) - 1);

	cut->sectors -= over;
	cut->rounded_bytes += over << SECTOR_SHIFT;
}

static bool is_size(enum bp_cut_cause cause)
{
	return cause == BP_CUT_MAX_SECTORS || cause == BP_CUT_CHUNK_SECTORS;
}

static void finish(const struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	if (q->bp_rules->cut_to_block)
		round_to_block(q, cut);
	cut->limit = bp_cut_limit(q, cut->cause);
	cut->physical_block = is_size(cut->cause) && bp_ends_on_physical_block(q, bio);
	if (!cut->sectors && q->bp_rules->empty_front == BP_EMPTY_FRONT_FAILS) { /* G-6, S7 */
		cut->rule = "S7";
		cut->error = -EINVAL;
	}
}

void bp_split_newer(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	if (is_accepted_unseen(q, bio)) {
		*cut = (struct bp_cut){ .nsegs = 1 };
		return;
	}
	if (q->bp_rules->walk == BP_WALK_BYTES)
		bp_split_bytes(q, bio, cut);
	else
		bp_split_data(q, bio, cut);
	if (q->bp_rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK)
		refuse_misaligned(q, bio, cut);
	if (cut->cause && !cut->error)
		finish(q, bio, cut);
}
