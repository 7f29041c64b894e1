/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of the fabric that no mapping may get (P2P-A4.2, C5.4, P2P-F16).
 */
#include <blkpath/iommu.h>

/* Bus addresses are modulo 2^64, a window may wrap (A4.4). */
static int reserve(struct bp_iommu_domain *domain, u64 first, u64 last)
{
	int err;

	if (first <= last)
		return bp_iommu_reserve(domain, first, last);
	err = bp_iommu_reserve(domain, first, ~0ull);
	return err ?: bp_iommu_reserve(domain, 0, last);
}

static int reserve_function(struct bp_iommu_domain *domain, const struct pci_dev *dev)
{
	int err = 0;

	for (unsigned bar = 0; bar < PCI_STD_NUM_BARS && !err; bar++)
		if (pci_resource_flags(dev, bar) & IORESOURCE_MEM && pci_resource_len(dev, bar))
			err = reserve(domain, dev->resource[bar].start, dev->resource[bar].end);
	return err;
}

/* Windows that nobody knows send down what a function answers to; their offset is 0 (A3.3). */
static int reserve_functions(struct bp_iommu_domain *domain, const struct pci_bus *bus)
{
	const struct pci_dev *dev;
	int err = 0;

	TAILQ_FOREACH (dev, &bus->devices, on_bus) {
		err = reserve_function(domain, dev);
		if (!err && dev->subordinate)
			err = reserve_functions(domain, dev->subordinate);
		if (err)
			break;
	}
	return err;
}

int bp_iommu_reserve_windows(struct bp_iommu_domain *domain, const struct pci_host_bridge *bridge)
{
	int err = 0;

	if (!bridge->nr_windows)
		return reserve_functions(domain, bridge->bus);
	for (unsigned i = 0; i < bridge->nr_windows && !err; i++) {
		const struct bp_pci_window *window = &bridge->windows[i];

		if (window->res.flags & IORESOURCE_MEM)
			err = reserve(domain, window->res.start - window->offset,
				      window->res.end - window->offset);
	}
	return err;
}
