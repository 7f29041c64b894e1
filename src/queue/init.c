/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making and taking down a multi-queue request queue.
 */
#include "internal.h"

#define BP_TIMEOUT_MS 30000u

/* Takes what init left half made, too. */
static void free_queue(struct request_queue *q)
{
	struct bp_env *env = q->bp_env;

	TAILQ_REMOVE(&q->tag_set->tag_list, q, tag_set_list);
	bp_contexts_free(q);
	bp_work_cancel(env, &q->requeue_work);
	bp_timer_cancel(env, &q->bp_requeue_timer);
	bp_work_cancel(env, &q->timeout_work);
	bp_timer_cancel(env, &q->timeout);
	bp_free(env, q);
}

struct request_queue *blk_mq_init_queue(struct bp_env *env, struct blk_mq_tag_set *set)
{
	struct request_queue *q = bp_alloc(env, BP_ALLOC_QUEUE, sizeof(*q));

	if (!q)
		return NULL;
	bp_queue_init(env, q);
	blk_queue_make_request(q, blk_mq_make_request);
	q->bp_serial = ++env->queue_serial;
	q->queue_flags |= QUEUE_FLAG_MQ_DEFAULT;
	q->tag_set = set;
	q->mq_ops = set->ops;
	q->nr_hw_queues = set->nr_hw_queues;
	q->nr_queues = set->nr_cpus;
	q->nr_requests = set->queue_depth;
	q->rq_timeout = set->timeout ? set->timeout : BP_TIMEOUT_MS;
	q->timeout.fn = bp_timeout_due;
	q->timeout_work.fn = bp_timeout_run;
	q->bp_freeze_timer.fn = bp_freeze_over;
	q->requeue_work.fn = bp_requeue_run;
	q->bp_requeue_timer.fn = bp_requeue_due;
	TAILQ_INIT(&q->requeue_list);
	TAILQ_INSERT_TAIL(&set->tag_list, q, tag_set_list);
	if (!bp_hctxs_make(q, q->nr_hw_queues) || !bp_ctxs_make(q)) {
		free_queue(q);
		return NULL;
	}
	return q;
}

int blk_cleanup_queue(struct request_queue *q)
{
	int error;

	blk_set_queue_dying(q);
	error = blk_mq_freeze_queue_wait(q);
	if (error) /* somebody still points into it: it stays as long as its environment */
		return error;
	if (q->elevator)
		blk_mq_exit_sched(q);
	blk_queue_flag_set(QUEUE_FLAG_DEAD, q);
	free_queue(q);
	return 0;
}
