/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of drivers: directions, and the device that nobody maps for (P2P-C1.5, P2P-C2).
 */
#include "dma_test.h"

static void dma_map_page__no_direction__bug(void **state)
{
	static const enum dma_data_direction wrong[] = { DMA_NONE, (enum dma_data_direction)4 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(wrong); i++) {
		const enum dma_data_direction dir = wrong[i];
		struct t_dma t;
		struct device *dev = &t.dev;

		t_dma_start(&t, DMA_BIT_MASK(64));
		sg_init_one(&t.env, t.sg, t_buf(0x1000), 1);
#define assert_fatal(call) assert_bug(&t.env, BP_SITE_DMA_DIRECTION, (call, 0))
		assert_fatal(dma_map_single(dev, t_buf(0x1000), 1, dir));
		assert_fatal(dma_map_sg(dev, t.sg, 1, dir));
		assert_fatal(dma_map_resource(dev, bp_phys_addr(0x1000), 1, dir, 0));
		assert_fatal(dma_unmap_single(dev, bp_dma_addr(0x1000), 1, dir));
		assert_fatal(dma_unmap_sg(dev, t.sg, 1, dir));
		assert_fatal(dma_unmap_resource(dev, bp_dma_addr(0x1000), 1, dir, 0));
		assert_fatal(dma_sync_single_for_cpu(dev, bp_dma_addr(0x1000), 1, dir));
		assert_fatal(dma_sync_sg_for_device(dev, t.sg, 1, dir));
#undef assert_fatal
		t_dma_stop(&t);
	}
}

static void dma_mapping_error__addresses__all_ones_alone(void **state)
{
	struct device dev = { 0 };

	(void)state;
	assert_true(dma_mapping_error(&dev, bp_dma_addr(~0ull)));
	assert_false(dma_mapping_error(&dev, bp_dma_addr(~0ull - 1)));
	assert_false(dma_mapping_error(&dev, bp_dma_addr(0)));
}

/* C6: the number is a pointer; masks and offsets mean nothing, and there is no way to a BAR. */
static void dma_map_page__software_device__pointer(void **state)
{
	static const struct t_entry list[] = { { 0x1200, 512 }, { 0x100000000, 4096 } };
	struct t_dma t;

	(void)state;
	t_dma_start(&t, 0);
	t.dev.dma_kind = BP_DMA_VIRT;
	t.dev.dma_pfn_offset = 7;
	assert_int_equal(t_map(&t.dev, 0x5200, 512, DMA_TO_DEVICE), PAGE_OFFSET + 0x5200);
	dma_sync_single_for_cpu(&t.dev, bp_dma_addr(PAGE_OFFSET + 0x5200), 512, DMA_TO_DEVICE);
	dma_sync_single_for_device(&t.dev, bp_dma_addr(PAGE_OFFSET + 0x5200), 512, DMA_TO_DEVICE);
	dma_unmap_single(&t.dev, bp_dma_addr(PAGE_OFFSET + 0x5200), 512, DMA_TO_DEVICE);
	t_dma_list(&t, list, 2);
	assert_int_equal(t_dma_map_list(&t, 2), 2);
	for (int i = 0; i < 2; i++)
		assert_sg_dma(&t.sg[i], PAGE_OFFSET + list[i].phys, list[i].len);
	dma_sync_sg_for_cpu(&t.dev, t.sg, 2, DMA_BIDIRECTIONAL);
	dma_sync_sg_for_device(&t.dev, t.sg, 2, DMA_BIDIRECTIONAL);
	dma_unmap_sg(&t.dev, t.sg, 2, DMA_BIDIRECTIONAL);
	assert_true(
		dma_map_resource(&t.dev, bp_phys_addr(0x90000000), 4096, DMA_TO_DEVICE, 0).dma ==
		T_FAILED);
	dma_unmap_resource(&t.dev, bp_dma_addr(0x90000000), 4096, DMA_TO_DEVICE, 0);
	t_dma_stop(&t);
}

/* Every call fails as its kind of call does. */
static void dma_map__refused__failed_and_nothing_mapped(void **state)
{
	static const struct t_entry list[] = { { 0x1200, 512 }, { 0x100000, 4096 } };
	struct t_dma t;

	(void)state;
	t_dma_start(&t, DMA_BIT_MASK(64));
	t_dma_list(&t, list, 2);
	t.refuses = true;
	assert_int_equal(dma_map_single(&t.dev, t_buf(0x1000), 1, DMA_TO_DEVICE).dma, T_FAILED);
	assert_int_equal(
		dma_map_resource(&t.dev, bp_phys_addr(0x90000000), 4096, DMA_TO_DEVICE, 0).dma,
		T_FAILED);
	assert_int_equal(t_dma_map_list(&t, 2), 0);
	t.refuses = false;
	assert_int_equal(t_dma_map_list(&t, 2), 2);
	dma_unmap_sg(&t.dev, t.sg, 2, DMA_BIDIRECTIONAL);
	t_dma_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_page__no_direction__bug),
		cmocka_unit_test(dma_mapping_error__addresses__all_ones_alone),
		cmocka_unit_test(dma_map_page__software_device__pointer),
		cmocka_unit_test(dma_map__refused__failed_and_nothing_mapped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
