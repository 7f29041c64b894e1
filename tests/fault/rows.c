/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rows.h"

/* What a golden scenario may be of.  Recordings have a test of their own, case by case. */
static const struct {
	const char *name;
	bp_command_fn *run;
} commands[] = {
	{ "explain", bp_cmd_explain }, { "replay", bp_cmd_replay },   { "copy", bp_cmd_copy },
	{ "p2p", bp_cmd_p2p },	       { "limits", bp_cmd_limits },   { "topo", bp_cmd_topo },
	{ "rules", bp_cmd_rules },     { "defects", bp_cmd_defects }, { "compare", NULL },
};

static bp_command_fn *command_of(const char *name)
{
	for (size_t i = 0; i < bp_array_size(commands); i++)
		if (!strcmp(commands[i].name, name))
			return commands[i].run;
	fail_msg("%s is no command that a golden scenario can be of", name);
	return NULL;
}

/* NAME STATUS COMMAND ARGUMENT... */
static void read_row(struct fault_row *row, const char *line)
{
	char *rest = row->text = strdup(line), *word;
	unsigned nr = 0;

	while ((word = strsep(&rest, " \n"))) {
		if (!*word)
			continue;
		assert_true(row->argc < FAULT_ARGUMENTS_MAX);
		if (nr == 0)
			row->name = word;
		else if (nr > 1)
			row->argv[row->argc++] = word;
		nr++;
	}
	assert_true(row->argc > 0);
	row->command = command_of(row->argv[0]);
}

void fault_rows_read(struct fault_rows *rows)
{
	FILE *file = fopen("tests/golden/cases", "r");
	char *line = NULL;
	size_t room = 0;

	assert_non_null(file);
	while (getline(&line, &room, file) > 0)
		if (*line != '#' && *line != '\n') {
			assert_true(rows->nr < FAULT_ROWS_MAX);
			rows->row[rows->nr].place = rows->nr;
			read_row(&rows->row[rows->nr++], line);
		}
	free(line);
	fclose(file);
}

void fault_rows_free(struct fault_rows *rows)
{
	for (unsigned i = 0; i < rows->nr; i++)
		free(rows->row[i].text);
}

bool fault_row_is(const struct fault_row *row, const char *command)
{
	return !strcmp(row->argv[0], command);
}

bool fault_row_reads(const struct fault_row *row, const char *file)
{
	for (int i = 1; i < row->argc; i++)
		if (!strcmp(row->argv[i], file))
			return true;
	return false;
}
