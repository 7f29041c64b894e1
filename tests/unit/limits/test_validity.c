/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits from a person: which are refused, which are only odd, and what is said.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <blkpath/error.h>

#include "bp_test.h"

/* How bad a set is, from the worst to the best. */
enum verdict { IMPOSSIBLE, BELOW_PRE_B, BELOW_PRE_A, FINE };

static enum verdict judge(const struct queue_limits *lim, struct bp_error *err)
{
	if (bp_limits_validate(lim, bp_rules_find(NULL), err))
		return IMPOSSIBLE;
	if (bp_limits_sane(lim, 4096, BP_PRE_B, err))
		return BELOW_PRE_B;
	if (bp_limits_sane(lim, 4096, BP_PRE_A, err))
		return BELOW_PRE_A;
	return FINE;
}

#define CASE(field_, value_, verdict_)                                                             \
	{                                                                                          \
#field_, offsetof(struct queue_limits, field_),                                    \
			sizeof(((struct queue_limits *)0)->field_), value_, verdict_               \
	}

static const struct {
	const char *field;
	size_t offset;
	size_t bytes;
	u64 value;
	enum verdict verdict;
} cases[] = {
	CASE(logical_block_size, 0, IMPOSSIBLE),
	CASE(logical_block_size, 256, IMPOSSIBLE),
	CASE(logical_block_size, 520, IMPOSSIBLE),
	CASE(logical_block_size, 512, FINE),
	CASE(logical_block_size, 4096, BELOW_PRE_A), /* for max_sectors is 255 */
	CASE(logical_block_size, 8192, BELOW_PRE_A),
	CASE(physical_block_size, 0, IMPOSSIBLE),
	CASE(physical_block_size, 4608, IMPOSSIBLE),
	CASE(physical_block_size, 65536, FINE),
	CASE(max_sectors, 0, IMPOSSIBLE),
	CASE(max_sectors, 1, FINE),
	CASE(max_sectors, 256, IMPOSSIBLE), /* for max_hw_sectors is 255 */
	CASE(max_hw_sectors, 0, IMPOSSIBLE),
	CASE(max_segments, 0, IMPOSSIBLE),
	CASE(max_segments, 1, FINE),
	CASE(max_segment_size, 0, IMPOSSIBLE),
	CASE(max_segment_size, 512, BELOW_PRE_B),
	CASE(max_segment_size, 4096, FINE),
	CASE(max_segment_size, 70000, BELOW_PRE_A),
	CASE(max_segment_size, UINT_MAX, FINE),
	CASE(seg_boundary_mask, 0, IMPOSSIBLE),
	CASE(seg_boundary_mask, 0x1000, IMPOSSIBLE),
	CASE(seg_boundary_mask, 0x1FF, BELOW_PRE_B),
	CASE(seg_boundary_mask, 0xFFF, FINE),
	CASE(seg_boundary_mask, LONG_MAX, FINE),
	CASE(seg_boundary_mask, ULONG_MAX, BELOW_PRE_B), /* QUIRK-2 */
	CASE(virt_boundary_mask, 0x1000, IMPOSSIBLE),
	CASE(virt_boundary_mask, 0xFFF, BELOW_PRE_B), /* for max_segment_size is finite */
	CASE(virt_boundary_mask, 0x1FFFFFFFF, BELOW_PRE_B),
	CASE(chunk_sectors, 0, FINE),
	CASE(chunk_sectors, 24, IMPOSSIBLE),
	CASE(chunk_sectors, 256, FINE),
};

static void bp_limits__one_field_changed__verdict_names_the_field(void **state)
{
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct queue_limits lim = w->q.limits;
		struct bp_error err = { 0 };
		enum verdict verdict;

		memcpy((u8 *)&lim + cases[i].offset, &cases[i].value, cases[i].bytes);
		verdict = judge(&lim, &err);
		if (verdict != cases[i].verdict)
			fail_msg("%s %llu: verdict %d (%s: %s)", cases[i].field,
				 (unsigned long long)cases[i].value, verdict, err.key, err.text);
		if (verdict == IMPOSSIBLE)
			assert_string_equal(err.key, cases[i].field);
	}
}

static void bp_limits_validate__refused__value_and_what_is_allowed(void **state)
{
	struct t_world *w = *state;
	struct bp_error err = { 0 };

	w->q.limits.logical_block_size = 520;
	assert_int_equal(bp_limits_validate(&w->q.limits, w->q.bp_rules, &err), -EINVAL);
	assert_string_equal(err.key, "logical_block_size");
	assert_string_equal(err.text, "is 520 (0x208), must be a power of two, 512 to 65536");
	assert_int_equal(bp_limits_validate(&w->q.limits, w->q.bp_rules, NULL), -EINVAL);
}

/* G-8 */
static void bp_limits_validate__rule_set_of_any_chunk__accepted(void **state)
{
	struct t_world *w = *state;
	struct bp_rules rules = *bp_rules_find(NULL);

	w->q.limits.chunk_sectors = 24;
	assert_int_equal(bp_limits_validate(&w->q.limits, &rules, NULL), -EINVAL);
	rules.any_chunk = true;
	assert_int_equal(bp_limits_validate(&w->q.limits, &rules, NULL), 0);
	assert_int_equal(bp_limits_sane(&w->q.limits, 4096, BP_PRE_B, NULL), -EINVAL);
}

/* generations.md 4: the file shows 0 after a small value was written under large blocks. */
static void bp_limits_validate__no_sector_at_all__where_such_io_fails(void **state)
{
	struct t_world *w = *state;

	w->q.limits.max_sectors = 0;
	assert_int_equal(bp_limits_validate(&w->q.limits, bp_rules_find("v5.2"), NULL), -EINVAL);
	assert_int_equal(bp_limits_validate(&w->q.limits, bp_rules_find("v6.1"), NULL), -EINVAL);
	assert_int_equal(bp_limits_validate(&w->q.limits, bp_rules_find("v6.18"), NULL), 0);
}

static void bp_limits_sane__blocks_of_4096__everything_in_whole_blocks(void **state)
{
	struct t_world *w = *state;
	struct queue_limits *lim = &w->q.limits;

	blk_queue_logical_block_size(&w->q, 4096);
	lim->max_sectors = 248;
	assert_int_equal(judge(lim, NULL), FINE);
	lim->chunk_sectors = 4;
	assert_int_equal(judge(lim, NULL), BELOW_PRE_A);
	lim->chunk_sectors = 8;
	assert_int_equal(judge(lim, NULL), FINE);
	lim->max_segment_size = 4608;
	assert_int_equal(judge(lim, NULL), BELOW_PRE_A);
}

static void bp_limits_sane__virtual_boundary_as_the_setter_sets_it__fine_up_to_a_page(void **state)
{
	struct t_world *w = *state;

	blk_queue_virt_boundary(&w->q, 0xFFF);
	assert_int_equal(judge(&w->q.limits, NULL), FINE);
	blk_queue_virt_boundary(&w->q, 0xFFFF);
	assert_int_equal(judge(&w->q.limits, NULL), BELOW_PRE_A);
	blk_queue_segment_boundary(&w->q, 0xFFF);
	assert_int_equal(judge(&w->q.limits, NULL), BELOW_PRE_B);
	blk_queue_virt_boundary(&w->q, 0xFFF); /* as wide as the segment boundary */
	assert_int_equal(judge(&w->q.limits, NULL), FINE);
}

/* a set that was never validated gets an answer too */
static void bp_limits_sane__impossible_ones__refused(void **state)
{
	const struct queue_limits nothing = { 0 };
	struct t_world *w = *state;
	struct queue_limits lim = w->q.limits;
	struct bp_error err = { 0 };

	assert_int_equal(bp_limits_sane(&nothing, 4096, BP_PRE_A, NULL), -EINVAL);
	lim.logical_block_size = 0;
	assert_int_equal(bp_limits_sane(&lim, 4096, BP_PRE_A, NULL), -EINVAL);
	lim.logical_block_size = 520;
	assert_int_equal(bp_limits_sane(&lim, 4096, BP_PRE_A, &err), -EINVAL);
	assert_string_equal(err.key, "logical_block_size");
	lim = w->q.limits;
	lim.max_sectors = 0;
	assert_int_equal(bp_limits_sane(&lim, 4096, BP_PRE_A, NULL), -EINVAL);
	lim = w->q.limits;
	lim.seg_boundary_mask = 0x1000;
	assert_int_equal(bp_limits_sane(&lim, 4096, BP_PRE_B, NULL), -EINVAL);
	lim = w->q.limits;
	lim.virt_boundary_mask = 0x1000;
	assert_int_equal(bp_limits_sane(&lim, 4096, BP_PRE_B, NULL), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(bp_limits__one_field_changed__verdict_names_the_field),
		t_in_world(bp_limits_validate__refused__value_and_what_is_allowed),
		t_in_world(bp_limits_validate__rule_set_of_any_chunk__accepted),
		t_in_world(bp_limits_validate__no_sector_at_all__where_such_io_fails),
		t_in_world(bp_limits_sane__blocks_of_4096__everything_in_whole_blocks),
		t_in_world(
			bp_limits_sane__virtual_boundary_as_the_setter_sets_it__fine_up_to_a_page),
		t_in_world(bp_limits_sane__impossible_ones__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
