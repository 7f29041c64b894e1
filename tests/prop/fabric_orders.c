/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When writes arrive changes nothing that is counted (INV-PCI-9), and writes of one requester to
 * one target arrive in their order (P2P-A10.1), whatever the knob and the seed.
 */
#include "bp_test.h"

#include "random_fabric.h"

#define TRANSFERS 8

static u8 data[2048];

/* The last write that arrived from each requester, by its letter, in each place. */
struct watch {
	const struct t_fabric *f;
	bool strict;
	u64 last['z' - 'a' + 1]['z' - 'a' + 2];
	u64 arrived;
};

static unsigned number_of(const struct t_fabric *f, const struct pci_dev *dev)
{
	for (unsigned i = 0; i < bp_array_size(f->pci.named); i++)
		if (f->pci.named[i] == dev)
			return i;
	return bp_array_size(f->pci.named);
}

static void in_order(void *context, const struct bp_arrival *arrival)
{
	struct watch *w = context;
	unsigned place = w->strict ? 0 : number_of(w->f, arrival->target.dev);
	u64 *last = &w->last[number_of(w->f, arrival->requester)][place];

	assert_true(arrival->serial + 1 > *last);
	*last = arrival->serial + 1;
	w->arrived++;
}

static void send(struct t_fabric *f, const struct prop_tree *tree, struct t_random *random)
{
	char to = 'a' + (char)t_below(random, tree->names + 1);
	bool is_ram = to == 'a' + (char)tree->names;
	struct bp_transfer transfer = {
		.requester = t_fabric_dev(f, 'a' + (char)t_below(random, tree->names)),
		.is_write = !t_once_in(random, 4),
		.address = (is_ram ? 0x10000 : t_fabric_bus(f, to)) + t_below(random, 8192),
		.bytes = t_between(random, 1, sizeof(data)),
		.data = data,
	};
	struct bp_transferred result;

	assert_int_equal(bp_fabric_transfer(f->fabric, &transfer, &result), 0);
}

/* The same traffic, whatever @order is. */
static void play(const struct prop_tree *tree, enum bp_order order, u64 seed,
		 struct bp_snapshot *counters)
{
	struct t_random random = { .state = seed };
	struct watch watch = { .strict = order == BP_ORDER_STRICT };
	struct t_fabric f;

	t_fabric_init(&f, tree->text, 0, 0);
	watch.f = &f;
	f.fabric->config.strict = false;
	f.fabric->config.order = order;
	f.fabric->config.arrived = in_order;
	f.fabric->config.arrived_context = &watch;
	f.fabric->flight.random = seed;
	for (unsigned i = 0; i < TRANSFERS; i++) {
		send(&f, tree, &random);
		if (t_once_in(&random, 2))
			bp_fabric_step(f.fabric);
	}
	bp_fabric_settle(f.fabric);
	assert_int_equal(watch.arrived, f.fabric->flight.serial);
	assert_int_equal(f.fabric->flight.nr_lanes, 0);
	assert_int_equal(bp_snapshot_take(f.fabric, counters), 0);
	t_fabric_fini(&f);
}

void prop_orders(const struct prop_tree *tree, struct t_random *random)
{
	static const enum bp_order late[] = { BP_ORDER_STRICT, BP_ORDER_SPLIT };
	const u64 seed = t_random(random);
	struct bp_snapshot at_once, later;

	play(tree, BP_ORDER_AT_ONCE, seed, &at_once);
	for (size_t i = 0; i < bp_array_size(late); i++) {
		play(tree, late[i], seed, &later);
		assert_memory_equal(later.function, at_once.function,
				    later.nr_functions * sizeof(*later.function));
		assert_memory_equal(later.bridge, at_once.bridge,
				    later.nr_bridges * sizeof(*later.bridge));
		assert_int_equal(later.p2p.nr, at_once.p2p.nr);
		for (unsigned k = 0; k < later.p2p.nr; k++)
			assert_int_equal(later.p2p.pair[k].bytes, at_once.p2p.pair[k].bytes);
		bp_snapshot_fini(&later);
	}
	bp_snapshot_fini(&at_once);
}
