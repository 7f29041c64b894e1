/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page vectors to entries (block.md 8.3).
 */
#include "../count/segment.h"
#include "map.h"

/* R-MAP-6: only the first vector of a bio may join, and only the last one of the bio before. */
static bool join(struct bp_sg_build *b, const struct bio_vec *prev, const struct bio_vec *bv)
{
	struct scatterlist *sg = bp_sg_current(b);

	if ((u64)sg->length + bv->bv_len > b->q->limits.max_segment_size ||
	    !biovec_phys_mergeable(b->q, prev, bv))
		return false;
	sg->length += bv->bv_len;
	bp_sg_told(b, true);
	return true;
}

/* R-MAP-7: pieces by the segment size; the virtual boundary plays no part. */
static void add_pieces(struct bp_sg_build *b, const struct bio_vec *bv)
{
	struct bp_env *env = b->q->bp_env;
	const u64 base = bp_boundary_base(b->q, bv);

	for (unsigned done = 0; done < bv->bv_len;) {
		u64 off = (u64)bv->bv_offset + done;
		unsigned size = bp_min(bp_segment_size(b->q, base + off), bv->bv_len - done);

		bp_bug_on(env, !size, BP_SITE_SEGMENT_EMPTY, off, bv->bv_len); /* at 0 only */
		sg_set_page(env, bp_sg_take(b), nth_page(bv->bv_page, off >> env->page_shift), size,
			    (unsigned)off & (bp_page_size(env) - 1));
		bp_sg_told(b, false);
		done += size;
	}
}

void bp_map_pages(struct bp_sg_build *b)
{
	struct bp_env *env = b->q->bp_env;
	const unsigned page_bytes = bp_page_size(env);
	struct bio_vec prev = { .bv_page = NULL };

	for (const struct bio *bio = b->rq->bio; bio; bio = bio->bi_next) {
		unsigned left = bio->bi_iter.bi_size;
		unsigned done = bio->bi_iter.bi_bvec_done;
		bool may_join = prev.bv_page;
		struct bio_vec bv = { .bv_page = NULL };

		for (unsigned i = bio->bi_iter.bi_idx; left; i++, done = 0) {
			bool joined;

			bv.bv_page = bio->bi_io_vec[i].bv_page;
			bv.bv_offset = bio->bi_io_vec[i].bv_offset + done;
			bv.bv_len = bp_min(left, bio->bi_io_vec[i].bv_len - done);
			bp_pass_vector(b->q, bv.bv_len);
			left -= bv.bv_len;
			joined = may_join && join(b, &prev, &bv);
			may_join = false;
			if (joined)
				continue;
			if (BP_LIKELY((u64)bv.bv_offset + bv.bv_len <= page_bytes)) {
				sg_set_page(env, bp_sg_take(b), bv.bv_page, bv.bv_len,
					    bv.bv_offset);
				bp_sg_told(b, false);
			} else {
				add_pieces(b, &bv);
			}
		}
		if (bio->bi_iter.bi_size)
			prev = bv; /* R-MAP-8 */
	}
}
