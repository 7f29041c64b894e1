/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bp_test.h"
#include "proof/result_file.h"

static char name[] = "blkpath-test-XXXXXX";

static int make_file(void **state)
{
	int fd = mkstemp(name);

	(void)state;
	if (fd >= 0)
		close(fd);
	return fd < 0;
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(name);
}

static void put_text(const char *text)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void load__what_was_saved__is_the_same(void **state)
{
	struct bp_result *result = calloc(1, sizeof(*result)), *read = calloc(1, sizeof(*read));
	json_t *runs = json_array(), *again;
	struct bp_error err = { 0 };

	(void)state;
	result->run.subject = bp_subject_find("queue");
	result->run.shards = 1;
	result->run.end = 10;
	json_array_append_new(runs, bp_result_json(result));
	assert_int_equal(bp_results_save(name, runs, &err), 0);
	assert_int_equal(bp_results_load(name, &again, &err), 0);
	assert_true(json_equal(runs, again));
	assert_int_equal(bp_results_at(name, again, 0, read, &err), 0);
	assert_null(bp_result_differs(result, read, true));
	assert_int_equal(bp_results_at(name, again, 1, read, &err), -EINVAL);
	assert_string_equal(err.key, "runs.1");
	json_decref(runs);
	json_decref(again);
	free(result);
	free(read);
}

static void load__no_result_file__refused(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} cases[] = {
		{ "", "not JSON: " },
		{ "{\n \"format\": \"blkpath check 1\",\n \"runs\": [\n", "not JSON: " },
		{ "[]", "is no result file" },
		{ "{}", "is no result file" },
		{ "{\"format\": \"blkpath check 2\", \"runs\": []}", "is no result file" },
		{ "{\"format\": 1, \"runs\": []}", "is no result file" },
		{ "{\"format\": \"blkpath check 1\", \"runs\": 3}", "a list with a run" },
		{ "{\"format\": \"blkpath check 1\", \"runs\": []}", "a list with a run" },
		{ "{\"format\": \"blkpath check 1\"}", "a list with a run" },
		{ "{\"format\": \"blkpath check 1\", \"format\": 1}", "not JSON: duplicate" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };
		json_t *runs;

		put_text(cases[i].text);
		assert_int_equal(bp_results_load(name, &runs, &err), -EINVAL);
		assert_null(runs);
		assert_string_equal(err.file, name);
		if (!strstr(err.text, cases[i].says))
			fail_msg("%s: %s", cases[i].text, err.text);
	}
}

static void load__cut_off__line_is_told(void **state)
{
	struct bp_error err = { 0 };
	json_t *runs;

	(void)state;
	put_text("{\n\"format\":\n");
	assert_int_equal(bp_results_load(name, &runs, &err), -EINVAL);
	assert_in_range(err.line, 2, 3);
}

static void save__no_folder__told_and_nothing_there(void **state)
{
	struct bp_error err = { 0 };
	json_t *runs = json_array();

	(void)state;
	assert_int_equal(bp_results_save("/nowhere/x", runs, &err), -ENOENT);
	assert_string_equal(err.file, "/nowhere/x");
	json_decref(runs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(load__what_was_saved__is_the_same),
		cmocka_unit_test(load__no_result_file__refused),
		cmocka_unit_test(load__cut_off__line_is_told),
		cmocka_unit_test(save__no_folder__told_and_nothing_there),
	};

	return cmocka_run_group_tests(tests, make_file, remove_file);
}
