/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath lesson: the list of lessons, one of them, its files, its answers.
 */
#include <string.h>

#include "cli/lesson.h"
#include "cli/options.h"
#include "input/units.h"
#include "lesson/book.h"
#include "lesson/page.h"

static const struct bp_usage usage = {
	.synopsis = "lesson [N [K [ANSWER]]] [--scenario DIR | --answer | --check]",
	.about = "Teaches the path of an I/O by running it.  Without a number lists the lessons; "
		 "with one\n"
		 "tells that lesson, which ends in exercises:\n\n"
		 "  blkpath lesson 1                        the lesson\n"
		 "  blkpath lesson 1 --scenario .           its files, to change and to run\n"
		 "  blkpath lesson 1 --check 2 4            is 4 the answer to exercise 2?\n"
		 "  blkpath lesson 1 --check 3 my.yaml      is this file what exercise 3 wants?\n"
		 "  blkpath lesson 1 --answer 2             the answer to exercise 2\n\n"
		 "An answer is judged by running it.  Exit status 0: right, 1: not yet, 2: no "
		 "answer.\n",
	.options = BP_OPT_BIT(SCENARIO) | BP_OPT_BIT(ANSWER) | BP_OPT_BIT(CHECK) | BP_OPT_BIT(JSON),
	.words =
		(const struct bp_option_words[]){
			{ BP_OPT_CHECK, "judge ANSWER, a value or a file, to exercise K" },
			{ 0 },
		},
	.max_operands = 3,
};

/* What the user means. */
struct wish {
	const struct bp_lesson_file *lesson; /* NULL: all */
	unsigned number;
	unsigned exercise; /* 0: all */
};

static enum bp_exit refuse(struct bp_cli *cli, const char *key, const char *text)
{
	struct bp_error err = { 0 };

	bp_error_set(&err, NULL, 0, key, "%s", text);
	return bp_cli_complain(cli, &err);
}

static int read_lesson(const char *text, struct wish *wish, struct bp_error *err)
{
	const struct bp_place at = { .key = "lesson" };
	unsigned last = 0;
	u64 number = 0;
	int error;

	for (unsigned i = 0; bp_lesson_at(i); i++)
		last = bp_lesson_number(bp_lesson_at(i));
	error = bp_parse_number(&at, text, 1, last, &number, err);
	if (error)
		return error;
	wish->number = (unsigned)number;
	wish->lesson = bp_lesson_find(wish->number);
	return wish->lesson ? 0 : bp_place_error(&at, err, "there is no lesson %s", text);
}

static int read_exercise(const char *text, struct wish *wish, struct bp_error *err)
{
	const struct bp_place at = { .key = "exercise" };
	u64 number = 0;
	int error =
		bp_parse_number(&at, text, 1, bp_page_answers(wish->lesson->text), &number, err);

	wish->exercise = (unsigned)number;
	return error;
}

static void print_part(FILE *out, struct bp_part part)
{
	fwrite(part.at, 1, part.bytes, out);
}

static void print_list(FILE *out)
{
	const struct bp_lesson_file *lesson;

	fputs("lessons; blkpath lesson N tells one:\n", out);
	for (unsigned i = 0; (lesson = bp_lesson_at(i)); i++) {
		fprintf(out, "  %2u  ", bp_lesson_number(lesson));
		print_part(out, bp_page_title(lesson->text));
		fputc('\n', out);
	}
}

static json_t *lesson_json(const struct bp_lesson_file *lesson)
{
	const unsigned number = bp_lesson_number(lesson);
	struct bp_part title = bp_page_title(lesson->text);
	const struct bp_lesson_file *file;
	json_t *files = json_array();

	for (unsigned i = 0; (file = bp_lesson_companion(number, i)); i++)
		json_array_append_new(files, json_string(file->name));
	return json_pack("{s:i, s:o, s:i, s:o}", "lesson", (int)number, "title",
			 json_stringn(title.at, title.bytes), "exercises",
			 (int)bp_page_answers(lesson->text), "files", files);
}

static json_t *list_json(void)
{
	json_t *lessons = json_array();

	for (unsigned i = 0; bp_lesson_at(i); i++)
		json_array_append_new(lessons, lesson_json(bp_lesson_at(i)));
	return json_pack("{s:o}", "lessons", lessons);
}

static enum bp_exit show_list(struct bp_cli *cli, bool json)
{
	if (json)
		return bp_cli_json(cli, list_json());
	print_list(cli->out);
	return BP_EXIT_FINE;
}

static void print_use(FILE *out, const char *what, unsigned number, const char *how,
		      const char *why)
{
	fprintf(out, "%-8s blkpath lesson %-2u %-18s %s\n", what, number, how, why);
}

static void print_lesson(FILE *out, const struct wish *wish)
{
	const struct bp_lesson_file *file;

	bp_page_print(out, bp_page_lesson(wish->lesson->text));
	for (unsigned i = 0; (file = bp_lesson_companion(wish->number, i)); i++)
		fprintf(out, i ? ", %s" : "Files:   %s", file->name);
	fputc('\n', out);
	print_use(out, "", wish->number, "--scenario DIR", "writes them");
	print_use(out, "Answers:", wish->number, "--check K ANSWER", "judges yours");
	print_use(out, "", wish->number, "--answer K", "tells ours");
}

static enum bp_exit write_files(struct bp_cli *cli, const struct wish *wish, const char *folder)
{
	const struct bp_lesson_file *file;
	struct bp_error err = { 0 };

	if (bp_lesson_write(wish->number, folder, &err))
		return bp_cli_complain(cli, &err);
	for (unsigned i = 0; (file = bp_lesson_companion(wish->number, i)); i++)
		fprintf(cli->out, "%s/%s\n", folder, file->name);
	return BP_EXIT_FINE;
}

static enum bp_exit run(struct bp_cli *cli, const struct bp_options *o, const struct wish *wish)
{
	if (o->check && o->nr_operands < 3)
		return refuse(cli, "--check", "allowed: lesson N --check K ANSWER");
	if (o->check)
		return bp_lesson_check(cli, wish->number, wish->exercise, o->operands[2], o->json);
	if (o->nr_operands > (o->answer ? 2 : 1))
		return refuse(cli, o->operands[o->answer ? 2 : 1],
			      "one argument too many; is --check or --answer missing?");
	if (!wish->lesson)
		return o->scenario || o->answer ? refuse(cli, "lesson", "which one?  N is missing")
						: show_list(cli, o->json);
	if (o->json)
		return refuse(cli, "--json", "allowed: with --check, and for the list");
	if (o->scenario && !*o->scenario)
		return refuse(cli, "--scenario", "\"\" is not allowed: the name of a folder is");
	if (o->scenario)
		return write_files(cli, wish, o->scenario);
	if (o->answer)
		bp_page_print(cli->out, bp_page_answer(wish->lesson->text, wish->exercise));
	else
		print_lesson(cli->out, wish);
	return BP_EXIT_FINE;
}

enum bp_exit bp_cmd_lesson(struct bp_cli *cli, int argc, char **argv)
{
	struct wish wish = { 0 };
	struct bp_options options;
	struct bp_error err = { 0 };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.check + options.answer + !!options.scenario > 1)
		return refuse(cli, "lesson", "one of --scenario, --answer and --check is allowed");
	if ((options.nr_operands > 0 && read_lesson(options.operands[0], &wish, &err)) ||
	    (options.nr_operands > 1 && read_exercise(options.operands[1], &wish, &err)))
		return bp_cli_complain(cli, &err);
	return run(cli, &options, &wish);
}
