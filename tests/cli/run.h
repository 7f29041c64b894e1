/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands run inside the test program: what they print is memory.
 */
#ifndef TESTS_CLI_RUN_H
#define TESTS_CLI_RUN_H

#include "bp_test.h"

#include "cli/cli.h"

struct t_run {
	enum bp_exit status;
	char *out;
	char *err;
};

/* Run a command; the first argument is its name, the last one NULL, "@/" stands for the source
 * folder.  Free with t_run_free(). */
void t_run(struct t_run *run, bp_command_fn *command, const char *const *arguments);
void t_run_free(struct t_run *run);

#define T_ARGS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Run, demand exit 0 and give the JSON that was printed; to be dropped with json_decref(). */
json_t *t_run_json(bp_command_fn *command, const char *const *arguments);

/* What a path like "cuts.0.limit" leads to; fails the test when it leads nowhere. */
json_t *t_at(json_t *document, const char *path);

/* A file of the test's own with this text; its name, to be freed with t_file_free(). */
char *t_file(const char *text);

/* The same with a name that ends in a suffix. */
char *t_file_named(const char *text, const char *suffix);
void t_file_free(char *name);

/* What a file holds, to be freed; fails the test when it is not there. */
char *t_text_of(const char *path);

/* Fail unless the text contains the words; show both. */
void t_contains(const char *text, const char *words);

/* Fail unless "explain" of a scenario with this text prints these words, no error, and ends so. */
void t_explains(const char *scenario, enum bp_exit status, const char *words);

#endif
