/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Trials in processes of their own, so that a crash or a hang is a finding like any other.
 */
#ifndef SIM_PROOF_ISOLATED_H
#define SIM_PROOF_ISOLATED_H

#include "proof/subject.h"

#define BP_ISOLATED_CPU_SECONDS 60 /* a scenario that takes longer hangs */

/* Memory that a process shares with those that it forks, zeroed.  NULL when there is none. */
void *bp_shared_new(size_t bytes);
void bp_shared_free(void *memory, size_t bytes);

/* From here on a trial of this process that takes too much processor time ends the process. */
void bp_isolated_watch_time(void);

/* What a process died of: "crash (signal 11)", "hang", "exit 1".  Return: false when it ended well.
 */
bool bp_isolated_death(int wait_status, char what[BP_TRIAL_WHAT_MAX]);

/* Whether bp_isolated_death() said so: who tries such a scenario dies of it. */
bool bp_isolated_is_death(const char *what);

/* As bp_subject_try(), in a process of its own; it tells no story.  @trial is in shared memory. */
void bp_isolated_try(const struct bp_subject *subject, const struct bp_trial_setup *setup,
		     const u8 *bytes, size_t size, struct bp_trial *trial);

#endif
