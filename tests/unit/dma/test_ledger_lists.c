/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists in the ledger, merged ones above all: an entry per entry that was mapped, an end with the
 * number that was given (P2P-C2.2, C7.1, C7.8, C7.9, C7.12, C7.16).
 */
#include "iommu_test.h"
#include "ledger_test.h"

/* Three pages that an IOMMU merges into one entry, and a half one that stays alone. */
static const struct t_entry list[] = {
	{ 0x10000000, 4096 }, { 0x20000000, 4096 }, { 0x30000000, 512 }, { 0x40000000, 4096 }
};

struct t_merged {
	struct t_iommu io;
	struct bp_dma_ledger *ledger;
};

static void start(struct t_merged *t, enum dma_data_direction dir)
{
	static const struct bp_dma_ledger_setup plain;

	t_iommu_start(&t->io, 0, BP_IOMMU_SG_MERGE);
	t->ledger = bp_dma_ledger_new(&t->io.d.env, &plain);
	t->io.d.dev.bp_ledger = t->ledger;
	t_dma_list(&t->io.d, list, 4);
	assert_int_equal(dma_map_sg(&t->io.d.dev, t->io.d.sg, 4, dir), 2);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).live, 2);
}

static void stop(struct t_merged *t, u64 errors)
{
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, errors);
	bp_dma_ledger_free(t->ledger);
	t_iommu_stop(&t->io);
}

/* C2.2: more were given than came back. */
static void dma_unmap_sg__merged__given_number_is_right(void **state)
{
	struct t_merged t;

	(void)state;
	start(&t, DMA_TO_DEVICE);
	dma_unmap_sg(&t.io.d.dev, t.io.d.sg, 4, DMA_TO_DEVICE);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 0);
	stop(&t, 0);
}

/* C7.8: the number that came back is the mistake that drivers make. */
static void dma_unmap_sg__merged__returned_number_is_found(void **state)
{
	struct t_merged t;

	(void)state;
	start(&t, DMA_TO_DEVICE);
	dma_unmap_sg(&t.io.d.dev, t.io.d.sg, 2, DMA_TO_DEVICE);
	assert_hits(&t.io.d.env, BP_SITE_DMA_ENTRIES, 2);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 0);
	stop(&t, 2);
}

/* C7.9, once per entry. */
static void dma_unmap_sg__other_direction__found(void **state)
{
	struct t_merged t;

	(void)state;
	start(&t, DMA_TO_DEVICE);
	dma_unmap_sg(&t.io.d.dev, t.io.d.sg, 4, DMA_FROM_DEVICE);
	assert_hits(&t.io.d.env, BP_SITE_DMA_OTHER_DIRECTION, 2);
	stop(&t, 2);
}

/* C7.12 for lists: as many entries as were mapped are looked at. */
static void dma_sync_sg__merged__table(void **state)
{
	static const struct {
		const char *name;
		int nents;
		enum dma_data_direction mapped, synced;
		enum bp_site_id site;
		u64 errors;
	} cases[] = {
		{ "right", 4, DMA_FROM_DEVICE, DMA_FROM_DEVICE, BP_SITE_NR, 0 },
		{ "both ways", 4, DMA_BIDIRECTIONAL, DMA_FROM_DEVICE, BP_SITE_NR, 0 },
		{ "returned number", 2, DMA_FROM_DEVICE, DMA_FROM_DEVICE, BP_SITE_DMA_ENTRIES, 2 },
		{ "direction", 4, DMA_FROM_DEVICE, DMA_BIDIRECTIONAL, BP_SITE_DMA_SYNC_DIRECTION,
		  2 },
		{ "only read by the device", 4, DMA_TO_DEVICE, DMA_FROM_DEVICE,
		  BP_SITE_DMA_SYNC_READ_ONLY, 4 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_merged t;

		start(&t, cases[i].mapped);
		dma_sync_sg_for_cpu(&t.io.d.dev, t.io.d.sg, cases[i].nents, cases[i].synced);
		if (bp_dma_ledger_stat(t.ledger).errors != cases[i].errors)
			fail_msg("%s: %llu", cases[i].name,
				 (unsigned long long)bp_dma_ledger_stat(t.ledger).errors);
		if (cases[i].site != BP_SITE_NR)
			assert_hits(&t.io.d.env, cases[i].site, 2);
		dma_unmap_sg(&t.io.d.dev, t.io.d.sg, 4, cases[i].mapped);
		stop(&t, cases[i].errors);
	}
}

/* A sync of a list that grew behind the map. */
static void dma_sync_sg__longer_entry__outside(void **state)
{
	const struct t_entry one = { 0x1000, 512 };
	struct t_ledger t;

	(void)state;
	t_ledger_start(&t, NULL);
	t_dma_list(&t.d, &one, 1);
	assert_int_equal(dma_map_sg(&t.d.dev, t.d.sg, 1, DMA_TO_DEVICE), 1);
	sg_dma_len(t.d.sg) = 513;
	dma_sync_sg_for_device(&t.d.dev, t.d.sg, 1, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_DMA_SYNC_OUTSIDE, 1);
	t_ledger_stop(&t, 1);
}

/* C7.16: lists count by the lines of their memory, unless the device only reads. */
static void dma_map_sg__two_in_one_cache_line__counted(void **state)
{
	static const struct t_entry beside[] = { { 0x1000, 8 }, { 0x1020, 8 }, { 0x1040, 8 } };

	(void)state;
	for (int dir = DMA_BIDIRECTIONAL; dir <= DMA_FROM_DEVICE; dir++) {
		struct t_ledger t;

		t_ledger_start(&t, NULL);
		t_dma_list(&t.d, beside, 3);
		assert_int_equal(dma_map_sg(&t.d.dev, t.d.sg, 3, (enum dma_data_direction)dir), 3);
		assert_int_equal(bp_dma_ledger_stat(t.ledger).overlaps, dir != DMA_TO_DEVICE);
		dma_unmap_sg(&t.d.dev, t.d.sg, 3, (enum dma_data_direction)dir);
		t_ledger_stop(&t, 0);
	}
}

/* C7.10: asking about one does not answer for its neighbour, however often. */
static void dma_mapping_error__another_of_the_page__still_unchecked(void **state)
{
	struct t_ledger t;
	dma_addr_t first, second;

	(void)state;
	t_ledger_start(&t, NULL);
	first = dma_map_single(&t.d.dev, t_buf(0x1000), 8, DMA_TO_DEVICE);
	second = dma_map_single(&t.d.dev, t_buf(0x1100), 8, DMA_TO_DEVICE);
	dma_mapping_error(&t.d.dev, first);
	dma_mapping_error(&t.d.dev, first);
	dma_unmap_single(&t.d.dev, first, 8, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_DMA_UNCHECKED, 0);
	dma_unmap_single(&t.d.dev, second, 8, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_DMA_UNCHECKED, 1);
	t_ledger_stop(&t, 1);
}

/* C7.11 looks at memory that a kernel maps, not at what a device has; C7.15 looks at nothing. */
static void dma_map__bad_memory__not_of_resources_nor_when_full(void **state)
{
	static const struct bp_dma_area stack = { { 0x10000 }, { 0x13fff }, BP_DMA_AREA_STACK };
	static const struct bp_dma_ledger_setup setup = { .max_entries = 1,
							  .areas = &stack,
							  .nr_areas = 1 };
	struct t_ledger t;
	dma_addr_t bar;

	(void)state;
	t_ledger_start(&t, &setup);
	bar = dma_map_resource(&t.d.dev, bp_phys_addr(0x10000), 8, DMA_TO_DEVICE, 0);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).live, 1);
	dma_map_single(&t.d.dev, t_buf(0x10000), 8, DMA_TO_DEVICE);
	assert_true(bp_dma_ledger_stat(t.ledger).off);
	dma_unmap_resource(&t.d.dev, bar, 8, DMA_TO_DEVICE, 0);
	t_ledger_stop(&t, 0);
}

/* An address is found wherever it is kept: first and last of 256 pages. */
static void bp_dma_ledger__any_page__found(void **state)
{
	static const u64 pages[] = { 0x100000, 0x1ff000, 0x2fe000 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(pages); i++) {
		const struct t_entry one = { pages[i], 512 };
		struct t_ledger t;

		t_ledger_start(&t, NULL);
		t_dma_list(&t.d, &one, 1);
		assert_int_equal(dma_map_sg(&t.d.dev, t.d.sg, 1, DMA_TO_DEVICE), 1);
		assert_true(bp_dma_ledger_access(&t.d.dev, bp_dma_addr(pages[i]), 512, false));
		assert_int_equal(dma_map_sg(&t.d.dev, t.d.sg, 1, DMA_TO_DEVICE), 1);
		assert_hits(&t.d.env, BP_SITE_DMA_LIST_TWICE, 1);
		assert_int_equal(bp_dma_ledger_unbind(&t.d.dev), 2);
		assert_hits(&t.d.env, BP_SITE_DMA_PENDING, 1);
		t_ledger_stop(&t, 2);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_unmap_sg__merged__given_number_is_right),
		cmocka_unit_test(dma_unmap_sg__merged__returned_number_is_found),
		cmocka_unit_test(dma_unmap_sg__other_direction__found),
		cmocka_unit_test(dma_sync_sg__merged__table),
		cmocka_unit_test(dma_sync_sg__longer_entry__outside),
		cmocka_unit_test(dma_map_sg__two_in_one_cache_line__counted),
		cmocka_unit_test(dma_mapping_error__another_of_the_page__still_unchecked),
		cmocka_unit_test(bp_dma_ledger__any_page__found),
		cmocka_unit_test(dma_map__bad_memory__not_of_resources_nor_when_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
