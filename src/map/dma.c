/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA vectors to entries (block.md 8.4, RFC patch 16).
 */
#include "../count/segment.h"
#include "map.h"

/* Where this build keeps the DMA length (8.1): on x86-64 a field of its own. */
static unsigned *dma_len(const struct request_queue *q, struct scatterlist *sg)
{
	return q->bp_sg_len_shared ? &sg->length : &sg->dma_length;
}

/* R-MAP-9.  DEF-5 tests and grows the wrong length; where both are one field nothing goes wrong. */
static bool join(struct bp_sg_build *b, const struct dma_vec *prev, const struct dma_vec *dv)
{
	struct scatterlist *sg = bp_sg_current(b);
	unsigned *len;

	if (!sg)
		return false;
	len = bp_defect_on(&b->q->bp_defects, BP_DEF_5) ? &sg->length : dma_len(b->q, sg);
	if ((u64)*len + dv->dv_len > b->q->limits.max_segment_size ||
	    !dmavec_phys_mergeable(b->q, prev, dv))
		return false;
	*len += dv->dv_len;
	bp_sg_told(b, true);
	return true;
}

/* Pieces by the segment size at their address; DEF-4 takes the distance from the vector's start. */
static void add_pieces(struct bp_sg_build *b, const struct dma_vec *dv)
{
	const u64 origin = bp_defect_on(&b->q->bp_defects, BP_DEF_4) ? 0 : dv->dv_addr.dma;

	for (unsigned done = 0; done < dv->dv_len;) {
		unsigned size = bp_min(bp_segment_size(b->q, origin + done), dv->dv_len - done);
		struct scatterlist *sg;

		bp_bug_on(b->q->bp_env, !size, BP_SITE_SEGMENT_EMPTY, origin + done,
			  dv->dv_len - done);
		sg = bp_sg_take(b);
		sg_dma_address(sg) = bp_dma_addr(dv->dv_addr.dma + done);
		*dma_len(b->q, sg) = size;
		bp_sg_told(b, false);
		done += size;
	}
}

void bp_map_dma(struct bp_sg_build *b)
{
	struct dma_vec prev = { 0 }; /* mutant: not looked at before there is an entry. */

	for (const struct bio *bio = b->rq->bio; bio; bio = bio->bi_next) {
		unsigned left = bio->bi_iter.bi_size;
		unsigned done = bio->bi_iter.bi_bvec_done;

		for (unsigned i = bio->bi_iter.bi_idx; left; i++, done = 0) {
			struct dma_vec dv = {
				.dv_addr = bp_dma_addr(bio->bi_dma_vec[i].dv_addr.dma + done),
				.dv_len = bp_min(left, bio->bi_dma_vec[i].dv_len - done),
			};

			bp_pass_vector(b->q, dv.dv_len);
			left -= dv.dv_len;
			if (!join(b, &prev, &dv))
				add_pieces(b, &dv);
			prev = dv;
		}
	}
}
