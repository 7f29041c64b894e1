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

int bp_iommu_reserve_windows(struct bp_iommu_domain *domain, const struct pci_host_bridge *bridge)
{
	int err = 0;

	for (unsigned i = 0; i < bridge->nr_windows && !err; i++) {
		const struct bp_pci_window *window = &bridge->windows[i];

		if (window->res.flags & IORESOURCE_MEM)
			err = reserve(domain, window->res.start - window->offset,
				      window->res.end - window->offset);
	}
	return err;
}
