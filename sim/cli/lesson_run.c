/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command of a quiz is run inside this process; the lesson's files lie in a folder of their
 * own as long as that takes.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/lesson.h"
#include "lesson/book.h"

#define WORDS_MAX 24
#define FOLDER_MAX 1024

/* The arguments of a command, and the texts that they point to. */
struct line {
	char *argv[WORDS_MAX + 3];
	int argc;
	char words[512];
	char paths[WORDS_MAX][PATH_MAX];
};

/*
 * {} is the answer, a name of the lesson's files the file, anything else itself.  A learner's file
 * may begin as an option does.
 */
static char *argument(struct line *line, char *word, unsigned number, const struct bp_quiz *quiz,
		      const char *folder, char *answer)
{
	char *path = line->paths[line->argc], *hole = strstr(word, "{}");

	if (hole) {
		snprintf(path, PATH_MAX, "%.*s%s%s%s", (int)(hole - word), word,
			 quiz->change && *answer == '-' ? "./" : "", answer, hole + 2);
		return path;
	}
	if (!bp_lesson_companion_named(number, word))
		return word;
	snprintf(path, PATH_MAX, "%.*s/%s", FOLDER_MAX, folder, word);
	return path;
}

/* False: the command is longer than there is room. */
static bool split(struct line *line, unsigned number, const struct bp_quiz *quiz,
		  const char *folder, char *answer)
{
	static char program[] = "blkpath", json[] = "--json";
	int length = snprintf(line->words, sizeof(line->words), "%s", quiz->run);
	char *rest = line->words, *word;

	line->argv[line->argc++] = program;
	while (line->argc < WORDS_MAX && (word = strsep(&rest, " "))) {
		line->argv[line->argc] = argument(line, word, number, quiz, folder, answer);
		line->argc++;
	}
	line->argv[line->argc++] = json;
	return !rest && length < (int)sizeof(line->words);
}

/* A command's complaint becomes ours. */
static int complain(char *text, struct bp_error *err)
{
	static const char name[] = "blkpath: ";

	if (!text || !*text)
		return bp_error_set(err, NULL, 0, NULL, "nothing is told that could be judged");
	text[strlen(text) - 1] = '\0'; /* the end of the line; a file's name may have others */
	if (!strncmp(text, name, strlen(name)))
		text += strlen(name);
	return bp_error_set(err, NULL, 0, NULL, "%s", text);
}

static int run_line(struct line *line, json_t **told, struct bp_error *err)
{
	char *out = NULL, *complaint = NULL;
	size_t out_bytes, complaint_bytes;
	struct bp_cli cli = {
		.out = open_memstream(&out, &out_bytes),
		.err = open_memstream(&complaint, &complaint_bytes),
	};
	enum bp_exit status = BP_EXIT_USAGE;

	if (cli.out && cli.err)
		status = bp_cli_run(&cli, bp_commands, line->argc, line->argv);
	if (cli.out)
		fclose(cli.out);
	if (cli.err)
		fclose(cli.err);
	*told = status == BP_EXIT_USAGE ? NULL : json_loads(out, 0, NULL);
	if (!*told)
		complain(complaint, err);
	free(out);
	free(complaint);
	return *told ? 0 : -EINVAL;
}

static int run_in(const char *folder, unsigned number, const struct bp_quiz *quiz, char *answer,
		  json_t **told, struct bp_error *err)
{
	struct line *line = calloc(1, sizeof(*line));
	int error = -ENOMEM;

	if (line && split(line, number, quiz, folder, answer))
		error = run_line(line, told, err);
	else if (line)
		error = bp_error_set(err, NULL, 0, "run", "the command of the quiz is too long");
	free(line);
	return error;
}

int bp_lesson_run(unsigned number, const struct bp_quiz *quiz, char *answer, json_t **told,
		  struct bp_error *err)
{
	const char *where = getenv("TMPDIR");
	char folder[FOLDER_MAX];
	int error;

	*told = NULL;
	snprintf(folder, sizeof(folder), "%s/blkpath-lesson-XXXXXX",
		 where && *where ? where : P_tmpdir);
	if (!mkdtemp(folder))
		return bp_error_set(err, folder, 0, NULL, "%s; TMPDIR names a folder for files",
				    strerror(errno));
	error = bp_lesson_write(number, folder, err);
	if (!error) {
		error = run_in(folder, number, quiz, answer, told, err);
		bp_lesson_remove(number, folder);
	}
	rmdir(folder);
	return error;
}
