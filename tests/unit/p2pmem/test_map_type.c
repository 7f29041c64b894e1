/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a provider remembers of clients, and when it is asked (P-15 to P-18, P-43).
 */
#include <blkpath/acs.h>
#include <blkpath/p2p_map.h>

#include "bp_test.h"
#include "p2p.h"

/* a and b share a switch; d is no PCI device. */
#define TREE "HB ; RP - U - { D.0 - a , D.0 - b } ; RP - c"
#define REDIRECT 0x0cu

struct asked {
	struct t_p2p t;
	struct pci_dev *a, *b, *c;
	const struct dev_pagemap *pgmap;
};

static void start(struct asked *m, const char *rules)
{
	u64 frame;

	t_p2p_init(&m->t, TREE, BP_P2P_PAGES, 0);
	m->t.p2p.rules = bp_p2p_rules_find(rules);
	m->a = t_p2p_dev(&m->t, 'a');
	m->b = t_p2p_dev(&m->t, 'b');
	m->c = t_p2p_dev(&m->t, 'c');
	assert_int_equal(pci_p2pdma_add_resource(m->a, 0, 0, 0), 0);
	frame = pci_resource_start(m->a, 0) >> 12;
	m->pgmap = bp_p2p_typed_pagemap(&m->t.pci.env, pfn_to_page(frame));
}

static u64 remembered(const struct asked *m)
{
	return m->t.pci.env.live[BP_ALLOC_MAP_TYPE];
}

/* A port of the switch begins to redirect, behind the kernel's back. */
static void redirect(const struct asked *m, u16 bits)
{
	struct pci_dev *port = pci_upstream_bridge(m->b);

	pci_write_config_word(
		port, pci_find_ext_capability(port, PCI_EXT_CAP_ID_ACS) + PCI_ACS_CTRL, bits);
}

/* P-16: a question refreshes what is remembered, mapping does not. */
static void pci_p2pdma_map_type__changed_behind_its_back__as_asked_last(void **state)
{
	static const char *const rules[] = { "v6.1", "v6.12", "newest" };

	(void)state;
	for (size_t i = 0; i < bp_array_size(rules); i++) {
		struct asked m;
		struct device *b;

		start(&m, rules[i]);
		b = &m.b->dev;
		assert_int_equal(pci_p2pdma_map_type(m.pgmap, b), PCI_P2PDMA_MAP_BUS_ADDR);
		assert_int_equal(remembered(&m), 1);
		redirect(&m, REDIRECT);
		assert_int_equal(pci_p2pdma_map_type(m.pgmap, b), PCI_P2PDMA_MAP_BUS_ADDR);
		assert_int_equal(pci_p2pdma_distance(m.a, b, false), -1);
		assert_int_equal(pci_p2pdma_map_type(m.pgmap, b), PCI_P2PDMA_MAP_NOT_SUPPORTED);
		redirect(&m, 0);
		assert_int_equal(pci_p2pdma_map_type(m.pgmap, b), PCI_P2PDMA_MAP_NOT_SUPPORTED);
		assert_int_equal(pci_p2pdma_distance(m.a, b, true), 4);
		assert_int_equal(pci_p2pdma_map_type(m.pgmap, b), PCI_P2PDMA_MAP_BUS_ADDR);
		assert_int_equal(remembered(&m), 1);
		t_p2p_fini(&m.t);
	}
}

/* P-15: the client of each domain, bus and function by itself. */
static void pci_p2pdma_distance__two_clients__each_remembered(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	assert_int_equal(pci_p2pdma_distance(m.a, &m.b->dev, false), 4);
	assert_int_equal(pci_p2pdma_distance(m.a, &m.c->dev, false), -1);
	assert_int_equal(remembered(&m), 2);
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &m.b->dev), PCI_P2PDMA_MAP_BUS_ADDR);
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &m.c->dev), PCI_P2PDMA_MAP_NOT_SUPPORTED);
	assert_int_equal(remembered(&m), 2);
	bp_p2p_unbind(m.a);
	assert_int_equal(remembered(&m), 0); /* P-16: until the driver is unbound */
	t_p2p_fini(&m.t);
}

/* P-15, P-81: a search walks too. */
static void pci_p2pmem_find__silent__remembered(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	pci_p2pmem_publish(m.a, true);
	pci_dev_put(pci_p2pmem_find(&m.t.p2p, &m.b->dev));
	assert_int_equal(remembered(&m), 1);
	t_p2p_fini(&m.t);
}

/* P-15: whoever registered no memory has nowhere to remember. */
static void pci_p2pdma_distance__provider_without_memory__nothing_remembered(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	assert_int_equal(pci_p2pdma_distance(m.b, &m.a->dev, true), 4);
	assert_int_equal(remembered(&m), 0);
	t_p2p_fini(&m.t);
}

/* p2pdma-newer.md 9: v5.2 has no such memory, and no types. */
static void pci_p2pdma_distance__v5_2__nothing_remembered(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v5.2");
	assert_null(m.pgmap);
	assert_int_equal(pci_p2pdma_distance(m.a, &m.b->dev, true), 4);
	assert_int_equal(remembered(&m), 0);
	t_p2p_fini(&m.t);
}

/* P-17 */
static void pci_p2pdma_map_type__no_memory_to_remember__computed_each_time(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	t_p2p_fail(&m.t, BP_ALLOC_MAP_TYPE, 0);
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &m.b->dev), PCI_P2PDMA_MAP_BUS_ADDR);
	assert_int_equal(remembered(&m), 0);
	redirect(&m, REDIRECT);
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &m.b->dev), PCI_P2PDMA_MAP_NOT_SUPPORTED);
	assert_int_equal(remembered(&m), 1);
	assert_int_equal(t_p2p_hits(&m.t, BP_SITE_P2P_STORE_SLEEPS), 0);
	t_p2p_fini(&m.t);
}

/* P-17: v6.1 alone */
static void pci_p2pdma_map_type__v6_1__the_store_may_sleep(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v6.1");
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &m.b->dev), PCI_P2PDMA_MAP_BUS_ADDR);
	assert_int_equal(t_p2p_hits(&m.t, BP_SITE_P2P_STORE_SLEEPS), 1);
	t_p2p_fini(&m.t);
}

/* P-18: a miss is logged as by a verbose call, what is remembered is not. */
static void pci_p2pdma_map_type__miss__logs_once(void **state)
{
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	pci_p2pdma_map_type(m.pgmap, &m.c->dev);
	pci_p2pdma_map_type(m.pgmap, &m.c->dev);
	assert_int_equal(t_p2p_hits(&m.t, BP_SITE_P2P_NO_UPSTREAM), 1);
	t_p2p_fini(&m.t);
}

/* P-18 */
static void pci_p2pdma_map_type__no_state_or_no_pci_device__not_supported(void **state)
{
	struct device child = { .bp_env = NULL };
	struct pci_p2pdma *p2pdma;
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	child = (struct device){ .bp_env = &m.t.pci.env, .parent = &m.b->dev };
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &child), PCI_P2PDMA_MAP_NOT_SUPPORTED);
	assert_int_equal(pci_p2pdma_distance(m.a, &child, false), 4); /* its parent counts there */
	p2pdma = m.a->p2pdma;
	m.a->p2pdma = NULL;
	assert_int_equal(pci_p2pdma_map_type(m.pgmap, &m.b->dev), PCI_P2PDMA_MAP_NOT_SUPPORTED);
	m.a->p2pdma = p2pdma;
	t_p2p_fini(&m.t);
}

/* P-77: device memory of another kind is nobody's peer-to-peer memory. */
static void bp_p2p_typed_pagemap__other_device_memory__null(void **state)
{
	struct dev_pagemap *pgmap;
	struct page *page;
	struct asked m;

	(void)state;
	start(&m, "v6.12");
	page = pfn_to_page(pci_resource_start(m.a, 0) >> 12);
	pgmap = bp_page_pgmap(&m.t.pci.env, page);
	assert_ptr_equal(bp_p2p_typed_pagemap(&m.t.pci.env, page), pgmap);
	pgmap->type = MEMORY_DEVICE_FS_DAX;
	assert_null(bp_p2p_typed_pagemap(&m.t.pci.env, page));
	pgmap->type = MEMORY_DEVICE_PCI_P2PDMA;
	t_p2p_fini(&m.t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_map_type__changed_behind_its_back__as_asked_last),
		cmocka_unit_test(pci_p2pdma_distance__two_clients__each_remembered),
		cmocka_unit_test(pci_p2pmem_find__silent__remembered),
		cmocka_unit_test(pci_p2pdma_distance__provider_without_memory__nothing_remembered),
		cmocka_unit_test(pci_p2pdma_distance__v5_2__nothing_remembered),
		cmocka_unit_test(pci_p2pdma_map_type__no_memory_to_remember__computed_each_time),
		cmocka_unit_test(pci_p2pdma_map_type__v6_1__the_store_may_sleep),
		cmocka_unit_test(pci_p2pdma_map_type__miss__logs_once),
		cmocka_unit_test(pci_p2pdma_map_type__no_state_or_no_pci_device__not_supported),
		cmocka_unit_test(bp_p2p_typed_pagemap__other_device_memory__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
