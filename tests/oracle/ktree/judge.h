/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The invariant checker (src/check) on what a tree made of a case.
 */
#ifndef KTREE_JUDGE_H
#define KTREE_JUDGE_H

#include <blkpath/rules.h>

#include "subject.h"

struct kt_judgement {
	unsigned long long judged;
	unsigned long long broken;
	char first[4096]; /* text of the first violation */
	struct kt_case *first_case;
};

/*
 * Acts a case out again with the tree's cuts, counts and scatterlists, with the checker listening.
 * Only what ended by itself is judged.
 */
void kt_judge(const struct kt_case *c, const struct kt_result *tree, const struct bp_rules *rules,
	      struct kt_judgement *j);

#endif
