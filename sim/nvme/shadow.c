/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/shadow.h"

#include "nvme/memory.h"
#include "nvme/mmio.h"
#include "nvme/work.h"

void bp_nvme_shadow_start(struct bp_nvme_controller *ctrl, u64 shadow, u64 eventidx)
{
	ctrl->shadow = (struct bp_nvme_shadow){ true, shadow, eventidx };
	for (unsigned id = 1; id <= ctrl->config.nr_io_queues; id++)
		if (ctrl->sq[id])
			ctrl->sq[id]->is_awake = true;
	bp_nvme_kick(ctrl);
}

/* Where a doorbell is in both buffers: as in BAR 0. */
static u64 place_of(const struct bp_nvme_controller *ctrl, u16 id, bool is_cq)
{
	return (2ull * id + is_cq) * (4u << ctrl->config.dstrd);
}

static bool shadow_read(struct bp_nvme_controller *ctrl, u64 place, u32 *value)
{
	__le32 raw;

	if (bp_nvme_dma(ctrl, BP_NVME_DMA_SHADOW, ctrl->shadow.shadow + place, &raw, sizeof(raw))) {
		ctrl->counters.shadow_errors++;
		return false;
	}
	*value = le32_to_cpu(raw);
	return true;
}

static void eventidx_write(struct bp_nvme_controller *ctrl, u64 place, u32 value)
{
	__le32 raw = cpu_to_le32(value);

	if (bp_nvme_dma(ctrl, BP_NVME_DMA_EVENTIDX, ctrl->shadow.eventidx + place, &raw,
			sizeof(raw)))
		ctrl->counters.shadow_errors++;
}

bool bp_nvme_shadow_tail(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	u32 tail;

	if (!sq->id || !shadow_read(ctrl, place_of(ctrl, sq->id, false), &tail) ||
	    tail == sq->tail || !bp_nvme_ring_sq(ctrl, sq, tail))
		return false;
	ctrl->counters.shadow_updates++;
	return true;
}

bool bp_nvme_shadow_sleep(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	if (!sq->id || sq->head != sq->tail)
		return false;
	eventidx_write(ctrl, place_of(ctrl, sq->id, false), sq->tail);
	sq->is_awake = bp_nvme_shadow_tail(ctrl, sq);
	return sq->is_awake;
}

void bp_nvme_shadow_head(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq)
{
	u64 place = place_of(ctrl, cq->id, true);
	u32 head;

	if (!cq->id)
		return;
	eventidx_write(ctrl, place, cq->head);
	if (shadow_read(ctrl, place, &head) && head != cq->head && bp_nvme_ring_cq(ctrl, cq, head))
		ctrl->counters.shadow_updates++;
}
