/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "p2p.h"

#define SLOT_BYTES 0x80000000ull

static u32 draw(void *arg, u32 below)
{
	struct t_p2p *t = arg;

	t->asked = below;
	return t->draw % below;
}

static void flush(void *arg, struct pci_dev *provider)
{
	struct t_p2p *t = arg;

	(void)provider;
	t->flushes++;
}

static const struct bp_p2p_ops ops = { .draw = draw, .flush = flush };

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct t_p2p *t = arg;

	(void)bytes;
	if (kind != t->fail)
		return false;
	if (t->skip) {
		t->skip--;
		return false;
	}
	if (!t->lasting)
		t->fail = BP_ALLOC_NR;
	return true;
}

static const struct bp_alloc_ops alloc_ops = { should_fail };

static void record(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_p2p *t = bp_container_of(sink, struct t_p2p, sink);

	if (event->id < BP_EV_P2P_ADD || event->id > BP_EV_P2P_UNBIND_END)
		return;
	if (t->nr_events < T_P2P_EVENTS) {
		t->event[t->nr_events] = event->id;
		t->call[t->nr_events] = event->p2p ? *event->p2p : (struct bp_p2p_call){ 0 };
	}
	t->nr_events++;
}

static void give_bars(struct pci_dev *dev, u64 start)
{
	const unsigned long mem = IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_MEM_64;

	dev->resource[0] = (struct resource){ start, start + T_P2P_BAR0 - 1, mem };
	start += 0x1000000;
	dev->resource[2] = (struct resource){ start, start + T_P2P_BAR2 - 1, mem };
	start += 0x3f000000;
	dev->resource[4] = (struct resource){ start, start + T_P2P_BAR4 - 1, mem };
	dev->resource[5] = (struct resource){ 0x1000, 0x10ff, IORESOURCE_IO };
}

static void add_window(struct t_p2p *t, struct pci_host_bridge *bridge, unsigned i, u64 offset)
{
	u64 start = T_P2P_WINDOW + i * T_P2P_WINDOW_BYTES;

	t->windows[i] = calloc(1, sizeof(*t->windows[i]));
	assert_non_null(t->windows[i]);
	t->windows[i]->res =
		(struct resource){ start, start + T_P2P_WINDOW_BYTES - 1, IORESOURCE_MEM };
	t->windows[i]->offset = offset;
	bridge->windows = t->windows[i];
	bridge->nr_windows = 1;
}

/* The first function behind a window is 256 MiB into it. */
static void place(struct t_p2p *t, u64 offset)
{
	struct pci_host_bridge *bridge;
	struct pci_dev *dev;
	unsigned i = 0;

	TAILQ_FOREACH (bridge, &t->p2p.pci->bridges, link) {
		u64 start = T_P2P_WINDOW + i * T_P2P_WINDOW_BYTES + 0x10000000;

		add_window(t, bridge, i, i ? 0 : offset);
		TAILQ_FOREACH (dev, &t->p2p.pci->devices, link) {
			if (dev->bus->bridge != bridge)
				continue;
			dev->dev.bp_p2p = &t->p2p;
			if (dev->subordinate || dev->class_code == 0x0600)
				continue;
			give_bars(dev, start);
			start += SLOT_BYTES;
		}
		i++;
	}
}

void t_p2p_init(struct t_p2p *t, const char *text, enum bp_p2p_profile profile, u64 offset)
{
	const struct bp_phys_range ram = { bp_phys_addr(0), T_P2P_RAM_END };

	memset(t, 0, sizeof(*t));
	t_pci_init(&t->pci, text);
	t->p2p = (struct bp_p2p){
		.env = &t->pci.env,
		.pci = bp_pci_tree_pci(t->pci.tree),
		.profile = profile,
		.rules = bp_p2p_rules_find("v5.2-rc5"),
		.machine = { .cpu = BP_P2P_CPU_OTHER, .mended = true },
		.ops = &ops,
		.arg = t,
	};
	place(t, offset);
	assert_int_equal(bp_mm_new(&t->pci.env, &ram, 1), 0);
	t->fail = BP_ALLOC_NR;
	t->pci.env.alloc_ops = &alloc_ops;
	t->pci.env.alloc_arg = t;
	t->sink.fn = record;
	bp_sink_add(&t->pci.env, &t->sink);
}

void t_p2p_fini(struct t_p2p *t)
{
	struct bp_env *env = &t->pci.env;
	struct pci_dev *dev;

	t->fail = BP_ALLOC_NR;
	TAILQ_FOREACH (dev, &t->p2p.pci->devices, link) {
		bp_p2p_unbind(dev);
		assert_null(dev->p2pdma);
		assert_false(dev->has_p2pmem_group);
		assert_int_equal(dev->refs, 0);
	}
	assert_int_equal(env->live[BP_ALLOC_POOL], 0);
	assert_int_equal(env->live[BP_ALLOC_PERCPU], 0);
	assert_int_equal(env->live[BP_ALLOC_DEVRES], 0);
	assert_int_equal(env->live[BP_ALLOC_ACTION], 0);
	assert_int_equal(env->live[BP_ALLOC_SCRATCH], 0);
	assert_int_equal(env->live[BP_ALLOC_SG], 0);
	t_p2p_drop(t);
}

void t_p2p_drop(struct t_p2p *t)
{
	bp_mm_free(&t->pci.env);
	t_pci_fini(&t->pci);
}

struct pci_dev *t_p2p_dev(const struct t_p2p *t, char name)
{
	return t_pci_named(&t->pci, name);
}

void t_p2p_defect(struct pci_dev *dev, enum bp_defect_id id)
{
	bp_defect_set(&dev->dev.bp_defects, id, true);
}

void t_p2p_fail(struct t_p2p *t, enum bp_alloc_kind kind, unsigned skip)
{
	t->fail = kind;
	t->skip = skip;
}

u64 t_p2p_hits(const struct t_p2p *t, enum bp_site_id site)
{
	return t->pci.env.hits[site];
}

void t_p2p_forget(struct t_p2p *t)
{
	t->nr_events = 0;
}

const struct bp_p2p_call *t_p2p_last(const struct t_p2p *t, enum bp_event_id id)
{
	for (unsigned i = bp_min(t->nr_events, (unsigned)T_P2P_EVENTS); i--;)
		if (t->event[i] == id)
			return &t->call[i];
	fail_msg("no event %s", bp_event_info(id)->name);
	return NULL;
}

int t_p2p_place(const struct t_p2p *t, enum bp_event_id id)
{
	for (unsigned i = 0; i < bp_min(t->nr_events, (unsigned)T_P2P_EVENTS); i++)
		if (t->event[i] == id)
			return (int)i;
	return -1;
}
