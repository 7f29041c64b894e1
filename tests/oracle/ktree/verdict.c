/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a person can act on: the smallest input, our answer, the tree's answer, the rule.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rows.h"
#include "seconds.h"
#include "shrink.h"
#include "subjects.h"
#include "verdict.h"
#include "why.h"

#define SHOWN 3
#define SHRINK_SECONDS 8 /* for all that are shown */
#define SHRINK_ONE 4

struct shown {
	struct kt_differ *d;
	const struct kt_group *group;
	double end;
	bool late;
};

/*
 * A case that we take to its end stays one: what stops both sides teaches less.  One that hangs
 * does not come of one that ends.
 */
static bool still_differs(void *arg, const struct kt_case *c)
{
	struct shown *s = arg;
	unsigned row;

	s->late = s->late || kt_worked_seconds() > s->end;
	if (s->late || !kt_differ_look(s->d, c, &row) || s->d->theirs->outcome == KT_MISSING)
		return false;
	return (s->group->stopped || s->d->ours->outcome <= KT_WARNED) &&
	       (s->group->hung || s->d->theirs->outcome != KT_HUNG);
}

/* Return: whether it is the smallest; there may not have been the time. */
static bool shrink(struct kt_differ *d, struct kt_group *g)
{
	struct shown s = { d, g, kt_worked_seconds() + SHRINK_ONE, false };

	kt_guard_patience(KT_HASTY);
	kt_shrink(&g->first, still_differs, &s);
	kt_guard_patience(g->hung ? KT_HASTY : KT_PATIENT);
	return !s.late;
}

static bool answers_like(struct kt_differ *d, const struct kt_case *c, const struct bp_rules *rules)
{
	unsigned row;

	kt_ours_rules(rules);
	kt_guarded_run(kt_ours_run, c, d->ours);
	kt_ours_rules(d->rules);
	return !kt_results_differ(d->theirs, d->ours, &row);
}

/* A switch that stands otherwise in another rule set may be the whole difference. */
static void name_the_switch(struct kt_differ *d, const struct kt_case *c)
{
	const struct bp_rules *other;

	for (unsigned i = 0; (other = bp_rules_at(i)); i++) {
		for (unsigned w = 0; w < BP_RULE_NR; w++) {
			const struct bp_rule_switch_info *info =
				bp_rule_switch_get((enum bp_rule_switch)w);
			struct bp_rules changed = *d->rules;

			if (!bp_rules_take(&changed, other, (enum bp_rule_switch)w) ||
			    !answers_like(d, c, &changed))
				continue;
			printf("  known   the tree does as rule set %s: %s (%s), %s\n", other->name,
			       info->id, info->name, info->line);
			return;
		}
		if (other != d->rules && answers_like(d, c, other)) {
			printf("  known   the tree does as rule set %s\n", other->name);
			return;
		}
	}
}

static void show(struct kt_differ *d, const struct kt_case *c, const char *title)
{
	unsigned row;

	kt_why_wanted(true);
	kt_differ_look(d, c, &row);
	kt_why_wanted(false);
	printf("%s\n  input   %s\n", title, kt_kind_names[c->kind]);
	kt_case_print(stdout, c, "          ");
	printf("  ours\n");
	kt_result_print(stdout, d->ours, "          ");
	printf("  tree\n");
	kt_result_print(stdout, d->theirs, "          ");
	printf("  rule    %s\n", kt_why(d->theirs, d->ours, row));
	name_the_switch(d, c);
}

/* Two sorts of difference may have one smallest case. */
static bool is_shown(const struct kt_differ *d, const struct kt_case *c)
{
	for (unsigned i = 0; i < d->nr_groups; i++)
		if (d->groups[i].shown && !memcmp(&d->groups[i].first, c, sizeof(*c)))
			return true;
	return false;
}

void kt_verdict_differences(struct kt_differ *d)
{
	double end = kt_worked_seconds() + SHRINK_SECONDS;
	unsigned shown = 0;

	/* What stops our side comes last. */
	for (unsigned n = 0; n < 2 * d->nr_groups && shown < SHOWN; n++) {
		unsigned i = n % d->nr_groups;
		struct kt_group *g = &d->groups[i];
		char title[160];
		bool smallest;

		if (g->stopped != (n >= d->nr_groups))
			continue;
		if (shown && kt_worked_seconds() > end)
			return;
		smallest = shrink(d, g);
		if (is_shown(d, &g->first))
			continue;
		g->shown = true;
		snprintf(title, sizeof(title), "\ndifference %u: %s, from %s", ++shown,
			 smallest ? "smallest input" : "input as small as 4 s made it", g->origin);
		show(d, &g->first, title);
	}
}

void kt_verdict_invariants(const struct kt_judgement *j)
{
	if (!j->first_case)
		return;
	printf("\nbroken invariant\n%s\n  input   %s\n", j->first,
	       kt_kind_names[j->first_case->kind]);
	kt_case_print(stdout, j->first_case, "          ");
}
