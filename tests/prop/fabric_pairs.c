/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * No pair that a kernel accepts by bus address has a way that leaves the common element
 * (INV-P2P-3); each route is the same when asked again (INV-PCI-9).
 */
#include "bp_test.h"

#include <string.h>

#include <blkpath/p2p_verdict.h>

#include "random_fabric.h"

static bool is_above(const struct bp_p2p_verdict *verdict, const struct pci_dev *dev)
{
	for (unsigned i = verdict->provider_steps; i < verdict->provider.nr; i++)
		if (verdict->provider.element[i].dev == dev)
			return true;
	return false;
}

/* Nothing crosses the link below the common element, one above it, or the root complex. */
static void expect_inside(const struct bp_p2p_verdict *verdict, const struct bp_route *route)
{
	for (unsigned i = 0; i < route->nr_hops; i++) {
		const struct bp_hop *hop = &route->hop[i];
		enum bp_turn_class class = bp_turn_class(hop->turn);

		assert_non_null(hop->at);
		if (class == BP_TURN_UP || class == BP_TURN_DOWN)
			assert_false(is_above(verdict, hop->at));
	}
}

static void same_again(const struct t_fabric *f, const struct bp_request *request,
		       const struct bp_route *route)
{
	static struct bp_route again;

	bp_route_request(f->fabric, request, &again);
	assert_int_equal(again.nr_hops, route->nr_hops);
	for (unsigned i = 0; i < again.nr_hops; i++) {
		assert_int_equal(again.hop[i].turn, route->hop[i].turn);
		assert_ptr_equal(again.hop[i].at, route->hop[i].at);
		assert_int_equal(bp_turn_ends(again.hop[i].turn), i + 1 == again.nr_hops);
	}
}

static void hold(struct t_fabric *f, const struct bp_p2p_verdict *verdict,
		 const struct pci_dev *provider, const struct pci_dev *client, bool is_write)
{
	struct bp_request request = {
		.requester = client,
		.is_write = is_write,
		.address = pci_bus_address(provider, 0).bus + 0x80,
		.bytes = 64,
	};
	static struct bp_route back;

	bp_route_request(f->fabric, &request, &f->route);
	same_again(f, &request, &f->route);
	if (verdict->type != PCI_P2PDMA_MAP_BUS_ADDR)
		return;
	assert_int_equal(f->route.outcome, BP_OUTCOME_SUCCESS);
	assert_ptr_equal(f->route.target.dev, provider);
	assert_int_equal(f->route.target.offset, 0x80);
	expect_inside(verdict, &f->route);
	if (bp_route_completion(&request, &f->route, &back))
		expect_inside(verdict, &back);
}

void prop_pairs(struct t_fabric *f, const struct prop_tree *tree, struct t_random *random)
{
	static const char *const rules[] = { "v5.2-rc5", "v5.2", "v6.1", "v6.12" };
	const struct bp_p2p_rules *asked = bp_p2p_rules_find(rules[t_below(random, 4)]);
	const struct bp_p2p_machine machine = { .cpu = (enum bp_p2p_cpu)t_below(random, 3) };
	static struct bp_p2p_verdict verdict;

	for (char provider = 'a'; provider < 'a' + (char)tree->names; provider++) {
		for (char client = 'a'; client < 'a' + (char)tree->names; client++) {
			const struct pci_dev *from = t_fabric_dev(f, client);
			const struct pci_dev *to = t_fabric_dev(f, provider);

			bp_p2p_judge(asked, &machine, to, from, &verdict);
			hold(f, &verdict, to, from, true);
			hold(f, &verdict, to, from, false);
		}
	}
}
