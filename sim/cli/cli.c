/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sub-command is found, errors are printed, streams are closed: the frame of every command.
 */
#include <errno.h>
#include <string.h>

#include "cli/cli.h"

static void print_help(struct bp_cli *cli, const struct bp_command *table)
{
	fputs("usage: blkpath COMMAND [OPTION...]\n\n"
	      "The Linux block layer's data path as a program: which limit cuts an I/O, and "
	      "where.\n\n"
	      "commands:\n",
	      cli->out);
	for (; table->name; table++)
		fprintf(cli->out, "  %-9s %s\n", table->name, table->line);
	fputs("\nblkpath COMMAND --help tells more; blkpath --version tells the version.\n",
	      cli->out);
}

static enum bp_exit refuse(struct bp_cli *cli, const struct bp_command *table, const char *name,
			   const char *why)
{
	struct bp_error err = { 0 };
	char allowed[160] = "";

	for (; table->name; table++)
		bp_cli_list(allowed, sizeof(allowed), " ", table->name);
	bp_error_set(&err, NULL, 0, name, "%s; allowed:%s", why, allowed);
	return bp_cli_complain(cli, &err);
}

enum bp_exit bp_cli_run(struct bp_cli *cli, const struct bp_command *table, int argc, char **argv)
{
	if (argc < 2)
		return refuse(cli, table, "", "a command is missing");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_help(cli, table);
		return bp_cli_finish(cli, BP_EXIT_FINE);
	}
	if (!strcmp(argv[1], "--version")) {
		fputs("blkpath " BP_VERSION "\n", cli->out);
		return bp_cli_finish(cli, BP_EXIT_FINE);
	}
	for (const struct bp_command *c = table; c->name; c++)
		if (!strcmp(argv[1], c->name))
			return bp_cli_finish(cli, c->run(cli, argc - 1, argv + 1));
	return refuse(cli, table, argv[1], *argv[1] == '-' ? "unknown option" : "unknown command");
}

enum bp_exit bp_cli_complain(struct bp_cli *cli, const struct bp_error *err)
{
	fputs("blkpath: ", cli->err);
	if (err->file[0] && err->line)
		fprintf(cli->err, "%s:%u: ", err->file, err->line);
	else if (err->file[0])
		fprintf(cli->err, "%s: ", err->file);
	if (err->key[0])
		fprintf(cli->err, "%s: ", err->key);
	fprintf(cli->err, "%s\n", err->text[0] ? err->text : "out of memory");
	return BP_EXIT_USAGE;
}

enum bp_exit bp_cli_json(struct bp_cli *cli, json_t *document)
{
	struct bp_error err = { 0 };

	if (!document) {
		bp_error_set(&err, NULL, 0, "--json",
			     "a name is not UTF-8, or there is no memory; JSON allows UTF-8 alone");
		return bp_cli_complain(cli, &err);
	}
	json_dumpf(document, cli->out, JSON_INDENT(2));
	fputc('\n', cli->out);
	json_decref(document);
	return BP_EXIT_FINE;
}

void bp_cli_list(char *list, size_t room, const char *mark, const char *word)
{
	size_t used = strlen(list);

	snprintf(list + used, room - used, "%s%s", mark, word);
}

enum bp_exit bp_cli_finish(struct bp_cli *cli, enum bp_exit status)
{
	struct bp_error err = { 0 };

	if (!fflush(cli->out) && !ferror(cli->out))
		return status;
	bp_error_set(&err, NULL, 0, "output", "%s", strerror(errno));
	return bp_cli_complain(cli, &err);
}
