/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The IOMMU of a machine: each device meets a domain of its own, with a page table behind it that
 * the fabric asks too (p2pdma.md A6.5, C5).
 */
#ifndef BP_SIM_IOMMU_ATTACH_H
#define BP_SIM_IOMMU_ATTACH_H

#include "iommu/table.h"
#include "pci/fabric.h"

/**
 * struct bp_iommu_attached - a device behind the IOMMU
 * @dev: the device
 * @table: where its addresses lead
 * @domain: which addresses its mappings get; NULL when it is not behind the IOMMU
 */
struct bp_iommu_attached {
	struct device *dev;
	struct bp_iommu_table *table;
	struct bp_iommu_domain *domain;
};

/**
 * bp_iommu_attach - put a device behind the IOMMU
 * @attached: to be ended with bp_iommu_attached_fini(), also on failure
 * @dev: device; from now on its mappings go through a domain
 * @bridge: host bridge above it, whose windows no mapping gets (C5.4); NULL for none
 * @sg: how lists are mapped
 *
 * Return: 0 or -ENOMEM.
 */
int bp_iommu_attach(struct bp_iommu_attached *attached, struct device *dev,
		    const struct pci_host_bridge *bridge, enum bp_iommu_sg sg);

/* Ends the domain: addresses still in use are findings.  The device maps directly again, and the
 * page table stays for whoever asks it.  Does nothing the second time. */
void bp_iommu_detach(struct bp_iommu_attached *attached);

/* Ends both. */
void bp_iommu_attached_fini(struct bp_iommu_attached *attached);

/* For struct bp_fabric_config: translates for each function that is attached.  No context. */
extern const struct bp_translation_ops bp_iommu_translation_ops;

#endif
