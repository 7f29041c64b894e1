/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run has found so far, written down: so that it can go on later, and so that parts of it
 * that were run elsewhere come together.
 */
#ifndef SIM_PROOF_RESULT_H
#define SIM_PROOF_RESULT_H

#include <jansson.h>

#include "input/units.h"
#include "proof/run.h"

#define BP_RESULT_WITH_MAX 64
#define BP_RESULT_SWITCH_MAX 32

/**
 * struct bp_result - a run and what its rules were made of
 * @run: the run; its rules may be @mixture, so that a copy needs a bp_result_mix() of its own
 * @with: "SWITCH=NAME", "" when no switch is changed
 * @mixture: the rules that come of it
 */
struct bp_result {
	struct bp_run run;
	char with[BP_RESULT_WITH_MAX];
	struct bp_rules mixture;
};

/* Rules with a switch of other rules: see bp_rule_set_mix().  Return: 0, or -EINVAL, @err filled.
 */
int bp_result_mix(const struct bp_place *at, const char *with, const struct bp_rules *base,
		  struct bp_result *result, struct bp_error *err);

/* By what name a switch that is on is switched on: "DEF-4", "fix-quirk-9". */
const char *bp_result_switch(enum bp_defect_id id, char name[BP_RESULT_SWITCH_MAX]);

/* How many numbers below @end are of part @shard, from 0, of @shards. */
u64 bp_result_share(u64 shard, u64 shards, u64 end);

/* The result as an object, NULL without memory. */
json_t *bp_result_json(const struct bp_result *result);

/**
 * bp_result_read - a result that was written down
 * @at: the file, and the name of the object
 * @object: as bp_result_json() made it; anything
 * @result: receives it, with one job
 * @err: receives the message
 *
 * Nothing in it is trusted: numbers that no run can have are refused, and findings whose scenario
 * is not the one of their number.
 *
 * Return: 0, or -EINVAL with @err filled.
 */
int bp_result_read(const struct bp_place *at, const json_t *object, struct bp_result *result,
		   struct bp_error *err);

/**
 * bp_result_differs - are two results of one run?
 * @a: one
 * @b: the other, of the same subject
 * @parts: of the same part of it, too
 *
 * Return: the key that tells them apart, NULL when they are of one.
 */
const char *bp_result_differs(const struct bp_result *a, const struct bp_result *b, bool parts);

#endif
