/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-LIM: setters and stacking, right and spoilt.
 */
#include <string.h>

#include "court.h"

#include <blkpath/limit_setters.h>

static void told_of(struct t_court *court, enum bp_setter setter)
{
	bp_event(&court->w.env, LIMIT_SET, .q = &court->w.q, .a = setter);
}

static void setter__by_the_code__holds(void **state)
{
	struct t_court *court = *state;

	blk_queue_logical_block_size(&court->w.q, 4096);
	blk_queue_physical_block_size(&court->w.q, 8192);
	blk_queue_io_min(&court->w.q, 512);
	blk_queue_max_hw_sectors(&court->w.q, 0x800000);
	blk_queue_max_hw_sectors(&court->w.q, 65535);
	assert_int_equal(bp_check_judged(court->check, BP_INV_LIM_1), 3);
	assert_int_equal(bp_check_judged(court->check, BP_INV_LIM_2), 2);
	assert_all_held(court);
}

static void setter__blocks_out_of_order__breaks_lim_1(void **state)
{
	struct t_court *court = *state;
	struct queue_limits *lim = &court->w.q.limits;

	lim->logical_block_size = 4096;
	told_of(court, BP_SETTER_LOGICAL_BLOCK_SIZE);
	lim->physical_block_size = 4096;
	told_of(court, BP_SETTER_PHYSICAL_BLOCK_SIZE);
	assert_int_equal(bp_check_count(court->check, BP_INV_LIM_1), 2);
	told_of(court, BP_SETTER_IO_OPT);
	assert_int_equal(bp_check_judged(court->check, BP_INV_LIM_1), 2);
}

static void setter__sectors_out_of_order__breaks_lim_2(void **state)
{
	static const struct {
		unsigned hw;
		unsigned max;
		bool broken;
	} cases[] = {
		{ 8, 8, false }, { 2560, 2560, false }, { 7, 7, true },
		{ 8, 9, true },	 { 65535, 2561, true },
	};
	struct t_court *court = *state;
	u64 broken = 0;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		court->w.q.limits.max_hw_sectors = cases[i].hw;
		court->w.q.limits.max_sectors = cases[i].max;
		told_of(court, BP_SETTER_MAX_HW_SECTORS);
		broken += cases[i].broken;
		assert_int_equal(bp_check_count(court->check, BP_INV_LIM_2), broken);
	}
}

struct stack {
	struct queue_limits top;
	struct queue_limits bottom;
	struct queue_limits stacked;
};

static struct bp_stacking stack(struct t_court *court, struct stack *s)
{
	struct bp_stacking seen = { &s->top, &s->bottom, &s->stacked, 0 };

	memset(s, 0, sizeof(*s));
	blk_set_stacking_limits(&court->w.env, &s->top);
	blk_set_default_limits(&court->w.env, &s->bottom);
	s->bottom.physical_block_size = 4096;
	s->bottom.io_min = 4096;
	s->stacked = s->top;
	seen.result = blk_stack_limits(&s->stacked, &s->bottom, 0);
	return seen;
}

static void stack__weaker_than_an_input__breaks_lim_3(void **state)
{
	struct t_court *court = *state;
	struct stack s;
	struct bp_stacking seen = stack(court, &s);
	u64 broken = 0;

	bp_check_stacked(court->check, &seen);
	assert_held(court, BP_INV_LIM_3);

#define SPOIL(field, value)                                                                        \
	do {                                                                                       \
		seen = stack(court, &s);                                                           \
		s.stacked.field = value;                                                           \
		bp_check_stacked(court->check, &seen);                                             \
		assert_int_equal(bp_check_count(court->check, BP_INV_LIM_3), ++broken);            \
		assert_non_null(strstr(court->text, #field));                                      \
	} while (0)
	SPOIL(max_sectors, 256);
	SPOIL(max_hw_sectors, 256);
	SPOIL(bounce_pfn, ~0ul);
	SPOIL(seg_boundary_mask, ~0ul);
	SPOIL(max_segments, 129);
	SPOIL(max_discard_segments, 2);
	SPOIL(max_segment_size, 65537);
	SPOIL(logical_block_size, 256);
	SPOIL(physical_block_size, 512);
#undef SPOIL
}

/* Step 6 puts the logical block in place of a physical one that does not fit. */
static void stack__step_6__may_shrink_the_physical_block(void **state)
{
	struct t_court *court = *state;
	struct stack s;
	struct bp_stacking seen = stack(court, &s);

	s.bottom.logical_block_size = 1024;
	s.bottom.physical_block_size = 1536;
	s.stacked.logical_block_size = 1024;
	s.stacked.physical_block_size = 1024;
	bp_check_stacked(court->check, &seen);
	assert_held(court, BP_INV_LIM_3);
}

static void stack__twice__equals_once_or_breaks_lim_4(void **state)
{
	struct t_court *court = *state;
	struct stack s;
	struct bp_stacking once = stack(court, &s);
	struct queue_limits again = s.stacked;
	struct bp_stacking twice = { &s.stacked, &s.bottom, &again, once.result };

	bp_check_stacked_twice(court->check, &once, &twice);
	assert_held(court, BP_INV_LIM_4);
	twice.result = -1;
	bp_check_stacked_twice(court->check, &once, &twice);
	assert_int_equal(bp_check_count(court->check, BP_INV_LIM_4), 1);
	twice.result = once.result;
	again.io_opt = 12345;
	bp_check_stacked_twice(court->check, &once, &twice);
	assert_int_equal(bp_check_count(court->check, BP_INV_LIM_4), 2);
	assert_non_null(strstr(court->text, "io_opt"));
}

/*
 * No setter makes such a bottom: it is misaligned once, and mended by step 6 for the second time.
 */
static void stack__bottom_out_of_order__no_case_for_lim_4(void **state)
{
	struct t_court *court = *state;
	struct stack s;
	struct bp_stacking once = stack(court, &s);
	struct bp_stacking twice = once;

	s.bottom.logical_block_size = 4096;
	s.bottom.physical_block_size = 512;
	twice.result = -1;
	bp_check_stacked_twice(court->check, &once, &twice);
	s.bottom.physical_block_size = 8192;
	s.bottom.io_min = 512;
	bp_check_stacked_twice(court->check, &once, &twice);
	assert_no_case(court, BP_INV_LIM_4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(setter__by_the_code__holds),
		t_in_court(setter__blocks_out_of_order__breaks_lim_1),
		t_in_court(setter__sectors_out_of_order__breaks_lim_2),
		t_in_court(stack__weaker_than_an_input__breaks_lim_3),
		t_in_court(stack__step_6__may_shrink_the_physical_block),
		t_in_court(stack__twice__equals_once_or_breaks_lim_4),
		t_in_court(stack__bottom_out_of_order__no_case_for_lim_4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
