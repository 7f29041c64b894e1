/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Another number of hardware queues (R-HWQ-1).
 */
#include <errno.h>

#include <blkpath/elevator.h>

#include "internal.h"
#include "tags.h"

static int freeze_all(struct blk_mq_tag_set *set)
{
	struct request_queue *q;
	int error = 0;

	TAILQ_FOREACH (q, &set->tag_list, tag_set_list)
		blk_freeze_queue_start(q);
	TAILQ_FOREACH (q, &set->tag_list, tag_set_list)
		if (!error)
			error = blk_mq_freeze_queue_wait(q);
	return error;
}

static void unfreeze_all(struct blk_mq_tag_set *set)
{
	struct request_queue *q;

	TAILQ_FOREACH (q, &set->tag_list, tag_set_list)
		blk_mq_unfreeze_queue(q);
}

static int make_room(struct blk_mq_tag_set *set, unsigned nr)
{
	struct request_queue *q;

	if (bp_tag_set_grow(set, nr))
		return -ENOMEM;
	TAILQ_FOREACH (q, &set->tag_list, tag_set_list)
		if (!bp_hctxs_make(q, nr))
			return -ENOMEM;
	return 0;
}

/* A scheduler has tags for each hardware queue. */
static void distribute(struct request_queue *q)
{
	const struct elevator_type *type = q->elevator ? q->elevator->type : NULL;

	if (type)
		blk_mq_exit_sched(q);
	q->nr_hw_queues = q->tag_set->nr_hw_queues;
	bp_ctxs_map(q);
	if (type)
		blk_mq_init_sched(q, type); /* or goes on without, as the kernel does */
}

int blk_mq_update_nr_hw_queues(struct blk_mq_tag_set *set, unsigned nr_hw_queues)
{
	struct request_queue *q;
	int error;

	if (!nr_hw_queues || nr_hw_queues == set->nr_hw_queues)
		return 0;
	error = freeze_all(set);
	if (!error)
		error = make_room(set, nr_hw_queues);
	if (!error) {
		set->nr_hw_queues = nr_hw_queues;
		TAILQ_FOREACH (q, &set->tag_list, tag_set_list)
			distribute(q);
	}
	unfreeze_all(set);
	return error;
}
