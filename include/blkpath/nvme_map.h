/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data pointer of a command (nvme.md 2.3 to 2.9).
 */
#ifndef BLKPATH_NVME_MAP_H
#define BLKPATH_NVME_MAP_H

#include <blkpath/nvme_host.h>

/**
 * bp_nvme_pools_init - make the pools of a function
 * @dev: its dev is set, and of its ctrl bp_env, page_size, max_segments and bp_defects
 *
 * Return: 0; -ENOMEM, and nothing is left behind then.
 * Rule: NVH-2, NVH-3, DEF-NVME-5
 */
int bp_nvme_pools_init(struct nvme_dev *dev);

/**
 * bp_nvme_pools_fini - end them
 * @dev: no request is mapped any more
 *
 * Rule: INV-NVME-13
 */
void bp_nvme_pools_fini(struct nvme_dev *dev);

/**
 * nvme_map_data - map the data of a request and point the command at it
 * @dev: function
 * @rq: request with data; its iod has its queue
 * @cmnd: command; flags and data pointer are written
 *
 * Return: OK; RESOURCE without memory or mapping; IOERR for a list that PRPs cannot describe.
 * Nothing is held then.
 *
 * Mirrors: nvme_map_data(), drivers/nvme/host/pci.c, v5.2-rc5, with or without RFC patches 19, 23
 * Rule: NVH-10 to NVH-22
 */
blk_status_t nvme_map_data(struct nvme_dev *dev, struct request *rq, struct nvme_command *cmnd);

/**
 * nvme_unmap_data - end what nvme_map_data() began
 * @dev: function
 * @rq: request
 *
 * Mirrors: nvme_unmap_data(), drivers/nvme/host/pci.c, v5.2-rc5, with or without RFC patches 19, 23
 * Rule: NVH-23
 */
void nvme_unmap_data(struct nvme_dev *dev, struct request *rq);

/**
 * nvme_map_metadata - map the tuples of a request
 * @dev: function
 * @rq: request with integrity, one vector
 * @cmnd: command; its metadata pointer is written
 *
 * Return: OK; IOERR when the mapping fails, and nothing is held then.
 *
 * Mirrors: nvme_map_metadata(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-25
 */
blk_status_t nvme_map_metadata(struct nvme_dev *dev, struct request *rq, struct nvme_command *cmnd);

/**
 * bp_nvme_unmap_metadata - end what nvme_map_metadata() began
 * @dev: function
 * @rq: request
 *
 * As nvme_pci_complete_rq() has it, drivers/nvme/host/pci.c, v5.2-rc5.
 *
 * Rule: NVH-24, DEF-NVME-9
 */
void bp_nvme_unmap_metadata(struct nvme_dev *dev, struct request *rq);

/**
 * nvme_pci_use_sgls - SGLs for several segments?
 * @dev: function
 * @rq: request; its iod has its queue
 *
 * Return: true iff the controller takes SGLs, the queue is an I/O queue, and the average segment is
 * as long as the threshold.
 *
 * Mirrors: nvme_pci_use_sgls(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-16
 */
bool nvme_pci_use_sgls(const struct nvme_dev *dev, struct request *rq);

#endif
