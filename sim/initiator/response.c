/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What completes at a far host, responses above all (rdma-nvmet.md R-D5, R-D7).
 */
#include <errno.h>
#include <string.h>

#include "initiator/engine.h"

#define MORE 0x2000u /* of a status without its phase bit */

static struct nvme_completion read_response(const struct bp_initiator_room *room)
{
	const struct bp_rdma_flat *flat = &room->queue->host->flat;
	struct nvme_completion cqe;

	memcpy(&cqe, flat->data + (room->addr - flat->base), sizeof(cqe));
	return cqe;
}

/* The command that is answered; NULL: there is no such command. */
static struct bp_initiator_slot *find(struct bp_initiator_queue *queue,
				      const struct nvme_completion *cqe)
{
	const u16 cid = le16_to_cpu(cqe->command_id);
	struct bp_initiator_slot *slot = &queue->slots[cid % queue->depth];

	if (cid >= queue->depth || !(slot->waits & BP_INITIATOR_ANSWERED))
		return NULL;
	return slot;
}

/* R-D7: the key is taken back, by the target already or now; not 0: neither. */
static int take_back(struct bp_initiator_slot *slot, const struct ib_wc *wc)
{
	struct bp_initiator_counters *counters = &slot->queue->host->counters;

	if (!(wc->wc_flags & IB_WC_WITH_INVALIDATE)) {
		if (!slot->has_key)
			return 0;
		slot->waits |= BP_INITIATOR_INVALIDATED;
		return bp_initiator_region_invalidate(slot);
	}
	if (!slot->has_key || wc->ex.invalidate_rkey != slot->mr->rkey)
		return -EPROTO;
	slot->mr->need_inval = false;
	counters->remote_invalidated++;
	return 0;
}

static void note(struct bp_initiator_slot *slot, const struct nvme_completion *cqe)
{
	slot->command->cqe = *cqe;
	slot->command->status = le16_to_cpu(cqe->status) >> 1 & (u16)~MORE;
	slot->queue->view.sq_head = le16_to_cpu(cqe->sq_head);
}

static bool is_well(const struct bp_initiator_queue *queue, const struct ib_wc *wc)
{
	return queue->state == BP_INITIATOR_OPEN && wc->status == IB_WC_SUCCESS;
}

void bp_initiator_received(struct ib_cq *cq, struct ib_wc *wc)
{
	struct bp_initiator_room *room =
		bp_container_of(wc->wr_cqe, struct bp_initiator_room, received);
	struct bp_initiator_queue *queue = cq->cq_context;
	struct nvme_completion cqe;
	struct bp_initiator_slot *slot;

	if (!is_well(queue, wc) || wc->byte_len != sizeof(cqe)) {
		bp_initiator_fail(queue->host);
		return;
	}
	cqe = read_response(room);
	slot = find(queue, &cqe);
	if (!slot || take_back(slot, wc) || bp_initiator_room_post(room)) {
		bp_initiator_fail(queue->host);
		return;
	}
	note(slot, &cqe);
	bp_initiator_came(slot, BP_INITIATOR_ANSWERED);
}

void bp_initiator_sent(struct ib_cq *cq, struct ib_wc *wc)
{
	struct bp_initiator_queue *queue = cq->cq_context;

	if (is_well(queue, wc))
		bp_initiator_came(bp_container_of(wc->wr_cqe, struct bp_initiator_slot, sent),
				  BP_INITIATOR_SENT);
	else
		bp_initiator_fail(queue->host);
}

/* It is not signalled: only a failure comes here. */
void bp_initiator_registered(struct ib_cq *cq, struct ib_wc *wc)
{
	struct bp_initiator_queue *queue = cq->cq_context;

	(void)wc;
	bp_initiator_fail(queue->host);
}

void bp_initiator_invalidated(struct ib_cq *cq, struct ib_wc *wc)
{
	struct bp_initiator_slot *slot =
		bp_container_of(wc->wr_cqe, struct bp_initiator_slot, invalidated);
	struct bp_initiator_queue *queue = cq->cq_context;

	if (!is_well(queue, wc)) {
		bp_initiator_fail(queue->host);
		return;
	}
	slot->mr->need_inval = false;
	queue->host->counters.local_invalidated++;
	bp_initiator_came(slot, BP_INITIATOR_INVALIDATED);
}
