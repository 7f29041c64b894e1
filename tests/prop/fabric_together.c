/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TLPs that go the same way are moved and counted together, in every second machine by ways that it
 * knows: two machines that are alike, one of which sends TLP by TLP, agree in everything after each
 * transfer.
 */
#include "bp_test.h"

#include "pci/known.h"
#include "random_fabric.h"

#define TRANSFERS 12
#define REGISTER_BYTES 4096u
#define OWN_BASE 0x2000000ull
#define OWN_BYTES 0x3000ull
#define BAR1(i) (0x3000000ull + (i)*0x3000)
#define WINDOW_MIB 0x40u

struct machine {
	struct t_fabric f;
	u8 data[24576];
	struct bp_transferred result;
};

/* Too large for the stack. */
static struct machine together, single;

/* Registers that refuse some accesses, of devices alone the reads. */
static bool read_register(void *context, u64 offset, unsigned bytes, u64 *value)
{
	(void)context;
	*value = offset * 0x0101010101010101ull + bytes;
	return offset % 512 != 256;
}

static bool write_register(void *context, u64 offset, unsigned bytes, u64 value)
{
	(void)context;
	(void)bytes;
	return (offset ^ value) % 8 != 4;
}

static const struct bp_register_ops registers = { .read = read_register, .write = write_register };

static void note_intents(struct t_fabric *f, struct pci_dev *dev, struct pci_dev *provider,
			 struct t_random *random)
{
	const u64 bus = pci_bus_address(provider, 0).bus;
	const struct bp_target meant = { .kind = BP_TARGET_BAR,
					 .dev = provider,
					 .offset = t_once_in(random, 4) ? 64 : 0 };

	bp_intent_note(f->fabric, dev, bus + t_below(random, 3) * 512,
		       t_between(random, 1, T_BAR_BYTES / 2), &meant);
}

/* What begins and ends in the midst of RAM's numbers: a device's own window and a BAR, a port's
 * memory window. */
static void put_edges(struct t_fabric *f, struct pci_dev *dev, unsigned i, struct t_random *random)
{
	const struct bp_own_window own = {
		.base = t_once_in(random, 2) ? OWN_BASE : 0x7000000000,
		.bytes = OWN_BYTES,
		.offset = 0x8000,
	};

	if (t_once_in(random, 3))
		bp_fabric_own_window(f->fabric, dev, &own);
	if (t_once_in(random, 3))
		dev->resource[1] = (struct resource){ BAR1(i), BAR1(i) + 0xfff, IORESOURCE_MEM };
	if (!dev->bus->self || !t_once_in(random, 3))
		return;
	pci_write_config_word(dev->bus->self, 0x20, WINDOW_MIB << 4);
	pci_write_config_word(dev->bus->self, 0x22, (u16)((WINDOW_MIB + i) << 4));
}

static void set_up(struct machine *m, const struct prop_tree *tree, u64 seed)
{
	static const u64 offsets[] = { 0, 0xf80000000, 0xfd0000000 };
	struct t_random random = { .state = seed };
	struct t_fabric *f = &m->f;

	t_fabric_init(f, tree->text, offsets[t_below(&random, 3)],
		      t_once_in(&random, 8) ? 0x40000000 : 0);
	f->fabric->config.strict = false;
	for (unsigned i = 0; i < f->fabric->nr_bridges; i++)
		f->fabric->bridge[i].policy = (enum bp_p2p_policy)t_below(&random, 3);
	f->iommu = (struct t_iommu){ .on = t_once_in(&random, 4),
				     .phys = { 0x100000 },
				     .bytes = T_RAM_END / 2 };
	for (unsigned i = 0; i < tree->names; i++) {
		struct pci_dev *dev = t_fabric_dev(f, 'a' + (char)i);

		if (t_once_in(&random, 3))
			bp_fabric_registers(f->fabric, dev, 0, &registers, NULL, REGISTER_BYTES);
		put_edges(f, dev, i, &random);
		if (t_once_in(&random, 4))
			note_intents(f, dev,
				     t_fabric_dev(f, 'a' + (char)t_below(&random, tree->names)),
				     &random);
	}
}

/* Near edges, for the most part: of BARs, registers, RAM, windows. */
static u64 random_address(const struct t_fabric *f, const struct prop_tree *tree,
			  struct t_random *random)
{
	const struct pci_dev *dev = t_fabric_dev(f, 'a' + (char)t_below(random, tree->names));
	const u64 bus = pci_bus_address(dev, 0).bus, back = t_below(random, 16384);

	switch (t_below(random, 16)) {
	case 0:
		return T_RAM_END - back;
	case 1:
		return T_RAM_FAR - back;
	case 2:
		return bus + T_BAR_BYTES - back;
	case 3:
		return bus - back;
	case 4:
		return bus + REGISTER_BYTES - back % 256;
	case 5:
		return pci_resource_start(dev, 0) + back;
	case 6:
		return 0x7000000000 + OWN_BYTES - back;
	case 7:
		return t_random(random) >> t_below(random, 40);
	case 8:
		return bus + back;
	case 9: /* the end of what the IOMMU maps */
		return T_RAM_END / 2 - back;
	case 10:
		return OWN_BASE + OWN_BYTES - back;
	case 11:
		return BAR1(t_below(random, tree->names + 1)) - back;
	case 12:
		return ((u64)WINDOW_MIB << 20) - back;
	case 13:
		return ((WINDOW_MIB + t_below(random, tree->names + 1)) << 20) - back;
	case 14: /* where the host bridge's window begins */
		return T_WINDOW - dev->bus->bridge->windows[0].offset - back;
	default:
		return back * 4096 + t_below(random, 4096);
	}
}

static void send(struct machine *m, const struct prop_tree *tree, u64 seed)
{
	struct t_random random = { .state = seed };
	const struct pci_dev *requester =
		t_fabric_dev(&m->f, 'a' + (char)t_below(&random, tree->names));
	const struct bp_target said = { .kind = BP_TARGET_RAM,
					.phys = { t_below(&random, 3) * 4096 } };
	struct bp_transfer transfer = {
		.requester = requester,
		.is_write = t_once_in(&random, 2),
		.address = random_address(&m->f, tree, &random),
		.bytes = t_below(&random, t_once_in(&random, 4) ? 9 : sizeof(m->data) + 1),
		.type = (enum bp_address_type)(t_once_in(&random, 8) ? t_below(&random, 3) : 0),
		.relaxed_ordering = t_once_in(&random, 4),
		.intent = t_once_in(&random, 8) ? &said : NULL,
		.data = m->data,
	};

	for (size_t i = 0; i < sizeof(m->data); i++)
		m->data[i] = (u8)(seed + i * 7);
	m->f.fabric->config.posted = (enum bp_posted)t_below(&random, 2);
	assert_int_equal(bp_fabric_transfer(m->f.fabric, &transfer, &m->result), 0);
	assert_int_equal(m->f.pci.env.hits[BP_SITE_MISDELIVERED], m->f.fabric->misdelivered);
}

/* A function's place in the tree, the same in both machines. */
static long place_of(const struct machine *m, const struct pci_dev *dev)
{
	return dev ? bp_fabric_node(m->f.fabric, dev) - m->f.fabric->node : -1;
}

static void same_target(const struct bp_target *a, const struct bp_target *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->phys.phys, b->phys.phys);
	assert_int_equal(place_of(&together, a->dev), place_of(&single, b->dev));
	assert_int_equal(a->bar, b->bar);
	assert_int_equal(a->offset, b->offset);
}

static void same_results(void)
{
	const struct bp_transferred *a = &together.result, *b = &single.result;

	assert_int_equal(a->outcome, b->outcome);
	assert_int_equal(a->seen, b->seen);
	assert_int_equal(a->turn, b->turn);
	same_target(&a->target, &b->target);
	assert_int_equal(a->misdelivered, b->misdelivered);
	assert_int_equal(a->requests, b->requests);
	assert_int_equal(a->completions, b->completions);
	assert_memory_equal(together.data, single.data, sizeof(together.data));
}

static void same_drops(void)
{
	const struct bp_fabric *a = together.f.fabric, *b = single.f.fabric;

	assert_int_equal(a->nr_drops, b->nr_drops);
	for (u64 i = 0; i < bp_min(a->nr_drops, (u64)BP_DROPS_KEPT); i++) {
		const struct bp_drop *x = &a->drop[i], *y = &b->drop[i];

		assert_int_equal(x->turn, y->turn);
		assert_int_equal(x->fault, y->fault);
		assert_int_equal(x->address, y->address);
		assert_int_equal(x->bytes, y->bytes);
		assert_int_equal(place_of(&together, x->at), place_of(&single, y->at));
	}
	assert_int_equal(a->misdelivered, b->misdelivered);
	for (u64 i = 0; i < bp_min(a->misdelivered, (u64)BP_DROPS_KEPT); i++) {
		assert_int_equal(a->misdelivery[i].address, b->misdelivery[i].address);
		assert_int_equal(a->misdelivery[i].bytes, b->misdelivery[i].bytes);
		same_target(&a->misdelivery[i].got, &b->misdelivery[i].got);
		same_target(&a->misdelivery[i].meant, &b->misdelivery[i].meant);
	}
}

static void same_counters(void)
{
	struct bp_snapshot a, b;

	assert_int_equal(bp_snapshot_take(together.f.fabric, &a), 0);
	assert_int_equal(bp_snapshot_take(single.f.fabric, &b), 0);
	assert_memory_equal(a.function, b.function, a.nr_functions * sizeof(*a.function));
	assert_memory_equal(a.bridge, b.bridge, a.nr_bridges * sizeof(*a.bridge));
	if (a.nr_crossings)
		assert_memory_equal(a.crossbar, b.crossbar, a.nr_crossings * sizeof(*a.crossbar));
	assert_int_equal(a.p2p.nr, b.p2p.nr);
	for (unsigned i = 0; i < a.p2p.nr; i++) {
		assert_int_equal(place_of(&together, a.p2p.pair[i].provider),
				 place_of(&single, b.p2p.pair[i].provider));
		assert_int_equal(a.p2p.pair[i].bytes, b.p2p.pair[i].bytes);
	}
	bp_snapshot_fini(&a);
	bp_snapshot_fini(&b);
}

static void same_memory(struct bp_backing *a, struct bp_backing *b)
{
	const void *x, *y;

	for (u64 n = 0; (x = bp_sparse_next(&a->pages, &n)); n++) {
		y = bp_sparse_get(&b->pages, n);
		assert_non_null(y);
		assert_memory_equal(x, y, 4096);
	}
	assert_int_equal(a->nr_pages, b->nr_pages);
}

static void tear_down(struct machine *m)
{
	m->f.pci.env.hits[BP_SITE_MISDELIVERED] = 0;
	t_fabric_fini(&m->f);
}

void prop_together(const struct prop_tree *tree, struct t_random *random)
{
	const u64 seed = t_random(random);

	set_up(&together, tree, seed);
	set_up(&single, tree, seed);
	single.f.fabric->config.one_by_one = true;
	bp_fabric_steady(together.f.fabric, seed & 1);
	for (unsigned i = 0; i < TRANSFERS; i++) {
		send(&together, tree, seed + i + 1);
		send(&single, tree, seed + i + 1);
		same_results();
		same_drops();
		same_counters();
	}
	same_memory(&together.f.ram, &single.f.ram);
	for (unsigned i = 0; i < together.f.fabric->nr_nodes; i++)
		same_memory(&together.f.fabric->node[i].backing[0],
			    &single.f.fabric->node[i].backing[0]);
	tear_down(&together);
	tear_down(&single);
}
