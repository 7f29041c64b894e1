/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May two vectors share an entry? (block.md 8.5)
 */
#include <blkpath/map.h>

/* R-MRG-1 */
bool vec_phys_mergeable(const struct request_queue *q, u64 addr1, unsigned len1, u64 addr2,
			unsigned len2)
{
	/* DEF-6: the arguments of a 32-bit build; sums wrap with them. */
	u64 width = bp_defect_on(&q->bp_defects, BP_DEF_6) ? 0xFFFFFFFFu : ~(u64)0;
	u64 mask = q->limits.seg_boundary_mask;
	u64 end1 = (addr1 + len1) & width;
	u64 last2 = (addr2 + len2 - 1) & width;

	addr1 &= width;
	addr2 &= width;
	return end1 == addr2 && (addr1 | mask) == (last2 | mask);
}

bool biovec_phys_mergeable(const struct request_queue *q, const struct bio_vec *v1,
			   const struct bio_vec *v2)
{
	return vec_phys_mergeable(q, bvec_phys(q->bp_env, v1).phys, v1->bv_len,
				  bvec_phys(q->bp_env, v2).phys, v2->bv_len);
}

bool dmavec_phys_mergeable(const struct request_queue *q, const struct dma_vec *v1,
			   const struct dma_vec *v2)
{
	return vec_phys_mergeable(q, v1->dv_addr.dma, v1->dv_len, v2->dv_addr.dma, v2->dv_len);
}
