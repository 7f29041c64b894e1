/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-7, -10 and -12.
 */
#include <blkpath/dma_coherent.h>
#include <blkpath/pci.h>

#include <blkpath/p2pdma.h>

#include "dma_court.h"

static dma_addr_t map(struct device *dev, u64 phys, enum dma_data_direction dir)
{
	return dma_map_single(dev, t_buf(phys), 4096, dir);
}

static void dma_7__ended_by_its_call__held(void **state)
{
	struct t_dma_court t;
	dma_addr_t one, two;

	(void)state;
	t_dma_open(&t);
	one = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	two = map(&t.dev, 0x1000, DMA_FROM_DEVICE); /* the same address twice */
	debug_dma_alloc_coherent(&t.dev, 4096, bp_dma_addr(0x9000), t_buf(0x9000));
	dma_unmap_single(&t.dev, one, 4096, DMA_TO_DEVICE);
	dma_unmap_single(&t.dev, two, 4096, DMA_FROM_DEVICE);
	debug_dma_free_coherent(&t.dev, 4096, t_buf(0x9000), bp_dma_addr(0x9000));
	assert_int_equal(bp_dma_ledger_unbind(&t.dev), 0);
	assert_held(&t.court, BP_INV_DMA_7);
	assert_int_equal(bp_check_live(t.court.check), 0);
	t_dma_close(&t);
}

/* C5: it has I/O addresses too, which are given back after its end was told. */
static void dma_7__beside_coherent_memory_behind_an_iommu__held(void **state)
{
	struct t_dma_court t;
	bp_virt_addr_t buf;
	dma_addr_t kept, addr;

	(void)state;
	t_dma_open(&t);
	t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
	t.dev.coherent_dma_mask = t.dev.dma_mask;
	buf = dma_alloc_coherent(&t.dev, 3 * 4096, &kept, GFP_KERNEL);
	assert_int_not_equal(bp_virt_u64(buf), 0);
	addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	dma_free_coherent(&t.dev, 3 * 4096, buf, kept);
	addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	assert_held(&t.court, BP_INV_DMA_7);
	assert_all_held(&t.court);
	t_dma_close(&t);
}

static void dma_7__ended_otherwise__broken(void **state)
{
	static const struct {
		u64 addr, size;
		enum dma_data_direction dir;
		bool page_call;
	} cases[] = {
		{ 0x2000, 4096, DMA_TO_DEVICE, true },
		{ 0x1000, 512, DMA_TO_DEVICE, true },
		{ 0x1000, 4096, DMA_FROM_DEVICE, true },
		{ 0x1000, 4096, DMA_TO_DEVICE, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const dma_addr_t addr = bp_dma_addr(cases[i].addr);
		struct t_dma_court t;

		t_dma_open(&t);
		map(&t.dev, 0x1000, DMA_TO_DEVICE);
		if (cases[i].page_call)
			dma_unmap_page(&t.dev, addr, cases[i].size, cases[i].dir);
		else
			dma_unmap_resource(&t.dev, addr, cases[i].size, cases[i].dir, 0);
		assert_broken(&t.court, BP_INV_DMA_7);
		t_dma_close(&t);
	}
}

static void dma_7__list_of_another_length__broken(void **state)
{
	struct t_dma_court t;

	(void)state;
	t_dma_open(&t);
	sg_init_table(t.sg, 2);
	sg_set_buf(&t.court.w.env, &t.sg[0], t_buf(0x1000), 512);
	sg_set_buf(&t.court.w.env, &t.sg[1], t_buf(0x3000), 512);
	dma_map_sg(&t.dev, t.sg, 2, DMA_TO_DEVICE);
	dma_unmap_sg(&t.dev, t.sg, 1, DMA_TO_DEVICE);
	assert_broken(&t.court, BP_INV_DMA_7);
	t_dma_close(&t);
}

static void dma_7__twice_or_never__broken(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	t_dma_open(&t);
	dma_unmap_single(&t.dev, bp_dma_addr(0x5000), 4096, DMA_TO_DEVICE);
	assert_no_case(&t.court, BP_INV_DMA_7); /* a stranger */
	addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	assert_held(&t.court, BP_INV_DMA_7);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_7), 1);
	map(&t.dev, 0x1000, DMA_TO_DEVICE);
	bp_dma_ledger_unbind(&t.dev);
	assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_7), 2);
	t_dma_close(&t);
}

/* C5.5: an end that gives no addresses back, or leaves pages mapped. */
static void dma_7_and_10__iommu_forgets_to_unmap__broken(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	t_dma_open(&t);
	t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
	addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	assert_held(&t.court, BP_INV_DMA_7);
	assert_held(&t.court, BP_INV_DMA_10);
	addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	t_dma_say(&t, BP_EV_DMA_UNMAP,
		  &(struct bp_dma_call){
			  .dev = &t.dev, .addr = addr, .size = 4096, .dir = DMA_TO_DEVICE });
	assert_broken(&t.court, BP_INV_DMA_7);
	assert_broken(&t.court, BP_INV_DMA_10);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	t_dma_close(&t);
}

static void dma_10__accesses__judged(void **state)
{
	static const struct {
		u64 addr, bytes;
		bool write, holds;
	} cases[] = {
		{ 0x1000, 4096, false, true },	{ 0x1fff, 1, false, true },
		{ 0x1fff, 2, false, false },	{ 0xfff, 1, false, false },
		{ 0x1000, 4096, true, false },	{ 0x5000, 4096, true, true },
		{ 0x5000, 4096, false, false }, { 0x9000, 4096, false, true },
		{ 0x9000, 4096, true, true },	{ 0xd000, 512, false, true },
		{ 0xd000, 512, true, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		bp_dma_ledger_access(&t.dev, bp_dma_addr(0x1000), 4096, false);
		assert_no_case(&t.court, BP_INV_DMA_10); /* a stranger */
		map(&t.dev, 0x1000, DMA_TO_DEVICE);
		map(&t.dev, 0x5000, DMA_FROM_DEVICE);
		map(&t.dev, 0x9000, DMA_BIDIRECTIONAL);
		map(&t.dev, 0xd000, DMA_TO_DEVICE);
		map(&t.dev, 0xd000, DMA_FROM_DEVICE);
		bp_dma_ledger_access(&t.dev, bp_dma_addr(cases[i].addr), cases[i].bytes,
				     cases[i].write);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_10), 1);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_10), !cases[i].holds);
		t_dma_close(&t);
	}
}

/* P2P-C6.2: what lies in a window of the hierarchy is a peer's and not mapped. */
static void dma_10__access_to_a_peer__no_case(void **state)
{
	const struct bp_pci_window window = {
		.res = { .start = 0x90000000, .end = 0x9fffffff, .flags = IORESOURCE_MEM },
	};
	struct pci_host_bridge bridge = { .windows = &window, .nr_windows = 1 };
	struct pci_bus bus = { .bridge = &bridge };
	struct pci_dev pdev = { .bus = &bus };
	struct t_dma_court t;

	(void)state;
	t_dma_open(&t);
	pdev.dev = t.dev;
	pdev.dev.is_pci = true;
	map(&pdev.dev, 0x1000, DMA_TO_DEVICE);
	bp_dma_ledger_access(&pdev.dev, bp_dma_addr(0x90000000), 512, true);
	assert_no_case(&t.court, BP_INV_DMA_10);
	bp_dma_ledger_access(&pdev.dev, bp_dma_addr(0xa0000000), 512, true);
	assert_broken(&t.court, BP_INV_DMA_10);
	t_dma_close(&t);
}

/* An adapter takes entries that lie side by side for one range; a neighbour is not of the list. */
static void dma_10__entries_side_by_side__one_range(void **state)
{
	static const struct t_dma_entry list[] = {
		{ 0x1000, 4096, 0x10000, 4096 },
		{ 0x5000, 512, 0x11000, 512 },
		{ 0x9000, 512, 0x11400, 512 },
	};
	static const struct {
		u64 addr, bytes;
		bool holds;
	} cases[] = {
		{ 0x10000, 4608, true }, { 0x10fff, 2, true },	  { 0x10000, 4609, false },
		{ 0x11000, 513, false }, { 0x11400, 513, false }, { 0x115ff, 1, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_say_list(&t, list, bp_array_size(list), bp_array_size(list));
		t_dma_say_mapped(&t, 0xd000, 0x11200, 512);
		t_dma_say_mapped(&t, 0xe000, 0x11600, 512);
		bp_dma_ledger_access(&t.dev, bp_dma_addr(cases[i].addr), cases[i].bytes, false);
		if (bp_check_count(t.court.check, BP_INV_DMA_10) == cases[i].holds)
			fail_msg("case %zu", i);
		t_dma_close(&t);
	}
}

/* P2P-A3.3: where nobody knows the windows, memory that a function answers to is a peer's. */
static void dma_10__access_to_a_function__no_case(void **state)
{
	static const struct {
		u64 addr;
		bool no_p2p, holds;
	} cases[] = {
		{ 0x90000000, false, true },  { 0x90000fff, false, true },
		{ 0x90001000, false, false }, { 0x8ffffe00, false, false },
		{ 0x90000000, true, false },  { 0x1000, false, false },
		{ 0x70000000, false, false },
	};
	struct pci_host_bridge bridge = { .domain = 0 }, away = { .domain = 1 };
	struct pci_bus bus = { .bridge = &bridge }, there = { .bridge = &away };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct pci_dev pdev = { .bus = &bus }, far = { .bus = &there };
		struct bp_pci pci;
		const struct bp_p2p p2p = { .pci = &pci };
		struct t_dma_court t;

		t_dma_open(&t);
		TAILQ_INIT(&pci.devices);
		TAILQ_INSERT_TAIL(&pci.devices, &far, link);
		TAILQ_INSERT_TAIL(&pci.devices, &pdev, link);
		far.resource[0] = (struct resource){ 0x70000000, 0x70000fff, IORESOURCE_MEM };
		pdev.resource[0] = (struct resource){ 0x1000, 0x1fff, IORESOURCE_IO };
		pdev.resource[2] = (struct resource){ 0x90000000, 0x90000fff, IORESOURCE_MEM };
		pdev.dev = t.dev;
		pdev.dev.is_pci = true;
		pdev.dev.bp_p2p = cases[i].no_p2p ? NULL : (struct bp_p2p *)&p2p;
		map(&pdev.dev, 0x5000, DMA_TO_DEVICE);
		bp_dma_ledger_access(&pdev.dev, bp_dma_addr(cases[i].addr), 512, true);
		if (bp_check_count(t.court.check, BP_INV_DMA_10) == cases[i].holds)
			fail_msg("case %zu", i);
		t_dma_close(&t);
	}
}

static void dma_12__address_of_another_device__broken(void **state)
{
	struct t_dma_court t;
	struct device other;

	(void)state;
	t_dma_open(&t);
	other = t.dev;
	map(&t.dev, 0x1000, DMA_TO_DEVICE);
	map(&other, 0x5000, DMA_TO_DEVICE);
	bp_dma_ledger_access(&t.dev, bp_dma_addr(0x1000), 4096, false);
	assert_held(&t.court, BP_INV_DMA_12);
	bp_dma_ledger_access(&t.dev, bp_dma_addr(0x5000), 4096, false);
	assert_broken(&t.court, BP_INV_DMA_12);
	assert_held(&t.court, BP_INV_DMA_10);
	t_dma_close(&t);
}

/* C6: the addresses of software RDMA are pointers, about which there is nothing to say. */
static void dma__pointers_for_addresses__ends_alone_are_judged(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	t_dma_open(&t);
	t.dev.dma_kind = BP_DMA_VIRT;
	addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
	bp_dma_ledger_access(&t.dev, bp_dma_addr(0x77), 1, true);
	dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
	assert_held(&t.court, BP_INV_DMA_7);
	assert_no_case(&t.court, BP_INV_DMA_1);
	assert_no_case(&t.court, BP_INV_DMA_10);
	assert_all_held(&t.court);
	t_dma_close(&t);
}

/* Without memory for 0, 1, 2, ... records the checker accuses nobody. */
static void dma__memory_of_any_size__no_false_accusation(void **state)
{
	bool blind = true;

	(void)state;
	for (u64 records = 0; blind; records++) {
		struct t_dma_court t;
		dma_addr_t addr;

		t_dma_open(&t);
		bp_check_limit(t.court.check, records);
		t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
		bp_iommu_reserve(t.domain, 0xf0000000, 0xffffffff);
		addr = map(&t.dev, 0x1000, DMA_TO_DEVICE);
		bp_dma_ledger_access(&t.dev, addr, 1, false);
		dma_unmap_single(&t.dev, addr, 4096, DMA_TO_DEVICE);
		t.dev.dma_kind = BP_DMA_DIRECT;
		t_dma_slots(&t);
		addr = map(&t.dev, T_HIGH, DMA_FROM_DEVICE);
		dma_unmap_single(&t.dev, addr, 4096, DMA_FROM_DEVICE);
		assert_all_held(&t.court);
		blind = bp_check_blind(t.court.check);
		t_dma_close(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_7__ended_by_its_call__held),
		cmocka_unit_test(dma_7__beside_coherent_memory_behind_an_iommu__held),
		cmocka_unit_test(dma_7__ended_otherwise__broken),
		cmocka_unit_test(dma_7__list_of_another_length__broken),
		cmocka_unit_test(dma_7__twice_or_never__broken),
		cmocka_unit_test(dma_7_and_10__iommu_forgets_to_unmap__broken),
		cmocka_unit_test(dma_10__accesses__judged),
		cmocka_unit_test(dma_10__access_to_a_peer__no_case),
		cmocka_unit_test(dma_10__entries_side_by_side__one_range),
		cmocka_unit_test(dma_10__access_to_a_function__no_case),
		cmocka_unit_test(dma_12__address_of_another_device__broken),
		cmocka_unit_test(dma__pointers_for_addresses__ends_alone_are_judged),
		cmocka_unit_test(dma__memory_of_any_size__no_false_accusation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
