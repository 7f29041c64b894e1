/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-P2P-* and INV-PCI-2: real lives hold, and the same lives told otherwise do not.
 */
#include <errno.h>
#include <string.h>

#include "hearing.h"

static void p2p__whole_life__held(void **state)
{
	static const enum bp_p2p_profile profiles[] = { BP_P2P_PAGES, BP_P2P_DIRECT };

	(void)state;
	for (size_t i = 0; i < bp_array_size(profiles); i++) {
		const struct device *clients[1];
		struct t_hearing h;
		bp_virt_addr_t one, two;
		pci_bus_addr_t bus;

		open_hearing(&h, profiles[i]);
		clients[0] = &h.b->dev;
		pci_p2pmem_publish(h.a, true);
		one = pci_alloc_p2pmem(h.a, 5000);
		two = pci_alloc_p2pmem(h.a, 4096);
		pci_p2pmem_virt_to_bus(h.a, bp_virt_addr(bp_virt_u64(one) + 4999));
		assert_int_equal(bp_p2p_bus_for(h.a, one, 4096,
						&(struct bp_p2p_clients){ clients, 1 }, &bus),
				 BP_P2P_FIT);
		assert_true(bp_p2p_hold(h.a, two, 4096));
		pci_free_p2pmem(h.a, two, 4096); /* waits for the request */
		bp_p2p_let_go(h.a, two, 4096);
		assert_true(bp_p2p_touch(h.a, one, 8));
		pci_free_p2pmem(h.a, one, 5000);
		assert_int_equal(bp_check_live(h.check), 2);
		bp_p2p_unbind(h.a);
		assert_int_equal(bp_check_total(h.check), 0);
		judged(&h, BP_INV_PCI_2, 0);
		judged(&h, BP_INV_P2P_5, 0);
		judged(&h, BP_INV_P2P_6, 0);
		judged(&h, BP_INV_P2P_7, 0);
		judged(&h, BP_INV_P2P_8, 0);
		judged(&h, BP_INV_P2P_9, 0);
		judged(&h, BP_INV_P2P_10, 0);
		judged(&h, BP_INV_P2P_11, 0);
		judged(&h, BP_INV_P2P_15, 0);
		judged(&h, BP_INV_P2P_16, 0);
		assert_int_equal(bp_check_live(h.check), 0);
		close_hearing(&h);
	}
}

/* What is told of a resource of BAR 2: INV-P2P-6 and INV-PCI-2. */
static void p2p_6__resources__judged(void **state)
{
	static const struct {
		u64 offset, size, bus_error;
		int result;
		unsigned out_of_bar, wrong_bus;
	} cases[] = {
		{ 0, T_P2P_BAR2, 0, 0, 0, 0 },
		{ 0x1000, T_P2P_BAR2 - 0x1000, 0, 0, 0, 0 },
		{ 0x1000, T_P2P_BAR2, 0, 0, 1, 0 },
		{ 0x2000, (u64)-0x1000, 0, -ENXIO, 1, 0 },
		{ 0x2000, (u64)-0x1000, 0, -EINVAL, 0, 0 },
		{ T_P2P_BAR2, 0x1000, 0, 0, 1, 0 },
		{ 0, 0x1000, 0x1000, 0, 0, 1 },
		{ 0, 0x1000, 0x1000, -ENOMEM, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_hearing h;

		open_hearing(&h, BP_P2P_DIRECT);
		say(&h, BP_EV_P2P_ADD,
		    (struct bp_p2p_call){ .provider = h.a,
					  .bar = 2,
					  .offset = cases[i].offset,
					  .size = cases[i].size,
					  .virt = bp_virt_addr(0x5000000),
					  .bus = { h.a->resource[2].start - OFFSET +
						   cases[i].offset + cases[i].bus_error },
					  .result = cases[i].result });
		assert_int_equal(bp_check_count(h.check, BP_INV_P2P_6), cases[i].out_of_bar);
		assert_int_equal(bp_check_count(h.check, BP_INV_PCI_2), cases[i].wrong_bus);
		close_hearing(&h);
	}
}

/* One real allocation of two pages; then one that is told. */
static void p2p__allocations_told__judged(void **state)
{
	static const struct {
		s64 virt, bus; /* from the real one */
		u64 size, refs, taken;
		enum bp_invariant broken;
	} cases[] = {
		{ 8192, 8192, 4096, 2, 3, BP_INV_NR },
		{ 4096, 4096, 4096, 2, 3, BP_INV_P2P_5 },
		{ 8192, 4096, 4096, 2, 3, BP_INV_P2P_5 },
		{ 8192, 12288, 4096, 2, 3, BP_INV_P2P_6 },
		{ T_P2P_BAR0 - 4096, T_P2P_BAR0 - 4096, 8192, 2, 4, BP_INV_P2P_6 },
		{ 8192, 8192, 4096, 1, 3, BP_INV_P2P_7 },
		{ 8192, 8192, 4096, 3, 3, BP_INV_P2P_7 },
		{ 8192, 8192, 4096, 2, 4, BP_INV_P2P_11 },
		{ 8192, 8192, 1, 2, 3, BP_INV_NR }, /* whole pages */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_hearing h;
		bp_virt_addr_t one;
		u64 bus;

		open_hearing(&h, BP_P2P_DIRECT);
		one = pci_alloc_p2pmem(h.a, 8192);
		bus = pci_p2pmem_virt_to_bus(h.a, one).bus;
		say(&h, BP_EV_P2P_ALLOC,
		    (struct bp_p2p_call){
			    .provider = h.a,
			    .virt = bp_virt_addr(bp_virt_u64(one) + (u64)cases[i].virt),
			    .bus = { bus + (u64)cases[i].bus },
			    .size = cases[i].size,
			    .refs = cases[i].refs,
			    .pool_size = T_P2P_BAR0,
			    .pool_avail = T_P2P_BAR0 - cases[i].taken * 4096 });
		if (cases[i].broken == BP_INV_NR)
			assert_int_equal(bp_check_total(h.check), 0);
		else
			judged(&h, cases[i].broken, 1);
		pci_free_p2pmem(h.a, one, 8192);
		close_hearing(&h);
	}
}

static void p2p__frees_and_uses_told__judged(void **state)
{
	struct t_hearing h;
	bp_virt_addr_t one;
	struct bp_p2p_call call;

	(void)state;
	open_hearing(&h, BP_P2P_DIRECT);
	one = pci_alloc_p2pmem(h.a, 8192);
	call = (struct bp_p2p_call){ .provider = h.a,
				     .virt = one,
				     .size = 4096,
				     .refs = 1,
				     .pool_size = T_P2P_BAR0,
				     .pool_avail = T_P2P_BAR0 - 8192,
				     .result = -EINVAL };
	say(&h, BP_EV_P2P_FREE, call); /* refused */
	assert_int_equal(bp_check_total(h.check), 0);
	say(&h, BP_EV_P2P_USE_BEGIN, call);
	judged(&h, BP_INV_P2P_8, 0);
	call.virt = bp_virt_addr(bp_virt_u64(one) + 8192);
	say(&h, BP_EV_P2P_USE_BEGIN, call);
	judged(&h, BP_INV_P2P_8, 1);
	call.result = 0;
	call.virt = one;
	say(&h, BP_EV_P2P_FREE, call); /* another size, in flight, numbers as before */
	judged(&h, BP_INV_P2P_7, 2);
	judged(&h, BP_INV_P2P_8, 2);
	judged(&h, BP_INV_P2P_11, 1);
	pci_free_p2pmem(h.a, one, 8192);
	close_hearing(&h);
}

static void p2p_9_and_10__unbound_in_use__judged(void **state)
{
	struct t_hearing h;
	bp_virt_addr_t one;

	(void)state;
	open_hearing(&h, BP_P2P_DIRECT);
	one = pci_alloc_p2pmem(h.a, 4096);
	say(&h, BP_EV_P2P_UNMAP,
	    (struct bp_p2p_call){ .provider = h.a, .virt = one, .size = T_P2P_BAR0 });
	judged(&h, BP_INV_P2P_9, 1);
	say(&h, BP_EV_P2P_TOUCH, (struct bp_p2p_call){ .provider = h.a, .virt = one, .size = 8 });
	judged(&h, BP_INV_P2P_9, 2);
	say(&h, BP_EV_P2P_UNBIND_END, (struct bp_p2p_call){ .provider = h.a });
	judged(&h, BP_INV_P2P_10, 1);
	pci_free_p2pmem(h.a, one, 4096);
	close_hearing(&h);
}

static void p2p_16__published_without_bytes__broken(void **state)
{
	struct t_hearing h;

	(void)state;
	open_hearing(&h, BP_P2P_DIRECT);
	say(&h, BP_EV_P2P_PUBLISH, (struct bp_p2p_call){ .provider = h.a });
	judged(&h, BP_INV_P2P_16, 0);
	say(&h, BP_EV_P2P_PUBLISH, (struct bp_p2p_call){ .provider = h.a, .published = true });
	judged(&h, BP_INV_P2P_16, 1);
	close_hearing(&h);
}

/* INV-P2P-15: who is told what. */
static void p2p_15__addresses_told__judged(void **state)
{
	static const struct {
		char client;
		bool iommu, pointers, by_window;
		bool holds;
	} cases[] = {
		{ 'b', false, false, true, true },   { 'b', true, false, true, true },
		{ 'b', false, false, false, false }, { 'b', false, true, true, false },
		{ 'c', false, false, true, false },  { 'c', false, false, false, true },
		{ 'c', true, false, false, false },  { 'a', false, false, true, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct pci_dev *client;
		struct t_hearing h;
		bp_virt_addr_t one;

		open_hearing(&h, BP_P2P_DIRECT);
		client = t_p2p_dev(&h.t, cases[i].client);
		client->dev.dma_kind = cases[i].pointers ? BP_DMA_VIRT : BP_DMA_DIRECT;
		client->bus->bridge->has_iommu = cases[i].iommu;
		one = pci_alloc_p2pmem(h.a, 4096);
		say(&h, BP_EV_P2P_MAP,
		    (struct bp_p2p_call){ .provider = h.a,
					  .client = &client->dev,
					  .virt = one,
					  .size = 4096,
					  .bus = { h.a->resource[0].start -
						   (cases[i].by_window ? OFFSET : 0) } });
		judged(&h, BP_INV_P2P_15, !cases[i].holds);
		pci_free_p2pmem(h.a, one, 4096);
		close_hearing(&h);
	}
}

static void p2p_15__who_is_found__judged(void **state)
{
	static const struct {
		char client;
		bool iommu;
		bool holds;
	} cases[] = { { 'b', false, true },
		      { 'b', true, true },
		      { 'c', false, false }, /* another offset */
		      { 'c', true, false } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct device *clients[1];
		struct t_hearing h;

		open_hearing(&h, BP_P2P_DIRECT);
		clients[0] = &t_p2p_dev(&h.t, cases[i].client)->dev;
		h.a->bus->bridge->has_iommu = cases[i].iommu;
		say(&h, BP_EV_P2P_FIND,
		    (struct bp_p2p_call){ .provider = h.a, .clients = clients, .nr_clients = 1 });
		judged(&h, BP_INV_P2P_15, !cases[i].holds);
		close_hearing(&h);
	}
}

/* F5 */
static void p2p_12__lists__judged(void **state)
{
	struct scatterlist *sg;
	struct t_hearing h;
	unsigned nents;

	(void)state;
	open_hearing(&h, BP_P2P_PAGES);
	sg = pci_p2pmem_alloc_sgl(h.a, &nents, 8192);
	pci_p2pdma_map_sg(&h.b->dev, sg, 1, DMA_TO_DEVICE);
	judged(&h, BP_INV_P2P_12, 0);
	judged(&h, BP_INV_P2P_15, 0);
	t_p2p_defect(h.b, BP_DEF_P2P_9);
	pci_p2pdma_map_sg(&h.b->dev, sg, 1, DMA_TO_DEVICE);
	judged(&h, BP_INV_P2P_12, 1);
	judged(&h, BP_INV_P2P_15, 1);
	pci_p2pmem_free_sgl(h.a, sg);
	close_hearing(&h);
}

/* Without memory for 0, 1, 2, ... records the checker accuses nobody. */
static void p2p__memory_of_any_size__no_false_accusation(void **state)
{
	bool blind = true;

	(void)state;
	for (u64 records = 0; blind; records++) {
		struct t_hearing h;
		bp_virt_addr_t one;

		t_p2p_init(&h.t, "HB ; RP - a", BP_P2P_DIRECT, OFFSET);
		h.check = bp_check_new(&h.t.pci.env);
		bp_check_limit(h.check, records);
		h.a = t_p2p_dev(&h.t, 'a');
		assert_int_equal(pci_p2pdma_add_resource(h.a, 0, 0, 0), 0);
		one = pci_alloc_p2pmem(h.a, 4096);
		assert_true(bp_p2p_hold(h.a, one, 4096));
		bp_p2p_let_go(h.a, one, 4096);
		pci_free_p2pmem(h.a, one, 4096);
		bp_p2p_unbind(h.a);
		assert_int_equal(bp_check_total(h.check), 0);
		blind = bp_check_blind(h.check);
		close_hearing(&h);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p2p__whole_life__held),
		cmocka_unit_test(p2p_6__resources__judged),
		cmocka_unit_test(p2p__allocations_told__judged),
		cmocka_unit_test(p2p__frees_and_uses_told__judged),
		cmocka_unit_test(p2p_9_and_10__unbound_in_use__judged),
		cmocka_unit_test(p2p_16__published_without_bytes__broken),
		cmocka_unit_test(p2p_15__addresses_told__judged),
		cmocka_unit_test(p2p_15__who_is_found__judged),
		cmocka_unit_test(p2p_12__lists__judged),
		cmocka_unit_test(p2p__memory_of_any_size__no_false_accusation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
