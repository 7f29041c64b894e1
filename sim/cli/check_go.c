/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run from where it stands to its end: some trials at a time, so that somebody sees how far it
 * is, and a file has it when the machine goes.
 */
#include <string.h>
#include <time.h>

#include "cli/check.h"
#include "cli/progress.h"
#include "proof/result_file.h"

#define NS 1000000000ull
#define SHORT_NS (NS / 4) /* a batch that takes less may be longer */
#define LONG_NS NS
#define SAVE_NS (5 * NS)

#define FIRST_BATCH 64u	 /* trials of a process */
#define EXPECT_BATCH 100 /* trials between two looks at what was found, however many processes */

static u64 now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (u64)time.tv_sec * NS + (u64)time.tv_nsec;
}

bool bp_check_found(const struct bp_options *options, const struct bp_run *run)
{
	int id = options->expect ? bp_invariant_find(options->expect) : -1;

	if (id >= 0)
		return run->outcome.broken[id] > 0;
	return options->expect && bp_run_find(run, options->expect);
}

static u64 fitting(u64 batch, u64 took)
{
	if (took < SHORT_NS)
		return batch * 2;
	return took > LONG_NS ? bp_max(batch / 2, (u64)1) : batch;
}

/* Where the run is in the list; behind its end when it is not there. */
static size_t place_of(const json_t *runs, const struct bp_check_plan *plan,
		       const struct bp_result *result)
{
	size_t i;

	for (i = 0; plan->options->out && i < json_array_size(runs); i++) {
		const json_t *name = json_object_get(json_array_get(runs, i), "subject");

		if (!strcmp(json_string_value(name), result->run.subject->name))
			break;
	}
	return plan->options->out ? i : json_array_size(runs);
}

/* Into the list, and the list into the file. */
static int save(const struct bp_check_plan *plan, const struct bp_result *result, json_t *runs,
		size_t place, struct bp_error *err)
{
	if (place == json_array_size(runs))
		json_array_append_new(runs, bp_result_json(result));
	else
		json_array_set_new(runs, place, bp_result_json(result));
	return plan->options->out ? bp_results_save(plan->options->out, runs, err) : 0;
}

static int run_batch(struct bp_run *run, u64 batch, struct bp_error *err)
{
	int error = bp_run_on(run, batch);

	if (error)
		bp_error_set(err, NULL, 0, "--jobs", "no process: %s", strerror(-error));
	return error;
}

int bp_check_go(struct bp_cli *cli, const struct bp_check_plan *plan, struct bp_result *result,
		json_t *runs, struct bp_error *err)
{
	struct bp_run *run = &result->run;
	const size_t place = place_of(runs, plan, result);
	u64 batch = (u64)FIRST_BATCH * run->jobs, saved = now();
	int error =
		save(plan, result, runs, place, err); /* a name that cannot be is told at once */
	struct bp_progress progress;

	bp_progress_start(&progress, cli->err);
	while (!error && run->next < run->end && !bp_check_found(plan->options, run)) {
		u64 start = now();

		error = run_batch(run, plan->options->expect ? EXPECT_BATCH : batch, err);
		batch = fitting(batch, now() - start);
		if (!error && now() - saved > SAVE_NS) {
			error = save(plan, result, runs, place, err);
			saved = now();
		}
		bp_progress_draw(&progress, run->next, run->end);
	}
	bp_progress_stop(&progress);
	return error ?: save(plan, result, runs, place, err);
}
