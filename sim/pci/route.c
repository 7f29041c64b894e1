/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the requester up (P2P-A6.1 to P2P-A6.4).
 */
#include "pci/walk.h"

enum bp_turn bp_route_end(const struct bp_route *route)
{
	return route->hop[route->nr_hops - 1].turn;
}

bool bp_route_was_sent(const struct bp_request *request, const struct bp_route *route)
{
	return (route->nr_hops > 1 || route->hop[0].at != request->requester) &&
	       route->outcome != BP_OUTCOME_MODEL_ERROR;
}

bool bp_route_passes_root(const struct bp_route *route)
{
	for (unsigned i = 0; i < route->nr_hops; i++)
		if (!route->hop[i].at)
			return true;
	return false;
}

void bp_route_start(struct bp_route *route)
{
	route->target = (struct bp_target){ 0 };
	route->fault = BP_IOMMU_OK;
	route->alike = UINT64_MAX;
	route->nr_hops = 0;
}

void bp_route_note(struct bp_route *route, enum bp_turn turn, const struct pci_dev *at,
		   const struct pci_dev *to, const struct pci_host_bridge *bridge)
{
	if (route->nr_hops < BP_HOPS_MAX)
		route->hop[route->nr_hops++] = (struct bp_hop){ turn, at, to, bridge };
	route->outcome = bp_turn_outcome(turn);
}

void bp_walk_at(struct bp_walk *walk, enum bp_turn turn, const struct pci_dev *at,
		const struct pci_dev *to)
{
	bp_route_note(walk->route, turn, at, to, at->bus->bridge);
}

void bp_walk_root(struct bp_walk *walk, enum bp_turn turn, const struct pci_host_bridge *bridge)
{
	bp_route_note(walk->route, turn, NULL, NULL, bridge);
}

/* The bridge to go on from, NULL when it ended.  MODEL: the port tells of a link that is down. */
static const struct pci_dev *up_the_link(struct bp_walk *walk, const struct pci_dev *port)
{
	bool down = bp_fabric_node(walk->fabric, port)->link_down;

	bp_walk_at(walk, down ? BP_AT_LINK_DOWN : BP_AT_LINK_UP, port, NULL);
	return down ? NULL : port;
}

static const struct pci_dev *peer_of(const struct bp_walk *walk, const struct pci_dev *from)
{
	return bp_decode_on_bus(walk->fabric->pci, bp_home_bus(from), from, walk->address,
				&walk->route->alike);
}

static bool decodes_windows(const struct bp_walk *walk, const struct pci_dev *bridge)
{
	return bp_decode_windows(bridge, walk->address, &walk->route->alike);
}

/* A5; the turn is noted. */
static enum bp_turn_class ask_acs(struct bp_walk *walk, const struct pci_dev *from,
				  const struct pci_dev *peer)
{
	struct bp_acs_question question = {
		.ingress = from,
		.egress = peer,
		.requester_bus = walk->request->requester->bus->number,
		.type = walk->request->type,
	};
	enum bp_turn turn = bp_acs_request(&question);

	bp_walk_at(walk, turn, from, peer);
	return bp_turn_class(turn);
}

/* A6.3: what came up through a port, or from a function beside the ports. */
static const struct pci_dev *at_switch(struct bp_walk *walk, const struct pci_dev *from)
{
	const struct pci_dev *upstream = bp_home_bus(from)->self, *peer = peer_of(walk, from);
	enum bp_turn_class answer;

	if (peer) {
		answer = ask_acs(walk, from, peer);
		if (answer == BP_TURN_TO_PEER) {
			bp_walk_at(walk, BP_AT_SWITCH, from, peer);
			bp_walk_down(walk, peer);
		}
		if (answer != BP_TURN_REDIRECTS)
			return NULL;
	} else if (from->subordinate && decodes_windows(walk, from)) {
		bp_walk_at(walk, bp_acs_own(from), from, NULL);
		if (bp_acs_own(from) == BP_AT_NOT_FORWARDED)
			return NULL;
	} else if (decodes_windows(walk, upstream)) {
		bp_walk_at(walk, BP_AT_NOBODY_BELOW, upstream, NULL);
		return NULL;
	} else {
		bp_walk_at(walk, BP_AT_UPSTREAM, from, NULL);
	}
	bp_walk_at(walk, BP_AT_SWITCH, from, upstream);
	return upstream;
}

/* A6.2; the link above a switch too: its upstream port may be one function of several. */
static const struct pci_dev *at_link(struct bp_walk *walk, const struct pci_dev *from)
{
	const struct pci_dev *peer = peer_of(walk, from);
	enum bp_turn_class answer = peer ? ask_acs(walk, from, peer) : BP_TURN_REDIRECTS;

	if (answer == BP_TURN_TO_PEER) {
		bp_walk_at(walk, BP_AT_INTRADEV, from, peer);
		bp_walk_down(walk, peer);
	}
	return answer == BP_TURN_REDIRECTS ? up_the_link(walk, bp_home_bus(from)->self) : NULL;
}

/* MODEL: on a conventional bus everybody listens; the bridge takes what is not below it. */
static const struct pci_dev *at_wire(struct bp_walk *walk, const struct pci_dev *from)
{
	const struct pci_dev *self = bp_home_bus(from)->self, *peer = peer_of(walk, from);

	if (peer) {
		bp_walk_at(walk, BP_AT_WIRE, from, peer);
		bp_walk_down(walk, peer);
		return NULL;
	}
	if (decodes_windows(walk, self)) {
		bp_walk_at(walk, BP_AT_NOBODY_BELOW, self, NULL);
		return NULL;
	}
	return up_the_link(walk, self);
}

/* A function of the same slot on a root bus; ports are asked by the root complex. */
static const struct pci_dev *sibling_on_root(const struct bp_walk *walk, const struct pci_dev *from)
{
	const struct pci_dev *peer = from->subordinate ? NULL : peer_of(walk, from);

	if (!peer || peer->subordinate || PCI_SLOT(peer->devfn) != PCI_SLOT(from->devfn))
		return NULL;
	return peer;
}

static void at_root(struct bp_walk *walk, const struct pci_dev *from)
{
	const struct pci_dev *peer = sibling_on_root(walk, from);
	enum bp_turn_class answer = peer ? ask_acs(walk, from, peer) : BP_TURN_REDIRECTS;

	if (answer == BP_TURN_TO_PEER) {
		bp_walk_at(walk, BP_AT_INTRADEV, from, peer);
		bp_walk_down(walk, peer);
	}
	if (answer != BP_TURN_REDIRECTS)
		return;
	if (from->subordinate)
		bp_walk_at(walk, BP_AT_ROOT_PORT, from, NULL);
	bp_walk_root_complex(walk, from);
}

static const struct pci_dev *step_up(struct bp_walk *walk, const struct pci_dev *from)
{
	switch (bp_bus_kind(bp_home_bus(from))) {
	case BP_BUS_LINK:
		return at_link(walk, from);
	case BP_BUS_SWITCH:
		return at_switch(walk, from);
	case BP_BUS_WIRE:
		return at_wire(walk, from);
	default:
		at_root(walk, from);
		return NULL;
	}
}

/* MODEL: a port that has a BAR itself answers to what comes up through it. */
static bool is_for_port(const struct bp_walk *walk, const struct pci_dev *port)
{
	return port != walk->request->requester &&
	       bp_decode_bar(port, walk->address, &walk->route->alike) >= 0;
}

/* How many bytes of its own memory a function finds at an address, by a BAR or by its second
 * window; 0 for none. */
static u64 own_extent(const struct bp_fabric_node *node, u64 address, struct bp_target *own,
		      u64 *alike)
{
	const struct bp_own_window *window = &node->own;
	u64 past = address - window->base;
	int bar = bp_decode_bar(node->dev, address, alike);

	*own = (struct bp_target){ .kind = BP_TARGET_INTERNAL, .dev = node->dev };
	if (bar >= 0) {
		own->bar = (unsigned)bar;
		own->offset = address - pci_bus_address(node->dev, own->bar).bus;
		return pci_resource_len(node->dev, own->bar) - own->offset;
	}
	own->bar = window->bar;
	own->offset = window->offset + past;
	if (!window->bytes)
		return 0;
	if (past >= window->bytes) {
		bp_alike_before(alike, address, window->base);
		return 0;
	}
	bp_alike_upto(alike, address, window->base + (window->bytes - 1));
	return window->bytes - past;
}

/* A6.1; false when the address is not the requester's own. */
static bool is_own(struct bp_walk *walk)
{
	const struct bp_request *request = walk->request;
	const struct bp_fabric_node *node = bp_fabric_node(walk->fabric, request->requester);
	struct bp_target own;
	u64 extent = own_extent(node, walk->address, &own, &walk->route->alike);

	if (extent && bp_backing_is_register(&node->backing[own.bar], own.offset)) {
		bp_walk_at(walk, BP_AT_OWN_REGISTERS, node->dev, NULL);
		return true;
	}
	if (extent < request->bytes)
		return false;
	bp_walk_at(walk, BP_AT_OWN_BAR, node->dev, NULL);
	walk->route->target = own;
	return true;
}

static bool is_master(const struct pci_dev *dev)
{
	u16 command;

	return pci_read_config_word(dev, PCI_COMMAND, &command) && command & PCI_COMMAND_MASTER;
}

static void go(struct bp_walk *walk, const struct pci_dev *from)
{
	if (is_own(walk))
		return;
	if (!is_master(from)) {
		bp_walk_at(walk, BP_AT_NO_BUS_MASTER, from, NULL);
		return;
	}
	while (from) {
		if (is_for_port(walk, from)) {
			bp_walk_down(walk, from);
			return;
		}
		from = step_up(walk, from);
	}
}

void bp_route_request(const struct bp_fabric *fabric, const struct bp_request *request,
		      struct bp_route *route)
{
	struct bp_walk walk = { fabric, request, request->address, route };

	bp_route_start(route);
	go(&walk, request->requester);
	route->alike = bp_max(route->alike, (u64)request->bytes);
}
