/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RAM that I/O by bus address uses: whoever submits such I/O has mapped it before (NVH-13), and
 * here that is the world.
 *
 * Page by page, from the first I/O that uses it until the device's driver goes.
 */
#ifndef SIM_WORLD_LENT_H
#define SIM_WORLD_LENT_H

#include <blkpath/dma.h>

#include "mem/sparse.h"

/* Pages that are mapped, by the number of their bus address; all zero when there are none. */
struct bp_world_lent {
	struct device *dev;
	struct bp_sparse pages;
};

/**
 * bp_world_lend - map what is not mapped
 * @lent: pages
 * @dev: for this device; always the same
 * @addr: bus address
 * @len: bytes
 *
 * An address that no mapping of RAM gives, behind an IOMMU for instance, stays unmapped: what comes
 * of it is to be seen.
 *
 * Return: false when the host has no memory.
 */
bool bp_world_lend(struct bp_world_lent *lent, struct device *dev, dma_addr_t addr, u64 len);

/* Nobody uses them any more: unmaps all. */
void bp_world_lent_return(struct bp_world_lent *lent);

#endif
