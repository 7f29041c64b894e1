/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a bus address of one device's memory good for another device (P2P-B8.3)?
 */
#include <blkpath/p2p_choice.h>

#include "p2p.h"

bool bp_p2p_same_bus(const struct pci_dev *provider, unsigned bar, const struct pci_dev *client)
{
	return bp_pci_bus_address_at(client->bus->bridge, &provider->resource[bar]).bus ==
	       pci_bus_address(provider, bar).bus;
}

static bool is_behind_iommu(const struct pci_dev *dev)
{
	return dev->bus->bridge->has_iommu || dev->dev.dma_kind == BP_DMA_IOMMU;
}

enum bp_p2p_reason bp_p2p_ask_bus_space(const struct pci_dev *provider,
					const struct pci_dev *client)
{
	if (is_behind_iommu(provider) || is_behind_iommu(client))
		return BP_P2P_IOMMU_PRESENT;
	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS; bar++)
		if ((pci_resource_flags(provider, bar) & IORESOURCE_MEM) &&
		    !bp_p2p_same_bus(provider, bar, client))
			return BP_P2P_OTHER_BUS_SPACE;
	return BP_P2P_LISTED;
}
