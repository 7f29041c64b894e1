/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is copied, and when (P2P-C4.4 to C4.7, INV-DMA-8).
 */
#include "bounce_test.h"

#include <string.h>

#define LEN 5000u
#define BUF (T_HIGH + 0xf00)

static void fill(struct t_bounce *t, u64 phys, u8 byte, unsigned len)
{
	u8 bytes[LEN];

	memset(bytes, byte, sizeof(bytes));
	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(phys), bytes, len), 0);
}

/* The first byte that is not the one expected, or len. */
static unsigned same(struct t_bounce *t, u64 phys, u8 byte, unsigned len)
{
	u8 bytes[LEN];
	unsigned i = 0;

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(phys), bytes, len), 0);
	while (i < len && bytes[i] == byte)
		i++;
	return i;
}

/* The buffer holds 1, the slots held 9 before; the device writes 2 over the first 100 bytes. */
static void dma_map_single__copies__table(void **state)
{
	static const struct {
		const char *name;
		enum dma_data_direction dir;
		unsigned long map, unmap;
		bool defect;
		u8 slot, first, rest; /* of the slot when mapped, of the buffer at the end */
	} cases[] = {
		{ "to", DMA_TO_DEVICE, 0, 0, false, 1, 1, 1 },
		{ "both", DMA_BIDIRECTIONAL, 0, 0, false, 1, 2, 1 },
		{ "from", DMA_FROM_DEVICE, 0, 0, false, 1, 2, 1 },
		{ "from, DEF-DMA-2", DMA_FROM_DEVICE, 0, 0, true, 9, 2, 9 },
		{ "both, DEF-DMA-2", DMA_BIDIRECTIONAL, 0, 0, true, 1, 2, 1 },
		{ "to, no sync", DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC, 0, false, 9, 1, 1 },
		{ "from, no sync", DMA_FROM_DEVICE, 0, DMA_ATTR_SKIP_CPU_SYNC, false, 1, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_bounce t;
		u64 addr;

		t_bounce_start(&t, 8, false);
		bp_defect_set(&t.d.dev.bp_defects, BP_DEF_DMA_2, cases[i].defect);
		fill(&t, BUF, 1, LEN);
		fill(&t, T_POOL, 9, LEN);
		addr = dma_map_single_attrs(&t.d.dev, t_buf(BUF), LEN, cases[i].dir, cases[i].map)
			       .dma;
		assert_int_equal(addr, T_POOL);
		if (same(&t, T_POOL, cases[i].slot, LEN) != LEN)
			fail_msg("%s: copied in", cases[i].name);
		fill(&t, T_POOL, 2, 100);
		assert_int_equal(same(&t, BUF, 1, LEN), LEN); /* INV-DMA-8 */
		dma_unmap_single_attrs(&t.d.dev, bp_dma_addr(addr), LEN, cases[i].dir,
				       cases[i].unmap);
		if (same(&t, BUF, cases[i].first, 100) != 100 ||
		    same(&t, BUF + 100, cases[i].rest, LEN - 100) != LEN - 100)
			fail_msg("%s: copied out", cases[i].name);
		t_bounce_stop(&t);
	}
}

/* C4.6: 10 bytes at 4090, across a page of the buffer and one of the slots. */
static void dma_sync_single__bounced__part_copied(void **state)
{
	struct t_bounce t;
	u64 addr;

	(void)state;
	t_bounce_start(&t, 8, false);
	fill(&t, BUF, 1, LEN);
	addr = t_map(&t.d.dev, BUF, LEN, DMA_BIDIRECTIONAL);
	fill(&t, addr, 2, LEN);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr + 4090), 10, DMA_FROM_DEVICE);
	assert_int_equal(same(&t, BUF, 1, 4090), 4090);
	assert_int_equal(same(&t, BUF + 4090, 2, LEN - 4090), 10);
	fill(&t, BUF, 3, LEN);
	dma_sync_single_for_device(&t.d.dev, bp_dma_addr(addr + 4090), 10, DMA_TO_DEVICE);
	assert_int_equal(same(&t, addr, 2, 4090), 4090);
	assert_int_equal(same(&t, addr + 4090, 3, LEN - 4090), 10);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr), LEN, DMA_TO_DEVICE);
	assert_int_equal(same(&t, BUF, 3, LEN), LEN);
	dma_sync_single_for_device(&t.d.dev, bp_dma_addr(addr), LEN, DMA_FROM_DEVICE);
	assert_int_equal(same(&t, addr, 2, 4090), 4090);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), LEN, DMA_BIDIRECTIONAL);
	t_bounce_stop(&t);
}

/* C4.6 */
static void dma_sync_single__against_the_mapping__bug(void **state)
{
	struct t_bounce t;
	u64 addr;

	(void)state;
	t_bounce_start(&t, 8, false);
	addr = t_map(&t.d.dev, BUF, LEN, DMA_TO_DEVICE);
	assert_bug(&t.d.env, BP_SITE_BOUNCE_DIRECTION,
		   (dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr), LEN, DMA_FROM_DEVICE), 0));
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), LEN, DMA_TO_DEVICE);
	t_bounce_stop(&t);
}

/* Addresses of the pool that no mapping gave: nothing is copied, nothing released. */
static void dma_unmap_single__not_bounced_there__found(void **state)
{
	struct t_bounce t;
	u64 addr;

	(void)state;
	t_bounce_start(&t, 8, false);
	t.d.dev.dma_parms.min_align_mask = 4095;
	fill(&t, BUF, 1, LEN);
	addr = t_map(&t.d.dev, BUF, LEN, DMA_FROM_DEVICE);
	assert_int_equal(addr, T_POOL + 0xf00);
	dma_unmap_single(&t.d.dev, bp_dma_addr(T_POOL), LEN, DMA_FROM_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr + 0x800), LEN, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(T_POOL), 1, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr + LEN - 1), 2, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(T_POOL + 0x2000), 1, DMA_FROM_DEVICE);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_UNKNOWN, 4);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), LEN, DMA_FROM_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), LEN, DMA_FROM_DEVICE);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr), 1, DMA_FROM_DEVICE);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_UNKNOWN, 6);
	assert_int_equal(same(&t, BUF, 1, LEN), LEN);
	t_bounce_stop(&t);
}

/* C4.7: the CPU would copy to a BAR. */
static void dma_map_single__device_memory__found(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 8, false);
	dma_map_single(&t.d.dev, t_buf(1ull << 40), 512, DMA_TO_DEVICE);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_DEVICE_MEMORY, 1);
	t_bounce_stop(&t);
}

/* No page model: addresses are right, and there are no bytes to copy. */
static void dma_map_single__no_page_model__nothing_copied(void **state)
{
	struct t_bounce t;
	u64 addr;

	(void)state;
	t_bounce_start(&t, 8, false);
	t.d.env.page_ops = NULL;
	addr = t_map(&t.d.dev, BUF, LEN, DMA_BIDIRECTIONAL);
	assert_int_equal(addr, T_POOL);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), LEN, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_DEVICE_MEMORY, 0);
	t_bounce_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_single__copies__table),
		cmocka_unit_test(dma_sync_single__bounced__part_copied),
		cmocka_unit_test(dma_sync_single__against_the_mapping__bug),
		cmocka_unit_test(dma_unmap_single__not_bounced_there__found),
		cmocka_unit_test(dma_map_single__device_memory__found),
		cmocka_unit_test(dma_map_single__no_page_model__nothing_copied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
