/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue flags (block.md 5.4).
 */
#include "bp_test.h"

/* R-QFL-1 and the list before it */
static void queue_flags__numbers__as_listed(void **state)
{
	static const struct {
		int flag, bit;
	} cases[] = {
		{ QUEUE_FLAG_STOPPED, 0 },
		{ QUEUE_FLAG_DYING, 1 },
		{ QUEUE_FLAG_NOMERGES, 3 },
		{ QUEUE_FLAG_SAME_COMP, 4 },
		{ QUEUE_FLAG_FAIL_IO, 5 },
		{ QUEUE_FLAG_NONROT, 6 },
		{ QUEUE_FLAG_VIRT, 6 },
		{ QUEUE_FLAG_IO_STAT, 7 },
		{ QUEUE_FLAG_DISCARD, 8 },
		{ QUEUE_FLAG_NOXMERGES, 9 },
		{ QUEUE_FLAG_ADD_RANDOM, 10 },
		{ QUEUE_FLAG_SECERASE, 11 },
		{ QUEUE_FLAG_SAME_FORCE, 12 },
		{ QUEUE_FLAG_DEAD, 13 },
		{ QUEUE_FLAG_INIT_DONE, 14 },
		{ QUEUE_FLAG_POLL, 16 },
		{ QUEUE_FLAG_WC, 17 },
		{ QUEUE_FLAG_FUA, 18 },
		{ QUEUE_FLAG_DAX, 19 },
		{ QUEUE_FLAG_STATS, 20 },
		{ QUEUE_FLAG_POLL_STATS, 21 },
		{ QUEUE_FLAG_REGISTERED, 22 },
		{ QUEUE_FLAG_SCSI_PASSTHROUGH, 23 },
		{ QUEUE_FLAG_QUIESCED, 24 },
		{ QUEUE_FLAG_DMA_DIRECT, 25 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(cases[i].flag, cases[i].bit);
	assert_int_equal(QUEUE_FLAG_MQ_DEFAULT, 1ul << 7 | 1ul << 4);
}

/* R-QFL-2 */
static void blk_queue_flag__set_and_clear__that_bit_only(void **state)
{
	struct t_world *w = *state;

	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &w->q);
	blk_queue_flag_set(QUEUE_FLAG_NOMERGES, &w->q);
	assert_int_equal(w->q.queue_flags, 1ul << 25 | 1ul << 3);
	assert_true(blk_queue_dma_direct(&w->q));
	blk_queue_flag_clear(QUEUE_FLAG_DMA_DIRECT, &w->q);
	assert_int_equal(w->q.queue_flags, 1ul << 3);
	assert_false(blk_queue_dma_direct(&w->q));
}

static void blk_queue_flag_test_and_set__twice__old_value(void **state)
{
	struct t_world *w = *state;

	assert_false(blk_queue_flag_test_and_set(QUEUE_FLAG_QUIESCED, &w->q));
	assert_true(blk_queue_flag_test_and_set(QUEUE_FLAG_QUIESCED, &w->q));
	assert_true(bp_queue_flag(&w->q, QUEUE_FLAG_QUIESCED));
}

static void blk_queue_write_cache__each_pair__flags_follow(void **state)
{
	struct t_world *w = *state;

	for (unsigned pair = 0; pair < 8; pair++) { /* 4 to 7: once more, from set to clear */
		blk_queue_write_cache(&w->q, pair & 1, pair & 2);
		assert_int_equal(bp_queue_flag(&w->q, QUEUE_FLAG_WC), pair & 1);
		assert_int_equal(bp_queue_flag(&w->q, QUEUE_FLAG_FUA), pair >> 1 & 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue_flags__numbers__as_listed),
		t_in_world(blk_queue_flag__set_and_clear__that_bit_only),
		t_in_world(blk_queue_flag_test_and_set__twice__old_value),
		t_in_world(blk_queue_write_cache__each_pair__flags_follow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
