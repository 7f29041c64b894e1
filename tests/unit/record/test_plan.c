/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "record/pattern.h"

#define CASES 3000u

static const struct bp_plan_bounds all = { .block_bytes = 512,
					   .sectors = 131072,
					   .reads = true,
					   .writes = true,
					   .fixed = true,
					   .huge = true };

static struct bp_plan plan, other;

/* What every plan keeps to, whatever the pattern. */
static void assert_fits(const struct bp_plan *p, const struct bp_plan_bounds *bounds)
{
	unsigned pages = 0;
	u64 bytes = 0;

	assert_in_range(p->nr_slices, 1, BP_PLAN_SLICES);
	assert_in_range(p->pages, 1, BP_PLAN_PAGES);
	for (unsigned i = 0; i < p->nr_runs; i++) {
		assert_in_range(p->runs[i].pages, 1, BP_PLAN_PAGES);
		pages += p->runs[i].pages;
	}
	assert_int_equal(p->huge ? BP_PLAN_HUGE / BP_PLAN_PAGE : pages, p->pages);
	for (unsigned i = 0; i < p->nr_slices; i++) {
		assert_int_not_equal(p->slices[i].bytes, 0);
		assert_true((u64)p->slices[i].start + p->slices[i].bytes <=
			    (u64)p->pages * BP_PLAN_PAGE);
		/* Bytes are used once: what is read twice into one place could not be checked. */
		assert_true(!i ||
			    p->slices[i].start >= p->slices[i - 1].start + p->slices[i - 1].bytes);
		bytes += p->slices[i].bytes;
	}
	assert_int_equal(bytes, p->bytes);
	assert_in_range(bytes, 1, (4 << 20) + 65536);
	assert_int_equal(p->sector % (bounds->block_bytes / SECTOR_SIZE), 0);
	assert_true(p->sector + (bytes + 511) / 512 <= bounds->sectors);
	if (strcmp(p->pattern, "misaligned"))
		assert_int_equal(bytes % bounds->block_bytes, 0);
	if (p->arena)
		assert_int_equal(p->nr_slices, 1);
}

static void bp_plan_make__each_block_size__fits(void **state)
{
	(void)state;
	for (unsigned block = 512; block <= 65536; block *= 2) {
		struct bp_plan_bounds bounds = all;

		bounds.block_bytes = block;
		bounds.sectors = block > 4096 ? 32768 : 131072;
		for (unsigned number = 0; number < CASES; number++) {
			bounds.huge = number % 3;
			bp_plan_make(&plan, &bounds, block, number);
			assert_fits(&plan, &bounds);
			assert_true(bounds.huge || !plan.huge);
		}
	}
}

static void bp_plan_make__same_seed__same_plan(void **state)
{
	(void)state;
	for (unsigned number = 0; number < 100; number++) {
		bp_plan_make(&plan, &all, 7, number);
		bp_plan_make(&other, &all, 7, number);
		assert_memory_equal(&plan, &other, sizeof(plan));
	}
}

static void bp_plan_make__another_seed__another_plan(void **state)
{
	unsigned equal = 0;

	(void)state;
	for (unsigned number = 0; number < 100; number++) {
		bp_plan_make(&plan, &all, 7, number);
		bp_plan_make(&other, &all, 8, number);
		equal += !memcmp(&plan, &other, sizeof(plan));
	}
	assert_int_equal(equal, 0);
}

/* The first case of a seed must stay what it is: recordings name seed and case. */
static void bp_plan_make__seed_1_case_0__stays(void **state)
{
	(void)state;
	bp_plan_make(&plan, &all, 1, 0);
	assert_string_equal(plan.pattern, "small");
	assert_int_equal(plan.sector, 94804);
	assert_int_equal(plan.bytes, 25600);
}

static void bp_plan_make__many_cases__every_pattern_and_direction(void **state)
{
	unsigned seen[16] = { 0 }, writes = 0, fixed = 0, huge = 0;
	struct bp_plan_bounds bounds = all;

	(void)state;
	bounds.block_bytes = 1024;
	for (unsigned number = 0; number < CASES; number++) {
		bp_plan_make(&plan, &bounds, 1, number);
		for (unsigned i = 0; i < bp_patterns_count(); i++)
			seen[i] += !strcmp(plan.pattern, bp_patterns[i].name);
		writes += plan.write;
		fixed += plan.arena != NULL;
		huge += plan.arena && !strcmp(plan.arena, "huge");
	}
	for (unsigned i = 0; i < bp_patterns_count(); i++)
		assert_in_range(seen[i], CASES / 100, CASES / 5);
	assert_in_range(writes, CASES / 3, CASES * 2 / 3);
	assert_in_range(fixed, CASES / 16, CASES / 4);
	assert_true(huge > 0);
}

static void bp_plan_make__bounds__kept(void **state)
{
	struct bp_plan_bounds bounds = all;

	(void)state;
	for (unsigned number = 0; number < CASES; number++) {
		bounds = all;
		bounds.fixed = false;
		bounds.writes = number % 2;
		bounds.reads = !bounds.writes;
		bp_plan_make(&plan, &bounds, 1, number);
		assert_int_equal(plan.write, bounds.writes);
		assert_null(plan.arena);
		assert_string_not_equal(plan.pattern, "sublbs"); /* blocks are sectors */
	}
}

static void bp_plan_slice__table_full__refused(void **state)
{
	(void)state;
	memset(&plan, 0, sizeof(plan));
	for (unsigned i = 0; i < BP_PLAN_SLICES; i++)
		assert_true(bp_plan_slice(&plan, i, 1));
	assert_false(bp_plan_slice(&plan, 0, 1));
	assert_int_equal(plan.bytes, BP_PLAN_SLICES);
	memset(&plan, 0, sizeof(plan));
	assert_false(bp_plan_slice(&plan, 0, 0));
	assert_int_equal(bp_plan_run(&plan, BP_RUN_APART, BP_PLAN_PAGES + 1), BP_PLAN_PAGES);
	assert_int_equal(bp_plan_run(&plan, BP_RUN_APART, 1), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_plan_make__each_block_size__fits),
		cmocka_unit_test(bp_plan_make__same_seed__same_plan),
		cmocka_unit_test(bp_plan_make__another_seed__another_plan),
		cmocka_unit_test(bp_plan_make__seed_1_case_0__stays),
		cmocka_unit_test(bp_plan_make__many_cases__every_pattern_and_direction),
		cmocka_unit_test(bp_plan_make__bounds__kept),
		cmocka_unit_test(bp_plan_slice__table_full__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
