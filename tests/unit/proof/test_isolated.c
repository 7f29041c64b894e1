/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "bp_test.h"
#include "proof/isolated.h"
#include "proof_test.h"

static const struct bp_trial_setup setup;

static int set_up(void **state)
{
	*state = bp_shared_new(sizeof(struct bp_trial));
	return !*state;
}

static int tear_down(void **state)
{
	bp_shared_free(*state, sizeof(struct bp_trial));
	return 0;
}

static void try__all_well__its_outcome_arrives(void **state)
{
	static const u8 bytes[] = { 1, 2, 3 };
	struct bp_trial *trial = *state;

	bp_isolated_try(&t_two_large_subject, &setup, bytes, sizeof(bytes), trial);
	assert_string_equal(trial->what, "");
	assert_int_equal(trial->outcome.things, 3);
}

static void try__something_wrong__is_told(void **state)
{
	static const u8 bytes[] = { 101, 102 };
	struct bp_trial *trial = *state;

	bp_isolated_try(&t_two_large_subject, &setup, bytes, sizeof(bytes), trial);
	assert_string_equal(trial->what, "two");
	assert_string_equal(trial->text, "2 large ones");
}

static void try__killed__is_a_crash(void **state)
{
	static const u8 bytes[] = { 200 };
	struct bp_trial *trial = *state;

	bp_isolated_try(&t_deadly_subject, &setup, bytes, sizeof(bytes), trial);
	assert_string_equal(trial->what, "crash (signal 9)");
	assert_true(bp_isolated_is_death(trial->what));
}

static void try__exits__is_an_exit(void **state)
{
	static const struct bp_subject leaves = { .name = "leaves", .run = t_leaves };
	static const u8 bytes[] = { 200 };
	struct bp_trial *trial = *state;

	bp_isolated_try(&leaves, &setup, bytes, sizeof(bytes), trial);
	assert_string_equal(trial->what, "exit 3");
	assert_true(bp_isolated_is_death(trial->what));
}

static void death__of_the_timer__is_a_hang(void **state)
{
	char what[BP_TRIAL_WHAT_MAX] = "";

	(void)state;
	assert_true(bp_isolated_death(W_EXITCODE(0, SIGPROF), what));
	assert_string_equal(what, "hang");
	assert_true(bp_isolated_is_death(what));
	assert_false(bp_isolated_is_death("INV-MAP-4"));
	assert_false(bp_isolated_death(W_EXITCODE(0, 0), what));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(try__all_well__its_outcome_arrives),
		cmocka_unit_test(try__something_wrong__is_told),
		cmocka_unit_test(try__killed__is_a_crash),
		cmocka_unit_test(try__exits__is_an_exit),
		cmocka_unit_test(death__of_the_timer__is_a_hang),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
