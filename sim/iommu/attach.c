/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iommu/attach.h"

#include <errno.h>

int bp_iommu_attach(struct bp_iommu_attached *attached, struct device *dev,
		    const struct pci_host_bridge *bridge, enum bp_iommu_sg sg)
{
	struct bp_iommu_setup setup = { .ops = &bp_iommu_table_ops, .sg = sg };

	*attached = (struct bp_iommu_attached){ .dev = dev, .table = bp_iommu_table_new() };
	if (!attached->table)
		return -ENOMEM;
	setup.table = attached->table;
	attached->domain = bp_iommu_domain_new(dev->bp_env, &setup);
	if (!attached->domain)
		return -ENOMEM;
	dev->bp_domain = attached->domain;
	dev->dma_kind = BP_DMA_IOMMU;
	return bridge ? bp_iommu_reserve_windows(attached->domain, bridge) : 0;
}

void bp_iommu_detach(struct bp_iommu_attached *attached)
{
	if (!attached->domain)
		return;
	bp_iommu_domain_free(attached->domain);
	attached->domain = attached->dev->bp_domain = NULL;
	attached->dev->dma_kind = BP_DMA_DIRECT;
}

void bp_iommu_attached_fini(struct bp_iommu_attached *attached)
{
	bp_iommu_detach(attached);
	bp_iommu_table_free(attached->table);
	attached->table = NULL;
}

static bool is_on(void *context, const struct pci_dev *requester)
{
	(void)context;
	return requester->dev.bp_domain;
}

static enum bp_iommu_fault translate(void *context, const struct pci_dev *requester,
				     dma_addr_t iova, bool is_write, phys_addr_t *phys)
{
	(void)context;
	switch (bp_iommu_reach(requester->dev.bp_domain, iova, is_write, phys)) {
	case 0:
		return BP_IOMMU_OK;
	case -EACCES:
		return BP_IOMMU_NO_PERM;
	default:
		return BP_IOMMU_NOT_PRESENT;
	}
}

const struct bp_translation_ops bp_iommu_translation_ops = { is_on, translate };
