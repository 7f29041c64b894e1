/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request becomes a scatterlist (block.md 8.2 to 8.5).  Mirrors block/blk-merge.c, v5.2-rc5 + RFC
 * patches 8, 16.
 */
#ifndef BLKPATH_MAP_H
#define BLKPATH_MAP_H

#include <blkpath/request.h>
#include <blkpath/scatterlist.h>

int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist);

bool vec_phys_mergeable(const struct request_queue *q, u64 addr1, unsigned len1, u64 addr2,
			unsigned len2);
bool biovec_phys_mergeable(const struct request_queue *q, const struct bio_vec *v1,
			   const struct bio_vec *v2);
bool dmavec_phys_mergeable(const struct request_queue *q, const struct dma_vec *v1,
			   const struct dma_vec *v2);

#endif
