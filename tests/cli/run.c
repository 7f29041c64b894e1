/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#define ARGUMENTS_MAX 32

/* getopt wants arguments that it may move and change. */
static char *copy_argument(const char *argument)
{
	const char *root = getenv("BLKPATH_SOURCE");
	char path[PATH_MAX];

	if (strncmp(argument, "@/", 2))
		return strdup(argument);
	snprintf(path, sizeof(path), "%s%s", root ? root : ".", argument + 1);
	return strdup(path);
}

void t_run(struct t_run *run, bp_command_fn *command, const char *const *arguments)
{
	char *argv[ARGUMENTS_MAX + 1] = { 0 };
	size_t out_bytes, err_bytes;
	struct bp_cli cli;
	int argc = 0;

	for (; arguments[argc]; argc++) {
		assert_true(argc < ARGUMENTS_MAX);
		argv[argc] = copy_argument(arguments[argc]);
	}
	cli.out = open_memstream(&run->out, &out_bytes);
	cli.err = open_memstream(&run->err, &err_bytes);
	run->status = command(&cli, argc, argv);
	fclose(cli.out);
	fclose(cli.err);
	while (argc--)
		free(argv[argc]);
}

void t_run_free(struct t_run *run)
{
	free(run->out);
	free(run->err);
}

json_t *t_run_json(bp_command_fn *command, const char *const *arguments)
{
	json_error_t error;
	json_t *document;
	struct t_run run;

	t_run(&run, command, arguments);
	if (run.status != BP_EXIT_FINE)
		fail_msg("exit %d: %s", run.status, run.err);
	document = json_loads(run.out, JSON_REJECT_DUPLICATES, &error);
	if (!document)
		fail_msg("line %d: %s", error.line, error.text);
	t_run_free(&run);
	return document;
}

json_t *t_at(json_t *document, const char *path)
{
	char *copy = strdup(path), *rest = copy, *key;

	while ((key = strsep(&rest, ".")) && document)
		document = isdigit((unsigned char)*key)
				   ? json_array_get(document, strtoul(key, NULL, 10))
				   : json_object_get(document, key);
	free(copy);
	if (!document)
		fail_msg("there is no %s", path);
	return document;
}

char *t_file(const char *text)
{
	return t_file_named(text, "");
}

char *t_file_named(const char *text, const char *suffix)
{
	char name[64];
	int fd;

	snprintf(name, sizeof(name), "blkpath-test-XXXXXX%s", suffix);
	fd = mkstemps(name, (int)strlen(suffix));
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	return strdup(name);
}

void t_file_free(char *name)
{
	unlink(name);
	free(name);
}

char *t_text_of(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t room = 0;

	if (!file)
		fail_msg("there is no %s", path);
	assert_true(getdelim(&text, &room, '\0', file) > 0);
	fclose(file);
	return text;
}

void t_contains(const char *text, const char *words)
{
	if (!strstr(text, words))
		fail_msg("\"%s\" is not in:\n%s", words, text);
}

void t_explains(const char *scenario, enum bp_exit status, const char *words)
{
	char *file = t_file(scenario);
	struct t_run run;

	t_run(&run, bp_cmd_explain, T_ARGS("explain", file));
	assert_string_equal(run.err, "");
	t_contains(run.out, words);
	assert_int_equal(run.status, status);
	t_run_free(&run);
	t_file_free(file);
}
