/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bp_test.h"

#include "lesson/change.h"

static const struct bp_lesson_file original = {
	"a.yaml", "name: a\nlimits: default\nios:\n  - { op: read, bytes: 4k }\n"
};

/* Where the learner's file goes wrong. */
static int find(const struct bp_quiz *quiz, const char *text, char where[128])
{
	char path[] = "blkpath-test-XXXXXX";
	struct bp_error err = { 0 };
	int fd = mkstemp(path);
	int error;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	error = bp_change_find(quiz, &original, path, where, &err);
	unlink(path);
	assert_int_equal(!error, !*err.text);
	return error;
}

static void bp_change_find__changes__the_first_that_is_not_allowed(void **state)
{
	static const struct {
		const char *only, *text, *where;
	} cases[] = {
		{ "ios[0].bytes", "name: b\nlimits: default\nios:\n  - { op: read, bytes: 8k }\n",
		  "" },
		{ "ios[0].bytes", "limits: default\nios:\n  - { op: read }\n", "" },
		{ "ios[0].bytes", "limits: default\nios:\n  - { op: write, bytes: 8k }\n",
		  "ios[0].op" },
		{ "ios[0].bytes", "ios:\n  - { op: read, bytes: 8k }\n", "limits" },
		{ "ios[0].bytes", "limits: default\nseed: 1\nios:\n  - { op: read, bytes: 8k }\n",
		  "seed" },
		{ "ios[0].bytes",
		  "limits: default\nios:\n  - { op: read, bytes: 8k }\n  - { op: flush }\n",
		  "ios[1]" },
		{ "ios[0].bytes", "limits: default\nios:\n  - { op: read, bytes: 4k, bytes_: 1 }\n",
		  "ios[0].bytes_" },
		{ "ios[0].bytes", "seed: 1\nios:\n  - { op: read, bytes: 8k }\n", "limits" },
		{ "limits_of_it", "ios:\n  - { op: read, bytes: 4k }\n", "limits" },
		{ "ios", "limits: default\nios: []\n", "" },
		{ "queue.max_segments",
		  "limits: default\nqueue: { max_segments: 4 }\nios:\n  - { op: read, bytes: 4k "
		  "}\n",
		  "" },
		{ "queue.max_segments",
		  "limits: default\nqueue: { max_sectors: 4 }\nios:\n  - { op: read, bytes: 4k }\n",
		  "queue.max_sectors" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_quiz quiz = { .only = { cases[i].only }, .nr_only = 1 };
		char where[128];

		print_message("# %zu\n", i);
		assert_int_equal(find(&quiz, cases[i].text, where), 0);
		assert_string_equal(where, cases[i].where);
	}
}

static void bp_change_find__nothing_named__everything_allowed(void **state)
{
	const struct bp_quiz quiz = { .nr_only = 0 };
	char where[128];

	(void)state;
	assert_int_equal(find(&quiz, "x: y\n", where), 0);
	assert_string_equal(where, "");
}

static void bp_change_find__no_yaml__said(void **state)
{
	const struct bp_quiz quiz = { .only = { "ios" }, .nr_only = 1 };
	char where[128];

	(void)state;
	assert_int_not_equal(find(&quiz, "{ a: [\n", where), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_change_find__changes__the_first_that_is_not_allowed),
		cmocka_unit_test(bp_change_find__nothing_named__everything_allowed),
		cmocka_unit_test(bp_change_find__no_yaml__said),
	};

	return cmocka_run_group_tests_name("change", tests, NULL, NULL);
}
