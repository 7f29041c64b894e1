/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check: random scenarios and small worlds, every step judged by every invariant.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "proof/result_file.h"

static const struct bp_option_words words[] = {
	{ BP_OPT_SEED, "where random scenarios come from (1)" },
	{ BP_OPT_RULES, "kernel generation (each scenario chooses); one of " },
	{ BP_OPT_OUT, "result file; when it is there, the run goes on where it stopped" },
	{ BP_OPT_VERBOSE, "how often each invariant was judged" },
	{ 0 },
};

static const struct bp_usage usage = {
	.synopsis = "check [SUBJECT...] [OPTION...] | check --merge FILE...",
	.about = "Makes scenarios (limits, rule set, bios, merges, device, faults), runs them and "
		 "judges\nevery step: random ones of a seed, or every case of a small world.  What "
		 "goes wrong is\nmade as small as it can be and told, with the command that shows "
		 "it again.  SUBJECT is\na name of --list, all of them without one.\n",
	.options = BP_OPT_BIT(RANDOM) | BP_OPT_BIT(EXHAUSTIVE) | BP_OPT_BIT(REPLAY) |
		   BP_OPT_BIT(MERGE) | BP_OPT_BIT(EXERCISED) | BP_OPT_BIT(SEED) | BP_OPT_BIT(JOBS) |
		   BP_OPT_BIT(SHARD) | BP_OPT_BIT(OUT) | BP_OPT_BIT(RULES) | BP_OPT_BIT(WITH) |
		   BP_OPT_BIT(DEFECT) | BP_OPT_BIT(EXPECT) | BP_OPT_BIT(LIST) |
		   BP_OPT_BIT(VERBOSE) | BP_OPT_BIT(JSON),
	.words = words,
	.max_operands = INT_MAX,
};

/* One subject.  Return: how it ended. */
static enum bp_exit run_one(struct bp_cli *cli, const struct bp_check_plan *plan,
			    const struct bp_subject *subject, struct bp_result *result,
			    json_t *runs)
{
	const struct bp_options *o = plan->options;
	struct bp_error err = { 0 };

	if (bp_check_plan_run(plan, subject, result, &err) ||
	    (o->out && bp_check_out_resume(plan, runs, result, &err)) ||
	    bp_check_go(cli, plan, result, runs, &err))
		return bp_cli_complain(cli, &err);
	if (!o->json)
		bp_check_print(cli->out, o, result);
	return result->run.outcome.wrong ? BP_EXIT_CHECK : BP_EXIT_FINE;
}

/* Each subject in turn, until what is expected is there. */
static enum bp_exit run_all(struct bp_cli *cli, const struct bp_check_plan *plan, json_t *runs)
{
	struct bp_result *result = calloc(1, sizeof(*result));
	enum bp_exit status = BP_EXIT_FINE;
	bool found = false;

	if (!result)
		abort();
	for (unsigned i = 0; i < plan->nr_subjects && !found && status != BP_EXIT_USAGE; i++) {
		status = bp_max(status, run_one(cli, plan, plan->subjects[i], result, runs));
		found = bp_check_found(plan->options, &result->run);
	}
	free(result);
	if (plan->options->expect && status != BP_EXIT_USAGE)
		return bp_check_expected(cli, plan->options, found);
	return status;
}

/* --with all: every rule set, or that of --rules, with each switch of every other. */
static enum bp_exit run_mixtures(struct bp_cli *cli, struct bp_check_plan *plan, json_t *runs)
{
	const struct bp_rules *other, *chosen = plan->rules;
	enum bp_exit status = BP_EXIT_FINE;
	char with[BP_RESULT_WITH_MAX];

	plan->with = with;
	for (unsigned i = 0; (plan->rules = bp_rules_at(i)); i++) {
		if (chosen && plan->rules != chosen)
			continue;
		for (unsigned j = 0; (other = bp_rules_at(j)); j++)
			for (unsigned s = 0; s < BP_RULE_NR && status != BP_EXIT_USAGE; s++) {
				struct bp_rules mixture = *plan->rules;

				if (!bp_rules_take(&mixture, other, s))
					continue;
				snprintf(with, sizeof(with), "%s=%s", bp_rule_switch_get(s)->name,
					 other->name);
				status = bp_max(status, run_all(cli, plan, runs));
			}
	}
	return status;
}

static enum bp_exit run_plan(struct bp_cli *cli, struct bp_check_plan *plan)
{
	const struct bp_options *o = plan->options;
	struct bp_error err = { 0 };
	json_t *runs = o->out ? bp_check_out_open(plan, &err) : json_array();
	enum bp_exit status;

	if (!runs)
		return bp_cli_complain(cli, &err);
	status = o->with && !strcmp(o->with, "all") ? run_mixtures(cli, plan, runs)
						    : run_all(cli, plan, runs);
	if (o->json && status != BP_EXIT_USAGE)
		status = bp_max(status, bp_cli_json(cli, bp_results_json(json_incref(runs))));
	json_decref(runs);
	return status;
}

enum bp_exit bp_cmd_check(struct bp_cli *cli, int argc, char **argv)
{
	struct bp_options options;
	struct bp_check_plan plan;
	struct bp_error err = { 0 };
	enum bp_exit status;

	if (!bp_options_read(cli, &usage, argc, argv, &options, &status))
		return status;
	if (bp_check_options(&options, &err))
		return bp_cli_complain(cli, &err);
	if (options.list) {
		bp_check_print_list(cli->out);
		return BP_EXIT_FINE;
	}
	if (options.merge)
		return bp_check_merge(cli, &options);
	if (bp_check_plan_make(&plan, &options, &err))
		return bp_cli_complain(cli, &err);
	if (options.exercised)
		return bp_check_exercised(cli, &plan);
	return options.replay ? bp_check_replay(cli, &plan) : run_plan(cli, &plan);
}
