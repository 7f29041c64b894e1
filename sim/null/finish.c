/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completing in virtual time, in the order that was asked for.
 */
#include <blkpath/random.h>

#include "command.h"

/* End what the device has just done, and leave the rest for another time. */
void bp_null_complete(struct request *rq)
{
	const struct bp_null *null = rq->mq_hctx->driver_data;
	blk_status_t status = null->result.status;
	unsigned bytes = null->result.bytes;

	if (status != BLK_STS_OK || bytes == blk_rq_bytes(rq)) {
		blk_mq_end_request(rq, status);
		return;
	}
	blk_update_request(rq, BLK_STS_OK, bytes);
	blk_mq_requeue_request(rq, true);
}

static unsigned bytes_done(const struct bp_null *null, const struct request *rq)
{
	unsigned limit = null->config.partial_bytes;

	return limit ? bp_min(limit, blk_rq_bytes(rq)) : blk_rq_bytes(rq);
}

static void finish(struct bp_null *null, struct bp_null_command *command)
{
	struct request *rq = command->rq;

	null->result.bytes = bytes_done(null, rq);
	if (bp_null_strikes(&null->config.fail, ++null->completed))
		null->result.status = null->config.fail.status;
	else
		null->result.status = bp_null_transfer(null, command, null->result.bytes);
	TAILQ_REMOVE(&null->in_flight, command, link);
	bp_null_forget(null, command);
	blk_mq_complete_request(rq);
}

/* How many pass over the one to end next, among `n` that are due in order of issue. */
static u64 passes_over(struct bp_null *null, u64 n)
{
	switch (null->config.order) {
	case BP_NULL_LIFO:
		return n - 1;
	case BP_NULL_SEEDED:
		return bp_random_next(&null->random) % n;
	default:
		return 0;
	}
}

static bool is_due(const struct bp_null *null, const struct bp_null_command *command, u64 newest)
{
	return command->due_ns <= null->env->now_ns && command->number <= newest;
}

/* The one to end next; commands after number `newest` wait. */
static struct bp_null_command *pick(struct bp_null *null, u64 newest)
{
	struct bp_null_command *command;
	u64 due = 0;

	TAILQ_FOREACH (command, &null->in_flight, link)
		due += is_due(null, command, newest);
	if (!due)
		return NULL;
	due = passes_over(null, due);
	TAILQ_FOREACH (command, &null->in_flight, link)
		if (is_due(null, command, newest) && due-- == 0)
			break;
	return command;
}

static void rearm(struct bp_null *null)
{
	const struct bp_null_command *command;

	bp_timer_cancel(null->env, &null->timer);
	TAILQ_FOREACH (command, &null->in_flight, link)
		bp_null_arm(null, command->due_ns);
}

unsigned bp_null_run(struct bp_null *null)
{
	u64 newest = null->issued;
	struct bp_null_command *command;
	unsigned done = 0;

	for (; (command = pick(null, newest)); done++)
		finish(null, command);
	rearm(null);
	return done;
}
