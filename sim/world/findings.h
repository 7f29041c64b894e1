/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What went wrong in a world: reports of its sites, and violations that the checker saw.
 *
 * The first message of each site and each invariant is kept with its words; all are counted.
 */
#ifndef SIM_WORLD_FINDINGS_H
#define SIM_WORLD_FINDINGS_H

#include <blkpath/check.h>

#define BP_FINDINGS_KEPT 16
#define BP_FINDING_TEXT_MAX 1024

/* One distinct message. */
struct bp_finding {
	bool violated;	   /* of an invariant; else a report of a site */
	const char *kind;  /* "warning", "BUG", "finding", "violation" */
	const char *id;	   /* rule or invariant */
	const char *where; /* kernel function, or event */
	u64 count;
	char text[BP_FINDING_TEXT_MAX];
};

/**
 * struct bp_findings - what went wrong
 * @check: the checker while it listens, or NULL
 * @checked: there was one
 * @judged: how often it judged
 * @judged_of: each invariant, when it has stopped
 * @violations: how often an invariant was broken
 * @kept: the first ones, each site and each invariant once
 * @reports: hits of warnings, BUGs and findings; log lines are not counted
 * @bug: a BUG stopped the run
 */
struct bp_findings {
	struct bp_env *env;
	struct bp_check *check;
	bool checked;
	u64 judged;
	u64 judged_of[BP_INV_NR];
	u64 violations;
	struct bp_finding kept[BP_FINDINGS_KEPT];
	unsigned nr_kept;
	u64 reports;
	bool bug;
};

/**
 * bp_findings_start - listen to the reports of an environment
 * @findings: receives them
 * @env: environment; its on_report is taken
 * @check: run the checker too
 *
 * Return: 0 or -ENOMEM.
 */
int bp_findings_start(struct bp_findings *findings, struct bp_env *env, bool check);

/* Every I/O has ended: judge what is left behind, for instance references of pages. */
void bp_findings_end(struct bp_findings *findings, u64 pages_held);

/* Stop; what was found stays.  Does nothing the second time. */
void bp_findings_stop(struct bp_findings *findings);

/* Whether anything is wrong. */
bool bp_findings_any(const struct bp_findings *findings);

#endif
