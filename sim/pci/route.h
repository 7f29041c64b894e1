/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of one TLP, turn by turn, each with the rule that says so (p2pdma.md A6, A7).
 *
 * Finding a way moves nothing and counts nothing.
 */
#ifndef BP_SIM_PCI_ROUTE_H
#define BP_SIM_PCI_ROUTE_H

#include "pci/acs.h"
#include "pci/fabric.h"

/**
 * struct bp_request - a memory request
 * @requester: who sends it; NULL for the CPU, see bp_route_cpu()
 * @is_write: write or read
 * @address: first byte
 * @bytes: length of a TLP, not across 4 KiB, or of several that go the same way
 * @type: what kind of address it says it has
 * @relaxed_ordering: attribute that completions take over (A5.8)
 */
struct bp_request {
	const struct pci_dev *requester;
	bool is_write;
	u64 address;
	unsigned bytes;
	enum bp_address_type type;
	bool relaxed_ordering;
};

/* One step. */
struct bp_hop {
	enum bp_turn turn;
	const struct pci_dev *at; /* NULL: the root complex of @bridge */
	const struct pci_dev *to; /* the peer, or the other side inside a switch; else NULL */
	const struct pci_host_bridge *bridge;
};

/* Up and down through a chain of 256 buses, four steps each at most. */
#define BP_HOPS_MAX 2560

/**
 * struct bp_route - a way
 * @outcome: how it ends
 * @target: where, when delivered
 * @fault: what the IOMMU said
 * @alike: bytes from the request's address on: every request among them goes this way, to the same
 * distance in the target
 * @nr_hops: how many
 * @hop: turns; the last one is the end
 */
struct bp_route {
	enum bp_outcome outcome;
	struct bp_target target;
	enum bp_iommu_fault fault;
	u64 alike;
	unsigned nr_hops;
	struct bp_hop hop[BP_HOPS_MAX];
};

/* The turn that ended a route. */
enum bp_turn bp_route_end(const struct bp_route *route);

/* Whether a TLP left the requester: one turn there is its end, inside or refused. */
bool bp_route_was_sent(const struct bp_request *request, const struct bp_route *route);

/* Whether a way leads through a root complex. */
bool bp_route_passes_root(const struct bp_route *route);

/* Finds the way of a request (A6.1 to A6.7). */
void bp_route_request(const struct bp_fabric *fabric, const struct bp_request *request,
		      struct bp_route *route);

/**
 * bp_route_cpu - find the way of an access of the CPU (A6.9)
 * @fabric: fabric
 * @phys: CPU address
 * @bytes: length, not across 4 KiB
 * @route: receives the way
 */
void bp_route_cpu(const struct bp_fabric *fabric, phys_addr_t phys, unsigned bytes,
		  struct bp_route *route);

/**
 * bp_route_completion - find the way back (A6.8)
 * @request: the read
 * @there: its way; the completion begins where it ended, also without data
 * @route: receives the way
 *
 * Nothing is sent for what never left the requester.
 *
 * Return: whether there is a completion.
 */
bool bp_route_completion(const struct bp_request *request, const struct bp_route *there,
			 struct bp_route *route);

#endif
