/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "rdma/engine.h"
#include "rdma/run.h"

/* A message of the connection manager on its way. */
struct bp_rdma_letter {
	LIST_ENTRY(bp_rdma_letter) link;
	struct bp_timer timer;
	struct bp_rdma_wire *wire;
	struct bp_rdma_adapter *to;
	struct bp_rdma_cm_message message;
};

void bp_rdma_wire_join(struct bp_rdma_wire *wire, struct bp_rdma_adapter *a,
		       struct bp_rdma_adapter *b)
{
	*wire = (struct bp_rdma_wire){ .end = { a, b } };
	LIST_INIT(&wire->letters);
	a->wire = b->wire = wire;
	a->end = 0;
	b->end = 1;
}

static void drop(struct bp_rdma_letter *letter)
{
	bp_timer_cancel(letter->to->env, &letter->timer);
	LIST_REMOVE(letter, link);
	free(letter);
}

void bp_rdma_wire_cut(struct bp_rdma_wire *wire, bool gone)
{
	wire->gone = gone;
	for (unsigned i = 0; i < 2; i++)
		bp_rdma_wake_all(wire->end[i]);
}

void bp_rdma_wire_part(struct bp_rdma_wire *wire)
{
	while (!LIST_EMPTY(&wire->letters))
		drop(LIST_FIRST(&wire->letters));
	bp_rdma_wire_cut(wire, true);
	for (unsigned i = 0; i < 2; i++)
		wire->end[i]->wire = NULL;
}

struct bp_rdma_adapter *bp_rdma_wire_peer(const struct bp_rdma_adapter *adapter)
{
	const struct bp_rdma_wire *wire = adapter->wire;

	return wire && !wire->gone ? wire->end[!adapter->end] : NULL;
}

void bp_rdma_wire_count(const struct bp_rdma_adapter *from, u64 bytes)
{
	from->wire->payload[from->end] += bytes;
	from->wire->messages[from->end]++;
}

static void on_arrival(struct bp_timer *timer)
{
	struct bp_rdma_letter *letter = bp_container_of(timer, struct bp_rdma_letter, timer);
	const struct bp_rdma_cm_message message = letter->message;
	struct bp_rdma_adapter *to = letter->to;
	const bool gone = letter->wire->gone;

	drop(letter);
	if (!gone)
		bp_rdma_cm_receive(&to->ib, &message);
}

/* R-A5.4: data may be faster than the message that says that both sides are ready. */
static u64 travel_ns(const struct bp_rdma_adapter *from, const struct bp_rdma_cm_message *message)
{
	const struct bp_rdma_config *config = &from->config;

	return config->wire_ns + (message->kind == BP_RDMA_CM_RTU ? config->rtu_ns : 0);
}

int bp_rdma_wire_send(struct ib_device *device, const struct bp_rdma_cm_message *message)
{
	struct bp_rdma_adapter *from = bp_rdma_adapter_of(device);
	struct bp_rdma_adapter *to = bp_rdma_wire_peer(from);
	struct bp_rdma_letter *letter;

	if (!to)
		return 0; /* lost: nobody answers */
	letter = calloc(1, sizeof(*letter));
	if (!letter)
		return -ENOMEM;
	letter->wire = from->wire;
	letter->to = to;
	letter->message = *message;
	letter->timer.fn = on_arrival;
	LIST_INSERT_HEAD(&from->wire->letters, letter, link);
	bp_timer_arm(from->env, &letter->timer, from->env->now_ns + travel_ns(from, message));
	return 0;
}
