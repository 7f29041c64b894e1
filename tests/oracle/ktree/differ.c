/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"
#include "differ.h"
#include "rows.h"
#include "seconds.h"
#include "subjects.h"
#include "why.h"

#define ENOUGH_CASES 500
#define ENOUGH_SECONDS 3 /* two that hang */

bool kt_differ_init(struct kt_differ *d, kt_run_fn *tree, const struct bp_rules *rules)
{
	memset(d, 0, sizeof(*d));
	d->tree = tree;
	d->rules = rules;
	d->theirs = calloc(1, sizeof(*d->theirs));
	d->ours = calloc(1, sizeof(*d->ours));
	d->groups = calloc(KT_GROUPS, sizeof(*d->groups));
	kt_ours_rules(rules);
	return d->theirs && d->ours && d->groups;
}

void kt_differ_fini(struct kt_differ *d)
{
	free(d->judgement.first_case);
	free(d->theirs);
	free(d->ours);
	free(d->groups);
}

bool kt_differ_look(struct kt_differ *d, const struct kt_case *c, unsigned *row)
{
	kt_guarded_run(d->tree, c, d->theirs);
	kt_guarded_run(kt_ours_run, c, d->ours);
	return kt_results_differ(d->theirs, d->ours, row);
}

static void sort_in(struct kt_differ *d, const struct kt_case *c, const char *origin)
{
	char key[sizeof(d->groups->key)];
	struct kt_group *g;
	unsigned row, i = 0;

	kt_why_wanted(true);
	kt_guarded_run(kt_ours_run, c, d->ours);
	kt_why_wanted(false);
	kt_results_differ(d->theirs, d->ours, &row);
	snprintf(key, sizeof(key), "%d %s", row == UINT_MAX ? (int)d->theirs->outcome : -1,
		 kt_why(d->theirs, d->ours, row));
	while (i < d->nr_groups && strcmp(d->groups[i].key, key))
		i++;
	if (i == KT_GROUPS)
		return;
	g = &d->groups[i];
	if (i == d->nr_groups || (g->stopped && d->ours->outcome <= KT_WARNED)) {
		d->nr_groups += i == d->nr_groups;
		memcpy(g->key, key, sizeof(key));
		snprintf(g->origin, sizeof(g->origin), "%s", origin);
		g->stopped = d->ours->outcome > KT_WARNED;
		g->hung = d->theirs->outcome == KT_HUNG || d->ours->outcome == KT_HUNG;
		g->first = *c;
	}
	g->seen++;
}

const char *kt_differ_enough(const struct kt_differ *d)
{
	if (d->differ >= ENOUGH_CASES)
		return "enough cases differ";
	return d->spent < ENOUGH_SECONDS ? NULL : "cases that differ take too long";
}

bool kt_differ_case(struct kt_differ *d, const struct kt_case *c, const char *origin)
{
	double begun = kt_worked_seconds();
	unsigned row;
	bool differ = kt_differ_look(d, c, &row);

	d->cases++;
	d->bios += c->nr_bios ? c->nr_bios : 1;
	if (d->theirs->outcome == KT_MISSING) {
		memcpy(d->missing, d->theirs->function, sizeof(d->missing));
		return false;
	}
	if (!differ) {
		kt_judge(c, d->theirs, d->rules, &d->judgement);
		return true;
	}
	d->differ++;
	sort_in(d, c, origin);
	d->spent += kt_worked_seconds() - begun;
	return true;
}

bool kt_differ_random(struct kt_differ *d, unsigned long long seed, unsigned long long bios)
{
	static struct kt_case c;
	uint8_t bytes[KT_CASE_BYTES];
	bool usable = true;
	char origin[64];

	for (unsigned long long i = 0; usable && d->bios < bios && !kt_differ_enough(d); i++) {
		snprintf(origin, sizeof(origin), "case %llu of seed %llu", i, seed);
		kt_case_bytes(bytes, seed, i);
		kt_case_make(&c, bytes, sizeof(bytes));
		usable = kt_differ_case(d, &c, origin);
	}
	return usable;
}
