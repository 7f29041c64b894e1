/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands end: with a response, or because the connection was given up.
 */
#include "initiator/engine.h"

static void tell(struct bp_initiator *host, struct bp_initiator_command *command, bool is_lost)
{
	command->is_over = true;
	command->is_lost = is_lost;
	command->slot = NULL;
	if (is_lost)
		host->counters.lost++;
	else
		host->counters.ended++;
	if (command->done)
		command->done(command);
}

static void end(struct bp_initiator_slot *slot, bool is_lost)
{
	struct bp_initiator_queue *queue = slot->queue;
	struct bp_initiator_command *command = slot->command;

	bp_timer_cancel(queue->host->env, &slot->timeout);
	bp_timer_cancel(queue->host->env, &slot->drop);
	slot->command = NULL;
	slot->waits = 0;
	slot->has_key = false;
	SLIST_INSERT_HEAD(&queue->free, slot, link);
	queue->in_flight--;
	bp_initiator_pump(queue);
	tell(queue->host, command, is_lost);
}

void bp_initiator_came(struct bp_initiator_slot *slot, enum bp_initiator_wait what)
{
	slot->waits &= ~(unsigned)what;
	if (!slot->waits)
		end(slot, false);
}

void bp_initiator_lose_all(struct bp_initiator_queue *queue)
{
	struct bp_initiator_command *command;

	for (u16 cid = 0; cid < queue->depth; cid++)
		if (queue->slots[cid].command)
			end(&queue->slots[cid], true);
	while ((command = TAILQ_FIRST(&queue->waiting))) {
		TAILQ_REMOVE(&queue->waiting, command, link);
		tell(queue->host, command, true);
	}
}
