/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkpath check has to do, and how it tells what it found.
 */
#ifndef SIM_CLI_CHECK_H
#define SIM_CLI_CHECK_H

#include "cli/options.h"
#include "proof/run.h"

/* Subjects that a command line asks for, in the order of the table. */
#define BP_CHECK_SUBJECTS_MAX 64

struct bp_check_plan {
	const struct bp_options *options;
	const struct bp_subject *subjects[BP_CHECK_SUBJECTS_MAX];
	unsigned nr_subjects;
	struct bp_rules mixture; /* of --with */
	const struct bp_rules *rules;
};

/* Return: 0, or -EINVAL with @err filled. */
int bp_check_plan_make(struct bp_check_plan *plan, const struct bp_options *options,
		       struct bp_error *err);

/* One switch of @other in @plan's rules, for --with all.  Return: false when it is no difference.
 */
bool bp_check_plan_mix(struct bp_check_plan *plan, const struct bp_rules *base,
		       const struct bp_rules *other, enum bp_rule_switch which);

/* The bytes of --replay: hexadecimal digits, or "@" and a file.  Return: 0, or -errno, @err filled.
 */
int bp_check_plan_bytes(const char *text, u8 bytes[BP_RUN_BYTES], size_t *size,
			struct bp_error *err);

/* The run of a subject, ready for bp_run_on(). */
void bp_check_plan_run(const struct bp_check_plan *plan, const struct bp_subject *subject,
		       struct bp_run *run);

void bp_check_print_list(FILE *out);

/* A line of numbers; every invariant's with @verbose. */
void bp_check_print_run(FILE *out, const struct bp_check_plan *plan, const struct bp_run *run);

/* Makes the scenario smaller, tells it and what goes wrong in it, and how to see it again. */
void bp_check_print_finding(FILE *out, const struct bp_check_plan *plan, const struct bp_run *run,
			    struct bp_finding *finding);

json_t *bp_check_run_json(const struct bp_check_plan *plan, const struct bp_run *run);

#endif
