/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ledger's entries and ends (P2P-C7.1 to C7.10, C7.14, C7.15, INV-DMA-7).
 */
#include "ledger_test.h"

static void bp_dma_ledger__clean_use__no_error(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 }, { 0x3000, 512 } };
	struct t_ledger t;
	u64 addr;

	(void)state;
	t_ledger_start(&t, NULL);
	addr = t_ledger_map(&t, 0x5000, 4096, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr + 100), 200, DMA_FROM_DEVICE);
	t_dma_list(&t.d, list, 2);
	assert_int_equal(t_dma_map_list(&t.d, 2), 2);
	assert_int_equal(
		dma_map_resource(&t.d.dev, bp_phys_addr(0x90000000), 4096, DMA_TO_DEVICE, 0).dma,
		0x90000000);
	debug_dma_alloc_coherent(&t.d.dev, 4096, bp_dma_addr(0x7000), t_buf(0x7000));
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 5);
	dma_sync_sg_for_device(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	debug_dma_free_coherent(&t.d.dev, 4096, t_buf(0x7000), bp_dma_addr(0x7000));
	dma_unmap_resource(&t.d.dev, bp_dma_addr(0x90000000), 4096, DMA_TO_DEVICE, 0);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), 4096, DMA_FROM_DEVICE);
	assert_int_equal(bp_dma_ledger_unbind(&t.d.dev), 0);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 0);
	t_ledger_stop(&t, 0);
}

/* A mapping that failed makes no entry. */
static void bp_dma_ledger__failed_mapping__no_entry(void **state)
{
	static const struct t_entry list[] = { { 1ull << 40, 4096 } };
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t.d.dev.dma_mask = DMA_BIT_MASK(32);
	assert_true(dma_mapping_error(&t.d.dev, dma_map_single(&t.d.dev, t_buf(1ull << 40), 1,
							       DMA_TO_DEVICE)));
	t_dma_list(&t.d, list, 1);
	assert_int_equal(t_dma_map_list(&t.d, 1), 0);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 0);
	t_ledger_stop(&t, 0);
}

/* One mapping at 0x5000, 4096 bytes, to the device, asked about; then a wrong end. */
static void bp_dma_ledger__wrong_end__table(void **state)
{
	static const struct {
		enum bp_site_id site;
		u64 addr;
		u64 size;
		enum dma_data_direction dir;
		bool resource;
		u64 live;
	} cases[] = {
		{ BP_SITE_DMA_UNMAP_ERROR, T_FAILED, 4096, DMA_TO_DEVICE, false, 1 },
		{ BP_SITE_DMA_UNMAP_UNKNOWN, 0x6000, 4096, DMA_TO_DEVICE, false, 1 },
		{ BP_SITE_DMA_UNMAP_UNKNOWN, 0x5001, 4095, DMA_TO_DEVICE, false, 1 },
		{ BP_SITE_DMA_SIZE, 0x5000, 512, DMA_TO_DEVICE, false, 0 },
		{ BP_SITE_DMA_FUNCTION, 0x5000, 4096, DMA_TO_DEVICE, true, 0 },
		{ BP_SITE_DMA_OTHER_DIRECTION, 0x5000, 4096, DMA_FROM_DEVICE, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_ledger t;

		t_ledger_start(&t, NULL);
		t_ledger_map(&t, 0x5000, 4096, DMA_TO_DEVICE);
		if (cases[i].resource)
			dma_unmap_resource(&t.d.dev, bp_dma_addr(cases[i].addr), cases[i].size,
					   cases[i].dir, 0);
		else
			dma_unmap_single(&t.d.dev, bp_dma_addr(cases[i].addr), cases[i].size,
					 cases[i].dir);
		assert_hits(&t.d.env, cases[i].site, 1);
		assert_int_equal(bp_dma_ledger_stat(t.ledger).live, cases[i].live);
		t_ledger_stop(&t, 1);
	}
}

/* C7.4 */
static void bp_dma_ledger__unmapped_twice__unknown(void **state)
{
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_ledger_map(&t, 0x5000, 4096, DMA_TO_DEVICE);
	for (int i = 0; i < 2; i++)
		dma_unmap_single(&t.d.dev, bp_dma_addr(0x5000), 4096, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_DMA_UNMAP_UNKNOWN, 1);
	t_ledger_stop(&t, 1);
}

/* C7.10; a resource needs no question. */
static void bp_dma_ledger__error_not_checked__said(void **state)
{
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	dma_map_single(&t.d.dev, t_buf(0x5000), 4096, DMA_TO_DEVICE);
	dma_mapping_error(&t.d.dev, bp_dma_addr(0x6000));
	dma_unmap_single(&t.d.dev, bp_dma_addr(0x5000), 4096, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_DMA_UNCHECKED, 1);
	t_ledger_stop(&t, 1);
}

/* C7.2: two mappings of one address; the end that is equal to one in all ends that one. */
static void bp_dma_ledger__several_at_one_address__the_equal_one(void **state)
{
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_ledger_map(&t, 0x5000, 4096, DMA_TO_DEVICE);
	t_ledger_map(&t, 0x5000, 512, DMA_TO_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(0x5000), 100, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_DMA_UNMAP_UNKNOWN, 1);
	dma_unmap_single(&t.d.dev, bp_dma_addr(0x5000), 4096, DMA_TO_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(0x5000), 512, DMA_TO_DEVICE);
	t_ledger_stop(&t, 1);
}

/* C7.8: nents as mapped, and per device. */
static void bp_dma_ledger__list_with_other_count__said_per_entry(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 }, { 0x3000, 512 } };
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_dma_list(&t.d, list, 2);
	t_dma_map_list(&t.d, 2);
	dma_unmap_sg(&t.d.dev, t.d.sg, 1, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_DMA_ENTRIES, 1);
	assert_int_equal(bp_dma_ledger_unbind(&t.d.dev), 1);
	t_ledger_stop(&t, 2);
}

static void bp_dma_ledger__list_unmapped_twice__unknown(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 }, { 0x3000, 512 } };
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_dma_list(&t.d, list, 2);
	t_dma_map_list(&t.d, 2);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_DMA_UNMAP_UNKNOWN, 2);
	t_ledger_stop(&t, 2);
}

/* C7.7 */
static void debug_dma_free_coherent__other_buffer__said(void **state)
{
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	debug_dma_alloc_coherent(&t.d.dev, 4096, bp_dma_addr(0x7000), t_buf(0x7000));
	debug_dma_free_coherent(&t.d.dev, 4096, t_buf(0x8000), bp_dma_addr(0x7000));
	assert_hits(&t.d.env, BP_SITE_DMA_CPU_ADDRESS, 1);
	t_ledger_stop(&t, 1);
}

/* C7.14: of this device only. */
static void bp_dma_ledger_unbind__pending__counted_with_an_example(void **state)
{
	struct t_ledger t;
	struct device other;

	(void)state;
	t_ledger_start(&t, NULL);
	other = t.d.dev;
	t_ledger_map(&t, 0x5000, 4096, DMA_TO_DEVICE);
	t_ledger_map(&t, 0x8000, 4096, DMA_TO_DEVICE);
	assert_int_equal(bp_dma_ledger_unbind(&other), 0);
	assert_int_equal(bp_dma_ledger_unbind(&t.d.dev), 2);
	assert_hits(&t.d.env, BP_SITE_DMA_PENDING, 1);
	t_ledger_stop(&t, 1);
}

/* C7.15, also when the host has no memory. */
static void bp_dma_ledger__full__off(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 }, { 0x3000, 512 } };

	(void)state;
	for (int no_memory = 0; no_memory < 2; no_memory++) {
		const struct bp_dma_ledger_setup setup = { .max_entries = no_memory ? 0 : 1 };
		struct t_ledger t;

		t_ledger_start(&t, &setup);
		t_dma_list(&t.d, list, 2);
		t.d.allocations_until_failure = no_memory ? 1 : ~0ull;
		assert_int_equal(t_dma_map_list(&t.d, 2), 2);
		assert_hits(&t.d.env, BP_SITE_DMA_LEDGER_FULL, 1);
		assert_true(bp_dma_ledger_stat(t.ledger).off);
		assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 0);
		t_ledger_ignores_all(&t);
		t_ledger_stop(&t, 0);
	}
}

static void bp_dma_ledger_new__no_memory__null(void **state)
{
	const struct bp_dma_ledger_setup setup = { 0 };
	struct t_dma t;

	(void)state;
	t_dma_start(&t, 0);
	t.allocations_until_failure = 0;
	assert_null(bp_dma_ledger_new(&t.env, &setup));
	bp_dma_ledger_free(NULL);
	t_dma_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_dma_ledger__clean_use__no_error),
		cmocka_unit_test(bp_dma_ledger__failed_mapping__no_entry),
		cmocka_unit_test(bp_dma_ledger__wrong_end__table),
		cmocka_unit_test(bp_dma_ledger__unmapped_twice__unknown),
		cmocka_unit_test(bp_dma_ledger__error_not_checked__said),
		cmocka_unit_test(bp_dma_ledger__several_at_one_address__the_equal_one),
		cmocka_unit_test(bp_dma_ledger__list_with_other_count__said_per_entry),
		cmocka_unit_test(bp_dma_ledger__list_unmapped_twice__unknown),
		cmocka_unit_test(debug_dma_free_coherent__other_buffer__said),
		cmocka_unit_test(bp_dma_ledger_unbind__pending__counted_with_an_example),
		cmocka_unit_test(bp_dma_ledger__full__off),
		cmocka_unit_test(bp_dma_ledger_new__no_memory__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
