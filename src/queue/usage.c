/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is inside a queue, and keeping everybody out.
 */
#include <errno.h>

#include <blkpath/event.h>
#include <blkpath/mq_freeze.h>
#include <blkpath/plug.h>

#include "internal.h"

/* A task that sleeps lets go of its plug, or it might wait for itself. */
static bool let_others_go_on(struct bp_env *env)
{
	struct blk_plug *plug = env->current.plug;

	if (plug && (!TAILQ_EMPTY(&plug->mq_list) || !STAILQ_EMPTY(&plug->cb_list))) {
		blk_flush_plug_list(env, plug, true);
		return true;
	}
	return bp_wait(env);
}

/* Pages that are touched meanwhile have nothing to do with who sleeps (INV-DIR-2). */
bool bp_sleep(struct bp_env *env)
{
	const u64 accesses = env->page_accesses;
	const bool woke = let_others_go_on(env);

	env->page_accesses = accesses;
	return woke;
}

int blk_queue_enter(struct request_queue *q, bool nowait)
{
	while (q->mq_freeze_depth && !bp_queue_flag(q, QUEUE_FLAG_DYING)) {
		if (nowait)
			return -EBUSY;
		if (!bp_sleep(q->bp_env)) {
			bp_finding(q->bp_env, BP_SITE_QUEUE_FROZEN, q->mq_freeze_depth, 0);
			return -EBUSY;
		}
	}
	if (bp_queue_flag(q, QUEUE_FLAG_DYING))
		return -ENODEV;
	q->bp_usage++;
	return 0;
}

void blk_queue_exit(struct request_queue *q)
{
	q->bp_usage--;
}

/* R-FRZ-1 */
void blk_freeze_queue_start(struct request_queue *q)
{
	if (!q->mq_freeze_depth++)
		blk_mq_run_hw_queues(q, false);
}

int blk_mq_freeze_queue_wait(struct request_queue *q)
{
	while (q->bp_usage)
		if (!bp_sleep(q->bp_env)) {
			bp_finding(q->bp_env, BP_SITE_QUEUE_BUSY, q->bp_usage, 0);
			return -EBUSY;
		}
	return 0;
}

/* The timer has nothing to do but to fall due. */
void bp_freeze_over(struct bp_timer *timer)
{
	(void)timer;
}

unsigned blk_mq_freeze_queue_wait_timeout(struct request_queue *q, unsigned timeout)
{
	struct bp_env *env = q->bp_env;
	u64 end_ns = env->now_ns + timeout * BP_NS_PER_MS;

	bp_timer_arm(env, &q->bp_freeze_timer, end_ns);
	while (q->bp_usage && q->bp_freeze_timer.armed)
		bp_sleep(env);
	bp_timer_cancel(env, &q->bp_freeze_timer);
	if (q->bp_usage)
		return 0;
	return env->now_ns < end_ns ? (unsigned)((end_ns - env->now_ns - 1) / BP_NS_PER_MS + 1) : 1;
}

int blk_mq_freeze_queue(struct request_queue *q)
{
	blk_freeze_queue_start(q);
	return blk_mq_freeze_queue_wait(q);
}

void blk_mq_unfreeze_queue(struct request_queue *q)
{
	if (!bp_warn_on(q->bp_env, !q->mq_freeze_depth, BP_SITE_QUEUE_NOT_FROZEN, 0, 0))
		q->mq_freeze_depth--;
}

/* R-FRZ-2 */
void blk_set_queue_dying(struct request_queue *q)
{
	blk_queue_flag_set(QUEUE_FLAG_DYING, q);
	blk_freeze_queue_start(q);
}
