/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subjects that go wrong on purpose.
 */
#ifndef PROOF_TEST_H
#define PROOF_TEST_H

#include <signal.h>
#include <unistd.h>

#include "proof/subject.h"

/* Counts bytes; wrong when two of them are above 100. */
static inline void t_two_large(struct bp_trial *trial)
{
	unsigned large = 0;

	while (bp_choices_left(&trial->choices)) {
		large += bp_choose_below(&trial->choices, 256) > 100;
		trial->outcome.things++;
	}
	if (large >= 2)
		bp_trial_wrong(trial, "two", "%u large ones", large);
}

static inline void t_second_of_nine(struct bp_trial *trial)
{
	if (bp_choose_below(&trial->choices, 9) == 1)
		bp_trial_wrong(trial, "second", "it is the second");
}

/* Dies when a byte is 200 or more. */
static inline void t_deadly(struct bp_trial *trial)
{
	trial->outcome.things = 1;
	while (bp_choices_left(&trial->choices))
		if (bp_choose_below(&trial->choices, 256) >= 200)
			raise(SIGKILL);
}

/* Ends the program when a byte is 200 or more. */
static inline void t_leaves(struct bp_trial *trial)
{
	while (bp_choices_left(&trial->choices))
		if (bp_choose_below(&trial->choices, 256) >= 200)
			_exit(3);
}

static const struct bp_subject t_two_large_subject = { .name = "two",
						       .things = "bytes",
						       .run = t_two_large };
static const struct bp_subject t_second_of_nine_subject = { .name = "nine",
							    .things = "choices",
							    .run = t_second_of_nine };
static const struct bp_subject t_deadly_subject = { .name = "deadly",
						    .things = "lives",
						    .run = t_deadly };

#endif
