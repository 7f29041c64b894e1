/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the CPU's addresses to those of the bus, and back (P2P-A3.3, A3.4).
 */
#include <blkpath/pci.h>

/* Ports and memory are two spaces that use the same numbers. */
static bool same_space(unsigned long a, unsigned long b)
{
	return !((a ^ b) & (IORESOURCE_IO | IORESOURCE_MEM));
}

static bool contains(const struct resource *outer, const struct resource *inner)
{
	return same_space(outer->flags, inner->flags) && outer->start <= inner->start &&
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

/* On the bus a window may lie around the end of the numbers (A4.4): distances are compared. */
static bool holds(const struct bp_pci_window *window, unsigned long flags,
		  const struct pci_bus_region *region)
{
	const u64 first = window->res.start - window->offset;
	const u64 length = window->res.end - window->res.start;

	return same_space(window->res.flags, flags) &&
	       region->start.bus - first <= region->end.bus - first &&
	       region->end.bus - first <= length;
}

static u64 offset_of(const struct pci_host_bridge *bridge, unsigned long flags,
		     const struct pci_bus_region *region)
{
	for (unsigned i = 0; i < bridge->nr_windows; i++)
		if (holds(&bridge->windows[i], flags, region))
			return bridge->windows[i].offset;
	return 0;
}

void pcibios_bus_to_resource(const struct pci_bus *bus, struct resource *res,
			     const struct pci_bus_region *region)
{
	const u64 offset = offset_of(bus->bridge, res->flags, region);

	res->start = region->start.bus + offset;
	res->end = region->end.bus + offset;
}
