/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions find back by the requester's bus number (P2P-A6.8).
 */
#include "pci/decode.h"
#include "pci/walk.h"

/* Who of the chain above @dev, itself first, sits on a bus; NULL for nobody. */
static const struct pci_dev *ancestor_on(const struct pci_dev *dev, const struct pci_bus *bus)
{
	while (dev && bp_home_bus(dev) != bus)
		dev = pci_upstream_bridge(dev);
	return dev;
}

static void note(struct bp_route *route, enum bp_turn turn, const struct pci_dev *at,
		 const struct pci_dev *to)
{
	bp_route_note(route, turn, at, to, at->bus->bridge);
}

/* From a function above the requester, or itself, down to it. */
static void down_to(struct bp_route *route, const struct pci_dev *from,
		    const struct pci_dev *requester)
{
	while (from != requester && from->subordinate) {
		const struct pci_dev *next = ancestor_on(requester, from->subordinate);
		bool inside = bp_bus_kind(from->subordinate) == BP_BUS_SWITCH;

		if (!next)
			break;
		note(route, inside ? BP_AT_SWITCH : BP_AT_LINK_DOWNWARDS, from,
		     inside ? next : NULL);
		from = next;
	}
	note(route, BP_AT_COMPLETED, requester, NULL);
}

/* From the root bus of the requester; the CPU is at home there. */
static void from_root(struct bp_route *route, const struct pci_dev *requester,
		      const struct pci_host_bridge *bridge)
{
	if (!requester) {
		bp_route_note(route, BP_AT_COMPLETED, NULL, NULL, bridge);
		return;
	}
	down_to(route, ancestor_on(requester, requester->bus->bridge->bus), requester);
}

/* Across the bus of @from; whether @from's ACS lets it. */
static bool to_peer(struct bp_route *route, const struct pci_dev *from, const struct pci_dev *peer,
		    const struct bp_request *request)
{
	enum bp_bus_kind kind = bp_bus_kind(bp_home_bus(from));
	enum bp_turn turn = bp_acs_completion(from, request->relaxed_ordering);

	if (kind == BP_BUS_WIRE) {
		note(route, BP_AT_WIRE, from, peer);
		return true;
	}
	note(route, turn, from, peer);
	if (turn == BP_AT_CPL_REDIRECT)
		return false;
	if (kind == BP_BUS_SWITCH)
		note(route, BP_AT_SWITCH, from, peer);
	return true;
}

/* Whether what sits on a root bus is a root port above the requester, or a function of its own
 * device (A6.2): nothing turns at the root complex then. */
static bool is_home(const struct pci_dev *end, const struct pci_dev *requester)
{
	const struct pci_bus *bus = bp_home_bus(end);
	const struct pci_dev *top = ancestor_on(requester, bus);

	return bp_bus_kind(bus) == BP_BUS_ROOT && top &&
	       (top == end || (top == requester && !end->subordinate &&
			       PCI_SLOT(top->devfn) == PCI_SLOT(end->devfn)));
}

/* From the completer up to where the requester's side begins. */
static void climb(struct bp_route *route, const struct pci_dev *end,
		  const struct bp_request *request)
{
	const struct pci_dev *from = end;
	bool redirected = false;

	for (; bp_bus_kind(bp_home_bus(from)) != BP_BUS_ROOT; from = bp_home_bus(from)->self) {
		const struct pci_bus *bus = bp_home_bus(from);
		const struct pci_dev *peer = ancestor_on(request->requester, bus);

		if (from == request->requester || (!redirected && from == peer)) {
			down_to(route, from, request->requester);
			return;
		}
		if (peer && peer != from && !redirected) {
			if (to_peer(route, from, peer, request)) {
				down_to(route, peer, request->requester);
				return;
			}
			redirected = true;
		}
		if (bp_bus_kind(bus) == BP_BUS_SWITCH)
			note(route, BP_AT_SWITCH, from, bus->self);
		else
			note(route, BP_AT_LINK_UP, bus->self, NULL);
	}
	if (request->requester && !is_home(end, request->requester))
		bp_route_note(route, BP_AT_CPL_ROOT, NULL, NULL, from->bus->bridge);
	from_root(route, request->requester, from->bus->bridge);
}

bool bp_route_completion(const struct bp_request *request, const struct bp_route *there,
			 struct bp_route *route)
{
	const struct bp_hop *end = &there->hop[there->nr_hops - 1];

	bp_route_start(route);
	if (request->is_write || !bp_route_was_sent(request, there))
		return false;
	if (!end->at)
		from_root(route, request->requester, end->bridge);
	else
		climb(route, end->at, request);
	return true;
}
