/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "proof/isolated.h"
#include "proof/run.h"
#include "proof/search.h"
#include "proof/shrink.h"

#define BATCH 64 /* part of what is found, for it says what else was looked at */

_Static_assert(BP_SEARCH_BYTES == BP_RUN_BYTES, "what is found fits");

/* Looks at the smallest scenario without the switch. */
static int look_without(const struct bp_run *run, struct bp_search_end *end)
{
	const struct bp_trial_setup off = { 0 };
	struct bp_trial *trial = bp_shared_new(sizeof(*trial));

	if (!trial)
		return -ENOMEM;
	bp_isolated_try(run->subject, &off, end->bytes, end->size, trial);
	end->without = trial->what[0];
	bp_shared_free(trial, sizeof(*trial));
	return 0;
}

static int take(const struct bp_run *run, const struct bp_trial_finding *first,
		struct bp_search_end *end)
{
	end->found = true;
	end->number = first->number;
	memcpy(end->what, first->what, sizeof(end->what));
	memcpy(end->bytes, first->bytes, first->size);
	end->size =
		bp_shrink_finding(run->subject, &run->setup, end->bytes, first->size, first->what);
	return look_without(run, end);
}

int bp_search(const struct bp_subject *subject, enum bp_defect_id defect, u64 seed, u64 most,
	      struct bp_search_end *end)
{
	struct bp_run *run = calloc(1, sizeof(*run));
	int error = run ? 0 : -ENOMEM;

	memset(end, 0, sizeof(*end));
	if (error)
		return error;
	run->subject = subject;
	run->seed = seed;
	run->shards = 1;
	run->jobs = bp_min(bp_run_processes(), (unsigned)BATCH);
	run->end = subject->cases ? bp_min(most, subject->cases) : most;
	bp_defect_set(&run->setup.defects, defect, true);
	while (!error && !run->nr_findings && run->next < run->end)
		error = bp_run_on(run, BATCH);
	if (!error && run->nr_findings)
		error = take(run, &run->findings[0], end);
	free(run);
	return error;
}
