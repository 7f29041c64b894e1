/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The direct mode (P2P-C3, P2P-F12, INV-DMA-1).
 */
#include "dma_test.h"

#include <string.h>

static void dma_map_page__direct__table(void **state)
{
	static const struct {
		const char *name;
		u64 mask, pfn_offset;
		u64 phys;
		u64 size;
		u64 addr;
	} cases[] = {
		{ "as is", DMA_BIT_MASK(32), 0, 0x12345200, 512, 0x12345200 },
		{ "F12: ends at the mask", DMA_BIT_MASK(32), 0, 0xfffff000, 4096, 0xfffff000 },
		{ "F12: a byte too long", DMA_BIT_MASK(32), 0, 0xfffff000, 4097, T_FAILED },
		{ "F12: offset", DMA_BIT_MASK(32), 0x100000, 0x100001000, 4096, 0x1000 },
		{ "A4.4: below the offset", DMA_BIT_MASK(32), 0x100000, 0x1000, 4096, T_FAILED },
		{ "A4.4: wraps", DMA_BIT_MASK(64), 1, 0, 4096, 0ull - 4096 },
		{ "no mask", 0, 0, 0x1000, 1, T_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma t;
		u64 addr;

		t_dma_start(&t, cases[i].mask);
		t.dev.dma_pfn_offset = cases[i].pfn_offset;
		addr = t_map(&t.dev, cases[i].phys, cases[i].size, DMA_TO_DEVICE);
		if (addr != cases[i].addr)
			fail_msg("%s: 0x%llx", cases[i].name, (unsigned long long)addr);
		if (!dma_mapping_error(&t.dev, bp_dma_addr(addr))) {
			assert_true(dma_to_phys(&t.dev, bp_dma_addr(addr)).phys ==
				    cases[i].phys); /* INV-DMA-1 */
			dma_unmap_single(&t.dev, bp_dma_addr(addr), cases[i].size, DMA_TO_DEVICE);
		}
		t_dma_stop(&t);
	}
}

/* C3.1: the kernel reports it once. */
static void dma_map_page__unreachable_twice__said_once(void **state)
{
	struct t_dma t;

	(void)state;
	t_dma_start(&t, DMA_BIT_MASK(32));
	for (int i = 0; i < 2; i++)
		assert_true(dma_map_page(&t.dev, pfn_to_page(0x100000), 0, 1, DMA_TO_DEVICE).dma ==
			    T_FAILED);
	assert_hits(&t.env, BP_SITE_DMA_UNREACHABLE, 1);
	t_dma_stop(&t);
}

/* C3.2: neither merged nor cut. */
static void dma_map_sg__direct__entry_by_entry(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 },
					       { 0x2000, 4096 },
					       { 0x10000, 200000 } };
	struct t_dma t;

	(void)state;
	t_dma_start(&t, DMA_BIT_MASK(32));
	t.dev.dma_parms = (struct device_dma_parameters){ .max_segment_size = 4096,
							  .segment_boundary_mask = 0xfff };
	t_dma_list(&t, list, 3);
	assert_int_equal(t_dma_map_list(&t, 3), 3);
	for (int i = 0; i < 3; i++)
		assert_sg_dma(&t.sg[i], list[i].phys, list[i].len);
	dma_unmap_sg(&t.dev, t.sg, 3, DMA_BIDIRECTIONAL);
	t_dma_stop(&t);
}

/* INV-DMA-11 */
static void dma_map_sg__an_entry_out_of_reach__nothing_mapped(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 }, { 0x100000000, 4096 } };
	struct scatterlist before[2];
	struct t_dma t;

	(void)state;
	t_dma_start(&t, DMA_BIT_MASK(32));
	t_dma_list(&t, list, 2);
	memcpy(before, t.sg, sizeof(before));
	assert_int_equal(t_dma_map_list(&t, 2), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(t.sg[i].page_link, before[i].page_link);
		assert_int_equal(t.sg[i].offset, before[i].offset);
		assert_int_equal(t.sg[i].length, before[i].length);
	}
	t_dma_stop(&t);
}

/* C3.4: the offset of RAM does not hold for a BAR. */
static void dma_map_resource__direct__unchanged(void **state)
{
	struct t_dma t;

	(void)state;
	t_dma_start(&t, DMA_BIT_MASK(32));
	t.dev.dma_pfn_offset = 0x100000;
	assert_int_equal(
		dma_map_resource(&t.dev, bp_phys_addr(0x90000000), 4096, DMA_TO_DEVICE, 0).dma,
		0x90000000);
	dma_unmap_resource(&t.dev, bp_dma_addr(0x90000000), 4096, DMA_TO_DEVICE, 0);
	assert_true(
		dma_map_resource(&t.dev, bp_phys_addr(0x100000000), 4096, DMA_TO_DEVICE, 0).dma ==
		T_FAILED);
	t_dma_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_page__direct__table),
		cmocka_unit_test(dma_map_page__unreachable_twice__said_once),
		cmocka_unit_test(dma_map_sg__direct__entry_by_entry),
		cmocka_unit_test(dma_map_sg__an_entry_out_of_reach__nothing_mapped),
		cmocka_unit_test(dma_map_resource__direct__unchanged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
