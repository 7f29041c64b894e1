/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which addresses the windows of a host bridge take from a domain (P2P-A4.2, A4.4, C5.4).
 */
#include <errno.h>

#include "iommu_test.h"

/* The highest page that is handed out below an end, with one window reserved. */
static void bp_iommu_reserve_windows__one_window__next_page_below(void **state)
{
	static const struct {
		const char *name;
		struct bp_pci_window window;
		u64 aperture;
		u64 addr;
	} cases[] = {
		{ "as it is", { { 0xf0000, 0xfffff, IORESOURCE_MEM }, 0 }, 0xfffff, 0xef000 },
		{ "bus address, not the CPU's",
		  { { 0x40000f0000, 0x40000fffff, IORESOURCE_MEM }, 0x4000000000 },
		  0xfffff,
		  0xef000 },
		{ "bus address above the CPU's",
		  { { 0xe0000, 0xeffff, IORESOURCE_MEM }, -0x10000ull },
		  0xfffff,
		  0xef000 },
		{ "ports are not memory",
		  { { 0xf0000, 0xfffff, IORESOURCE_IO }, 0 },
		  0xfffff,
		  0xff000 },
		{ "a page", { { 0xff000, 0xfffff, IORESOURCE_MEM }, 0 }, 0xfffff, 0xfe000 },
		{ "a byte", { { 0xff123, 0xff123, IORESOURCE_MEM }, 0 }, 0xfffff, 0xfe000 },
		{ "wraps: between its parts",
		  { { 0x0, 0x7fffff, IORESOURCE_MEM }, 0x400000 },
		  0x4fffff,
		  0x4ff000 },
		{ "wraps: nothing left below it",
		  { { 0x0, 0x7fffff, IORESOURCE_MEM }, 0x400000 },
		  0x3fffff,
		  T_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct pci_host_bridge bridge = { .windows = &cases[i].window,
							.nr_windows = 1 };
		struct t_iommu t;
		u64 addr;

		t_iommu_start(&t, cases[i].aperture, BP_IOMMU_SG_MERGE);
		assert_int_equal(bp_iommu_reserve_windows(t.domain, &bridge), 0);
		addr = t_iommu_map_pages(&t, 1);
		if (addr != cases[i].addr)
			fail_msg("%s: 0x%llx", cases[i].name, (unsigned long long)addr);
		t_iommu_stop(&t);
	}
}

/* C5.4: windows that nobody knows are those of the functions below, however deep. */
static void bp_iommu_reserve_windows__unknown__functions_below(void **state)
{
	static const u64 pages[] = { 0xfb000, 0xf8000, 0xf7000 }; /* the first three, one by one */
	struct pci_host_bridge bridge = { .domain = 0 };
	struct pci_bus root = { .bridge = &bridge }, below = { .bridge = &bridge };
	struct pci_dev port = { .bus = &root, .subordinate = &below };
	struct pci_dev drive = { .bus = &below }, last = { .bus = &root };
	struct t_iommu t;

	(void)state;
	bridge.bus = &root;
	TAILQ_INIT(&root.devices);
	TAILQ_INIT(&below.devices);
	TAILQ_INSERT_TAIL(&root.devices, &port, on_bus);
	TAILQ_INSERT_TAIL(&root.devices, &last, on_bus);
	TAILQ_INSERT_TAIL(&below.devices, &drive, on_bus);
	last.resource[0] = (struct resource){ 0xfe000, 0xfffff, IORESOURCE_MEM };
	drive.resource[2] = (struct resource){ 0xfc000, 0xfdfff, IORESOURCE_MEM };
	drive.resource[3] = (struct resource){ 0xfb000, 0xfbfff, IORESOURCE_IO };
	drive.resource[4] = (struct resource){ 0, 0, IORESOURCE_MEM }; /* nothing there */
	port.resource[0] = (struct resource){ 0xf9000, 0xfa000, IORESOURCE_MEM };
	t_iommu_start(&t, 0xfffff, BP_IOMMU_SG_MERGE);
	assert_int_equal(bp_iommu_reserve_windows(t.domain, &bridge), 0);
	for (size_t i = 0; i < bp_array_size(pages); i++)
		assert_int_equal(t_iommu_map_pages(&t, 1), pages[i]);
	/* a function that somebody uses already */
	drive.resource[5] = (struct resource){ 0xf8000, 0xf8fff, IORESOURCE_MEM };
	assert_int_equal(bp_iommu_reserve_windows(t.domain, &bridge), -EBUSY);
	t_iommu_stop(&t);
}

/* C5.3: less than 32 pages take a power of two, more take what they are. */
static void dma_map_page__sizes__what_is_taken(void **state)
{
	static const struct {
		u64 pages, next; /* the page below it */
	} cases[] = {
		{ 1, 0xffffe000 },  { 3, 0xffffb000 },	{ 31, 0xfffdf000 },
		{ 32, 0xfffdf000 }, { 33, 0xfffff000 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_iommu t;
		u64 first, next;

		t_iommu_start(&t, 0xffffffff, BP_IOMMU_SG_MERGE);
		first = t_iommu_map_pages(&t, cases[i].pages);
		next = t_iommu_map_pages(&t, 1);
		if (next != cases[i].next)
			fail_msg("%llu pages at 0x%llx: 0x%llx", (unsigned long long)cases[i].pages,
				 (unsigned long long)first, (unsigned long long)next);
		t_iommu_stop(&t);
	}
}

/* Step 3: the page that is mapped is the one that the entry lies in, however far on it begins. */
static void dma_map_sg__entry_late_in_its_page__translated_to_its_bytes(void **state)
{
	static const struct t_entry late = { 0x10000f00, 0x300 };
	phys_addr_t phys;
	struct t_iommu t;
	dma_addr_t addr;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	t_dma_list(&t.d, &late, 1);
	assert_int_equal(t_dma_map_list(&t.d, 1), 1);
	addr = sg_dma_address(t.d.sg);
	for (unsigned i = 0; i < late.len; i += 0xff) {
		assert_int_equal(
			bp_iommu_translate(t.table, bp_dma_addr(addr.dma + i), false, &phys), 0);
		assert_int_equal(phys.phys, late.phys + i);
	}
	dma_unmap_sg(&t.d.dev, t.d.sg, 1, DMA_BIDIRECTIONAL);
	assert_int_equal(bp_iommu_table_pages(t.table), 0);
	assert_hits(&t.d.env, BP_SITE_IOVA_UNKNOWN, 0);
	t_iommu_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_iommu_reserve_windows__one_window__next_page_below),
		cmocka_unit_test(bp_iommu_reserve_windows__unknown__functions_below),
		cmocka_unit_test(dma_map_page__sizes__what_is_taken),
		cmocka_unit_test(dma_map_sg__entry_late_in_its_page__translated_to_its_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
