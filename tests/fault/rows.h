/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The golden scenarios: the rows of tests/golden/cases, and the files that they are about.
 */
#ifndef FAULT_ROWS_H
#define FAULT_ROWS_H

#include <cli/cli.h>

#define FAULT_ARGUMENTS_MAX 40
#define FAULT_ROWS_MAX 256

/**
 * struct fault_row - a command with its arguments
 * @name: of the row
 * @place: of the row in the table, from 0
 * @command: what runs; NULL: nothing of that name, or nothing for these tests
 * @argc: how many arguments, that of the command's name included
 * @argv: the arguments
 */
struct fault_row {
	char *name;
	unsigned place;
	bp_command_fn *command;
	int argc;
	char *argv[FAULT_ARGUMENTS_MAX + 1];
	char *text;
};

struct fault_rows {
	struct fault_row row[FAULT_ROWS_MAX];
	unsigned nr;
};

/* Reads the table; fails the program when it cannot. The source folder is the working folder. */
void fault_rows_read(struct fault_rows *rows);
void fault_rows_free(struct fault_rows *rows);

/* Whether a row is of a command. */
bool fault_row_is(const struct fault_row *row, const char *command);

/* Whether a row reads a file. */
bool fault_row_reads(const struct fault_row *row, const char *file);

#endif
