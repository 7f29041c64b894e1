/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdlib.h>

#include "proof/trial.h"

static void note(struct bp_trial *trial, const struct bp_violation *violation)
{
	if (trial->what[0])
		return;
	snprintf(trial->what, sizeof(trial->what), "%s", violation->info->id);
	bp_violation_text(violation, trial->text, sizeof(trial->text));
}

static void hear(void *arg, const struct bp_violation *violation)
{
	struct bp_trial *trial = arg;

	if (!trial->setup->mixture && !trial->excused[violation->id])
		note(trial, violation);
}

struct bp_check *bp_trial_watch(struct bp_trial *trial, struct bp_env *env)
{
	struct bp_check *check = bp_check_new(env);

	if (!check)
		abort();
	bp_check_on_violation(check, hear, trial);
	return check;
}

void bp_trial_unwatch(struct bp_trial *trial, struct bp_check *check)
{
	struct bp_trial_outcome *o = &trial->outcome;

	for (int id = 0; id < BP_INV_NR; id++) {
		if (trial->excused[id])
			continue;
		o->judged[id] += bp_check_judged(check, (enum bp_invariant)id);
		o->broken[id] += bp_check_count(check, (enum bp_invariant)id);
		if (!trial->setup->mixture)
			o->wrong += bp_check_count(check, (enum bp_invariant)id);
	}
	bp_check_free(check);
}

void bp_trial_wrong(struct bp_trial *trial, const char *what, const char *format, ...)
{
	va_list list;

	trial->outcome.wrong++;
	if (trial->what[0])
		return;
	snprintf(trial->what, sizeof(trial->what), "%s", what);
	va_start(list, format);
	vsnprintf(trial->text, sizeof(trial->text), format, list);
	va_end(list);
}

void bp_trial_judge(struct bp_trial *trial, enum bp_invariant id, bool holds, const char *why)
{
	const struct bp_invariant_info *info = bp_invariant_get(id);

	trial->outcome.judged[id]++;
	if (holds)
		return;
	trial->outcome.broken[id]++;
	bp_trial_wrong(trial, info->id, "%s: %s\nnot so: %s\n", info->id, info->words, why);
}

void bp_trial_take(struct bp_trial *trial, const struct bp_finding *finding, const char *who)
{
	const int id = bp_invariant_find(finding->id);

	if (finding->violated && id >= 0)
		trial->outcome.broken[id] += finding->count;
	bp_trial_wrong(trial, finding->id, "%s: %s %s in %s: %s\n", who, finding->kind, finding->id,
		       finding->where, finding->text);
}

void bp_trial_say(struct bp_trial *trial, const char *format, ...)
{
	va_list list;

	if (!trial->story)
		return;
	va_start(list, format);
	vfprintf(trial->story, format, list);
	va_end(list);
	fputc('\n', trial->story);
}

const struct bp_rules *bp_trial_rules(struct bp_trial *trial)
{
	unsigned nr = 0;

	if (trial->setup->rules)
		return trial->setup->rules;
	while (bp_rules_at(nr))
		nr++;
	return bp_rules_at((unsigned)bp_choose_below(&trial->choices, nr));
}

void bp_trial_outcome_add(struct bp_trial_outcome *sum, const struct bp_trial_outcome *outcome)
{
	sum->trials += outcome->trials;
	sum->things += outcome->things;
	sum->bugs += outcome->bugs;
	sum->wrong += outcome->wrong;
	for (int id = 0; id < BP_INV_NR; id++) {
		sum->judged[id] += outcome->judged[id];
		sum->broken[id] += outcome->broken[id];
	}
}
