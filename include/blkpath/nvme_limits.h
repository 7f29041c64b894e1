/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits that the driver sets (nvme.md 2.12).
 */
#ifndef BLKPATH_NVME_LIMITS_H
#define BLKPATH_NVME_LIMITS_H

#include <blkpath/nvme_host.h>

/**
 * bp_nvme_init_mdts - how much one command may carry
 * @ctrl: its page_size and max_segments are set too
 * @mdts: Identify: MDTS, 0 for no limit
 * @mpsmin: CAP.MPSMIN
 *
 * As nvme_init_identify() has it, drivers/nvme/host/core.c, v5.2-rc5.
 *
 * Rule: NVH-38, DEF-NVME-10
 */
void bp_nvme_init_mdts(struct nvme_ctrl *ctrl, u8 mdts, u8 mpsmin);

/**
 * nvme_set_queue_limits - limits of the admin queue and of every namespace queue
 * @ctrl: after bp_nvme_init_mdts()
 * @q: queue
 *
 * Mirrors: nvme_set_queue_limits(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-38
 */
void nvme_set_queue_limits(struct nvme_ctrl *ctrl, struct request_queue *q);

/**
 * bp_nvme_set_ns_limits - what a namespace adds: block size, chunks, discard, write zeroes
 * @ns: namespace whose queue has its controller's limits
 *
 * As nvme_set_chunk_size(), nvme_config_discard(), nvme_config_write_zeroes() and
 * nvme_update_disk_info() have it, drivers/nvme/host/core.c, v5.2-rc5.
 *
 * Rule: NVH-38
 */
void bp_nvme_set_ns_limits(struct nvme_ns *ns);

/**
 * bp_nvme_set_dma_limits - what the function says about entries of its lists
 * @dev: function; of its ctrl page_size is set
 *
 * Entries of any length, so that an IOMMU merges without limit; addresses that keep their offset in
 * a page when they bounce (not with DEF-DMA-1 of the device).
 *
 * Rule: NVH-38, P2P-C4.3
 */
void bp_nvme_set_dma_limits(struct nvme_dev *dev);

#endif
