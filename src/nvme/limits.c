/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits that the driver sets (NVH-38).
 */
#include <limits.h>

#include <blkpath/limit_setters.h>
#include <blkpath/nvme_limits.h>

/* 0: no limit.  DEF-NVME-10 shifts 32 bits; a CPU takes the low five bits of the count. */
static u32 shifted(struct nvme_ctrl *ctrl, u8 mdts, unsigned shift)
{
	if (shift < 31)
		return 1u << shift;
	if (!bp_nvme_defect(ctrl, BP_DEF_NVME_10))
		return 0;
	bp_finding(ctrl->bp_env, BP_SITE_NVME_MDTS_SHIFT, mdts, shift);
	return 1u << (shift & 31);
}

void bp_nvme_init_mdts(struct nvme_ctrl *ctrl, u8 mdts, u8 mpsmin)
{
	const unsigned page_shift = BP_NVME_PAGE_SHIFT + mpsmin;
	const u32 sectors = mdts ? shifted(ctrl, mdts, mdts + page_shift - SECTOR_SHIFT) : 0;

	ctrl->page_size = 1u << BP_NVME_PAGE_SHIFT;
	ctrl->max_segments = ctrl->bp_params.max_segments;
	ctrl->max_hw_sectors = bp_min_not_zero(NVME_MAX_KB_SZ << 1, sectors);
}

void nvme_set_queue_limits(struct nvme_ctrl *ctrl, struct request_queue *q)
{
	const bool vwc = ctrl->vwc & NVME_CTRL_VWC_PRESENT;
	u32 segments = ctrl->max_hw_sectors / (ctrl->page_size >> SECTOR_SHIFT) + 1;

	segments = bp_min_not_zero(segments, ctrl->max_segments);
	blk_queue_max_hw_sectors(q, ctrl->max_hw_sectors);
	blk_queue_max_segments(q, (u16)segments); /* 4 MiB have 1025 pages */
	if (ctrl->quirks & NVME_QUIRK_STRIPE_SIZE && bp_is_power_of_2(ctrl->max_hw_sectors))
		blk_queue_chunk_sectors(q, ctrl->max_hw_sectors);
	blk_queue_virt_boundary(q, ctrl->page_size - 1);
	blk_queue_dma_alignment(q, (int)ctrl->bp_params.dma_alignment);
	blk_queue_write_cache(q, vwc, vwc);
}

void bp_nvme_set_dma_limits(struct nvme_dev *dev)
{
	dev->dev->dma_parms.max_segment_size = UINT_MAX;
	dev->dev->dma_parms.min_align_mask = dev->ctrl.page_size - 1;
}

static u32 rounddown_pow_of_two(u32 n)
{
	return 1u << (31 - __builtin_clz(n));
}

static void nvme_set_chunk_size(const struct nvme_ns *ns)
{
	if (ns->noiob)
		blk_queue_chunk_sectors(ns->queue,
					rounddown_pow_of_two((u32)ns->noiob
							     << (ns->lba_shift - SECTOR_SHIFT)));
}

static void nvme_config_discard(const struct nvme_ns *ns)
{
	struct request_queue *q = ns->queue;

	if (!(ns->ctrl->oncs & NVME_CTRL_ONCS_DSM)) {
		blk_queue_flag_clear(QUEUE_FLAG_DISCARD, q);
		return;
	}
	q->limits.discard_granularity = 1u << ns->lba_shift;
	blk_queue_flag_set(QUEUE_FLAG_DISCARD, q);
	blk_queue_max_discard_sectors(q, UINT_MAX);
	blk_queue_max_discard_segments(q, NVME_DSM_MAX_RANGES);
}

static void nvme_config_write_zeroes(const struct nvme_ns *ns)
{
	const u32 blocks = ns->ctrl->max_hw_sectors + 1;

	if (ns->ctrl->oncs & NVME_CTRL_ONCS_WRITE_ZEROES)
		blk_queue_max_write_zeroes_sectors(ns->queue,
						   blocks << (ns->lba_shift - SECTOR_SHIFT));
}

void bp_nvme_set_ns_limits(struct nvme_ns *ns)
{
	const unsigned block_size = 1u << ns->lba_shift;

	blk_queue_logical_block_size(ns->queue, (u16)block_size);
	blk_queue_physical_block_size(ns->queue, block_size);
	blk_queue_io_min(ns->queue, block_size);
	ns->queue->limits.max_integrity_segments = 1;
	nvme_set_chunk_size(ns);
	nvme_config_discard(ns);
	nvme_config_write_zeroes(ns);
}
