/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command line: where it prints, how it ends, and its sub-commands.
 */
#ifndef SIM_CLI_CLI_H
#define SIM_CLI_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include <blkpath/error.h>

#define BP_VERSION "1.0.0"

/* How a command ends. */
enum bp_exit {
	BP_EXIT_FINE = 0,
	BP_EXIT_CHECK = 1, /* a check failed */
	BP_EXIT_USAGE = 2, /* bad use or bad input */
};

/* Where a command prints; tests give memory streams. */
struct bp_cli {
	FILE *out;
	FILE *err;
};

typedef enum bp_exit bp_command_fn(struct bp_cli *cli, int argc, char **argv);

/* A sub-command; a table of them ends with a row without a name. */
struct bp_command {
	const char *name;
	const char *line;
	bp_command_fn *run;
};

bp_command_fn bp_cmd_explain;
bp_command_fn bp_cmd_replay;
bp_command_fn bp_cmd_limits;
bp_command_fn bp_cmd_defects;
bp_command_fn bp_cmd_rules;
bp_command_fn bp_cmd_conform;
bp_command_fn bp_cmd_compare;
bp_command_fn bp_cmd_record;
bp_command_fn bp_cmd_topo;
bp_command_fn bp_cmd_copy;
bp_command_fn bp_cmd_p2p;
bp_command_fn bp_cmd_check;
bp_command_fn bp_cmd_lesson;

/* All of them. */
extern const struct bp_command bp_commands[];

/* Find argv[1] in the table and run it with the arguments from there on. */
enum bp_exit bp_cli_run(struct bp_cli *cli, const struct bp_command *table, int argc, char **argv);

/* "blkpath: FILE:LINE: KEY: TEXT" on the error stream, parts that are empty left out. */
enum bp_exit bp_cli_complain(struct bp_cli *cli, const struct bp_error *err);

/*
 * Print a document for programs and drop it.  NULL, a document that could not be made, is exit 2.
 */
enum bp_exit bp_cli_json(struct bp_cli *cli, json_t *document);

/* Appends to a list of what is allowed, mark and word; what has no room is left out. */
void bp_cli_list(char *list, size_t room, const char *mark, const char *word);

/* Nothing may be lost on a full disk or a closed pipe: turns a write error into exit 2. */
enum bp_exit bp_cli_finish(struct bp_cli *cli, enum bp_exit status);

#endif
