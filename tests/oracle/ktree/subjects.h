/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two sides, and the watch over both.
 */
#ifndef KTREE_SUBJECTS_H
#define KTREE_SUBJECTS_H

#include <blkpath/rules.h>

#include "subject.h"

struct kt_subject {
	kt_run_fn *run;
	unsigned char *map; /* kt_subject_map */
};

/* Loads the shared object of a tree. Return: false after saying why not. */
bool kt_subject_load(const char *path, struct kt_subject *subject);

/* Our library under a rule set. */
void kt_ours_rules(const struct bp_rules *rules);
kt_run_fn kt_ours_run;

/*
 * Runs a case on a side.  One that crashes, or works for longer than there is patience for, ends
 * with that as its outcome; what it held is lost.
 */
void kt_guarded_run(kt_run_fn *run, const struct kt_case *c, struct kt_result *r);

/* How long a case may work, in tenths of a second; KT_PATIENT unless told otherwise. */
#define KT_PATIENT 20
#define KT_HASTY 3
void kt_guard_patience(unsigned tenths);

#endif
