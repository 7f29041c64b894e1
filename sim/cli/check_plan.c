/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "cli/check.h"
#include "input/rule_set.h"

#define DEFAULT_RANDOM 1000

static int unknown(const char *key, const char *name, bool worlds, struct bp_error *err)
{
	char list[BP_ERROR_TEXT_MAX / 2] = "";
	const struct bp_subject *s;

	for (unsigned i = 0; (s = bp_subject_at(i)); i++)
		if (!worlds || s->cases)
			bp_cli_list(list, sizeof(list), " ", s->name);
	return bp_error_set(err, NULL, 0, key, "unknown %s \"%.40s\"; allowed:%s%s",
			    worlds ? "world" : "subject", name, worlds ? " all" : "", list);
}

static void add(struct bp_check_plan *plan, const struct bp_subject *subject)
{
	for (unsigned i = 0; i < plan->nr_subjects; i++)
		if (plan->subjects[i] == subject)
			return;
	plan->subjects[plan->nr_subjects++] = subject;
}

/* All subjects but worlds, or all worlds. */
static void add_all(struct bp_check_plan *plan, bool worlds)
{
	const struct bp_subject *s;

	for (unsigned i = 0; (s = bp_subject_at(i)); i++)
		if (worlds == (s->cases > 0))
			add(plan, s);
}

static int find_worlds(struct bp_check_plan *plan, const char *name, struct bp_error *err)
{
	const struct bp_subject *subject = bp_subject_find(name);

	if (!strcmp(name, "all")) {
		add_all(plan, true);
		return 0;
	}
	if (!subject || !subject->cases)
		return unknown("--exhaustive", name, true, err);
	add(plan, subject);
	return 0;
}

static int find_subjects(struct bp_check_plan *plan, const struct bp_options *o,
			 struct bp_error *err)
{
	for (int i = 0; i < o->nr_operands; i++) {
		const struct bp_subject *subject = bp_subject_find(o->operands[i]);

		if (!subject)
			return unknown("SUBJECT", o->operands[i], false, err);
		add(plan, subject);
	}
	if (o->exhaustive && o->nr_operands)
		return bp_error_set(err, NULL, 0, "--exhaustive",
				    "names the world; a SUBJECT beside it is not allowed");
	if (o->exhaustive)
		return find_worlds(plan, o->exhaustive, err);
	if (!o->nr_operands)
		add_all(plan, false);
	if (!o->nr_operands && o->exercised)
		add_all(plan, true);
	return 0;
}

static int find_rules(struct bp_check_plan *plan, const struct bp_options *o, struct bp_error *err)
{
	const struct bp_place at = { .key = "--with" };
	struct bp_rules mixture;

	if (o->given & BP_OPT_BIT(RULES))
		plan->rules = o->rules;
	if (!o->with || !strcmp(o->with, "all"))
		return 0;
	if (!plan->rules)
		return bp_place_error(&at, err, "needs --rules: a set to be changed");
	plan->with = o->with;
	return bp_rule_set_mix(&at, o->with, plan->rules, &mixture, err);
}

int bp_check_plan_make(struct bp_check_plan *plan, const struct bp_options *options,
		       struct bp_error *err)
{
	*plan = (struct bp_check_plan){ .options = options, .shards = 1 };
	if (find_subjects(plan, options, err) || find_rules(plan, options, err))
		return -EINVAL;
	if (!options->replay && !options->exercised)
		return bp_check_shard(options, &plan->shard, &plan->shards, err);
	if (options->replay && plan->nr_subjects != 1)
		return bp_error_set(err, NULL, 0, "--replay", "needs one SUBJECT");
	return 0;
}

int bp_check_plan_run(const struct bp_check_plan *plan, const struct bp_subject *subject,
		      struct bp_result *result, struct bp_error *err)
{
	const struct bp_options *o = plan->options;
	const struct bp_place at = { .key = "--with" };
	struct bp_run *run = &result->run;

	memset(result, 0, sizeof(*result));
	run->subject = subject;
	run->setup.rules = plan->rules;
	run->setup.defects = o->defects;
	run->exhaustive = o->exhaustive != NULL;
	run->seed = o->seed;
	run->shards = plan->shards;
	run->shard = plan->shard;
	run->jobs = o->jobs ?: bp_run_processes();
	run->end = run->exhaustive ? subject->cases : o->random ?: DEFAULT_RANDOM;
	return plan->with ? bp_result_mix(&at, plan->with, plan->rules, result, err) : 0;
}
