/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request becomes a scatterlist (block.md 8.2 to 8.5).
 */
#ifndef BLKPATH_MAP_H
#define BLKPATH_MAP_H

#include <blkpath/request.h>
#include <blkpath/scatterlist.h>

/**
 * blk_rq_map_sg - fill a scatterlist from a request
 * @q: queue whose limits, rules and defects hold
 * @rq: request; @rq->extra_len grows by padding and drain
 * @sglist: table as sg_init_table() leaves it
 *
 * Allocates nothing. More entries than the request's counted segments are a warning
 * (BP_SITE_MAP_TOO_MANY). A table that is too short is a finding (BP_SITE_MAP_OVERRUN) where the
 * kernel writes past its end: the table's END mark is taken for its end, so a table that is used
 * again must be initialised again or go through bp_rq_map_sg().
 *
 * Return: number of entries in the list, 0 for a request without data.
 *
 * Mirrors: blk_rq_map_sg(), block/blk-merge.c, v5.2-rc5 + RFC patch 16
 * Rule: R-MAP-1 to R-MAP-11
 */
int blk_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist);

/**
 * bp_rq_map_sg - the same with the table's size told instead of read from its END mark
 * @q: queue
 * @rq: request
 * @sglist: table, perhaps holding an older list
 * @capacity: its data entries
 *
 * Return: as blk_rq_map_sg(); at most @capacity.
 */
int bp_rq_map_sg(struct request_queue *q, struct request *rq, struct scatterlist *sglist,
		 unsigned capacity);

/**
 * vec_phys_mergeable - may two address ranges share one scatterlist entry?
 * @q: queue
 * @addr1: first byte of the first range
 * @len1: its length in bytes, at least 1
 * @addr2: first byte of the second range
 * @len2: its length in bytes, at least 1
 *
 * Return: true iff they touch and both lie in one window of the segment boundary; the default
 * boundary of 4 GiB counts here.
 *
 * Mirrors: vec_phys_mergeable(), block/blk.h, RFC patch 8
 * Rule: R-MRG-1, DEF-6
 */
bool vec_phys_mergeable(const struct request_queue *q, u64 addr1, unsigned len1, u64 addr2,
			unsigned len2);

/**
 * biovec_phys_mergeable - the same for two page vectors
 * @q: queue
 * @v1: first vector
 * @v2: second vector
 *
 * Return: as vec_phys_mergeable().
 *
 * Mirrors: biovec_phys_mergeable(), block/blk.h, v5.2-rc5
 * Rule: R-MRG-2
 */
bool biovec_phys_mergeable(const struct request_queue *q, const struct bio_vec *v1,
			   const struct bio_vec *v2);

/**
 * dmavec_phys_mergeable - the same for two DMA vectors
 * @q: queue
 * @v1: first vector
 * @v2: second vector
 *
 * Return: as vec_phys_mergeable().
 *
 * Mirrors: dmavec_phys_mergeable(), block/blk.h, RFC patch 8
 * Rule: R-MRG-2
 */
bool dmavec_phys_mergeable(const struct request_queue *q, const struct dma_vec *v1,
			   const struct dma_vec *v2);

#endif
