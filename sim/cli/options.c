/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <string.h>

#include "cli/options_table.h"
#include "input/rule_set.h"

#define LEFT_MAX 40

/* "--limits WHAT" */
static int left_text(const struct bp_option_row *row, char left[LEFT_MAX])
{
	return snprintf(left, LEFT_MAX, "--%s%s%s", row->name, row->metavar ? " " : "",
			row->metavar ? row->metavar : "");
}

static int left_width(u64 options)
{
	char left[LEFT_MAX];
	int width = 20;

	for (int i = 0; i < BP_OPT_NR; i++)
		if (options >> i & 1)
			width = bp_max(width, left_text(&bp_option_table[i], left));
	return width;
}

static const char *help_of(const struct bp_usage *usage, int option)
{
	for (const struct bp_option_words *words = usage->words; words && words->help; words++)
		if ((int)words->option == option)
			return words->help;
	return bp_option_table[option].help;
}

static void print_help(struct bp_cli *cli, const struct bp_usage *usage)
{
	const int width = left_width(usage->options);

	fprintf(cli->out, "usage: blkpath %s\n\n%s\noptions:\n", usage->synopsis, usage->about);
	for (int i = 0; i < BP_OPT_NR; i++) {
		char left[LEFT_MAX], names[BP_RULE_NAMES_MAX];

		if (!(usage->options >> i & 1))
			continue;
		left_text(&bp_option_table[i], left);
		fprintf(cli->out, "  %-*s %s%s\n", width, left, help_of(usage, i),
			i == BP_OPT_RULES ? bp_rule_names(names) : "");
	}
}

/* The options a command takes, in getopt's form; val is the option's number + 1. */
static void getopt_table(u64 options, struct option *rows)
{
	for (int i = 0; i < BP_OPT_NR; i++)
		if (options >> i & 1)
			*rows++ = (struct option){
				.name = bp_option_table[i].name,
				.has_arg = bp_option_table[i].metavar != NULL,
				.val = i + 1,
			};
	*rows = (struct option){ 0 };
}

static int unknown_option(const struct bp_usage *usage, const char *arg, struct bp_error *err)
{
	char allowed[BP_ERROR_TEXT_MAX] = "";

	for (int i = 0; i < BP_OPT_NR; i++)
		if (usage->options >> i & 1)
			bp_cli_list(allowed, sizeof(allowed), " --", bp_option_table[i].name);
	return bp_error_set(err, NULL, 0, arg, "unknown option; allowed:%s", allowed);
}

static int bad_option(const struct bp_usage *usage, int answer, const char *arg,
		      struct bp_error *err)
{
	if (answer == ':')
		return bp_error_set(err, NULL, 0, arg, "needs a value");
	if (optopt > 0 && optopt <= BP_OPT_NR && !strncmp(arg, "--", 2))
		return bp_error_set(err, NULL, 0, arg, "takes no value");
	return unknown_option(usage, arg, err);
}

static int read_one(struct bp_options *o, int option, const char *arg, struct bp_error *err)
{
	const struct bp_option_row *row = &bp_option_table[option];
	char key[40];
	const struct bp_place at = { .key = key };

	snprintf(key, sizeof(key), "--%s", row->name);
	o->given |= (u64)1 << option;
	if (row->text)
		*(const char **)((char *)o + row->text) = arg;
	if (row->flag)
		*(bool *)((char *)o + row->flag) = true;
	return row->parse ? row->parse(o, &at, arg, err) : 0;
}

/* What is printed has one form. */
static int check_form(const struct bp_options *o, struct bp_error *err)
{
	if (o->svg + o->html + o->json < 2)
		return 0;
	return bp_error_set(err, NULL, 0, o->svg ? "--svg" : "--html",
			    "goes without %s: one is allowed", o->json ? "--json" : "--html");
}

static int read_all(const struct bp_usage *usage, int argc, char **argv, struct bp_options *o,
		    struct bp_error *err)
{
	struct option rows[BP_OPT_NR + 1];
	int answer, error;

	getopt_table(usage->options | BP_OPT_BIT(HELP), rows);
	opterr = 0;
	optind = 0; /* glibc: start over */
	while ((answer = getopt_long(argc, argv, ":", rows, NULL)) != -1) {
		if (answer == ':' || answer == '?')
			return bad_option(usage, answer, argv[optind - 1], err);
		error = read_one(o, answer - 1, optarg, err);
		if (error || answer - 1 == BP_OPT_HELP)
			return error;
	}
	o->operands = argv + optind;
	o->nr_operands = argc - optind;
	if (o->nr_operands < usage->min_operands)
		return bp_error_set(err, NULL, 0, argv[0],
				    "an argument is missing; usage: blkpath %s", usage->synopsis);
	if (o->nr_operands > usage->max_operands)
		return bp_error_set(err, NULL, 0, o->operands[usage->max_operands],
				    "one argument too many; usage: blkpath %s", usage->synopsis);
	return check_form(o, err);
}

bool bp_options_read(struct bp_cli *cli, const struct bp_usage *usage, int argc, char **argv,
		     struct bp_options *options, enum bp_exit *status)
{
	struct bp_error err = { 0 };

	*options = (struct bp_options){
		.limits = "default",
		.buffer_bytes = 128 << 10,
		.layout = "scattered",
		.seed = 1,
		.plug = 1,
		.depth = 64,
		.queues = 1,
		.cases = 200,
	};
	options->rules = bp_rules_find(NULL);
	if (read_all(usage, argc, argv, options, &err)) {
		*status = bp_cli_complain(cli, &err);
		return false;
	}
	if (options->help) {
		print_help(cli, usage);
		*status = BP_EXIT_FINE;
		return false;
	}
	return true;
}
