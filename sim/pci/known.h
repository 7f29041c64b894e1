/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way to RAM that was found last: while nothing but memory changes, what goes alike needs no
 * second search.  Without an IOMMU reads and writes go alike.
 */
#ifndef BP_SIM_PCI_KNOWN_H
#define BP_SIM_PCI_KNOWN_H

#include "pci/route.h"

#define BP_KNOWN_HOPS 16

/**
 * struct bp_known_way - the last way that was found
 * @request: the request that it was found for; without a requester there is none
 * @alike: as in its route
 * @phys: its target
 * @nr_hops: how many
 * @hop: its turns
 */
struct bp_known_way {
	struct bp_request request;
	u64 alike;
	phys_addr_t phys;
	unsigned nr_hops;
	struct bp_hop hop[BP_KNOWN_HOPS];
};

/**
 * bp_fabric_steady - say whether ways can change
 * @fabric: fabric
 * @steady: from now on, until this is called again, nobody changes configuration space, resources,
 * links, policies, RAM's areas or the IOMMU
 *
 * Whoever says so knows all that runs meanwhile.  What is transferred is the same, and quicker.
 */
void bp_fabric_steady(struct bp_fabric *fabric, bool steady);

/* The way of a request, if it is known: false: it has to be found. */
bool bp_known_recall(const struct bp_fabric *fabric, const struct bp_request *request,
		     struct bp_route *route);

/* Remembers a way that was found. */
void bp_known_learn(struct bp_fabric *fabric, const struct bp_request *request,
		    const struct bp_route *route);

#endif
