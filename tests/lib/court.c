/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "court.h"

static void remember(void *arg, const struct bp_violation *violation)
{
	struct t_court *court = arg;

	court->told++;
	court->last = violation->id;
	bp_violation_text(violation, court->text, sizeof(court->text));
}

void t_court_open(struct t_court *court)
{
	memset(court, 0, sizeof(*court));
	t_world_init(&court->w);
	court->w.q.queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT;
	court->check = bp_check_new(&court->w.env);
	assert_non_null(court->check);
	bp_check_on_violation(court->check, remember, court);
}

void t_court_close(struct t_court *court)
{
	bp_check_free(court->check);
	t_world_fini(&court->w);
}

int t_court_set_up(void **state)
{
	struct t_court *court = malloc(sizeof(*court));

	if (!court)
		return -1;
	t_court_open(court);
	*state = court;
	return 0;
}

int t_court_tear_down(void **state)
{
	t_court_close(*state);
	free(*state);
	return 0;
}

void assert_held(const struct t_court *court, enum bp_invariant id)
{
	if (!bp_check_judged(court->check, id))
		fail_msg("%s was not judged", bp_invariant_get(id)->id);
	if (bp_check_count(court->check, id))
		fail_msg("%s is broken; the last violation is\n%s", bp_invariant_get(id)->id,
			 court->text);
}

void assert_broken(const struct t_court *court, enum bp_invariant id)
{
	if (!bp_check_count(court->check, id))
		fail_msg("%s was judged %llu times and held", bp_invariant_get(id)->id,
			 (unsigned long long)bp_check_judged(court->check, id));
}

void assert_no_case(const struct t_court *court, enum bp_invariant id)
{
	if (bp_check_judged(court->check, id))
		fail_msg("%s was judged", bp_invariant_get(id)->id);
}

void assert_all_held(const struct t_court *court)
{
	if (bp_check_total(court->check))
		fail_msg("broken:\n%s", court->text);
}
