/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check --exercised: what holds each invariant to account.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include <blkpath/check.h>

static bool file_has(const char *path, const char *word)
{
	const char *root = getenv("BLKPATH_SOURCE");
	char name[PATH_MAX], line[512];
	bool found = false;
	FILE *file;

	snprintf(name, sizeof(name), "%s/%s", root ? root : ".", path);
	file = fopen(name, "r");
	assert_non_null(file);
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, word) != NULL;
	fclose(file);
	return found;
}

/* "INV-P2P-2" is BP_INV_P2P_2 to a test. */
static void symbol(const char *id, char word[40])
{
	snprintf(word, 40, "BP_%s", id);
	for (char *at = word; *at; at++)
		*at = *at == '-' ? '_' : *at;
}

/* What a test is said to judge, it names; what something judges, needs none. */
static void exercised__all__each_by_something(void **state)
{
	json_t *document = t_run_json(bp_cmd_check, T_ARGS("check", "--exercised", "--random", "25",
							   "--jobs", "1", "--json"));
	json_t *list = t_at(document, "exercised"), *row;
	size_t i;

	(void)state;
	assert_int_equal(json_array_size(list), BP_INV_NR);
	json_array_foreach (list, i, row) {
		const char *test = json_string_value(t_at(row, "test"));
		char word[40];

		assert_int_equal(json_integer_value(t_at(row, "judged")) > 0,
				 json_object_size(t_at(row, "by")) > 0);
		assert_true((json_integer_value(t_at(row, "judged")) > 0) != (test != NULL));
		symbol(json_string_value(t_at(row, "invariant")), word);
		if (test && !file_has(test, word))
			fail_msg("%s does not name %s", test, word);
	}
	json_decref(document);
}

/* Without subjects for them there is nothing, and that is told. */
static void exercised__one_subject__the_others_are_missing(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "--exercised", "--random", "30", "--jobs", "1"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "\nINV-RDMA-1                0  nothing\n");
	t_contains(run.out, "\nINV-NVME-33               0  tests/unit/check/");
	t_contains(run.out, "  block ");
	t_contains(run.out, " of them judged by nothing\n");
	t_run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exercised__all__each_by_something),
		cmocka_unit_test(exercised__one_subject__the_others_are_missing),
	};

	return cmocka_run_group_tests_name("check_exercised", tests, NULL, NULL);
}
