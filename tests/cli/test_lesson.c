/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath lesson: a lesson, its files, its answers, and what is no use of it.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#include "lesson/book.h"
#include "lesson/page.h"

static struct t_run lesson(const char *const *arguments, enum bp_exit status)
{
	struct t_run run;

	t_run(&run, bp_cmd_lesson, arguments);
	if (run.status != status)
		fail_msg("exit %d: %s%s", run.status, run.out, run.err);
	return run;
}

static void lesson__list_as_json__titles_exercises_files(void **state)
{
	json_t *list = t_run_json(bp_cmd_lesson, T_ARGS("lesson", "--json"));

	(void)state;
	assert_int_equal(json_integer_value(t_at(list, "lessons.0.lesson")), 1);
	assert_string_equal(json_string_value(t_at(list, "lessons.0.title")), "What is a segment?");
	assert_string_equal(json_string_value(t_at(list, "lessons.0.files.0")), "01-segment.yaml");
	assert_int_equal(json_integer_value(t_at(list, "lessons.0.exercises")),
			 bp_page_answers(bp_lesson_find(1)->text));
	json_decref(list);
}

static void lesson__told__neither_answers_nor_quizzes(void **state)
{
	char number[8];

	(void)state;
	for (unsigned i = 0; bp_lesson_at(i); i++) {
		struct t_run run;

		snprintf(number, sizeof(number), "%u", bp_lesson_number(bp_lesson_at(i)));
		run = lesson(T_ARGS("lesson", number), BP_EXIT_FINE);
		t_contains(run.out, "\nExercises\n");
		t_contains(run.out, " --scenario DIR ");
		assert_null(strstr(run.out, "Answers\n"));
		assert_null(strstr(run.out, "```"));
		assert_null(strstr(run.out, "\nhint: "));
		t_run_free(&run);
		run = lesson(T_ARGS("lesson", number, "--answer"), BP_EXIT_FINE);
		t_contains(run.out, "Answers\n");
		assert_null(strstr(run.out, "Exercises\n"));
		assert_null(strstr(run.out, "```"));
		assert_null(strstr(run.out, "\nhint: "));
		t_run_free(&run);
	}
}

static void lesson__one_answer__no_other(void **state)
{
	struct t_run run = lesson(T_ARGS("lesson", "1", "--answer", "2"), BP_EXIT_FINE);

	(void)state;
	assert_memory_equal(run.out, "2\n", 2);
	assert_null(strstr(run.out, "\n3\n"));
	t_run_free(&run);
}

static void lesson__files__written_once(void **state)
{
	char folder[] = "blkpath-test-XXXXXX", path[64];
	struct t_run run;
	char *text;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/01-segment.yaml", folder);
	run = lesson(T_ARGS("lesson", "1", "--scenario", folder), BP_EXIT_FINE);
	t_contains(run.out, path);
	t_run_free(&run);
	text = t_text_of(path);
	assert_string_equal(text, bp_lesson_companion(1, 0)->text);
	free(text);
	truncate(path, 3);
	run = lesson(T_ARGS("lesson", "1", "--scenario", folder), BP_EXIT_USAGE);
	t_contains(run.err, "is there already; nothing is overwritten");
	t_run_free(&run);
	text = t_text_of(path);
	assert_int_equal(strlen(text), 3);
	free(text);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

/* Where one of two files is there already, the other one is not left behind. */
static void lesson__second_file_is_there__none_written(void **state)
{
	char folder[] = "blkpath-test-XXXXXX", path[64];
	struct t_run run;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_string_equal(bp_lesson_companion(6, 1)->name, "06-no-plug.yaml");
	snprintf(path, sizeof(path), "%s/06-no-plug.yaml", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
	run = lesson(T_ARGS("lesson", "6", "--scenario", folder), BP_EXIT_USAGE);
	assert_string_equal(run.out, "");
	t_contains(run.err, "06-no-plug.yaml: is there already");
	t_run_free(&run);
	unlink(path);
	assert_int_equal(rmdir(folder), 0);
}

static void check__as_json__verdict_and_hint(void **state)
{
	struct t_run run =
		lesson(T_ARGS("lesson", "1", "--check", "1", "77", "--json"), BP_EXIT_CHECK);
	json_t *verdict = json_loads(run.out, 0, NULL);

	(void)state;
	assert_true(json_is_false(t_at(verdict, "right")));
	assert_int_equal(json_integer_value(t_at(verdict, "exercise")), 1);
	assert_true(json_is_string(t_at(verdict, "hint")));
	json_decref(verdict);
	t_run_free(&run);
}

static void check__file__verdict_and_what_it_rests_on(void **state)
{
	static const struct {
		const char *queue;
		enum bp_exit status;
		const char *words;
	} cases[] = {
		{ "max_segments: 168", BP_EXIT_FINE, "right\n  pieces: 1\n" },
		{ "max_segments: 169", BP_EXIT_CHECK,
		  "not yet: queue.max_segments is not as it was in 02-limits.yaml. This may be "
		  "changed: ios[0].layout.\n" },
		{ "max_segments: 168, nomerges: 2", BP_EXIT_CHECK, "not yet: queue.nomerges is" },
		{ "max_segments: 0", BP_EXIT_USAGE, "" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_run run;
		char text[512], *file;

		snprintf(text, sizeof(text),
			 "queue: { %s, max_hw_sectors_kb: 1280, max_sectors_kb: 1280 }\n"
			 "ios:\n  - { op: read, bytes: 1M, layout: run=2 }\n",
			 cases[i].queue);
		file = t_file(text);
		run = lesson(T_ARGS("lesson", "2", "--check", "4", file), cases[i].status);
		if (cases[i].status == BP_EXIT_USAGE)
			t_contains(run.err, "max_segments: ");
		else
			assert_string_equal(run.err, "");
		assert_memory_equal(run.out, cases[i].words, strlen(cases[i].words));
		t_run_free(&run);
		t_file_free(file);
	}
}

/* Of things that have no words of their own it is told how many there are. */
static void check__counted__how_many(void **state)
{
	char *file = t_file("queue: { physical_block_size: 4k, max_sectors: 24 }\n"
			    "ios:\n  - { op: read, sector: 1, bytes: 20k, layout: contiguous }\n");
	struct t_run run = lesson(T_ARGS("lesson", "14", "--check", "5", file), BP_EXIT_FINE);

	(void)state;
	t_contains(run.out, "  pieces[*]: 2\n");
	t_run_free(&run);
	t_file_free(file);
}

/* What the text of the exercise calls it, and what stands behind it alone. */
static void check__name_and_value__as_value(void **state)
{
	static const char *const cases[][3] = {
		{ "2", "3", "256" },	{ "2", "3", "max_segments=256" },
		{ "16", "1", "4" },	{ "16", "1", "DEF-4" },
		{ "16", "1", "def-4" }, { "9", "4", "sgl_threshold=45k" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_run run =
			lesson(T_ARGS("lesson", cases[i][0], "--check", cases[i][1], cases[i][2]),
			       BP_EXIT_FINE);

		assert_memory_equal(run.out, "right\n", 6);
		t_run_free(&run);
	}
}

/* The folder in which a command runs is gone afterwards. */
static void check__run__leaves_nothing(void **state)
{
	char folder[] = "blkpath-test-XXXXXX";
	struct t_run run;

	(void)state;
	assert_non_null(mkdtemp(folder));
	setenv("TMPDIR", folder, 1);
	run = lesson(T_ARGS("lesson", "1", "--check", "1", "77"), BP_EXIT_CHECK);
	t_run_free(&run);
	assert_int_equal(rmdir(folder), 0);
	run = lesson(T_ARGS("lesson", "1", "--check", "1", "77"), BP_EXIT_USAGE);
	t_contains(run.err, "TMPDIR names a folder for files");
	t_run_free(&run);
	unsetenv("TMPDIR");
}

static void lesson__bad_use__said(void **state)
{
	static const struct {
		const char *arguments[6];
		const char *words;
	} cases[] = {
		{ { "0" }, "\"0\" is not allowed" },
		{ { "99" }, "\"99\" is not allowed" },
		{ { "one" }, "\"one\" is not allowed" },
		{ { "1", "2" }, "is --check or --answer missing?" },
		{ { "1", "99", "--answer" }, "exercise: \"99\" is not allowed" },
		{ { "1", "--check" }, "allowed: lesson N --check K ANSWER" },
		{ { "1", "--check", "1" }, "allowed: lesson N --check K ANSWER" },
		{ { "--check" }, "allowed: lesson N --check K ANSWER" },
		{ { "--answer" }, "N is missing" },
		{ { "--scenario", "." }, "N is missing" },
		{ { "1", "--scenario", "/nowhere" }, "No such file or directory" },
		{ { "1", "--scenario", ".", "--answer" }, "one of --scenario, --answer" },
		{ { "1", "1", "--answer", "1" }, "one argument too many" },
		{ { "1", "--json" }, "--json: allowed: with --check" },
		{ { "1", "--scenario", "" }, "--scenario: \"\" is not allowed" },
		{ { "1", "--check", "1", "four" },
		  "answer: \"four\" is not allowed: a number such as 12, 64k or 0x1000 is" },
		{ { "1", "--check", "1", "99999999999999999999" },
		  "answer: \"99999999999999999999\"" },
		{ { "1", "--check", "1", "" }, "answer: \"\" is not allowed" },
		{ { "1", "--check", "3", "4k,run=2" }, "answer: \"4k,run=2\" is not allowed: one" },
		{ { "16", "--check", "1", "4,DEF-5" }, "answer: \"4,DEF-5\" is not allowed: one" },
		{ { "16", "--check", "1", "DEF-4,all" }, "answer: \"4,all\" is not allowed: one" },
		{ { "16", "--check", "1", "all" }, "unknown defect \"def-all\"" },
		{ { "1", "--check", "4", "no\nwhere" }, "no\nwhere: cannot be opened" },
		{ { "--check", "1", "4", "--", "-x" }, "-x: cannot be opened" },
		{ { "--check", "1", "4", "--", "--json" }, "--json: cannot be opened" },
		{ { "1", "--check", "4", "/nowhere" }, "/nowhere: cannot be opened" },
		{ { "1", "--check", "4", "." }, "is a directory" },
		{ { "1", "--check", "4", "/dev/null" }, "is a device" },
		{ { "1", "--check", "4", "@/README.md" }, "README.md:" },
		{ { "--check", "1", "4", "--", "--help" }, "--help: cannot be opened" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *const *a = cases[i].arguments;
		struct t_run run =
			lesson(T_ARGS("lesson", a[0], a[1], a[2], a[3], a[4]), BP_EXIT_USAGE);

		assert_string_equal(run.out, "");
		t_contains(run.err, cases[i].words);
		t_run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lesson__list_as_json__titles_exercises_files),
		cmocka_unit_test(lesson__told__neither_answers_nor_quizzes),
		cmocka_unit_test(lesson__one_answer__no_other),
		cmocka_unit_test(lesson__files__written_once),
		cmocka_unit_test(lesson__second_file_is_there__none_written),
		cmocka_unit_test(check__as_json__verdict_and_hint),
		cmocka_unit_test(check__file__verdict_and_what_it_rests_on),
		cmocka_unit_test(check__counted__how_many),
		cmocka_unit_test(check__name_and_value__as_value),
		cmocka_unit_test(check__run__leaves_nothing),
		cmocka_unit_test(lesson__bad_use__said),
	};

	return cmocka_run_group_tests_name("lesson", tests, NULL, NULL);
}
