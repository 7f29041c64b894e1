/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "record/outcome.h"

#define PID 100
#define OURS "dd-100 [001] ..... 1.5: "
#define KERNEL "kworker/0:1-9 [000] ..... 1.6: "
#define OTHERS "fio-101 [000] ..... 1.7: "

static struct bp_outcome outcome;

static void take(const char *const *lines)
{
	bp_outcome_begin(&outcome, 100, 20);
	for (; *lines; lines++)
		bp_outcome_take(&outcome, *lines, PID);
}

#define TAKE(...) take((const char *const[]){ __VA_ARGS__, NULL })

static void bp_outcome_take__a_split_bio__all_lists(void **state)
{
	(void)state;
	/* AAAAAAAA|BBBB   16 + 4 sectors, the second issued first by a worker */
	TAKE(OURS "block_bio_queue: 7,0 W 100 + 20 [dd]", OURS "block_split: 7,0 W 100 / 116 [dd]",
	     OURS "block_getrq: 7,0 W 100 + 16 [dd]", OURS "block_getrq: 7,0 W 116 + 4 [dd]",
	     KERNEL "block_rq_issue: 7,0 W 2048 () 116 + 4 be,0,4 [kworker/0:1]",
	     OURS "block_rq_issue: 7,0 W 8192 () 100 + 16 be,0,4 [dd]",
	     KERNEL "block_rq_complete: 7,0 W () 116 + 4 be,0,4 [0]",
	     KERNEL "block_rq_complete: 7,0 W () 100 + 16 be,0,4 [0]");
	assert_int_equal(outcome.bios.n, 1);
	assert_int_equal(outcome.bios.at[0].second, 20);
	assert_int_equal(outcome.splits.n, 1);
	assert_int_equal(outcome.splits.at[0].second, 116);
	assert_int_equal(outcome.rqs.n, 2);
	assert_int_equal(outcome.rqs.at[0].sector, 100);
	assert_int_equal(outcome.issued.n, 2);
	assert_int_equal(outcome.issued.at[0].sector, 116);
	assert_int_equal(outcome.completed, 2);
	assert_true(bp_outcome_whole(&outcome, true));
}

static void bp_outcome_take__others_on_the_device__left_out(void **state)
{
	(void)state;
	TAKE(OTHERS "block_bio_queue: 7,0 R 0 + 8 [fio]",
	     OURS "block_bio_queue: 7,0 W 100 + 20 [dd]", OTHERS "block_getrq: 7,0 R 0 + 8 [fio]",
	     OURS "block_getrq: 7,0 W 100 + 20 [dd]",
	     OTHERS "block_rq_issue: 7,0 R 4096 () 0 + 8 [fio]",
	     OTHERS "block_rq_issue: 7,0 R 4096 () 120 + 8 [fio]",
	     OTHERS "block_rq_issue: 7,0 R 4096 () 118 + 8 [fio]",
	     OURS "block_rq_issue: 7,0 W 10240 () 100 + 20 [dd]",
	     KERNEL "block_rq_complete: 7,0 R () 0 + 8 [0]",
	     KERNEL "block_rq_complete: 7,0 W () 100 + 20 [0]");
	assert_int_equal(outcome.bios.n, 1);
	assert_int_equal(outcome.rqs.n, 1);
	assert_int_equal(outcome.issued.n, 1);
	assert_int_equal(outcome.completed, 1);
	assert_true(bp_outcome_whole(&outcome, true));
}

static void bp_outcome_whole__something_is_missing__false(void **state)
{
	(void)state;
	TAKE(OURS "block_bio_queue: 7,0 W 100 + 20 [dd]");
	assert_false(bp_outcome_whole(&outcome, true));
	assert_true(bp_outcome_whole(&outcome, false)); /* it failed before it was a request */
	TAKE(OURS "block_bio_queue: 7,0 W 100 + 8 [dd]", OURS "block_bio_queue: 7,0 W 110 + 10");
	assert_false(bp_outcome_whole(&outcome, true));
	TAKE(OURS "block_bio_queue: 7,0 W 100 + 20 [dd]", OURS "block_getrq: 7,0 W 100 + 20 [dd]",
	     OURS "block_rq_issue: 7,0 W 10240 () 100 + 20 [dd]");
	assert_false(bp_outcome_whole(&outcome, true)); /* it never ended */
	TAKE(OURS "block_getrq: 7,0 W 100 + 20 [dd]",
	     OURS "block_rq_issue: 7,0 W 10240 () 100 + 16 [dd]",
	     KERNEL "block_rq_complete: 7,0 W () 100 + 16 [0]");
	assert_false(bp_outcome_whole(&outcome, false));
}

static void bp_outcome_whole__lost_or_unreadable__false(void **state)
{
	(void)state;
	TAKE("CPU:0 [LOST 3 EVENTS]");
	assert_false(bp_outcome_whole(&outcome, false));
	TAKE("what is this");
	assert_false(bp_outcome_whole(&outcome, false));
}

static void bp_outcome_take__merges_and_requeues__counted(void **state)
{
	(void)state;
	TAKE(OURS "block_bio_backmerge: 7,0 W 100 + 8 [dd]",
	     OURS "block_bio_frontmerge: 7,0 W 108 + 4 [dd]",
	     OTHERS "block_bio_backmerge: 7,0 W 0 + 8 [fio]",
	     KERNEL "block_rq_requeue: 7,0 W () 100 + 8 [0]",
	     KERNEL "block_rq_requeue: 7,0 W () 0 + 8 [0]");
	assert_int_equal(outcome.merges, 2);
	assert_int_equal(outcome.requeues, 1);
	assert_true(bp_outcome_whole(&outcome, true));
}

static void bp_outcome_take__more_than_an_io_can_have__broken(void **state)
{
	(void)state;
	bp_outcome_begin(&outcome, 0, 8);
	for (unsigned i = 0; i <= BP_OUTCOME_MAX; i++)
		bp_outcome_take(&outcome, OURS "block_getrq: 7,0 W 0 + 1 [dd]", PID);
	assert_int_equal(outcome.rqs.n, BP_OUTCOME_MAX);
	assert_true(outcome.broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_outcome_take__a_split_bio__all_lists),
		cmocka_unit_test(bp_outcome_take__others_on_the_device__left_out),
		cmocka_unit_test(bp_outcome_whole__something_is_missing__false),
		cmocka_unit_test(bp_outcome_whole__lost_or_unreadable__false),
		cmocka_unit_test(bp_outcome_take__merges_and_requeues__counted),
		cmocka_unit_test(bp_outcome_take__more_than_an_io_can_have__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
