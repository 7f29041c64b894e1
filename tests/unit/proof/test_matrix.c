/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "bp_source.h"
#include "bp_test.h"
#include "proof/matrix.h"

static struct bp_matrix_row row;

static void look(enum bp_defect_id defect)
{
	struct bp_error err = { 0 };

	assert_int_equal(bp_matrix_look(defect, &row, &err), 0);
	assert_int_equal(row.defect, defect);
}

static void bp_matrix_look__invariants__those_of_the_case(void **state)
{
	(void)state;
	look(BP_DEF_P2P_14);
	assert_string_equal(row.invariants, "INV-P2P-7, INV-P2P-11");
	/* Nothing that it brings: it takes a warning away. */
	assert_string_equal(row.reports, "");
	assert_false(row.data);
	assert_true(bp_matrix_caught(&row));
}

static void bp_matrix_look__report_alone__caught(void **state)
{
	(void)state;
	look(BP_DEF_8);
	assert_string_equal(row.invariants, "");
	assert_string_equal(row.reports, "DEF-8"); /* not 4.6, which comes anyway */
	assert_true(bp_matrix_caught(&row));
}

static void bp_matrix_look__wrong_bytes__caught(void **state)
{
	static const enum bp_defect_id all[] = { BP_DEF_P2P_5, BP_DEF_NVMET_12, BP_DEF_NVMET_16 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(all); i++) {
		look(all[i]);
		assert_true(row.data);
		assert_true(bp_matrix_caught(&row));
	}
}

static void bp_matrix_look__random_scenarios__replay_shows_it(void **state)
{
	struct bp_trial_setup setup = { 0 };
	static struct bp_trial trial;

	(void)state;
	look(BP_DEF_5);
	assert_true(row.random.found);
	assert_in_range(row.random.number, 0, BP_MATRIX_BUDGET - 1);
	bp_defect_set(&setup.defects, BP_DEF_5, true);
	bp_subject_try(row.subject, &setup, row.random.bytes, row.random.size, &trial);
	assert_string_equal(trial.what, row.random.what);
	assert_true(bp_matrix_caught(&row));
}

static void bp_matrix_look__quirk__no_case_and_perhaps_scenarios(void **state)
{
	(void)state;
	look(BP_QUIRK_9);
	assert_null(row.shown);
	assert_null(row.subject);
	look(BP_QUIRK_6);
	assert_null(row.shown);
	assert_true(row.random.found);
	assert_false(row.random.without);
}

static bool names(const char *file, const char *id)
{
	FILE *in = fopen(t_source(file), "r");
	char line[256];
	bool found = false;

	assert_non_null(in);
	while (!found && fgets(line, sizeof(line), in))
		found = strstr(line, id);
	fclose(in);
	return found;
}

static void bp_matrix_test__each_quirk__a_file_that_names_it(void **state)
{
	(void)state;
	for (int id = BP_DEFECT_NR; id < BP_SWITCH_NR; id++)
		assert_true(names(bp_matrix_test((enum bp_defect_id)id),
				  bp_defect_get((enum bp_defect_id)id)->id));
	assert_null(bp_matrix_test(BP_DEF_5));
}

/* Caught is: something sees it, nothing without it, and the random scenarios too where they are
 * tried.
 */
static void bp_matrix_caught__one_thing_amiss__no(void **state)
{
	static const struct bp_subject subject = { .name = "subject" };
	static struct bp_matrix_row good = { .silent = true,
					     .invariants = "INV-MAP-1",
					     .subject = &subject,
					     .random = { .found = true } };

	(void)state;
	assert_true(bp_matrix_caught(&good));
	row = good;
	row.silent = false;
	assert_false(bp_matrix_caught(&row));
	row = good;
	row.invariants[0] = 0;
	assert_false(bp_matrix_caught(&row));
	row = good;
	row.random.found = false;
	assert_false(bp_matrix_caught(&row));
	row = good;
	row.random.without = true;
	assert_false(bp_matrix_caught(&row));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_matrix_look__invariants__those_of_the_case),
		cmocka_unit_test(bp_matrix_look__report_alone__caught),
		cmocka_unit_test(bp_matrix_look__wrong_bytes__caught),
		cmocka_unit_test(bp_matrix_look__random_scenarios__replay_shows_it),
		cmocka_unit_test(bp_matrix_look__quirk__no_case_and_perhaps_scenarios),
		cmocka_unit_test(bp_matrix_test__each_quirk__a_file_that_names_it),
		cmocka_unit_test(bp_matrix_caught__one_thing_amiss__no),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
