/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "initiator/engine.h"

static void on_timeout(struct bp_timer *timer)
{
	bp_initiator_fail(bp_container_of(timer, struct bp_initiator_slot, timeout)->queue->host);
}

static void on_drop(struct bp_timer *timer)
{
	bp_initiator_drop(bp_container_of(timer, struct bp_initiator_slot, drop)->queue->host);
}

static void take(struct bp_initiator_slot *slot, struct bp_initiator_command *command)
{
	struct bp_initiator_queue *queue = slot->queue;

	SLIST_REMOVE_HEAD(&queue->free, link);
	TAILQ_REMOVE(&queue->waiting, command, link);
	queue->in_flight++;
	slot->command = command;
	command->slot = slot;
	slot->timeout.fn = on_timeout;
	slot->drop.fn = on_drop;
}

void bp_initiator_pump(struct bp_initiator_queue *queue)
{
	while (queue->state == BP_INITIATOR_OPEN && !TAILQ_EMPTY(&queue->waiting) &&
	       !SLIST_EMPTY(&queue->free)) {
		struct bp_initiator_slot *slot = SLIST_FIRST(&queue->free);

		take(slot, TAILQ_FIRST(&queue->waiting));
		if (bp_initiator_send(slot))
			bp_initiator_fail(queue->host);
	}
}

int bp_initiator_submit(struct bp_initiator *host, u16 qid, struct bp_initiator_command *command)
{
	struct bp_initiator_queue *queue;
	int error;

	if (qid >= host->nr_queues || host->queues[qid].state != BP_INITIATOR_OPEN)
		return -ENOTCONN;
	queue = &host->queues[qid];
	error = bp_initiator_shape(host, qid, command);
	if (error)
		return error;
	command->is_over = false;
	command->is_lost = false;
	command->status = 0;
	command->cqe = (struct nvme_completion){ 0 };
	command->slot = NULL;
	TAILQ_INSERT_TAIL(&queue->waiting, command, link);
	bp_initiator_pump(queue);
	return 0;
}

int bp_initiator_do(struct bp_initiator *host, u16 qid, struct bp_initiator_command *command)
{
	int error = bp_initiator_submit(host, qid, command);

	if (error)
		return error;
	while (!command->is_over && bp_wait(host->env))
		continue;
	return command->is_lost ? -EIO : 0;
}
