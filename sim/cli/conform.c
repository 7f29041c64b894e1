/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath conform: golden vectors through the block core.
 */
#include <stdlib.h>

#include "cli/options.h"
#include "input/rule_set.h"
#include "world/conform.h"

#define SHOWN_MAX 10

static const struct bp_option_words words[] = {
	{ BP_OPT_RULES, "kernel generation (that of each case); one of " },
	{ BP_OPT_VERBOSE, "every difference" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "conform FILE... [OPTION...]",
	.about =
		"Runs golden vectors, plain or gzip, and compares every value with the file's.\n"
		"A case with \"fixed\" values is run as posted (DEF-2 to DEF-5 on), corrected, "
		"and\n"
		"with each defect alone. With --defect every case is run under those switches and\n"
		"compared with its own values. --rules stands in for the rule set that a case "
		"names.\n"
		"Prints the first differences, all with --verbose; the last line counts.\n",
	.options = BP_OPT_BIT(RULES) | BP_OPT_BIT(DEFECT) | BP_OPT_BIT(VERBOSE) | BP_OPT_BIT(JSON),
	.words = words,
	.min_operands = 1,
	.max_operands = 4096,
};

/* What has been seen so far, over all files. */
struct tally {
	struct bp_cli *cli;
	const struct bp_options *options;
	unsigned passed;
	unsigned failed;
	json_t *failures;
};

static void note_failure(struct tally *t, const char *path, const struct bp_vector_case *c,
			 const char *diff)
{
	t->failed++;
	if (t->options->json)
		json_array_append_new(t->failures, json_pack("{s:s, s:i, s:s, s:s}", "file", path,
							     "line", (int)c->line, "id", c->id,
							     "difference", diff ? diff : ""));
	else if (t->options->verbose || t->failed <= SHOWN_MAX)
		fprintf(t->cli->out, "%s:%u: %s: %s", path, c->line, c->id, diff ? diff : "\n");
	else if (t->failed == SHOWN_MAX + 1)
		fprintf(t->cli->out, "more differences are not shown; --verbose shows all\n");
}

/* The rule set of the case, or the forced one, must have what the case is made of. */
static int choose_rules(const struct tally *t, const char *path, struct bp_vector_case *c,
			struct bp_error *err)
{
	const struct bp_place at = { path, c->line, "id" };
	const struct bp_rules *rules = t->options->rules;
	int error = 0;

	if (!(t->options->given & BP_OPT_BIT(RULES)))
		error = bp_rule_set_parse(&at, c->rules, &rules, err);
	c->rules = rules->name;
	if (!error && c->dma)
		error = bp_rule_set_wants_direct(&at, rules, err);
	return error ? error : bp_rule_set_wants_defects(&at, rules, &t->options->defects, err);
}

static int run_case(struct tally *t, const char *path, struct bp_vector_case *c,
		    struct bp_error *err)
{
	bool chosen = t->options->given & BP_OPT_BIT(DEFECT);
	char *diff = NULL;
	int passed = choose_rules(t, path, c, err);

	if (passed)
		return passed;
	passed = chosen ? bp_conform_check_under(c, &t->options->defects, &diff)
			: bp_conform_check(c, &diff);
	if (passed < 0)
		return bp_error_set(err, path, c->line, "id", "out of memory");
	if (passed)
		t->passed++;
	else
		note_failure(t, path, c, diff);
	free(diff);
	return 0;
}

static int run_file(struct tally *t, const char *path, struct bp_error *err)
{
	struct bp_vectors *vectors;
	unsigned before = t->passed + t->failed;
	struct bp_vector_case c;
	int got = bp_vectors_open(path, &vectors, err);

	if (got)
		return got;
	while ((got = bp_vectors_next(vectors, &c, err)) > 0) {
		got = run_case(t, path, &c, err);
		bp_vector_release(&c);
		if (got)
			break;
	}
	bp_vectors_close(vectors);
	if (!got && t->passed + t->failed == before)
		return bp_error_set(err, path, 0, NULL,
				    "no case in it: golden vectors are allowed");
	return got;
}

enum bp_exit bp_cmd_conform(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	struct bp_error err = { .line = 0 };
	struct tally t = { .cli = cli, .options = &options };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	t.failures = json_array();
	for (int i = 0; i < options.nr_operands; i++) {
		if (!run_file(&t, options.operands[i], &err))
			continue;
		json_decref(t.failures);
		return bp_cli_complain(cli, &err);
	}
	status = t.failed ? BP_EXIT_CHECK : BP_EXIT_FINE;
	if (options.json) {
		enum bp_exit printed = bp_cli_json(
			cli, json_pack("{s:i, s:i, s:o}", "passed", (int)t.passed, "failed",
				       (int)t.failed, "failures", t.failures));

		return printed ? printed : status;
	}
	json_decref(t.failures);
	fprintf(cli->out, "%u passed, %u failed\n", t.passed, t.failed);
	return bp_cli_finish(cli, status);
}
