/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Masks and limits of a device (P2P-C1, P2P-C8.1, P2P-F12).
 */
#include "dma_test.h"

static void dma_capable__masks__table(void **state)
{
	static const struct {
		const char *name;
		u64 mask, bus_mask;
		u64 addr;
		u64 size;
		bool can;
	} cases[] = {
		{ "no mask", 0, 0, 0x1000, 1, false },
		{ "no mask but a bus", 0, DMA_BIT_MASK(32), 0x1000, 1, false },
		{ "F12: the last byte equals the mask", DMA_BIT_MASK(32), 0, 0xfffff000, 4096,
		  true },
		{ "F12: one byte beyond", DMA_BIT_MASK(32), 0, 0xfffff000, 4097, false },
		{ "the bus is narrower", DMA_BIT_MASK(64), DMA_BIT_MASK(40), 1ull << 40, 1, false },
		{ "the bus is wider", DMA_BIT_MASK(32), DMA_BIT_MASK(40), 1ull << 32, 1, false },
		{ "within the bus", DMA_BIT_MASK(64), DMA_BIT_MASK(40), 1ull << 32, 1, true },
		{ "up to the last address", DMA_BIT_MASK(64), 0, ~0ull - 4095, 4096, true },
		{ "around the end", DMA_BIT_MASK(64), 0, ~0ull - 4095, 4097, false },
		{ "nothing", DMA_BIT_MASK(32), 0, 0, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct device dev = { .dma_mask = cases[i].mask,
					    .bus_dma_mask = cases[i].bus_mask };

		if (dma_capable(&dev, bp_dma_addr(cases[i].addr), cases[i].size) != cases[i].can)
			fail_msg("%s", cases[i].name);
	}
}

/* C1.2 */
static void dma_get_max_seg_size__unset_and_set__default_and_value(void **state)
{
	struct device dev = { 0 };

	(void)state;
	assert_int_equal(dma_get_max_seg_size(&dev), 65536);
	dev.dma_parms.max_segment_size = 4096;
	assert_int_equal(dma_get_max_seg_size(&dev), 4096);
}

static void dma_get_seg_boundary__unset_and_set__default_and_value(void **state)
{
	struct device dev = { 0 };

	(void)state;
	assert_int_equal(dma_get_seg_boundary(&dev), 0xffffffff);
	dev.dma_parms.segment_boundary_mask = 0xffff;
	assert_int_equal(dma_get_seg_boundary(&dev), 0xffff);
}

static void DMA_BIT_MASK__bits__ones(void **state)
{
	(void)state;
	assert_int_equal(DMA_BIT_MASK(1), 1);
	assert_int_equal(DMA_BIT_MASK(32), 0xffffffff);
	assert_true(DMA_BIT_MASK(64) == ~0ull);
}

static void dma_max_mapping_size__no_bounce__unlimited(void **state)
{
	struct device dev = { .dma_mask = DMA_BIT_MASK(32) };

	(void)state;
	assert_true(dma_max_mapping_size(&dev) == ~0ull);
	dev.dma_kind = BP_DMA_VIRT;
	assert_true(dma_max_mapping_size(&dev) == ~0ull);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_capable__masks__table),
		cmocka_unit_test(dma_get_max_seg_size__unset_and_set__default_and_value),
		cmocka_unit_test(dma_get_seg_boundary__unset_and_set__default_and_value),
		cmocka_unit_test(DMA_BIT_MASK__bits__ones),
		cmocka_unit_test(dma_max_mapping_size__no_bounce__unlimited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
