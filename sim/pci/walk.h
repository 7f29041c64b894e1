/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of a search for a way: up through ports, through the root complex, down to a BAR.
 */
#ifndef BP_SIM_PCI_WALK_H
#define BP_SIM_PCI_WALK_H

#include "pci/decode.h"
#include "pci/route.h"

/**
 * struct bp_walk - a request on its way
 * @fabric: fabric
 * @request: the request; its requester is NULL for the CPU
 * @address: bus address now: the root complex may change it
 * @route: the way so far
 */
struct bp_walk {
	const struct bp_fabric *fabric;
	const struct bp_request *request;
	u64 address;
	struct bp_route *route;
};

/* An empty way. */
void bp_route_start(struct bp_route *route);

/* Adds a turn; the outcome is what it makes it. */
void bp_route_note(struct bp_route *route, enum bp_turn turn, const struct pci_dev *at,
		   const struct pci_dev *to, const struct pci_host_bridge *bridge);

/* Notes a turn at a function; ends the route when the turn does. */
void bp_walk_at(struct bp_walk *walk, enum bp_turn turn, const struct pci_dev *at,
		const struct pci_dev *to);

/* The same at the root complex of a host bridge. */
void bp_walk_root(struct bp_walk *walk, enum bp_turn turn, const struct pci_host_bridge *bridge);

/* A6.5, A6.6: what came out of @from, which sits on a root bus. */
void bp_walk_root_complex(struct bp_walk *walk, const struct pci_dev *from);

/* A6.7: down to whoever answers on a root bus. */
void bp_walk_enter(struct bp_walk *walk, const struct pci_host_bridge *bridge);

/* A6.7: down to @dev, which answers, and below it. */
void bp_walk_down(struct bp_walk *walk, const struct pci_dev *dev);

#endif
