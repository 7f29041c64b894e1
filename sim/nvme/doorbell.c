/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbells (NVC-9 to NVC-11).
 */
#include "nvme/mmio.h"
#include "nvme/work.h"

/* From one index of a ring to another. */
static u32 distance(u32 from, u32 to, u32 size)
{
	return (to + size - from) % size;
}

static void event(struct bp_nvme_controller *ctrl, u8 info)
{
	if (ctrl->parts->event)
		ctrl->parts->event(ctrl, BP_NVME_EVENT_ERROR, info);
}

static bool refuse(struct bp_nvme_controller *ctrl)
{
	ctrl->counters.doorbell_value++;
	event(ctrl, BP_NVME_EVENT_BAD_DOORBELL_VALUE);
	return false;
}

/* Real drivers do that. */
static bool repeat(struct bp_nvme_controller *ctrl)
{
	ctrl->counters.doorbell_repeat++;
	if (ctrl->config.strict_doorbell)
		event(ctrl, BP_NVME_EVENT_BAD_DOORBELL_VALUE);
	return false;
}

bool bp_nvme_ring_sq(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq, u32 tail)
{
	u32 size = sq->size;

	if (tail == sq->tail)
		return repeat(ctrl);
	if (tail >= size ||
	    distance(sq->tail, tail, size) > size - 1 - distance(sq->head, sq->tail, size))
		return refuse(ctrl);
	sq->tail = tail;
	sq->is_awake = true;
	return true;
}

bool bp_nvme_ring_cq(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq, u32 head)
{
	u32 size = cq->size;

	if (head == cq->head)
		return repeat(ctrl);
	if (head >= size || distance(cq->head, head, size) > distance(cq->head, cq->tail, size))
		return refuse(ctrl);
	cq->head = head;
	return true;
}

static bool ring(struct bp_nvme_controller *ctrl, u32 id, bool is_cq, u32 value)
{
	struct bp_nvme_sq *sq = is_cq ? NULL : bp_nvme_sq(ctrl, id);
	struct bp_nvme_cq *cq = is_cq ? bp_nvme_cq(ctrl, id) : NULL;

	if (sq)
		return bp_nvme_ring_sq(ctrl, sq, value);
	if (cq)
		return bp_nvme_ring_cq(ctrl, cq, value);
	ctrl->counters.doorbell_queue++;
	event(ctrl, BP_NVME_EVENT_BAD_DOORBELL);
	return false;
}

/* A command that nobody has fetched yet: filters see its queue. */
static bool is_unheard(struct bp_nvme_controller *ctrl, u32 id, bool is_cq)
{
	struct bp_nvme_run next = { .ctrl = ctrl, .sqid = (u16)id };

	return !is_cq && (bp_nvme_fault(ctrl, BP_NVME_FAULT_DROP_DOORBELL, &next) ||
			  !bp_nvme_goes_on(ctrl, BP_NVME_STEP_DOORBELL, &next));
}

void bp_nvme_doorbell_write(struct bp_nvme_controller *ctrl, u64 offset, u32 value)
{
	u64 index = (offset - NVME_REG_DBS) / (4u << ctrl->config.dstrd);
	u32 id = (u32)(index / 2);
	bool is_cq = index & 1;

	if (ctrl->state != BP_NVME_READY) {
		ctrl->counters.doorbell_not_ready++;
		return;
	}
	if (ctrl->faults.nr && is_unheard(ctrl, id, is_cq))
		return;
	if (!ring(ctrl, id, is_cq, value))
		return;
	ctrl->counters.doorbells++;
	bp_nvme_kick(ctrl);
}
