/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which addresses are handed out (P2P-C5.3, P2P-C5.4, P2P-F15, INV-DMA-2).
 */
#include "iommu_test.h"

#include <errno.h>

static void dma_map_page__nothing_reserved__f15(void **state)
{
	static const struct {
		u64 pages;
		u64 addr;
	} steps[] = { { 1, 0xfffff000 }, { 1, 0xffffe000 },  { 3, 0xffff8000 },
		      { 1, 0xffffd000 }, { 16, 0xfffe0000 }, { 1, 0xffffc000 } };
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	for (size_t i = 0; i < bp_array_size(steps); i++)
		assert_int_equal(t_iommu_map_pages(&t, steps[i].pages), steps[i].addr);
	assert_int_equal(bp_iommu_live(t.domain), 6);
	t_iommu_stop(&t);
	assert_hits(&t.d.env, BP_SITE_IOVA_LEAK, 1); /* C7.18 */
}

static void dma_map_page__window_reserved__f15(void **state)
{
	static const struct {
		u64 pages;
		u64 addr;
	} steps[] = { { 1, 0x8ffff000 }, { 4, 0x8fff8000 }, { 3, 0x8fff4000 } };
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	assert_int_equal(bp_iommu_reserve(t.domain, 0x90000000, 0xffffffff), 0);
	for (size_t i = 0; i < bp_array_size(steps); i++) {
		assert_int_equal(t_iommu_map_pages(&t, steps[i].pages), steps[i].addr);
		dma_unmap_single(&t.d.dev, bp_dma_addr(steps[i].addr), steps[i].pages * 4096,
				 DMA_BIDIRECTIONAL);
		assert_int_equal(t_iommu_map_pages(&t, steps[i].pages), steps[i].addr);
	}
	t_iommu_stop(&t);
}

/* Sizes of 32 pages and more are not rounded up, their alignment is. */
static void dma_map_page__33_pages__aligned_to_64(void **state)
{
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	assert_int_equal(t_iommu_map_pages(&t, 33), 0xfffc0000);
	assert_int_equal(t_iommu_map_pages(&t, 16), 0xffff0000);
	assert_int_equal(t_iommu_map_pages(&t, 1), 0xfffef000);
	t_iommu_stop(&t);
}

static void dma_map_page__limits__table(void **state)
{
	static const struct {
		const char *name;
		u64 mask, bus, aperture;
		bool is_pci;
		u64 before, pages;
		u64 addr;
	} cases[] = {
		{ "mask", DMA_BIT_MASK(24), 0, 0, false, 0, 1, 0xfff000 },
		{ "bus", DMA_BIT_MASK(64), DMA_BIT_MASK(40), 0, false, 0, 1, 0xfffffff000 },
		{ "aperture", DMA_BIT_MASK(64), 0, 0xfffff, false, 0, 1, 0xff000 },
		{ "a part of a page", DMA_BIT_MASK(64), 0, 0xffffe, false, 0, 1, 0xfe000 },
		{ "all addresses", DMA_BIT_MASK(64), 0, 0, false, 0, 1, 0xfffffffffffff000 },
		{ "PCI begins below 4 GiB", DMA_BIT_MASK(64), 0, 0, true, 0, 1, 0xfffff000 },
		{ "PCI goes above", DMA_BIT_MASK(33), 0, 0, true, 0x80000, 0x80000, 0x180000000 },
		{ "PCI has no room", DMA_BIT_MASK(32), 0, 0, true, 0x80000, 0x80000, T_FAILED },
		{ "no mask", 0, DMA_BIT_MASK(32), 0, false, 0, 1, T_FAILED },
		{ "page 0 is never given", DMA_BIT_MASK(12), 0, 0, false, 0, 1, T_FAILED },
		{ "page 1 is", DMA_BIT_MASK(13), 0, 0, false, 0, 1, 0x1000 },
		{ "nothing", DMA_BIT_MASK(32), 0, 0, false, 0, 0, T_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_iommu t;
		u64 addr;

		t_iommu_start(&t, cases[i].aperture, BP_IOMMU_SG_MERGE);
		t.d.dev.dma_mask = cases[i].mask;
		t.d.dev.bus_dma_mask = cases[i].bus;
		t.d.dev.is_pci = cases[i].is_pci;
		if (cases[i].before)
			assert_int_equal(t_iommu_map_pages(&t, cases[i].before), 0x80000000);
		addr = t_iommu_map_pages(&t, cases[i].pages);
		if (addr != cases[i].addr)
			fail_msg("%s: 0x%llx", cases[i].name, (unsigned long long)addr);
		t_iommu_stop(&t);
	}
}

static void bp_iommu_reserve__overlaps__joined(void **state)
{
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0xfffff, BP_IOMMU_SG_MERGE);
	assert_int_equal(bp_iommu_reserve(t.domain, 0xf0000, 0xf0000), 0);
	assert_int_equal(bp_iommu_reserve(t.domain, 0xf2000, 0xf2fff), 0);
	assert_int_equal(bp_iommu_reserve(t.domain, 0xf0fff, 0xf2000), 0);
	assert_int_equal(bp_iommu_reserve(t.domain, 0xf1000, 0xf1000), 0);
	assert_int_equal(bp_iommu_reserve(t.domain, 0xf3000, 0xfffff), 0);
	assert_int_equal(t_iommu_map_pages(&t, 1), 0xef000);
	assert_int_equal(t.d.env.live[BP_ALLOC_DMA], 4);
	t_iommu_stop(&t);
}

static void bp_iommu_reserve__refused__nothing_new(void **state)
{
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	assert_int_equal(bp_iommu_reserve(t.domain, 2, 1), -EINVAL);
	assert_int_equal(t_iommu_map_pages(&t, 1), 0xfffff000);
	assert_int_equal(bp_iommu_reserve(t.domain, 0, 0xfffff000), -EBUSY);
	t.d.allocations_until_failure = 0;
	assert_int_equal(bp_iommu_reserve(t.domain, 0, 0xffffe000), -ENOMEM);
	t.d.allocations_until_failure = ~0ull;
	assert_int_equal(t_iommu_map_pages(&t, 1), 0xffffe000);
	t_iommu_stop(&t);
}

/* P2P-F16: forgotten, the neighbour's BAR is handed out; reserved, it is not. */
static void bp_iommu_reserve_windows__neighbour__never_handed_out(void **state)
{
	static const struct bp_pci_window windows[] = {
		{ { 0x1000, 0xffff, IORESOURCE_IO }, 0 },
		{ { 0x40ffff8000, 0x40ffffbfff, IORESOURCE_MEM }, 0x4000000000 },
		{ { 0x0, 0xfff, IORESOURCE_MEM | IORESOURCE_PREFETCH }, 0x800 }, /* wraps */
	};
	const struct pci_host_bridge bridge = { .windows = windows, .nr_windows = 3 };

	(void)state;
	for (int reserved = 0; reserved < 2; reserved++) {
		bool aliased = false;
		struct t_iommu t;

		t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
		if (reserved)
			assert_int_equal(bp_iommu_reserve_windows(t.domain, &bridge), 0);
		for (int i = 0; i < 16; i++) {
			const u64 addr = t_iommu_map_pages(&t, 1);

			aliased |= addr >= 0xffff8000 && addr <= 0xffffbfff;
		}
		assert_int_equal(aliased, !reserved);
		t_iommu_stop(&t);
	}
}

static void bp_iommu_reserve_windows__no_memory__said(void **state)
{
	static const struct bp_pci_window windows[] = {
		{ { 0x0, 0xfff, IORESOURCE_MEM }, 0x800 },
		{ { 0x10000, 0x1ffff, IORESOURCE_MEM }, 0 },
	};
	const struct pci_host_bridge bridge = { .windows = windows, .nr_windows = 2 };

	(void)state;
	for (u64 n = 0; n < 3; n++) {
		struct t_iommu t;

		t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
		t.d.allocations_until_failure = n;
		assert_int_equal(bp_iommu_reserve_windows(t.domain, &bridge), -ENOMEM);
		t.d.allocations_until_failure = ~0ull;
		t_iommu_stop(&t);
	}
}

static void keep_report(void *arg, const struct bp_report *report)
{
	*(struct bp_report *)arg = *report;
}

/* C7.18: what is reserved is no leak, and not the example of one. */
static void bp_iommu_domain_free__ranges_in_use__one_of_them_is_named(void **state)
{
	struct bp_report report = { 0 };
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0xfffff, BP_IOMMU_SG_MERGE);
	t.d.env.on_report = keep_report;
	t.d.env.report_arg = &report;
	assert_int_equal(bp_iommu_reserve(t.domain, 0xff000, 0xfffff), 0);
	assert_int_equal(t_iommu_map_pages(&t, 1), 0xfe000);
	assert_int_equal(bp_iommu_reserve(t.domain, 0, 0xefff), 0);
	t_iommu_stop(&t);
	assert_int_equal(report.site, BP_SITE_IOVA_LEAK);
	assert_int_equal(report.a, 1);
	assert_int_equal(report.b, 0xfe000);
}

static void bp_iommu_domain_new__no_memory__null(void **state)
{
	const struct bp_iommu_setup setup = { 0 };
	struct t_dma t;

	(void)state;
	t_dma_start(&t, 0);
	t.allocations_until_failure = 0;
	assert_null(bp_iommu_domain_new(&t.env, &setup));
	bp_iommu_domain_free(NULL);
	t_dma_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_page__nothing_reserved__f15),
		cmocka_unit_test(dma_map_page__window_reserved__f15),
		cmocka_unit_test(dma_map_page__33_pages__aligned_to_64),
		cmocka_unit_test(dma_map_page__limits__table),
		cmocka_unit_test(bp_iommu_reserve__overlaps__joined),
		cmocka_unit_test(bp_iommu_reserve__refused__nothing_new),
		cmocka_unit_test(bp_iommu_reserve_windows__neighbour__never_handed_out),
		cmocka_unit_test(bp_iommu_reserve_windows__no_memory__said),
		cmocka_unit_test(bp_iommu_domain_free__ranges_in_use__one_of_them_is_named),
		cmocka_unit_test(bp_iommu_domain_new__no_memory__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
