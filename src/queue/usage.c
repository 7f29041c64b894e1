/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is inside a queue, and keeping everybody out.
 */
#include <errno.h>

#include <blkpath/event.h>
#include <blkpath/plug.h>

#include "internal.h"

/* A task that sleeps lets go of its plug, or it might wait for itself. */
bool bp_sleep(struct bp_env *env)
{
	struct blk_plug *plug = env->current.plug;

	if (plug && (!TAILQ_EMPTY(&plug->mq_list) || !STAILQ_EMPTY(&plug->cb_list))) {
		blk_flush_plug_list(env, plug, true);
		return true;
	}
	return bp_wait(env);
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

int blk_mq_freeze_queue(struct request_queue *q)
{
	q->mq_freeze_depth++;
	while (q->bp_usage)
		if (!bp_sleep(q->bp_env)) {
			bp_finding(q->bp_env, BP_SITE_QUEUE_BUSY, q->bp_usage, 0);
			return -EBUSY;
		}
	return 0;
}

void blk_mq_unfreeze_queue(struct request_queue *q)
{
	q->mq_freeze_depth--;
}
