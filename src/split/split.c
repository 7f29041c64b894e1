/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which splitter an operation has, and what its causes are called (block.md 7.1).
 */
#include "split.h"

static const char *const limit_names[] = {
	[BP_CUT_NONE] = "none",
	[BP_CUT_MAX_SECTORS] = "max_sectors",
	[BP_CUT_CHUNK_SECTORS] = "chunk_sectors",
	[BP_CUT_MAX_SEGMENTS] = "max_segments",
	[BP_CUT_VIRT_BOUNDARY] = "virt_boundary_mask",
	[BP_CUT_MAX_DISCARD_SECTORS] = "max_discard_sectors",
	[BP_CUT_MAX_WRITE_ZEROES_SECTORS] = "max_write_zeroes_sectors",
	[BP_CUT_MAX_WRITE_SAME_SECTORS] = "max_write_same_sectors",
	[BP_CUT_BOUNCE] = "bounce_pfn",
	[BP_CUT_DMA_ALIGNMENT] = "dma_alignment",
};

const char *bp_cut_limit_name(enum bp_cut_cause cause)
{
	return limit_names[cause];
}

u64 bp_cut_limit(const struct request_queue *q, enum bp_cut_cause cause)
{
	switch (cause) {
	case BP_CUT_MAX_SECTORS:
		return q->limits.max_sectors;
	case BP_CUT_CHUNK_SECTORS:
		return q->limits.chunk_sectors;
	case BP_CUT_MAX_SEGMENTS:
		return q->limits.max_segments;
	default:
		return q->limits.virt_boundary_mask;
	}
}

/* Under v5.2 the walk is all there is. */
static inline bool is_newer(const struct bp_rules *r)
{
	return r->walk != BP_WALK_SECTORS || r->one_page_shortcut || r->cut_to_block ||
	       r->empty_front || r->direct_alignment;
}

/* R-QSP-1 */
void bp_split_find(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	switch (bio_op(bio)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		bp_split_discard(q, bio, cut);
		break;
	case REQ_OP_WRITE_ZEROES:
		bp_split_write_zeroes(q, bio, cut);
		break;
	case REQ_OP_WRITE_SAME:
		bp_split_write_same(q, bio, cut);
		break;
	default:
		/*
		 * I/O by bus address is the RFC's, which stands on v5.2.
		 * mutant: bp_split_newer() changes nothing of v5.2, it only takes longer.
		 */
		if (BP_LIKELY(!is_newer(q->bp_rules)) || bio_is_dma_direct(bio))
			bp_split_data(q, bio, cut);
		else
			bp_split_newer(q, bio, cut);
	}
}
