/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists whose entries are bounced: what is copied, and when (P2P-C3.2, C3.3, C4.6, INV-DMA-11).
 */
#include "bounce_test.h"

#include <string.h>

#define LEN 300u
#define FIRST (T_HIGH + 0x101)
#define SECOND (T_HIGH + 0x5fff)

static const struct t_entry list[] = { { FIRST, LEN }, { SECOND, LEN } };

static void fill(struct t_bounce *t, u64 phys, u8 byte)
{
	u8 bytes[LEN];

	memset(bytes, byte, sizeof(bytes));
	assert_int_equal(bp_ram_write(t->ram, bp_phys_addr(phys), bytes, LEN), 0);
}

/* Whether all bytes are this one and those beside are 0. */
static bool holds(struct t_bounce *t, u64 phys, u8 byte)
{
	u8 bytes[LEN + 2];

	assert_int_equal(bp_ram_read(t->ram, bp_phys_addr(phys - 1), bytes, LEN + 2), 0);
	for (unsigned i = 1; i <= LEN; i++)
		if (bytes[i] != byte)
			return false;
	return !bytes[0] && !bytes[LEN + 1];
}

static void start(struct t_bounce *t, enum dma_data_direction dir)
{
	t_bounce_start(t, 8, false);
	t->d.dev.dma_parms.min_align_mask = 4095; /* places beside the slots' bytes stay 0 */
	fill(t, FIRST, 1);
	fill(t, SECOND, 1);
	t_dma_list(&t->d, list, 2);
	assert_int_equal(dma_map_sg(&t->d.dev, t->d.sg, 2, dir), 2);
}

/* The device writes 2 into both. */
static void device_writes(struct t_bounce *t)
{
	for (unsigned i = 0; i < 2; i++)
		fill(t, sg_dma_address(&t->d.sg[i]).dma, 2);
}

static void dma_map_sg__bounced__every_entry_copied_both_ways(void **state)
{
	struct t_bounce t;

	(void)state;
	start(&t, DMA_BIDIRECTIONAL);
	for (unsigned i = 0; i < 2; i++) {
		const u64 addr = sg_dma_address(&t.d.sg[i]).dma;

		assert_in_range(addr, T_POOL, T_POOL + 8 * 2048 - 1);
		assert_int_equal(addr & 4095, list[i].phys & 4095); /* INV-DMA-13 */
		assert_int_equal(sg_dma_len(&t.d.sg[i]), LEN);
		assert_true(holds(&t, addr, 1));
	}
	device_writes(&t);
	assert_true(holds(&t, FIRST, 1) && holds(&t, SECOND, 1));
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_true(holds(&t, FIRST, 2) && holds(&t, SECOND, 2));
	assert_int_equal(bp_swiotlb_used(t.pool), 0);
	t_bounce_stop(&t);
}

/* C4.6: in its own direction, all entries up to the last byte. */
static void dma_sync_sg__bounced__every_entry(void **state)
{
	struct t_bounce t;

	(void)state;
	start(&t, DMA_BIDIRECTIONAL);
	device_writes(&t);
	dma_sync_sg_for_cpu(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_true(holds(&t, FIRST, 2) && holds(&t, SECOND, 2));
	fill(&t, FIRST, 3);
	fill(&t, SECOND, 3);
	dma_sync_sg_for_device(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_true(holds(&t, sg_dma_address(&t.d.sg[0]).dma, 3));
	assert_true(holds(&t, sg_dma_address(&t.d.sg[1]).dma, 3));
	assert_hits(&t.d.env, BP_SITE_BOUNCE_UNKNOWN, 0);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	t_bounce_stop(&t);
}

/* A part of nothing, at the end of a mapping, is not in it; the last byte is. */
static void dma_sync_single__at_the_end__last_byte_alone(void **state)
{
	struct t_bounce t;
	u64 addr;

	(void)state;
	t_bounce_start(&t, 8, false);
	addr = t_map(&t.d.dev, FIRST, LEN, DMA_BIDIRECTIONAL);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr + LEN - 1), 1, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_UNKNOWN, 0);
	dma_sync_single_for_cpu(&t.d.dev, bp_dma_addr(addr + LEN), 0, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_UNKNOWN, 1);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), LEN, DMA_BIDIRECTIONAL);
	t_bounce_stop(&t);
}

/*
 * C3.2: the first entry is taken back without a copy.  Where nothing was copied in (DEF-DMA-2), a
 * copy out would bring what the slots held.
 */
static void dma_map_sg__second_fails__first_not_copied_out(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 1, false);
	bp_defect_set(&t.d.dev.bp_defects, BP_DEF_DMA_2, true);
	fill(&t, FIRST, 1);
	fill(&t, T_POOL, 9);
	t_dma_list(&t.d, list, 2);
	assert_int_equal(dma_map_sg(&t.d.dev, t.d.sg, 2, DMA_FROM_DEVICE), 0);
	assert_true(holds(&t, FIRST, 1));
	assert_int_equal(bp_swiotlb_used(t.pool), 0);
	t_bounce_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_sg__bounced__every_entry_copied_both_ways),
		cmocka_unit_test(dma_sync_sg__bounced__every_entry),
		cmocka_unit_test(dma_sync_single__at_the_end__last_byte_alone),
		cmocka_unit_test(dma_map_sg__second_fails__first_not_copied_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
