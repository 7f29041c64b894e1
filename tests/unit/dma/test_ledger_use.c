/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Uses that the ledger finds (P2P-C7.11 to C7.13, C7.16, C7.18, INV-DMA-10, INV-DMA-12).
 */
#include "ledger_test.h"

/* C7.11 */
static void bp_dma_ledger__bad_memory__table(void **state)
{
	static const struct bp_dma_area areas[] = {
		{ { 0x10000 }, { 0x13fff }, BP_DMA_AREA_STACK },
		{ { 0x20000 }, { 0x2ffff }, BP_DMA_AREA_TEXT },
	};
	static const struct bp_dma_ledger_setup setup = { .areas = areas, .nr_areas = 2 };
	static const struct {
		u64 phys;
		u64 size;
		enum bp_site_id single, other;
	} cases[] = {
		{ 0x13fff, 1, BP_SITE_DMA_STACK, BP_SITE_DMA_STACK },
		{ 0xffff, 2, BP_SITE_DMA_STACK, BP_SITE_DMA_STACK },
		{ 0xffff, 1, BP_SITE_NR, BP_SITE_NR },
		{ 0x20000, 8, BP_SITE_DMA_TEXT, BP_SITE_DMA_TEXT },
		{ 1ull << 40, 8, BP_SITE_DMA_INVALID, BP_SITE_NR },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (int way = 0; way < 3; way++) {
			const enum bp_site_id site = way ? cases[i].other : cases[i].single;
			const struct t_entry list = { cases[i].phys, (unsigned)cases[i].size };
			struct t_ledger t;

			t_ledger_start(&t, &setup);
			t.d.env.max_pfn = 0xfffff;
			if (way == 0)
				t_ledger_map(&t, list.phys, list.len, DMA_TO_DEVICE);
			if (way == 1)
				dma_map_page(&t.d.dev, pfn_to_page(list.phys >> 12),
					     list.phys & 4095, list.len, DMA_TO_DEVICE);
			if (way == 2) {
				t_dma_list(&t.d, &list, 1);
				t_dma_map_list(&t.d, 1);
			}
			if (site != BP_SITE_NR)
				assert_hits(&t.d.env, site, 1);
			t_ledger_stop(&t, site != BP_SITE_NR);
		}
}

/* C7.11: what RFC 27 makes of peer-to-peer memory; a kernel finds it invalid too. */
static void bp_dma_ledger__vmalloc_pointer__found(void **state)
{
	static const struct {
		u64 virt;
		u64 vmalloc, invalid;
	} cases[] = {
		{ VMALLOC_START, 1, 1 },
		{ VMALLOC_END, 1, 1 },
		{ VMALLOC_START - 1, 0, 1 },
		{ VMALLOC_END + 1, 0, 1 },
		{ PAGE_OFFSET - 1, 0, 1 },
		{ PAGE_OFFSET, 0, 0 },
		{ PAGE_OFFSET + 0xffffffff, 0, 0 },
		{ PAGE_OFFSET + 0x100000000, 0, 1 },
		{ 0, 0, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_ledger t;

		t_ledger_start(&t, NULL);
		t.d.env.max_pfn = 0xfffff;
		dma_map_single(&t.d.dev, bp_virt_addr(cases[i].virt), 1, DMA_TO_DEVICE);
		assert_hits(&t.d.env, BP_SITE_DMA_VMALLOC, cases[i].vmalloc);
		assert_hits(&t.d.env, BP_SITE_DMA_INVALID, cases[i].invalid);
		t_ledger_stop(&t, cases[i].vmalloc + cases[i].invalid);
	}
}

/* C7.12: mappings of 512 bytes at 0x5000 to and at 0x6000 from the device, 0x7000 both. */
static void bp_dma_ledger__sync__table(void **state)
{
	static const struct {
		u64 addr;
		u64 size;
		enum dma_data_direction dir;
		bool to_cpu;
		u64 errors;
		enum bp_site_id site;
	} cases[] = {
		{ 0x5000, 512, DMA_TO_DEVICE, false, 0, 0 },
		{ 0x5000, 512, DMA_TO_DEVICE, true, 0, 0 },
		{ 0x6100, 256, DMA_FROM_DEVICE, true, 0, 0 },
		{ 0x7000, 512, DMA_TO_DEVICE, false, 0, 0 },
		{ 0x7000, 512, DMA_FROM_DEVICE, true, 0, 0 },
		{ 0x5200, 1, DMA_TO_DEVICE, false, 1, BP_SITE_DMA_SYNC_UNKNOWN },
		{ 0x4fff, 2, DMA_TO_DEVICE, false, 1, BP_SITE_DMA_SYNC_UNKNOWN },
		{ 0x51ff, 2, DMA_TO_DEVICE, false, 1, BP_SITE_DMA_SYNC_OUTSIDE },
		{ 0x5000, 512, DMA_FROM_DEVICE, false, 1, BP_SITE_DMA_SYNC_DIRECTION },
		{ 0x5000, 512, DMA_FROM_DEVICE, true, 2, BP_SITE_DMA_SYNC_READ_ONLY },
		{ 0x6000, 512, DMA_TO_DEVICE, true, 1, BP_SITE_DMA_SYNC_DIRECTION },
		{ 0x6000, 512, DMA_TO_DEVICE, false, 2, BP_SITE_DMA_SYNC_WRITE_ONLY },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_ledger t;

		t_ledger_start(&t, NULL);
		t_ledger_map(&t, 0x5000, 512, DMA_TO_DEVICE);
		t_ledger_map(&t, 0x6000, 512, DMA_FROM_DEVICE);
		t_ledger_map(&t, 0x7000, 512, DMA_BIDIRECTIONAL);
		if (cases[i].to_cpu)
			dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(cases[i].addr), cases[i].size,
						cases[i].dir);
		else
			dma_sync_single_for_device(&t.d.dev, bp_dma_addr(cases[i].addr),
						   cases[i].size, cases[i].dir);
		if (cases[i].errors)
			assert_hits(&t.d.env, cases[i].site, 1);
		t_ledger_stop(&t, cases[i].errors);
	}
}

static void bp_dma_ledger__list_synced__count_and_mapping_checked(void **state)
{
	static const struct t_entry list[] = { { 0x1000, 4096 }, { 0x3000, 512 } };
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_dma_list(&t.d, list, 2);
	t_dma_map_list(&t.d, 2);
	dma_sync_sg_for_cpu(&t.d.dev, t.d.sg, 1, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_DMA_ENTRIES, 1);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	dma_sync_sg_for_cpu(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_DMA_SYNC_UNKNOWN, 2);
	t_ledger_stop(&t, 3);
}

/* C7.13: only when asked for. */
static void bp_dma_ledger__segments__table(void **state)
{
	static const struct {
		struct t_entry entry;
		enum bp_site_id site;
	} cases[] = {
		{ { 0x18000, 0x8000 }, BP_SITE_NR },
		{ { 0x10000, 0x8001 }, BP_SITE_DMA_SEGMENT_LONG },
		{ { 0x1f000, 0x1001 }, BP_SITE_DMA_SEGMENT_BOUNDARY },
		{ { 0x1f000, 0 }, BP_SITE_NR },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (int asked = 0; asked < 2; asked++) {
			const struct bp_dma_ledger_setup setup = { .check_segments = asked };
			const bool found = asked && cases[i].site != BP_SITE_NR;
			struct t_ledger t;

			t_ledger_start(&t, &setup);
			t.d.dev.dma_parms =
				(struct device_dma_parameters){ .max_segment_size = 0x8000,
								.segment_boundary_mask = 0xffff };
			t_dma_list(&t.d, &cases[i].entry, 1);
			t_dma_map_list(&t.d, 1);
			if (found)
				assert_hits(&t.d.env, cases[i].site, 1);
			t_ledger_stop(&t, found);
		}
}

/* C7.16: counted; said once, at the ninth mapping of a line. */
static void bp_dma_ledger__cache_line_shared__counted_said_once(void **state)
{
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_ledger_map(&t, 0x5000, 8, DMA_TO_DEVICE);
	t_ledger_map(&t, 0x5040, 8, DMA_FROM_DEVICE);
	for (u64 i = 0; i < 10; i++) {
		assert_hits(&t.d.env, BP_SITE_DMA_CACHE_LINE, i > 8);
		t_ledger_map(&t, 0x5000 + i, 1, DMA_FROM_DEVICE);
	}
	assert_int_equal(bp_dma_ledger_stat(t.ledger).overlaps, 9);
	for (u64 i = 0; i < 10; i++)
		dma_unmap_single(&t.d.dev, bp_dma_addr(0x5000 + i), 1, DMA_FROM_DEVICE);
	t_ledger_map(&t, 0x5000, 1, DMA_FROM_DEVICE);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).overlaps, 9);
	t_ledger_stop(&t, 1);
}

/* C7.18 */
static void bp_dma_ledger__list_mapped_twice__found(void **state)
{
	static const struct t_entry list = { 0x1000, 4096 };
	struct t_ledger t;
	struct device other;

	(void)state;
	t_ledger_start(&t, NULL);
	other = t.d.dev;
	t_dma_list(&t.d, &list, 1);
	t_dma_map_list(&t.d, 1);
	dma_map_sg(&other, t.d.sg, 1, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_DMA_LIST_TWICE, 0);
	t_dma_map_list(&t.d, 1);
	assert_hits(&t.d.env, BP_SITE_DMA_LIST_TWICE, 1);
	t_ledger_stop(&t, 1);
}

/* C7.18: what nobody sees in the direct mode. */
static void bp_dma_ledger_access__ranges__table(void **state)
{
	static const struct {
		u64 addr;
		u64 bytes;
		bool write;
		enum bp_site_id site;
	} cases[] = {
		{ 0x5000, 512, false, BP_SITE_NR },
		{ 0x61ff, 1, true, BP_SITE_NR },
		{ 0x7000, 512, true, BP_SITE_NR },
		{ 0x7000, 512, false, BP_SITE_NR },
		{ 0xa000, 1, true, BP_SITE_NR }, /* mapped for both, one by one */
		{ 0xa000, 1, false, BP_SITE_NR },
		{ 0x5000, 1, true, BP_SITE_DMA_ACCESS_DIRECTION },
		{ 0x6000, 1, false, BP_SITE_DMA_ACCESS_DIRECTION },
		{ 0x61ff, 2, true, BP_SITE_DMA_ACCESS_UNKNOWN },
		{ 0x9000, 1, true, BP_SITE_DMA_ACCESS_UNKNOWN }, /* INV-DMA-10: unmapped */
		{ 0x8000, 1, true, BP_SITE_DMA_ACCESS_FOREIGN }, /* INV-DMA-12 */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const bool wrong = cases[i].site != BP_SITE_NR;
		struct t_ledger t;
		struct device other;

		t_ledger_start(&t, NULL);
		other = t.d.dev;
		t_ledger_map(&t, 0x5000, 512, DMA_TO_DEVICE);
		t_ledger_map(&t, 0x6000, 512, DMA_FROM_DEVICE);
		t_ledger_map(&t, 0x7000, 512, DMA_BIDIRECTIONAL);
		t_ledger_map(&t, 0xa000, 512, DMA_TO_DEVICE);
		t_ledger_map(&t, 0xa000, 512, DMA_FROM_DEVICE);
		t_ledger_map(&t, 0x9000, 512, DMA_BIDIRECTIONAL);
		dma_unmap_single(&t.d.dev, bp_dma_addr(0x9000), 512, DMA_BIDIRECTIONAL);
		dma_map_single(&other, t_buf(0x8000), 512, DMA_BIDIRECTIONAL);
		assert_int_equal(bp_dma_ledger_access(&t.d.dev, bp_dma_addr(cases[i].addr),
						      cases[i].bytes, cases[i].write),
				 !wrong);
		if (wrong)
			assert_hits(&t.d.env, cases[i].site, 1);
		t_ledger_stop(&t, wrong);
	}
}

/* C7.18, C5.7: an adapter takes entries of one list that lie side by side for one range. */
static void bp_dma_ledger_access__entries_side_by_side__one_range(void **state)
{
	static const struct t_entry list[] = {
		{ 0x5000, 4096 }, { 0x6000, 512 }, { 0x6200, 512 }, { 0x8000, 512 }, { 0x8400, 512 }
	};
	static const struct {
		u64 addr;
		u64 bytes;
		bool fine;
	} cases[] = {
		{ 0x5000, 4096 + 1024, true }, { 0x5fff, 2, true },
		{ 0x5fff, 514, true },	       { 0x6000, 1024, true },
		{ 0x61ff, 514, false },	       { 0x5000, 5121, false },
		{ 0x8000, 513, false },	       /* a gap */ { 0x81ff, 1, true },
		{ 0x8400, 513, false },
		/* its neighbour is another mapping */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_ledger t;

		t_ledger_start(&t, NULL);
		t_dma_list(&t.d, list, bp_array_size(list));
		t_dma_map_list(&t.d, bp_array_size(list));
		t_ledger_map(&t, 0x6400, 512, DMA_BIDIRECTIONAL);
		t_ledger_map(&t, 0x8600, 512, DMA_BIDIRECTIONAL);
		assert_int_equal(bp_dma_ledger_access(&t.d.dev, bp_dma_addr(cases[i].addr),
						      cases[i].bytes, i % 2),
				 cases[i].fine);
		assert_hits(&t.d.env, BP_SITE_DMA_ACCESS_UNKNOWN, !cases[i].fine);
		t_ledger_stop(&t, !cases[i].fine);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_dma_ledger__bad_memory__table),
		cmocka_unit_test(bp_dma_ledger__vmalloc_pointer__found),
		cmocka_unit_test(bp_dma_ledger__sync__table),
		cmocka_unit_test(bp_dma_ledger__list_synced__count_and_mapping_checked),
		cmocka_unit_test(bp_dma_ledger__segments__table),
		cmocka_unit_test(bp_dma_ledger__cache_line_shared__counted_said_once),
		cmocka_unit_test(bp_dma_ledger__list_mapped_twice__found),
		cmocka_unit_test(bp_dma_ledger_access__ranges__table),
		cmocka_unit_test(bp_dma_ledger_access__entries_side_by_side__one_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
