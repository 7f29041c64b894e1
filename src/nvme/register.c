/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BAR 0: registers, and doorbells in a number that the queues ask for (NVH-28).
 */
#include <errno.h>

#include <blkpath/io.h>

#include "life.h"

u32 bp_nvme_read32(const struct nvme_dev *dev, u32 offset)
{
	return readl(dev->ctrl.bp_env, bp_io_at(dev->bar, offset));
}

void bp_nvme_write32(const struct nvme_dev *dev, u32 offset, u32 value)
{
	writel(dev->ctrl.bp_env, value, bp_io_at(dev->bar, offset));
}

u64 bp_nvme_read64(const struct nvme_dev *dev, u32 offset)
{
	return lo_hi_readq(dev->ctrl.bp_env, bp_io_at(dev->bar, offset));
}

void bp_nvme_write64(const struct nvme_dev *dev, u32 offset, u64 value)
{
	lo_hi_writeq(dev->ctrl.bp_env, value, bp_io_at(dev->bar, offset));
}

u64 bp_nvme_db_bar_size(const struct nvme_dev *dev, unsigned nr_io_queues)
{
	return NVME_REG_DBS + (nr_io_queues + 1) * 8ull * dev->db_stride;
}

/* What is mapped goes only for something larger: a kernel has nothing when that fails. */
int nvme_remap_bar(struct nvme_dev *dev, u64 size)
{
	const phys_addr_t start = bp_phys_addr(pci_resource_start(dev->pdev, 0));
	struct bp_env *env = dev->ctrl.bp_env;
	bp_virt_addr_t bar;

	if (size <= dev->bar_mapped_size)
		return 0;
	if (size > pci_resource_len(dev->pdev, 0))
		return -ENOMEM;
	bar = ioremap(env, start, size);
	if (!bp_virt_u64(bar))
		return -ENOMEM;
	iounmap(env, dev->bar);
	dev->bar = bar;
	dev->bar_mapped_size = size;
	dev->dbs = bp_io_at(bar, NVME_REG_DBS);
	return 0;
}
