/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "pci/fabric.h"

static struct bp_p2p_pair *find(const struct bp_p2p_pairs *pairs, const struct pci_dev *requester,
				const struct pci_dev *provider)
{
	for (unsigned i = 0; i < pairs->nr; i++) {
		struct bp_p2p_pair *pair = &pairs->pair[i];

		if (pair->requester == requester && pair->provider == provider)
			return pair;
	}
	return NULL;
}

u64 bp_p2p_bytes(const struct bp_p2p_pairs *pairs, const struct pci_dev *requester,
		 const struct pci_dev *provider)
{
	const struct bp_p2p_pair *pair = find(pairs, requester, provider);

	return pair ? pair->bytes : 0;
}

static bool grow(struct bp_p2p_pairs *pairs)
{
	unsigned room = pairs->room ? pairs->room * 2 : 8;
	struct bp_p2p_pair *bigger;

	if (pairs->nr < pairs->room)
		return true;
	bigger = reallocarray(pairs->pair, room, sizeof(*bigger));
	if (!bigger)
		return false;
	pairs->pair = bigger;
	pairs->room = room;
	return true;
}

struct bp_p2p_pair *bp_p2p_pair_get(struct bp_p2p_pairs *pairs, const struct pci_dev *requester,
				    const struct pci_dev *provider)
{
	struct bp_p2p_pair *pair = find(pairs, requester, provider);

	if (pair || !grow(pairs))
		return pair;
	pair = &pairs->pair[pairs->nr++];
	*pair = (struct bp_p2p_pair){ .requester = requester, .provider = provider };
	return pair;
}

static u64 payload(const struct bp_link_counters *link)
{
	return link->flow.bytes[BP_TLP_WRITE] + link->flow.bytes[BP_TLP_COMPLETION];
}

struct bp_flows bp_flows_of(const struct bp_fabric *fabric, const struct bp_snapshot *snapshot)
{
	struct bp_flows flows = { 0 };

	for (unsigned i = 0; i < snapshot->nr_functions; i++) {
		const struct bp_function_counters *c = &snapshot->function[i];
		const struct pci_dev *dev = fabric->node[i].dev;

		flows.dev_internal += c->internal_bytes;
		if (!dev->subordinate || dev->bus->self)
			continue;
		flows.hb_up += payload(&c->up);
		flows.hb_down += payload(&c->down);
	}
	for (unsigned i = 0; i < snapshot->nr_bridges; i++) {
		const struct bp_bridge_counters *c = &snapshot->bridge[i];

		flows.ram_rd += c->ram_rd_bytes;
		flows.ram_wr += c->ram_wr_bytes;
		flows.hairpin += c->hairpin_bytes;
	}
	for (unsigned i = 0; i < snapshot->p2p.nr; i++)
		flows.p2p += snapshot->p2p.pair[i].bytes;
	return flows;
}
