/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From addresses of the bus to those of the CPU (P2P-A3.4).
 */
#include <blkpath/pci.h>

/* A window may lie around the end of the numbers (A4.4): distances, not ends, are compared. */
static bool holds(const struct bp_pci_window *window, unsigned long flags,
		  const struct pci_bus_region *region)
{
	const unsigned long space = IORESOURCE_IO | IORESOURCE_MEM;
	const u64 first = window->res.start - window->offset;
	const u64 length = window->res.end - window->res.start;

	return (window->res.flags & space) == (flags & space) &&
	       region->start.bus - first <= region->end.bus - first &&
	       region->end.bus - first <= length;
}

void pcibios_bus_to_resource(const struct pci_bus *bus, struct resource *res,
			     const struct pci_bus_region *region)
{
	const struct pci_host_bridge *bridge = bus->bridge;
	u64 offset = 0;

	for (unsigned i = 0; i < bridge->nr_windows; i++) {
		if (!holds(&bridge->windows[i], res->flags, region))
			continue;
		offset = bridge->windows[i].offset;
		break;
	}
	res->start = region->start.bus + offset;
	res->end = region->end.bus + offset;
}
