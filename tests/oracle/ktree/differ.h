/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases on both sides, and the differences that were met.
 */
#ifndef KTREE_DIFFER_H
#define KTREE_DIFFER_H

#include <stdbool.h>

#include "judge.h"
#include "subject.h"

#define KT_GROUPS 8

/* Differences of one sort: the same part of a row, by the same rule of ours. */
struct kt_group {
	char key[160];
	unsigned long long seen;
	struct kt_case first;
	char origin[64]; /* "case 17 of seed 1" */
	bool shown;
	bool stopped; /* we stop at it too; one that we do not is told rather */
	bool hung;    /* a side does not come to an end */
};

struct kt_differ {
	kt_run_fn *tree;
	const struct bp_rules *rules;
	struct kt_result *theirs;
	struct kt_result *ours;
	struct kt_judgement judgement;
	unsigned long long cases;
	unsigned long long bios;
	unsigned long long differ;
	double spent; /* seconds, on cases that differ */
	unsigned nr_groups;
	struct kt_group *groups;
	char missing[KT_WORD]; /* the tree called this, and it is not there */
};

/* Return: false without memory. */
bool kt_differ_init(struct kt_differ *d, kt_run_fn *tree, const struct bp_rules *rules);
void kt_differ_fini(struct kt_differ *d);

/* Runs a case on both sides and remembers what differs. Return: false when the tree is unusable. */
bool kt_differ_case(struct kt_differ *d, const struct kt_case *c, const char *origin);

/* Why no more cases are worth their time, as words to print; NULL when they are. */
const char *kt_differ_enough(const struct kt_differ *d);

/* Runs a case on both sides and nothing else. Return: true when they differ, in `row`. */
bool kt_differ_look(struct kt_differ *d, const struct kt_case *c, unsigned *row);

/* Random bios of a seed, so many or enough. Return: false when the tree is unusable. */
bool kt_differ_random(struct kt_differ *d, unsigned long long seed, unsigned long long bios);

#endif
