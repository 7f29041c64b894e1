/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Setters of block sizes: each raises what stands above it (block.md 5.2).
 */
#include "bp_test.h"

static void assert_sizes(const struct t_world *w, unsigned logical, unsigned physical,
			 unsigned io_min)
{
	assert_int_equal(w->q.limits.logical_block_size, logical);
	assert_int_equal(w->q.limits.physical_block_size, physical);
	assert_int_equal(w->q.limits.io_min, io_min);
}

static void blk_queue_logical_block_size__larger__raises_the_others(void **state)
{
	struct t_world *w = *state;

	blk_queue_logical_block_size(&w->q, 4096);
	assert_sizes(w, 4096, 4096, 4096);
	blk_queue_logical_block_size(&w->q, 512); /* nothing is lowered again */
	assert_sizes(w, 512, 4096, 4096);
}

/* the argument has 16 bits */
static void blk_queue_logical_block_size__65536__zero(void **state)
{
	struct t_world *w = *state;
	unsigned bytes = 65536;

	blk_queue_logical_block_size(&w->q, (u16)bytes);
	assert_sizes(w, 0, 512, 512);
	assert_int_equal(queue_logical_block_size(&w->q), 512);
}

static void blk_queue_physical_block_size__below_logical__raised(void **state)
{
	struct t_world *w = *state;

	blk_queue_logical_block_size(&w->q, 4096);
	blk_queue_physical_block_size(&w->q, 512);
	assert_sizes(w, 4096, 4096, 4096);
	blk_queue_physical_block_size(&w->q, 16384);
	assert_sizes(w, 4096, 16384, 16384);
}

static void blk_queue_io_min__below_the_blocks__raised(void **state)
{
	struct t_world *w = *state;

	blk_queue_physical_block_size(&w->q, 4096);
	blk_queue_io_min(&w->q, 512);
	assert_sizes(w, 512, 4096, 4096);
	blk_queue_io_min(&w->q, 98304);
	assert_sizes(w, 512, 4096, 98304);
}

static void blk_limits_io_min__block_sizes_out_of_order__the_largest(void **state)
{
	struct queue_limits lim = { .logical_block_size = 4096, .physical_block_size = 512 };

	(void)state;
	blk_limits_io_min(&lim, 1024);
	assert_int_equal(lim.io_min, 4096);
	assert_int_equal(lim.physical_block_size, 512); /* left alone */
}

static void blk_queue_io_opt__any__as_it_is(void **state)
{
	struct t_world *w = *state;

	blk_queue_io_opt(&w->q, 98304);
	assert_int_equal(w->q.limits.io_opt, 98304);
	blk_limits_io_opt(&w->q.limits, 1);
	assert_int_equal(w->q.limits.io_opt, 1);
}

static void blk_queue_alignment_offset__above_the_block__modulo(void **state)
{
	struct t_world *w = *state;

	blk_queue_physical_block_size(&w->q, 4096);
	w->q.limits.misaligned = 1;
	blk_queue_alignment_offset(&w->q, 4096 + 3584);
	assert_int_equal(w->q.limits.alignment_offset, 3584);
	assert_int_equal(w->q.limits.misaligned, 0);
}

/* INV-LIM-1: every order of three setters, every size */
static void block_sizes__any_order__logical_physical_io_min_ascend(void **state)
{
	struct t_world *w = *state;

	for (unsigned steps = 0; steps < 9 * 9 * 9; steps++) {
		bp_queue_init(&w->env, &w->q);
		for (unsigned left = steps, i = 0; i < 3; i++, left /= 9) {
			unsigned bytes = 512u << 2 * (left % 3);

			switch (left / 3 % 3) {
			case 0:
				blk_queue_logical_block_size(&w->q, (u16)bytes);
				break;
			case 1:
				blk_queue_physical_block_size(&w->q, bytes);
				break;
			default:
				blk_queue_io_min(&w->q, bytes);
			}
			assert_true(w->q.limits.logical_block_size <=
				    w->q.limits.physical_block_size);
			assert_true(w->q.limits.physical_block_size <= w->q.limits.io_min);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_queue_logical_block_size__larger__raises_the_others),
		t_in_world(blk_queue_logical_block_size__65536__zero),
		t_in_world(blk_queue_physical_block_size__below_logical__raised),
		t_in_world(blk_queue_io_min__below_the_blocks__raised),
		cmocka_unit_test(blk_limits_io_min__block_sizes_out_of_order__the_largest),
		t_in_world(blk_queue_io_opt__any__as_it_is),
		t_in_world(blk_queue_alignment_offset__above_the_block__modulo),
		t_in_world(block_sizes__any_order__logical_physical_io_min_ascend),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
