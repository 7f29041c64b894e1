/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/check.h"

#define DEFAULT_RANDOM 1000

static int names_of(bool worlds, char *list, size_t room)
{
	const struct bp_subject *s;

	list[0] = 0;
	for (unsigned i = 0; (s = bp_subject_at(i)); i++)
		if (!worlds || s->cases)
			bp_cli_list(list, room, " ", s->name);
	return -EINVAL;
}

static int unknown(const char *key, const char *name, bool worlds, struct bp_error *err)
{
	char list[BP_ERROR_TEXT_MAX / 2];

	names_of(worlds, list, sizeof(list));
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
	return 0;
}

/* "byte-walk=v6.1", of @rules */
static int take_switch(struct bp_check_plan *plan, const char *with, struct bp_error *err)
{
	const char *from = strchr(with, '=');
	const struct bp_rules *other = from ? bp_rules_find(from + 1) : NULL;
	size_t len = from ? (size_t)(from - with) : 0;

	plan->mixture = *plan->rules;
	for (unsigned which = 0; other && which < BP_RULE_NR; which++) {
		const char *name = bp_rule_switch_get(which)->name;

		if (strlen(name) != len || strncmp(with, name, len))
			continue;
		bp_rules_take(&plan->mixture, other, which);
		plan->rules = &plan->mixture;
		return 0;
	}
	return bp_error_set(err, NULL, 0, "--with",
			    "\"%.60s\"; allowed: SWITCH=NAME, of \"blkpath rules\"", with);
}

bool bp_check_plan_mix(struct bp_check_plan *plan, const struct bp_rules *base,
		       const struct bp_rules *other, enum bp_rule_switch which)
{
	plan->mixture = *base;
	plan->rules = &plan->mixture;
	return bp_rules_take(&plan->mixture, other, which);
}

static int find_rules(struct bp_check_plan *plan, const struct bp_options *o, struct bp_error *err)
{
	if (o->given & BP_OPT_BIT(RULES))
		plan->rules = o->rules;
	if (!o->with || !strcmp(o->with, "all"))
		return 0;
	if (!plan->rules)
		return bp_error_set(err, NULL, 0, "--with", "needs --rules: a set to be changed");
	return take_switch(plan, o->with, err);
}

static int check_ways(const struct bp_check_plan *plan, const struct bp_options *o,
		      struct bp_error *err)
{
	if (!!o->random + !!o->exhaustive + !!o->replay > 1)
		return bp_error_set(err, NULL, 0, NULL,
				    "one of --random, --exhaustive and --replay");
	if (o->replay && plan->nr_subjects != 1)
		return bp_error_set(err, NULL, 0, "--replay", "needs one SUBJECT");
	return 0;
}

int bp_check_plan_make(struct bp_check_plan *plan, const struct bp_options *options,
		       struct bp_error *err)
{
	*plan = (struct bp_check_plan){ .options = options };
	if (find_subjects(plan, options, err) || find_rules(plan, options, err))
		return -EINVAL;
	return check_ways(plan, options, err);
}

static unsigned processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : bp_min((unsigned)n, BP_RUN_JOBS_MAX);
}

void bp_check_plan_run(const struct bp_check_plan *plan, const struct bp_subject *subject,
		       struct bp_run *run)
{
	const struct bp_options *o = plan->options;

	memset(run, 0, sizeof(*run));
	run->subject = subject;
	run->setup.rules = plan->rules;
	run->setup.mixture = o->with != NULL;
	run->setup.defects = o->defects;
	run->seed = o->seed;
	run->shards = o->shards ?: 1;
	run->shard = o->shard;
	run->jobs = o->jobs ?: processors();
	run->end = o->exhaustive ? subject->cases : o->random ?: DEFAULT_RANDOM;
}
