/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A result file that a run writes to, and goes on from.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/check.h"
#include "proof/result_file.h"

static bool asks_for(const struct bp_check_plan *plan, const struct bp_subject *subject)
{
	for (unsigned i = 0; i < plan->nr_subjects; i++)
		if (plan->subjects[i] == subject)
			return true;
	return false;
}

/* The run of a subject is there once, and the command asks for it. */
static int check_run(const struct bp_check_plan *plan, const json_t *runs, size_t i,
		     struct bp_result *result, struct bp_error *err)
{
	const char *path = plan->options->out, *name;

	if (bp_results_at(path, runs, i, result, err))
		return -EINVAL;
	name = result->run.subject->name;
	if (!asks_for(plan, result->run.subject))
		return bp_error_set(err, path, 0, "subject",
				    "has %s, which this command does not ask for", name);
	for (size_t j = 0; j < i; j++)
		if (!strcmp(json_string_value(json_object_get(json_array_get(runs, j), "subject")),
			    name))
			return bp_error_set(err, path, 0, "subject", "has %s twice", name);
	return 0;
}

json_t *bp_check_out_open(const struct bp_check_plan *plan, struct bp_error *err)
{
	const char *path = plan->options->out;
	struct bp_result *result;
	json_t *runs;
	int error = 0;

	if (access(path, F_OK) && errno == ENOENT)
		return json_array();
	if (bp_results_load(path, &runs, err))
		return NULL;
	result = calloc(1, sizeof(*result));
	if (!result)
		abort();
	for (size_t i = 0; i < json_array_size(runs) && !error; i++)
		error = check_run(plan, runs, i, result, err);
	free(result);
	if (!error)
		return runs;
	json_decref(runs);
	return NULL;
}

/* What was found is taken over; the rules and the like are the same. */
static void take(struct bp_result *result, const struct bp_result *old)
{
	struct bp_run *run = &result->run;

	run->next = old->run.next;
	run->outcome = old->run.outcome;
	memcpy(run->findings, old->run.findings, sizeof(run->findings));
	run->nr_findings = old->run.nr_findings;
}

int bp_check_out_resume(const struct bp_check_plan *plan, const json_t *runs,
			struct bp_result *result, struct bp_error *err)
{
	const char *path = plan->options->out, *key;
	struct bp_result *old = calloc(1, sizeof(*old));
	int error = 0;

	if (!old)
		abort();
	for (size_t i = 0; i < json_array_size(runs) && !error; i++) {
		error = bp_results_at(path, runs, i, old, err);
		if (error || old->run.subject != result->run.subject)
			continue;
		key = bp_result_differs(result, old, true);
		if (key)
			error = bp_error_set(
				err, path, 0, key,
				"is that of another run of %s; allowed: a new name, or "
				"the command that made the file",
				old->run.subject->name);
		else
			take(result, old);
	}
	free(old);
	return error;
}
