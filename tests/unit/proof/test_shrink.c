/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "proof/isolated.h"
#include "proof/shrink.h"
#include "proof_test.h"

static const struct bp_trial_setup setup;

static void shrink__two_bytes_matter__only_they_stay(void **state)
{
	u8 bytes[64];

	(void)state;
	memset(bytes, 9, sizeof(bytes));
	bytes[5] = bytes[17] = bytes[40] = 250;
	assert_int_equal(bp_shrink(&t_two_large_subject, &setup, bytes, sizeof(bytes), 10000,
				   bp_subject_try),
			 2);
	assert_int_equal(bytes[0], 101);
	assert_int_equal(bytes[1], 101);
}

static void shrink__nothing_wrong__nothing_changes(void **state)
{
	u8 bytes[] = { 1, 2, 3 };
	static const u8 before[] = { 1, 2, 3 };

	(void)state;
	assert_int_equal(bp_shrink(&t_two_large_subject, &setup, bytes, sizeof(bytes), 10000,
				   bp_subject_try),
			 sizeof(bytes));
	assert_memory_equal(bytes, before, sizeof(bytes));
}

static void shrink__few_trials__still_goes_wrong(void **state)
{
	static struct bp_trial trial;
	u8 bytes[64];
	size_t size;

	(void)state;
	memset(bytes, 150, sizeof(bytes));
	size = bp_shrink(&t_two_large_subject, &setup, bytes, sizeof(bytes), 5, bp_subject_try);
	assert_in_range(size, 3, sizeof(bytes));
	bp_subject_try(&t_two_large_subject, &setup, bytes, size, &trial);
	assert_string_equal(trial.what, "two");
}

/* A byte that is one of few values stands for many; 208 is the second of nine. */
static void shrink__one_of_few_values__its_number(void **state)
{
	u8 bytes[] = { 208 };

	(void)state;
	assert_int_equal(bp_shrink(&t_second_of_nine_subject, &setup, bytes, sizeof(bytes), 1000,
				   bp_subject_try),
			 1);
	assert_int_equal(bytes[0], 1);
}

/* A process dies each time; this one does not. */
static void shrink__a_crash__in_other_processes(void **state)
{
	u8 bytes[] = { 1, 2, 3, 222, 4, 5 };

	(void)state;
	assert_int_equal(bp_shrink(&t_deadly_subject, &setup, bytes, sizeof(bytes), 200,
				   bp_isolated_try),
			 1);
	assert_int_equal(bytes[0], 200);
}

/* What a process dies of is looked for in others. */
static void shrink_finding__a_crash_or_not__smallest(void **state)
{
	u8 deadly[] = { 1, 2, 3, 222, 4, 5 }, large[] = { 7, 250, 8, 200, 9 };

	(void)state;
	assert_int_equal(bp_shrink_finding(&t_deadly_subject, &setup, deadly, sizeof(deadly),
					   "crash (signal 9)"),
			 1);
	assert_int_equal(deadly[0], 200);
	assert_int_equal(
		bp_shrink_finding(&t_two_large_subject, &setup, large, sizeof(large), "two"), 2);
	assert_int_equal(large[0], 101);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shrink__two_bytes_matter__only_they_stay),
		cmocka_unit_test(shrink__nothing_wrong__nothing_changes),
		cmocka_unit_test(shrink__few_trials__still_goes_wrong),
		cmocka_unit_test(shrink__one_of_few_values__its_number),
		cmocka_unit_test(shrink__a_crash__in_other_processes),
		cmocka_unit_test(shrink_finding__a_crash_or_not__smallest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
