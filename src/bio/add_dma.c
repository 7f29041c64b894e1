/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding DMA addresses to a bio (RFC patch 18).
 */
#include <errno.h>

#include <blkpath/queue.h>

#include "add.h"

/* R-ADD-7 */
bool bio_dma_full(const struct bio *bio)
{
	size_t bytes = bio->bi_max_vecs * sizeof(struct bio_vec);

	return bio->bi_vcnt >= bytes / sizeof(struct dma_vec);
}

/* R-ADD-8 step 2a: what later steps can carry; the sums are exact. */
static bool can_be_carried(const struct bio *bio, dma_addr_t addr, unsigned len)
{
	if (!len || len % SECTOR_SIZE || len > INT_MAX)
		return false;
	return addr.dma <= -(u64)len && len <= UINT_MAX - bio->bi_iter.bi_size;
}

int bio_add_dma_addr(struct request_queue *q, struct bio *bio, dma_addr_t addr, unsigned len)
{
	const struct bp_defects *defects = &q->bp_defects;
	struct dma_vec *slot;

	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return -EINVAL;
	if (!blk_queue_dma_direct(q) || !bio_is_dma_direct(bio))
		return -EINVAL;
	if (!bp_defect_on(defects, BP_DEF_11) && !can_be_carried(bio, addr, len))
		return -EINVAL;
	if (bio_dma_full(bio))
		return 0;
	if (bp_warn_on(bio->bp_env, bio_flagged(bio, BIO_CLONED), BP_SITE_ADD_DMA_CLONED,
		       bio->bp_serial, 0) &&
	    !bp_defect_on(defects, BP_DEF_13))
		return -EINVAL;
	/* The padding behind the length keeps what it had (R-VEC-1). */
	slot = &bio->bi_dma_vec[bio->bi_vcnt++];
	slot->dv_addr = addr;
	slot->dv_len = len;
	bp_bio_added(bio, len, false, "R-ADD-8");
	return (int)len;
}
