/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-1, -2 and -13.
 */
#include "dma_court.h"

#include <blkpath/pci.h>

static void dma_1__what_is_said__judged(void **state)
{
	static const struct {
		u64 mask, bus_mask, offset_pages, phys, addr, size;
		bool holds;
	} cases[] = {
		{ 0xffffffff, 0, 0, 0x1000, 0x1000, 4096, true },
		{ 0xffffffff, 0, 0, 0xfffff000, 0xfffff000, 4096, true }, /* F12: the last byte */
		{ 0xffffffff, 0, 0, 0xfffff000, 0xfffff000, 4097, false },
		{ 0xffffffff, 0, 0x100000, 0x100001000, 0x1000, 4096, true }, /* F12: offset */
		{ 0xffffffff, 0, 0x100000, 0x100001000, 0x2000, 4096, false },
		{ 0xffffffff, 0, 0, 0x1000, 0x2000, 4096, false },
		{ 0xffffffff, 0xffff, 0, 0x10000, 0x10000, 1, false },
		{ 0xffff, 0xffffffff, 0, 0x10000, 0x10000, 1, false },
		{ 0, 0xffffffff, 0, 0, 0, 1, false },
		{ ~0ull, 0, 0, ~0ull - 1, ~0ull - 1, 4, false }, /* around the end */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t.dev.dma_mask = cases[i].mask;
		t.dev.bus_dma_mask = cases[i].bus_mask;
		t.dev.dma_pfn_offset = cases[i].offset_pages;
		t_dma_say_mapped(&t, cases[i].phys, cases[i].addr, cases[i].size);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_1), 1);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_1), !cases[i].holds);
		t_dma_close(&t);
	}
}

/* C3.4: a resource has no offset. */
static void dma_1__resource_behind_an_offset__unchanged(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	t_dma_open(&t);
	t.dev.dma_pfn_offset = 16;
	addr = dma_map_resource(&t.dev, bp_phys_addr(0x90000000), 4096, DMA_TO_DEVICE, 0);
	dma_unmap_resource(&t.dev, addr, 4096, DMA_TO_DEVICE, 0);
	assert_held(&t.court, BP_INV_DMA_1);
	t_dma_say(&t, BP_EV_DMA_MAP,
		  &(struct bp_dma_call){ .dev = &t.dev,
					 .type = BP_DMA_CALL_RESOURCE,
					 .phys = bp_phys_addr(0x90000000),
					 .addr = bp_dma_addr(0x90000000 - 0x10000),
					 .size = 4096 });
	assert_broken(&t.court, BP_INV_DMA_1);
	t_dma_close(&t);
}

/* A pool of which the checker does not know where it lies: nothing to judge. */
static void dma_1__pool_made_before_the_checker__no_case(void **state)
{
	struct t_dma_court t;

	(void)state;
	t_dma_open(&t);
	t.dev.bp_swiotlb = (struct bp_swiotlb *)&t;
	t_dma_say_mapped(&t, 0x1000, 0x2000, 4096);
	assert_no_case(&t.court, BP_INV_DMA_1);
	assert_no_case(&t.court, BP_INV_DMA_3);
	assert_no_case(&t.court, BP_INV_DMA_9);
	t_dma_close(&t);
}

static void dma_2__real_mappings__held(void **state)
{
	struct t_dma_court t;
	dma_addr_t addr;

	(void)state;
	t_dma_open(&t);
	t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
	assert_int_equal(bp_iommu_reserve(t.domain, 0xf0000000, ~0ull), 0);
	addr = dma_map_single(&t.dev, t_buf(0x1200), 8192, DMA_FROM_DEVICE);
	assert_held(&t.court, BP_INV_DMA_2);
	dma_unmap_single(&t.dev, addr, 8192, DMA_FROM_DEVICE);
	assert_all_held(&t.court);
	t_dma_close(&t);
}

static void dma_2__what_is_said__judged(void **state)
{
	static const u64 broken[] = {
		0x1000,	      /* not taken */
		0x800,	      /* page 0 */
		0xfffff800,   /* runs out of what was taken */
		0xf0000000,   /* reserved */
		0x9000000000, /* beyond the mask */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(broken); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
		assert_int_equal(bp_iommu_reserve(t.domain, 0xf0000000, 0xf0ffffff), 0);
		dma_map_single(&t.dev, t_buf(0x1000), 4096, DMA_FROM_DEVICE);
		assert_held(&t.court, BP_INV_DMA_2);
		t_dma_say_mapped(&t, 0x10000, broken[i], 4096);
		assert_broken(&t.court, BP_INV_DMA_2);
		t_dma_close(&t);
	}
}

/* C5.3: taken twice, taken although reserved, page 0. */
static void dma_2__addresses_taken__judged(void **state)
{
	static const u64 broken[] = { 0xfffff000, 0xf0fff000, 0 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(broken); i++) {
		struct t_dma_court t;
		struct bp_event event = { .id = BP_EV_IOVA_TAKE, .a = broken[i], .b = 8192 };
		struct bp_dma_call call = { 0 };

		t_dma_open(&t);
		t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
		assert_int_equal(bp_iommu_reserve(t.domain, 0xf0000000, 0xf0ffffff), 0);
		dma_map_single(&t.dev, t_buf(0x1000), 4096, DMA_FROM_DEVICE);
		call.domain = t.domain;
		event.dma = &call;
		bp_check_event(t.court.check, &event);
		assert_broken(&t.court, BP_INV_DMA_2);
		t_dma_close(&t);
	}
}

/* A4.2, F16: an address that a peer's BAR has on the bus. */
static void dma_2__in_a_window_of_the_hierarchy__broken(void **state)
{
	static const struct {
		u64 start, end, offset;
		unsigned long flags;
		bool aliases;
	} cases[] = {
		{ 0xffff8000, 0xffffbfff, 0, IORESOURCE_MEM, false },
		{ 0xffff8000, 0xffffffff, 0, IORESOURCE_MEM, true },
		{ 0xffff8000, 0xffffffff, 0, IORESOURCE_IO, false },
		{ 0x1ffff8000, 0x1ffffffff, 0x100000000, IORESOURCE_MEM, true },
		{ 0xffff8000, 0xffffffff, 0x100000000, IORESOURCE_MEM, false },
		{ 0xff, 0x100000fff, 0x1000, IORESOURCE_MEM, true }, /* goes around the end */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_pci_window window = {
			.res = { .start = cases[i].start,
				 .end = cases[i].end,
				 .flags = cases[i].flags },
			.offset = cases[i].offset,
		};
		struct pci_host_bridge bridge = { .windows = &window, .nr_windows = 1 };
		struct pci_bus bus = { .bridge = &bridge };
		struct pci_dev pdev = { .bus = &bus };
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
		pdev.dev = t.dev;
		pdev.dev.is_pci = true;
		dma_map_single(&pdev.dev, t_buf(0x1000), 4096, DMA_FROM_DEVICE);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_2), cases[i].aliases);
		t_dma_close(&t);
	}
}

static void dma_13__low_bits__judged(void **state)
{
	static const struct {
		enum bp_dma_kind kind;
		unsigned mask;
		u64 offset_pages, addr;
		bool judged, holds;
	} cases[] = {
		{ BP_DMA_DIRECT, 4095, 0, 0x5200, true, true },
		{ BP_DMA_DIRECT, 4095, 0, 0x5000, true, false },
		{ BP_DMA_DIRECT, 511, 0, 0x5000, true, true },
		{ BP_DMA_DIRECT, 0, 0, 0x5000, false, true },
		{ BP_DMA_DIRECT, 65535, 0, 0x5200, true, false },
		{ BP_DMA_DIRECT, 65535, 1, 0x5200, false, true },
		{ BP_DMA_IOMMU, 65535, 0, 0x5200, true, true },
		{ BP_DMA_IOMMU, 4095, 0, 0x5000, true, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t.dev.dma_kind = cases[i].kind;
		t.dev.dma_parms.min_align_mask = cases[i].mask;
		t.dev.dma_pfn_offset = cases[i].offset_pages;
		t_dma_say_mapped(&t, 0x1200, cases[i].addr, 512);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_13), cases[i].judged);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_13), !cases[i].holds);
		t_dma_close(&t);
	}
}

/* After merging, an entry begins with the byte that comes next, not with an entry of its number. */
static void dma_13__merged_list__looks_at_the_right_byte(void **state)
{
	static const struct t_dma_entry entries[] = {
		{ 0x1200, 3584, 0xf0000200, 3584 + 4096 },
		{ 0x3000, 4096, 0xf0002400, 512 },
		{ 0x5400, 512, T_NOWHERE, 0 },
	};
	struct t_dma_court t;

	(void)state;
	t_dma_open(&t);
	t_dma_iommu(&t, &bp_iommu_table_ops, BP_IOMMU_SG_MERGE);
	t.dev.dma_parms.min_align_mask = 4095;
	t_dma_say_list(&t, entries, 3, 2);
	assert_held(&t.court, BP_INV_DMA_13);
	t_dma_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_1__what_is_said__judged),
		cmocka_unit_test(dma_1__resource_behind_an_offset__unchanged),
		cmocka_unit_test(dma_1__pool_made_before_the_checker__no_case),
		cmocka_unit_test(dma_2__real_mappings__held),
		cmocka_unit_test(dma_2__what_is_said__judged),
		cmocka_unit_test(dma_2__addresses_taken__judged),
		cmocka_unit_test(dma_2__in_a_window_of_the_hierarchy__broken),
		cmocka_unit_test(dma_13__low_bits__judged),
		cmocka_unit_test(dma_13__merged_list__looks_at_the_right_byte),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
