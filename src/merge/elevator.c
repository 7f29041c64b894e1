/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue's scheduler: attached, told what happened, asked for neighbours (R-MGE-15).
 */
#include <errno.h>

#include <blkpath/elevator.h>

#include "merge.h"

#define call(q, hook, ...)                                                                         \
	do {                                                                                       \
		if ((q)->elevator && (q)->elevator->type->ops.hook)                                \
			(q)->elevator->type->ops.hook(q, __VA_ARGS__);                             \
	} while (0)

int elevator_init(struct request_queue *q, const struct elevator_type *type)
{
	struct elevator_queue *e = bp_alloc(q->bp_env, BP_ALLOC_QUEUE, sizeof(*e));

	if (!e)
		return -ENOMEM;
	e->type = type;
	if (type->ops.init_sched && type->ops.init_sched(q, e)) {
		bp_free(q->bp_env, e);
		return -ENOMEM;
	}
	q->elevator = e;
	return 0;
}

void elevator_exit(struct request_queue *q)
{
	struct elevator_queue *e = q->elevator;

	if (!e)
		return;
	if (e->type->ops.exit_sched)
		e->type->ops.exit_sched(e);
	q->elevator = NULL;
	q->last_merge = NULL;
	bp_free(q->bp_env, e);
}

void elv_merged_request(struct request_queue *q, struct request *rq, enum elv_merge type)
{
	call(q, request_merged, rq, type);
	if (q->elevator && type == ELEVATOR_BACK_MERGE)
		elv_rqhash_reposition(q, rq);
	q->last_merge = rq;
}

void elv_merge_requests(struct request_queue *q, struct request *rq, struct request *next)
{
	call(q, requests_merged, rq, next);
	if (q->elevator) {
		elv_rqhash_del(q, next);
		elv_rqhash_reposition(q, rq);
	}
	q->last_merge = rq;
}

struct request *elv_former_request(struct request_queue *q, struct request *rq)
{
	const struct elevator_queue *e = q->elevator;

	return e && e->type->ops.former_request ? e->type->ops.former_request(q, rq) : NULL;
}

struct request *elv_latter_request(struct request_queue *q, struct request *rq)
{
	const struct elevator_queue *e = q->elevator;

	return e && e->type->ops.next_request ? e->type->ops.next_request(q, rq) : NULL;
}
