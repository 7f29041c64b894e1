/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far up a way goes.
 */
#include <stdio.h>

#include "cli/topo_way.h"
#include "pci/decode.h"

const char *bp_topo_address_name(enum bp_topo_address kind)
{
	static const char *const names[] = {
		[BP_TOPO_ADDRESS_KERNEL] = "address that the kernel gives",
		[BP_TOPO_ADDRESS_BUS] = "bus address",
		[BP_TOPO_ADDRESS_PHYS] = "CPU physical address",
		[BP_TOPO_ADDRESS_IOVA] = "IOVA",
		[BP_TOPO_ADDRESS_GIVEN] = "given address",
	};

	return names[kind];
}

static unsigned depth_of(const struct pci_dev *dev)
{
	unsigned depth = 0;

	while ((dev = pci_upstream_bridge(dev)))
		depth++;
	return depth;
}

/* The hop that is nearest to the root; the root complex itself is nearer than any. */
static const struct bp_hop *highest(const struct bp_route *route)
{
	const struct bp_hop *best = &route->hop[0];

	for (unsigned i = 0; i < route->nr_hops; i++) {
		const struct bp_hop *hop = &route->hop[i];

		if (!hop->at)
			return hop;
		if (depth_of(hop->at) < depth_of(best->at))
			best = hop;
	}
	return best;
}

const char *bp_topo_reach(const struct bp_route *route, char text[BP_TOPO_REACH_MAX])
{
	static const char *const inside[] = {
		[BP_BUS_ROOT] = "on the root bus",
		[BP_BUS_LINK] = "inside the device below",
		[BP_BUS_WIRE] = "on the conventional bus below",
	};
	const struct bp_hop *top = highest(route);
	char name[BP_PCI_NAME_MAX];
	struct pci_bus *bus;

	if (route->target.kind == BP_TARGET_INTERNAL)
		return "inside the function itself";
	if (!top->at) {
		snprintf(text, BP_TOPO_REACH_MAX, "through the root complex of %04x:%02x",
			 top->bridge->domain, top->bridge->bus->number);
		return text;
	}
	bus = bp_home_bus(top->at);
	if (bp_bus_kind(bus) == BP_BUS_SWITCH)
		snprintf(text, BP_TOPO_REACH_MAX, "inside the switch of %s",
			 bp_pci_name(bus->self, name));
	else if (!bus->self && bp_turn_class(top->turn) == BP_TURN_DOWN)
		snprintf(text, BP_TOPO_REACH_MAX, "from the root complex of %04x:%02x",
			 bus->bridge->domain, bus->number);
	else if (bp_turn_class(top->turn) == BP_TURN_UP)
		snprintf(text, BP_TOPO_REACH_MAX, "through %s", bp_pci_name(top->at, name));
	else if (!bus->self)
		snprintf(text, BP_TOPO_REACH_MAX, "%s", inside[BP_BUS_ROOT]);
	else
		snprintf(text, BP_TOPO_REACH_MAX, "%s %s", inside[bp_bus_kind(bus)],
			 bp_pci_name(bus->self, name));
	return text;
}
