/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "proof/run.h"
#include "proof_test.h"

#define CASES 1000

static u64 seen[CASES];

/* Counts which cases were run, in this process. */
static void note_case(struct bp_trial *trial)
{
	u64 number = bp_choose_below(&trial->choices, CASES);

	seen[number]++;
	trial->outcome.things = number;
	if (number == 777)
		bp_trial_wrong(trial, "seven", "case %u\n", 777);
}

static const struct bp_subject world = {
	.name = "world", .things = "sums", .cases = CASES, .run = note_case
};

static struct bp_run *new_run(const struct bp_subject *subject, u64 end)
{
	struct bp_run *run = calloc(1, sizeof(*run));

	assert_non_null(run);
	run->subject = subject;
	run->exhaustive = subject->cases != 0;
	run->shards = 1;
	run->jobs = 1;
	run->end = end;
	return run;
}

static void run_to_the_end(struct bp_run *run, u64 most)
{
	while (run->next < run->end)
		assert_int_equal(bp_run_on(run, most), 0);
}

static void run__a_world__every_case_once(void **state)
{
	struct bp_run *run = new_run(&world, CASES);

	(void)state;
	memset(seen, 0, sizeof(seen));
	run_to_the_end(run, 7);
	for (unsigned i = 0; i < CASES; i++)
		assert_int_equal(seen[i], 1);
	assert_int_equal(run->outcome.trials, CASES);
	assert_int_equal(run->outcome.wrong, 1);
	assert_int_equal(run->nr_findings, 1);
	assert_int_equal(bp_run_find(run, "seven")->number, 777);
	free(run);
}

static void run__shards__every_case_in_one_of_them(void **state)
{
	(void)state;
	memset(seen, 0, sizeof(seen));
	for (unsigned shard = 0; shard < 3; shard++) {
		struct bp_run *run = new_run(&world, CASES);

		run->shard = shard;
		run->shards = 3;
		run_to_the_end(run, 11);
		free(run);
	}
	for (unsigned i = 0; i < CASES; i++)
		assert_int_equal(seen[i], 1);
}

static void run__more_shards_than_cases__some_have_none(void **state)
{
	struct bp_run *run = new_run(&world, 2);

	(void)state;
	run->shard = 4;
	run->shards = 5;
	run_to_the_end(run, 10);
	assert_int_equal(run->outcome.trials, 0);
	free(run);
}

static void run__processes__the_same_numbers(void **state)
{
	struct bp_run *alone = new_run(&t_two_large_subject, 300);
	struct bp_run *many = new_run(&t_two_large_subject, 300);

	(void)state;
	many->jobs = 3;
	run_to_the_end(alone, 300);
	run_to_the_end(many, 50);
	assert_memory_equal(&alone->outcome, &many->outcome, sizeof(alone->outcome));
	assert_int_equal(many->outcome.trials, 300);
	free(alone);
	free(many);
}

/* What dies is a finding; another process does the rest. */
static void run__a_trial_that_dies__is_found(void **state)
{
	struct bp_run *run = new_run(&t_deadly_subject, 20);

	(void)state;
	run->jobs = 2;
	run_to_the_end(run, 20);
	assert_non_null(bp_run_find(run, "crash (signal 9)"));
	assert_true(run->outcome.wrong > 0);
	assert_int_equal(run->outcome.trials, 20);
	free(run);
}

static struct bp_trial_finding finding(const char *what, u64 number)
{
	struct bp_trial_finding f = { .number = number };

	snprintf(f.what, sizeof(f.what), "%s", what);
	return f;
}

/* Whoever comes first, the first trial that shows a thing is kept. */
static void join__findings__each_once_in_their_order(void **state)
{
	struct bp_run *run = new_run(&world, CASES);
	const struct bp_trial_finding here[] = { finding("a", 30), finding("b", 10) };
	const struct bp_trial_finding there[] = { finding("a", 20), finding("b", 40),
						  finding("c", 5) };
	const struct bp_trial_outcome outcome = { .wrong = 3, .judged[BP_INV_MAP_4] = 7 };

	(void)state;
	bp_run_join(run, &outcome, here, 2);
	bp_run_join(run, &outcome, there, 3);
	assert_int_equal(run->outcome.wrong, 6);
	assert_int_equal(run->outcome.judged[BP_INV_MAP_4], 14);
	assert_int_equal(run->nr_findings, 3);
	assert_string_equal(run->findings[0].what, "c");
	assert_string_equal(run->findings[1].what, "b");
	assert_int_equal(run->findings[1].number, 10);
	assert_string_equal(run->findings[2].what, "a");
	assert_int_equal(run->findings[2].number, 20);
	free(run);
}

/* More things than there is room for, the last of them first: the first stay. */
static void join__too_many__the_first_are_kept(void **state)
{
	struct bp_run *run = new_run(&world, CASES);
	const struct bp_trial_outcome outcome = { 0 };

	(void)state;
	for (unsigned n = 2 * BP_RUN_FINDINGS; n--;) {
		char what[8];
		struct bp_trial_finding f;

		snprintf(what, sizeof(what), "%u", n);
		f = finding(what, n);
		bp_run_join(run, &outcome, &f, 1);
	}
	assert_int_equal(run->nr_findings, BP_RUN_FINDINGS);
	for (unsigned i = 0; i < BP_RUN_FINDINGS; i++)
		assert_int_equal(run->findings[i].number, i);
	free(run);
}

/* Findings are the same however the trials are shared out. */
static void run__batches_and_processes__the_same_findings(void **state)
{
	struct bp_run *alone = new_run(&t_two_large_subject, 300);
	struct bp_run *many = new_run(&t_two_large_subject, 300);

	(void)state;
	many->jobs = 7;
	run_to_the_end(alone, 300);
	run_to_the_end(many, 23);
	assert_int_equal(alone->nr_findings, 1);
	assert_int_equal(many->nr_findings, 1);
	assert_int_equal(alone->findings[0].number, many->findings[0].number);
	free(alone);
	free(many);
}

/* A world that is not run through gives some of its cases. */
static void run__a_sample_of_a_world__by_its_seed(void **state)
{
	struct bp_run *run = new_run(&world, 100);
	unsigned other = 0;

	(void)state;
	run->exhaustive = false;
	memset(seen, 0, sizeof(seen));
	run_to_the_end(run, 100);
	for (unsigned i = 100; i < CASES; i++)
		other += seen[i] > 0;
	assert_in_range(other, 50, 100);
	free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(run__a_world__every_case_once),
		cmocka_unit_test(run__shards__every_case_in_one_of_them),
		cmocka_unit_test(run__more_shards_than_cases__some_have_none),
		cmocka_unit_test(run__processes__the_same_numbers),
		cmocka_unit_test(run__a_trial_that_dies__is_found),
		cmocka_unit_test(join__findings__each_once_in_their_order),
		cmocka_unit_test(join__too_many__the_first_are_kept),
		cmocka_unit_test(run__batches_and_processes__the_same_findings),
		cmocka_unit_test(run__a_sample_of_a_world__by_its_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
