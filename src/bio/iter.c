/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rare and the long parts of walking vectors (block.md 2.2).
 */
#include <blkpath/bvec.h>

/* R-ITER-3 step 1 */
bool bp_iter_overrun(struct bp_env *env, struct bvec_iter *it, unsigned bytes)
{
	bp_warn(env, BP_SITE_ITER_OVERRUN, bytes, it->bi_size);
	it->bi_size = 0;
	return false;
}

/* R-ITER-6 */
void bp_iter_stuck(struct bp_env *env)
{
	bp_bug(env, BP_SITE_ITER_STUCK, 0, 0);
}

/* R-ITER-7; an empty vector is used up at once, so this loop alone gets past it. */
void bvec_advance(const struct bp_env *env, const struct bio_vec *bv, struct bvec_iter_all *it)
{
	u32 page_bytes = bp_page_size(env);

	if (it->done) {
		it->bv.bv_page = nth_page(it->bv.bv_page, 1);
		it->bv.bv_offset = 0;
	} else {
		it->bv.bv_page = nth_page(bv->bv_page, bv->bv_offset >> env->page_shift);
		it->bv.bv_offset = bv->bv_offset & (page_bytes - 1);
	}
	it->bv.bv_len = bp_min(page_bytes - it->bv.bv_offset, bv->bv_len - it->done);
	it->done += it->bv.bv_len;
	if (it->done == bv->bv_len) {
		it->idx++;
		it->done = 0;
	}
}

/* R-ITER-8 */
void mp_bvec_last_segment(const struct bp_env *env, const struct bio_vec *bv, struct bio_vec *seg)
{
	unsigned total = bv->bv_offset + bv->bv_len;
	unsigned last_page = (total - 1) >> env->page_shift;
	unsigned last_start = last_page << env->page_shift;

	seg->bv_page = nth_page(bv->bv_page, last_page);
	if (bv->bv_offset >= last_start) {
		seg->bv_offset = bv->bv_offset & (bp_page_size(env) - 1);
		seg->bv_len = bv->bv_len;
	} else {
		seg->bv_offset = 0;
		seg->bv_len = total - last_start;
	}
}
