/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkpath check has to do, and how it tells what it found.
 */
#ifndef SIM_CLI_CHECK_H
#define SIM_CLI_CHECK_H

#include "cli/options.h"
#include "proof/result.h"

/* Subjects that a command line asks for, in its order. */
#define BP_CHECK_SUBJECTS_MAX 64

/**
 * struct bp_check_plan - what a command line asks for
 * @options: it
 * @subjects: what is proved, each once
 * @nr_subjects: how many
 * @rules: the kernel, NULL when each scenario chooses
 * @with: the switch that is changed, NULL for none
 * @shard: the part that is run here, from 0
 * @shards: how many parts there are
 */
struct bp_check_plan {
	const struct bp_options *options;
	const struct bp_subject *subjects[BP_CHECK_SUBJECTS_MAX];
	unsigned nr_subjects;
	const struct bp_rules *rules;
	const char *with;
	u64 shard;
	u64 shards;
};

/* Return: 0, or -EINVAL with @err filled. */
int bp_check_plan_make(struct bp_check_plan *plan, const struct bp_options *options,
		       struct bp_error *err);

/* Refuses options that mean nothing to what is done.  Return: 0, or -EINVAL with @err filled. */
int bp_check_options(const struct bp_options *options, struct bp_error *err);

/* The part that --shard, a Slurm job array or a Kubernetes Indexed Job names, all of it without
 * one.  Return: 0, or -EINVAL with @err filled. */
int bp_check_shard(const struct bp_options *options, u64 *shard, u64 *shards, struct bp_error *err);

/* The run of a subject, at its start.  Return: 0, or -EINVAL with @err filled. */
int bp_check_plan_run(const struct bp_check_plan *plan, const struct bp_subject *subject,
		      struct bp_result *result, struct bp_error *err);

/* True when --expect asks for something and it was found. */
bool bp_check_found(const struct bp_options *options, const struct bp_run *run);

/* To the end of a run.  @runs is the list that receives it, written to --out from time to time.
 * Return: 0, or -errno with @err filled. */
int bp_check_go(struct bp_cli *cli, const struct bp_check_plan *plan, struct bp_result *result,
		json_t *runs, struct bp_error *err);

/* What --out has of the plan's runs, an empty list when there is none; NULL with @err filled. */
json_t *bp_check_out_open(const struct bp_check_plan *plan, struct bp_error *err);

/* A run goes on where --out says that it stopped.  Return: 0, or -EINVAL with @err filled. */
int bp_check_out_resume(const struct bp_check_plan *plan, const json_t *runs,
			struct bp_result *result, struct bp_error *err);

/* blkpath check --replay and --merge. */
enum bp_exit bp_check_replay(struct bp_cli *cli, const struct bp_check_plan *plan);
enum bp_exit bp_check_merge(struct bp_cli *cli, const struct bp_options *options);

/* blkpath check --exercised: exit 1 when an invariant is judged by nothing. */
enum bp_exit bp_check_exercised(struct bp_cli *cli, const struct bp_check_plan *plan);

/* The bytes of --replay: hexadecimal digits, or "@" and a file.  Return: 0, or -errno, @err filled.
 */
int bp_check_bytes(const char *text, u8 bytes[BP_RUN_BYTES], size_t *size, struct bp_error *err);

void bp_check_print_list(FILE *out);

/* Whether what --expect asks for was @found, and a line when it was not. */
enum bp_exit bp_check_expected(struct bp_cli *cli, const struct bp_options *options, bool found);

/* A line of numbers, every invariant's with --verbose, and what went wrong unless it is expected.
 */
void bp_check_print(FILE *out, const struct bp_options *options, struct bp_result *result);

/* Makes the scenario smaller, tells it and what goes wrong in it, and how to see it again. */
void bp_check_print_finding(FILE *out, const struct bp_result *result,
			    struct bp_trial_finding *finding);

#endif
