/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the CPU's addresses to those of the bus (P2P-A3.3).
 */
#include <blkpath/pci.h>

/* Ports and memory are two spaces that use the same numbers. */
static bool contains(const struct resource *outer, const struct resource *inner)
{
	const unsigned long space = IORESOURCE_IO | IORESOURCE_MEM;

	return (outer->flags & space) == (inner->flags & space) && outer->start <= inner->start &&
	       outer->end >= inner->end;
}

pci_bus_addr_t bp_pci_bus_address_at(const struct pci_host_bridge *bridge,
				     const struct resource *res)
{
	for (unsigned i = 0; i < bridge->nr_windows; i++)
		if (contains(&bridge->windows[i].res, res))
			return (pci_bus_addr_t){ res->start - bridge->windows[i].offset };
	return (pci_bus_addr_t){ res->start };
}

pci_bus_addr_t pci_bus_address(const struct pci_dev *dev, unsigned bar)
{
	return bp_pci_bus_address_at(dev->bus->bridge, &dev->resource[bar]);
}
