/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the device's DMA engine asks of memory (block.md 5.2).
 */
#include <errno.h>

#include "setter.h"

void blk_queue_dma_alignment(struct request_queue *q, int mask)
{
	q->dma_alignment = mask;
	limit_set(q, BP_SETTER_DMA_ALIGNMENT, (unsigned)mask);
}

void blk_queue_update_dma_alignment(struct request_queue *q, int mask)
{
	bp_bug_on(q->bp_env, mask > (int)bp_page_size(q->bp_env), BP_SITE_LIM_DMA_ALIGNMENT,
		  (unsigned)mask, 0);
	blk_queue_dma_alignment(q, bp_max(mask, q->dma_alignment));
}

void blk_queue_update_dma_pad(struct request_queue *q, unsigned mask)
{
	q->dma_pad_mask = bp_max(mask, q->dma_pad_mask);
	limit_set(q, BP_SETTER_DMA_PAD, q->dma_pad_mask);
}

int blk_queue_dma_drain(struct request_queue *q, dma_drain_needed_fn *needed, void *buf,
			unsigned bytes)
{
	if (q->limits.max_segments < 2)
		return -EINVAL;
	q->limits.max_segments--; /* for the drain buffer's own entry */
	q->dma_drain_needed = needed;
	q->dma_drain_buffer = buf;
	q->dma_drain_size = bytes;
	limit_set(q, BP_SETTER_DMA_DRAIN, bytes);
	return 0;
}

void blk_queue_bounce_limit(struct request_queue *q, u64 max_addr)
{
	struct bp_env *env = q->bp_env;
	u64 pfn = max_addr >> env->page_shift;

	q->bounce_gfp = GFP_NOIO;
	if (pfn < 0xFFFFFFFFull >> env->page_shift) {
		q->bp_isa_pool_ready = true;
		q->bounce_gfp |= GFP_DMA;
		q->limits.bounce_pfn = pfn;
	} else {
		q->limits.bounce_pfn = bp_max(env->max_low_pfn, pfn);
	}
	limit_set(q, BP_SETTER_BOUNCE_LIMIT, max_addr);
}
