/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacking (block.md 5.3): sizes, discards and chunks.
 */
#include <limits.h>
#include <string.h>

#include "bp_test.h"

/* EX-20 */
static struct queue_limits device_a(const struct queue_limits *defaults)
{
	struct queue_limits a = *defaults;

	a.max_sectors = a.max_hw_sectors = 256;
	a.max_segments = 33;
	a.virt_boundary_mask = 0xFFF;
	a.max_segment_size = UINT_MAX;
	a.physical_block_size = a.io_min = 4096;
	a.max_write_zeroes_sectors = 65535;
	return a;
}

static struct queue_limits device_b(const struct queue_limits *defaults)
{
	struct queue_limits b = *defaults;

	b.max_sectors = 2560;
	b.max_hw_sectors = 65535;
	b.seg_boundary_mask = 0xFFFF;
	b.logical_block_size = 4096;
	b.physical_block_size = b.io_min = 4096;
	b.io_opt = 98304;
	b.chunk_sectors = 256;
	b.discard_granularity = 8192;
	b.max_discard_sectors = b.max_hw_discard_sectors = 4096;
	return b;
}

static void blk_stack_limits__ex_20__a_then_b(void **state)
{
	struct t_world *w = *state;
	struct queue_limits a = device_a(&w->q.limits), b = device_b(&w->q.limits);
	struct queue_limits top = { 0 };

	blk_set_stacking_limits(&w->env, &top);
	assert_int_equal(blk_stack_limits(&top, &a, 0), 0);
	assert_int_equal(top.max_sectors, 256);
	assert_int_equal(top.max_hw_sectors, 256);
	assert_int_equal(top.max_segments, 33);
	assert_int_equal(top.max_segment_size, UINT_MAX);
	assert_int_equal(top.seg_boundary_mask, 0xFFFFFFFF);
	assert_int_equal(top.virt_boundary_mask, 0xFFF);
	assert_int_equal(top.logical_block_size, 512);
	assert_int_equal(top.physical_block_size, 4096);
	assert_int_equal(top.io_min, 4096);
	assert_int_equal(top.max_discard_segments, 1);
	assert_int_equal(top.max_write_same_sectors, 0);
	assert_int_equal(top.max_write_zeroes_sectors, 65535);

	struct queue_limits after_a = top;

	assert_int_equal(blk_stack_limits(&top, &b, 2048), 0);
	assert_int_equal(top.seg_boundary_mask, 0xFFFF);
	assert_int_equal(top.max_segment_size, 65536);
	assert_int_equal(top.logical_block_size, 4096);
	assert_int_equal(top.io_opt, 98304);
	assert_int_equal(top.chunk_sectors, 256);
	assert_int_equal(top.max_write_zeroes_sectors, 0);
	assert_int_equal(top.discard_granularity, 8192);
	assert_int_equal(top.discard_alignment, 0);
	assert_int_equal(top.misaligned, 0);

	top = after_a;
	assert_int_equal(blk_stack_limits(&top, &b, 63), -1);
	assert_int_equal(top.misaligned, 1);
	assert_int_equal(top.alignment_offset, 512);
	assert_int_equal(top.discard_alignment, 512);
	assert_int_equal(top.discard_misaligned, 0);
}

#define FIELD(field)                                                                               \
	{                                                                                          \
#field, offsetof(struct queue_limits, field),                                      \
			sizeof(((struct queue_limits *)0)->field)                                  \
	}

struct field {
	const char *name;
	size_t offset;
	size_t bytes;
};

/* Step 1, and chunk_sectors of step 10: 0 is no limit. */
static const struct field smaller_wins[] = {
	FIELD(max_sectors),	 FIELD(max_hw_sectors),	      FIELD(max_dev_sectors),
	FIELD(bounce_pfn),	 FIELD(seg_boundary_mask),    FIELD(virt_boundary_mask),
	FIELD(max_segments),	 FIELD(max_discard_segments), FIELD(max_integrity_segments),
	FIELD(max_segment_size), FIELD(chunk_sectors),
};

static u64 get(const struct queue_limits *lim, const struct field *f)
{
	u64 value = 0;

	memcpy(&value, (const u8 *)lim + f->offset, f->bytes);
	return value;
}

static void set(struct queue_limits *lim, const struct field *f, u64 value)
{
	memcpy((u8 *)lim + f->offset, &value, f->bytes);
}

static void blk_stack_limits__step_1__smaller_wins_and_zero_never(void **state)
{
	static const struct {
		u64 top, bottom, want;
	} cases[] = {
		{ 256, 64, 64 }, { 64, 256, 64 }, { 0, 64, 64 }, { 64, 0, 64 }, { 0, 0, 0 },
	};
	struct t_world *w = *state;

	for (size_t f = 0; f < bp_array_size(smaller_wins); f++) {
		for (size_t i = 0; i < bp_array_size(cases); i++) {
			struct queue_limits top = w->q.limits, bottom = w->q.limits;

			set(&top, &smaller_wins[f], cases[i].top);
			set(&bottom, &smaller_wins[f], cases[i].bottom);
			assert_int_equal(blk_stack_limits(&top, &bottom, 0), 0);
			if (get(&top, &smaller_wins[f]) != cases[i].want)
				fail_msg("%s, case %zu", smaller_wins[f].name, i);
		}
	}
}

/* a device that cannot makes a stack that cannot */
static void blk_stack_limits__write_same_and_zeroes__zero_wins(void **state)
{
	struct t_world *w = *state;
	struct queue_limits top = { 0 }, bottom = w->q.limits;

	blk_set_stacking_limits(&w->env, &top);
	bottom.max_write_same_sectors = 7;
	blk_stack_limits(&top, &bottom, 0);
	assert_int_equal(top.max_write_same_sectors, 7);
	assert_int_equal(top.max_write_zeroes_sectors, 0);
}

/* quirk: no one forces max_segment_size to UINT_MAX, and the weaker mask wins */
static void blk_stack_limits__virtual_boundaries__the_smaller_and_a_finite_size(void **state)
{
	struct t_world *w = *state;
	struct queue_limits top = device_a(&w->q.limits), bottom = w->q.limits;

	bottom.virt_boundary_mask = 0x1FF;
	blk_stack_limits(&top, &bottom, 0);
	assert_int_equal(top.virt_boundary_mask, 0x1FF);
	assert_int_equal(top.max_segment_size, 65536);
}

/* steps 2 and 7 */
static void blk_stack_limits__marks_of_the_bottom__inherited(void **state)
{
	struct t_world *w = *state;
	struct queue_limits top = w->q.limits, bottom = w->q.limits;

	bottom.misaligned = 1;
	bottom.raid_partial_stripes_expensive = 1;
	assert_int_equal(blk_stack_limits(&top, &bottom, 0), 0); /* it was so before */
	assert_int_equal(top.misaligned, 1);
	assert_int_equal(top.raid_partial_stripes_expensive, 1);
	bottom = w->q.limits;
	assert_int_equal(blk_stack_limits(&top, &bottom, 0), 0);
	assert_int_equal(top.misaligned, 1);
	assert_int_equal(top.raid_partial_stripes_expensive, 1);
}

struct discard {
	unsigned granularity, alignment, max;
};

static void put_discard(struct queue_limits *lim, struct discard d)
{
	lim->discard_granularity = d.granularity;
	lim->discard_alignment = d.alignment;
	lim->max_discard_sectors = lim->max_hw_discard_sectors = d.max;
}

static void blk_stack_limits__step_9__discards(void **state)
{
	static const struct {
		struct discard top, bottom;
		sector_t start;
		struct discard want;
		bool misaligned;
	} cases[] = {
		/* the bottom cannot discard: nothing is touched */
		{ { 4096, 512, 100 }, { 0, 0, 50 }, 0, { 4096, 512, 100 }, false },
		{ { 0, 0, 0 }, { 8192, 0, 64 }, 0, { 8192, 0, 64 }, false },
		{ { 0, 0, 0 }, { 8192, 1024, 64 }, 0, { 8192, 1024, 64 }, false },
		{ { 0, 0, 0 }, { 8192, 1024, 64 }, 3, { 8192, 7680, 64 }, false },
		{ { 0, 0, 100 }, { 8192, 1024, 0 }, 3, { 8192, 0, 100 }, false }, /* max 0 */
		{ { 0, 0, 0 }, { 256, 128, 64 }, 3, { 256, 0, 64 }, false },	  /* below 512 */
		{ { 8192, 0, 32 }, { 8192, 0, 64 }, 1, { 8192, 7680, 32 }, true },
		{ { 4096, 0, 32 }, { 8192, 0, 64 }, 8, { 8192, 4096, 32 }, false },
		{ { 8192, 4096, 32 }, { 8192, 0, 64 }, 8, { 8192, 4096, 32 }, false },
		/* in step, 6144 and 3072 */
		{ { 4096, 2048, 32 }, { 2048, 0, 64 }, 2, { 4096, 2048, 32 }, false },
		{ { 8192, 1024, 32 }, { 8192, 1536, 64 }, 0, { 8192, 3072, 32 }, true },
		/* equal alignments are never misaligned, whatever the granularities */
		{ { 4096, 512, 32 }, { 8192, 512, 64 }, 0, { 8192, 512, 32 }, false },
		{ { 4096, 512, 32 }, { 4096, 0, 64 }, 0, { 4096, 512, 32 }, true },
		/* the common multiple is taken modulo the granularity */
		{ { 4096, 2560, 32 }, { 4096, 1536, 64 }, 0, { 4096, 3584, 32 }, true },
	};
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct queue_limits top = w->q.limits, bottom = w->q.limits;

		put_discard(&top, cases[i].top);
		put_discard(&bottom, cases[i].bottom);
		assert_int_equal(blk_stack_limits(&top, &bottom, cases[i].start), 0);
		assert_int_equal(top.discard_granularity, cases[i].want.granularity);
		assert_int_equal(top.discard_alignment, cases[i].want.alignment);
		assert_int_equal(top.max_discard_sectors, cases[i].want.max);
		assert_int_equal(top.max_hw_discard_sectors, cases[i].want.max);
		assert_int_equal(top.discard_misaligned, cases[i].misaligned);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_stack_limits__ex_20__a_then_b),
		t_in_world(blk_stack_limits__step_1__smaller_wins_and_zero_never),
		t_in_world(blk_stack_limits__write_same_and_zeroes__zero_wins),
		t_in_world(blk_stack_limits__virtual_boundaries__the_smaller_and_a_finite_size),
		t_in_world(blk_stack_limits__marks_of_the_bottom__inherited),
		t_in_world(blk_stack_limits__step_9__discards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
