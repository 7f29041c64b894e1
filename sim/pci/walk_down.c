/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Down to a BAR (P2P-A6.7).
 */
#include "pci/walk.h"

static void accept(struct bp_walk *walk, const struct pci_dev *dev, unsigned bar)
{
	const struct bp_fabric_node *node = bp_fabric_node(walk->fabric, dev);
	const struct bp_backing *backing = &node->backing[bar];
	u64 offset = walk->address - pci_bus_address(dev, bar).bus;
	unsigned bytes = walk->request->bytes;

	if (node->is_gone && !bp_backing_is_register(backing, offset)) {
		bp_walk_at(walk, BP_AT_NO_MATCH, dev, NULL);
		return;
	}
	if (pci_resource_len(dev, bar) - offset < bytes) {
		bp_walk_at(walk, BP_AT_CROSSES_END, dev, NULL);
		return;
	}
	if (!bp_backing_takes(backing, offset, bytes)) {
		bp_walk_at(walk, BP_AT_NO_REGISTER, dev, NULL);
		return;
	}
	if (bp_backing_is_register(backing, offset))
		walk->route->alike = bytes;
	bp_walk_at(walk, BP_AT_ACCEPTED, dev, NULL);
	walk->route->target = (struct bp_target){
		.kind = BP_TARGET_BAR, .dev = dev, .bar = bar, .offset = offset
	};
}

/* Across the link or inside the switch; NULL when it ended. */
static const struct pci_dev *step_down(struct bp_walk *walk, const struct pci_dev *bridge)
{
	const struct pci_bus *bus = bridge->subordinate;
	const struct pci_dev *next =
		bp_decode_on_bus(walk->fabric->pci, bus, NULL, walk->address, &walk->route->alike);

	if (bp_bus_kind(bus) == BP_BUS_SWITCH) {
		bp_walk_at(walk, next ? BP_AT_SWITCH : BP_AT_NO_MATCH, bridge, next);
		return next;
	}
	if (bp_fabric_node(walk->fabric, bridge)->link_down) {
		bp_walk_at(walk, BP_AT_LINK_DOWN, bridge, NULL);
		return NULL;
	}
	/* Nobody is there, or it is a virtual function's bus alone: the port itself finds out. */
	if (TAILQ_EMPTY(&bus->devices)) {
		bp_walk_at(walk, BP_AT_NO_MATCH, bridge, NULL);
		return NULL;
	}
	bp_walk_at(walk, BP_AT_LINK_DOWNWARDS, bridge, NULL);
	if (!next)
		bp_walk_at(walk, BP_AT_NO_MATCH, TAILQ_FIRST(&bus->devices), NULL);
	return next;
}

void bp_walk_down(struct bp_walk *walk, const struct pci_dev *dev)
{
	while (dev) {
		int bar = bp_decode_bar(dev, walk->address, &walk->route->alike);

		if (bar >= 0) {
			accept(walk, dev, (unsigned)bar);
			return;
		}
		dev = step_down(walk, dev);
	}
}

void bp_walk_enter(struct bp_walk *walk, const struct pci_host_bridge *bridge)
{
	const struct pci_dev *top = bp_decode_on_bus(walk->fabric->pci, bridge->bus, NULL,
						     walk->address, &walk->route->alike);

	if (top)
		bp_walk_down(walk, top);
	else
		bp_walk_root(walk, BP_AT_NO_MATCH, bridge);
}
