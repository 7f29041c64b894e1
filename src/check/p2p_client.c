/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-P2P-12 and -15: what a client is told of a provider's memory.
 */
#include "p2p.h"

#define ULL(x) ((unsigned long long)(x))

/* INV-P2P-15: the bus address of the same byte, on the client's hierarchy */
static enum bp_ck_verdict given_is_right(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct bp_p2p_call *call = p->call;
	u64 bar = 0, into;
	bool reached;

	if (!p->resource)
		return BP_NO_CASE;
	reached = bp_ck_bus_for(call->provider, p->resource->bar, call->client, &bar);
	into = p->resource->phys - call->provider->resource[p->resource->bar].start +
	       (bp_virt_u64(call->virt) - p->resource->virt);
	return bp_ck_verdict(c, reached && call->bus.bus == bar + into, "0x%llx; %s 0x%llx",
			     ULL(call->bus.bus), reached ? "right is" : "no raw address does, not",
			     ULL(bar + into));
}

void bp_ck_judge_given(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_15, given_is_right);
}

/* INV-P2P-15: who is found can be reached by raw bus addresses */
static enum bp_ck_verdict found_is_reached(struct bp_case *c)
{
	const struct bp_p2p_case *p = c->subject;
	const struct bp_ck_part *part;

	if (!p->provider || LIST_EMPTY(&p->provider->resources))
		return BP_NO_CASE;
	LIST_FOREACH (part, &p->provider->resources, of_provider)
		for (int i = 0; i < p->call->nr_clients; i++) {
			const struct pci_dev *pdev = p->call->provider;
			u64 own = bp_ck_bus_of(pdev->bus->bridge, &pdev->resource[part->bar]);
			u64 theirs = 0;
			bool reached = bp_ck_bus_for(pdev, part->bar, p->call->clients[i], &theirs);

			if (!reached || own != theirs)
				return bp_ck_verdict(c, false,
						     "client %d: BAR %u at bus 0x%llx, %s 0x%llx",
						     i, part->bar, ULL(own),
						     reached ? "its own way is" : "out of reach,",
						     ULL(theirs));
		}
	return BP_HOLDS;
}

void bp_ck_judge_found(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_P2P_15, found_is_reached);
}

/* An entry of a list, and what it should have become. */
struct entry {
	u64 told;
	u64 phys;
	u64 by_pool;
	u64 by_window;
	unsigned index;
	bool reached;
};

/* INV-P2P-12: a list gets the addresses that virt_to_bus gives for the same bytes */
static enum bp_ck_verdict list_is_as_virt_to_bus(struct bp_case *c)
{
	const struct entry *e = c->subject;

	return bp_ck_verdict(c, e->told == e->by_pool, "entry %u is 0x%llx instead of 0x%llx",
			     e->index, ULL(e->told), ULL(e->by_pool));
}

/* INV-P2P-15: which are right on the client's hierarchy */
static enum bp_ck_verdict list_is_right(struct bp_case *c)
{
	const struct entry *e = c->subject;

	return bp_ck_verdict(c, e->reached && e->told == e->by_window,
			     "entry %u is 0x%llx; %s 0x%llx", e->index, ULL(e->told),
			     e->reached ? "right is" : "no raw address does, not",
			     ULL(e->by_window));
}

void bp_ck_judge_list(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_P2P_12, list_is_as_virt_to_bus },
		{ BP_INV_P2P_15, list_is_right },
	};
	const struct bp_p2p_case *p = c->subject;
	const struct scatterlist *sg = p->call->sgl;
	u64 page = (u64)1 << c->check->env->page_shift;

	for (int i = 0; i < p->call->nents; i++) {
		struct entry e = { .index = (unsigned)i };
		const struct pci_dev *provider;
		const struct bp_ck_part *part;
		struct bp_case one = *c;
		struct bp_run run;

		sg = i ? bp_ck_entry_next(sg) : sg;
		run = bp_ck_entry_run(c->check, NULL, sg, false);
		e.phys = run.addr;
		e.told = bp_dma_u64(sg->dma_address);
		part = bp_ck_resource_at(c->check, e.phys & ~(page - 1), &provider);
		if (!part)
			continue;
		e.by_pool = part->bus + (e.phys - part->phys);
		e.reached = bp_ck_bus_for(provider, part->bar, p->call->client, &e.by_window);
		e.by_window += e.phys - provider->resource[part->bar].start;
		one.subject = &e;
		bp_ck_judge_all(&one, laws);
	}
}
