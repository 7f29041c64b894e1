/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check: random scenarios and small worlds, every step judged by every invariant.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "cli/progress.h"

#define BATCH 100 /* trials of a process between two looks at the bar */

static const struct bp_option_words words[] = {
	{ BP_OPT_SEED, "where random scenarios come from (1)" },
	{ BP_OPT_RULES, "kernel generation (each scenario chooses); one of " },
	{ BP_OPT_VERBOSE, "how often each invariant was judged" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "check [SUBJECT...] [OPTION...]",
	.about = "Makes scenarios (limits, rule set, bios, merges, device, faults), runs them and "
		 "judges\nevery step: random ones of a seed, or every case of a small world.  What "
		 "goes wrong is\nmade as small as it can be and told, with the command that shows "
		 "it again.  SUBJECT is\na name of --list, all of them without one.\n",
	.options = BP_OPT_BIT(RANDOM) | BP_OPT_BIT(EXHAUSTIVE) | BP_OPT_BIT(REPLAY) |
		   BP_OPT_BIT(SEED) | BP_OPT_BIT(JOBS) | BP_OPT_BIT(SHARD) | BP_OPT_BIT(RULES) |
		   BP_OPT_BIT(WITH) | BP_OPT_BIT(DEFECT) | BP_OPT_BIT(EXPECT) | BP_OPT_BIT(LIST) |
		   BP_OPT_BIT(VERBOSE) | BP_OPT_BIT(JSON),
	.words = words,
	.max_operands = BP_CHECK_SUBJECTS_MAX,
};

static bool was_found(const struct bp_run *run, const char *what)
{
	int id = what ? bp_invariant_find(what) : -ENOENT;

	if (!what)
		return false;
	return id >= 0 ? run->outcome.broken[id] > 0 : bp_run_find(run, what) != NULL;
}

/* As far as it goes, or until what is expected was found. */
static int go(struct bp_cli *cli, struct bp_run *run, const char *expect, struct bp_error *err)
{
	struct bp_progress progress;
	const u64 first = run->next;
	int error = 0;

	bp_progress_start(&progress, cli->err);
	while (!error && run->next < run->end && !was_found(run, expect)) {
		error = bp_run_on(run, (u64)BATCH * run->jobs);
		bp_progress_draw(&progress, run->next - first, run->end - first);
	}
	bp_progress_stop(&progress);
	if (error)
		bp_error_set(err, NULL, 0, "--jobs", "no process: %s", strerror(-error));
	return error;
}

static void tell(struct bp_cli *cli, const struct bp_check_plan *plan, struct bp_run *run)
{
	bp_check_print_run(cli->out, plan, run);
	if (plan->options->expect)
		return;
	for (unsigned i = 0; i < run->nr_findings; i++)
		bp_check_print_finding(cli->out, plan, run, &run->findings[i]);
}

/* Each subject in turn. */
static enum bp_exit run_all(struct bp_cli *cli, const struct bp_check_plan *plan, json_t *list)
{
	struct bp_run *run = calloc(1, sizeof(*run));
	struct bp_error err = { 0 };
	bool found = false, wrong = false;

	if (!run)
		abort();
	for (unsigned i = 0; i < plan->nr_subjects; i++) {
		bp_check_plan_run(plan, plan->subjects[i], run);
		if (go(cli, run, plan->options->expect, &err)) {
			free(run);
			return bp_cli_complain(cli, &err);
		}
		wrong = wrong || run->outcome.wrong;
		found = found || was_found(run, plan->options->expect);
		if (plan->options->json)
			json_array_append_new(list, bp_check_run_json(plan, run));
		else
			tell(cli, plan, run);
	}
	free(run);
	if (plan->options->expect)
		return found ? BP_EXIT_FINE : BP_EXIT_CHECK;
	return wrong ? BP_EXIT_CHECK : BP_EXIT_FINE;
}

/* --with all: every rule set with each switch of every other. */
static enum bp_exit run_mixtures(struct bp_cli *cli, struct bp_check_plan *plan, json_t *list)
{
	const struct bp_rules *base, *other;
	enum bp_exit status = BP_EXIT_FINE;

	for (unsigned i = 0; (base = bp_rules_at(i)); i++)
		for (unsigned j = 0; (other = bp_rules_at(j)); j++)
			for (unsigned s = 0; s < BP_RULE_NR && status != BP_EXIT_USAGE; s++)
				if (bp_check_plan_mix(plan, base, other, s))
					status = bp_max(status, run_all(cli, plan, list));
	return status;
}

static bool mixes_all(const struct bp_options *options)
{
	return options->with && !strcmp(options->with, "all");
}

static enum bp_exit run_plan(struct bp_cli *cli, struct bp_check_plan *plan)
{
	json_t *list = json_array();
	enum bp_exit status =
		mixes_all(plan->options) ? run_mixtures(cli, plan, list) : run_all(cli, plan, list);

	if (plan->options->json && status != BP_EXIT_USAGE) {
		if (bp_cli_json(cli, json_pack("{s:O}", "runs", list)))
			status = BP_EXIT_USAGE;
	}
	json_decref(list);
	return status;
}

static enum bp_exit replay(struct bp_cli *cli, const struct bp_check_plan *plan)
{
	struct bp_run run;
	struct bp_trial *trial = calloc(1, sizeof(*trial));
	struct bp_error err = { 0 };
	u8 bytes[BP_RUN_BYTES];
	size_t size;
	bool wrong;

	if (!trial)
		abort();
	if (bp_check_plan_bytes(plan->options->replay, bytes, &size, &err)) {
		free(trial);
		return bp_cli_complain(cli, &err);
	}
	bp_check_plan_run(plan, plan->subjects[0], &run);
	trial->story = cli->out;
	bp_subject_try(run.subject, &run.setup, bytes, size, trial);
	wrong = trial->outcome.wrong;
	fputs(wrong ? trial->text : "all is as it should be\n", cli->out);
	free(trial);
	return wrong ? BP_EXIT_CHECK : BP_EXIT_FINE;
}

enum bp_exit bp_cmd_check(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	struct bp_check_plan plan;
	struct bp_error err = { 0 };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (options.list) {
		bp_check_print_list(cli->out);
		return BP_EXIT_FINE;
	}
	if (bp_check_plan_make(&plan, &options, &err))
		return bp_cli_complain(cli, &err);
	return options.replay ? replay(cli, &plan) : run_plan(cli, &plan);
}
