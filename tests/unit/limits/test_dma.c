/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Setters about memory: alignment, padding, drain, bounce (block.md 5.2).
 */
#include <errno.h>

#include "bp_test.h"

static void blk_queue_dma_alignment__any__stored(void **state)
{
	struct t_world *w = *state;

	blk_queue_dma_alignment(&w->q, 3);
	assert_int_equal(w->q.dma_alignment, 3);
}

static void blk_queue_update_dma_alignment__table__raised_only(void **state)
{
	struct t_world *w = *state;

	blk_queue_update_dma_alignment(&w->q, 3);
	assert_int_equal(w->q.dma_alignment, 511);
	blk_queue_update_dma_alignment(&w->q, 4095);
	assert_int_equal(w->q.dma_alignment, 4095);
	blk_queue_update_dma_alignment(&w->q, 4096);
	assert_int_equal(w->q.dma_alignment, 4096);
	assert_bug(&w->env, BP_SITE_LIM_DMA_ALIGNMENT,
		   (blk_queue_update_dma_alignment(&w->q, 4097), 0));
	assert_int_equal(w->q.dma_alignment, 4096);
}

static void blk_queue_update_dma_pad__table__raised_only(void **state)
{
	struct t_world *w = *state;

	blk_queue_update_dma_pad(&w->q, 3);
	assert_int_equal(w->q.dma_pad_mask, 3);
	blk_queue_update_dma_pad(&w->q, 1);
	assert_int_equal(w->q.dma_pad_mask, 3);
	blk_queue_update_dma_pad(&w->q, 7);
	assert_int_equal(w->q.dma_pad_mask, 7);
}

static int always_needed(struct request *rq)
{
	(void)rq;
	return 1;
}

static void blk_queue_dma_drain__enough_segments__one_is_reserved(void **state)
{
	struct t_world *w = *state;
	u8 buf[16];

	blk_queue_max_segments(&w->q, 2);
	assert_int_equal(blk_queue_dma_drain(&w->q, always_needed, buf, sizeof(buf)), 0);
	assert_int_equal(w->q.limits.max_segments, 1);
	assert_ptr_equal(w->q.dma_drain_needed, always_needed);
	assert_ptr_equal(w->q.dma_drain_buffer, buf);
	assert_int_equal(w->q.dma_drain_size, sizeof(buf));
	blk_queue_max_segments(&w->q, 2); /* undoes the reservation */
	assert_int_equal(w->q.limits.max_segments, 2);
}

static void blk_queue_dma_drain__one_segment__refused(void **state)
{
	struct t_world *w = *state;
	u8 buf[16];

	blk_queue_max_segments(&w->q, 1);
	assert_int_equal(blk_queue_dma_drain(&w->q, always_needed, buf, sizeof(buf)), -EINVAL);
	assert_int_equal(w->q.limits.max_segments, 1);
	assert_null(w->q.dma_drain_needed);
	assert_int_equal(w->q.dma_drain_size, 0);
}

static void blk_queue_bounce_limit__table__pool_and_frame(void **state)
{
	static const struct {
		u64 max_low_pfn, max_addr, pfn;
		bool isa;
	} cases[] = {
		{ 0x200000, 0xFFFFFF, 0xFFF, true },
		{ 0x200000, 0xFFFFEFFF, 0xFFFFE, true },
		{ 0x200000, 0xFFFFFFFF, 0x200000, false }, /* 0xFFFFF is not below 4 GiB */
		{ 0x200000, 0x300000000, 0x300000, false },
		{ 0x200000, BLK_BOUNCE_ANY, 0xFFFFFFFFFFFFF, false },
	};
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		gfp_t gfp = cases[i].isa ? GFP_NOIO | GFP_DMA : GFP_NOIO;

		bp_queue_init(&w->env, &w->q);
		w->env.max_low_pfn = cases[i].max_low_pfn;
		blk_queue_bounce_limit(&w->q, cases[i].max_addr);
		assert_int_equal(w->q.limits.bounce_pfn, cases[i].pfn);
		assert_int_equal(w->q.bounce_gfp, gfp);
		assert_int_equal(w->q.bp_isa_pool_ready, cases[i].isa);
	}
}

static void blk_queue_bounce_limit__low_then_high__pool_stays_ready(void **state)
{
	struct t_world *w = *state;

	blk_queue_bounce_limit(&w->q, 0xFFFFFF);
	blk_queue_bounce_limit(&w->q, BLK_BOUNCE_ANY);
	assert_int_equal(w->q.bounce_gfp, GFP_NOIO);
	assert_true(w->q.bp_isa_pool_ready);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_queue_dma_alignment__any__stored),
		t_in_world(blk_queue_update_dma_alignment__table__raised_only),
		t_in_world(blk_queue_update_dma_pad__table__raised_only),
		t_in_world(blk_queue_dma_drain__enough_segments__one_is_reserved),
		t_in_world(blk_queue_dma_drain__one_segment__refused),
		t_in_world(blk_queue_bounce_limit__table__pool_and_frame),
		t_in_world(blk_queue_bounce_limit__low_then_high__pool_stays_ready),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
