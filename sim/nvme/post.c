/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions and interrupts (NVC-13).
 */
#include "nvme/memory.h"
#include "nvme/run.h"
#include "nvme/shadow.h"
#include "nvme/tell.h"
#include "nvme/work.h"

static bool is_full(const struct bp_nvme_cq *cq)
{
	return (cq->tail + 1) % cq->size == cq->head;
}

static u16 false_id(struct bp_nvme_run *run, enum bp_nvme_fault_point point, u16 id)
{
	const struct bp_nvme_fault *fault = bp_nvme_fault(run->ctrl, point, run);

	return fault ? (u16)bp_nvme_fault_value(fault) : id;
}

/* SV-17: how a completion can lie. */
static void spoil(struct bp_nvme_run *run, struct nvme_completion *cqe)
{
	const struct bp_nvme_sq *sq = run->sq;
	const struct bp_nvme_fault *fault;
	u16 phase = bp_nvme_fault(run->ctrl, BP_NVME_FAULT_CQE_PHASE, run) ? 1 : 0;

	cqe->command_id =
		cpu_to_le16(false_id(run, BP_NVME_FAULT_CQE_CID, le16_to_cpu(cqe->command_id)));
	cqe->sq_id = cpu_to_le16(false_id(run, BP_NVME_FAULT_CQE_SQID, sq->id));
	cqe->status = cpu_to_le16(le16_to_cpu(cqe->status) ^ phase);
	fault = bp_nvme_fault(run->ctrl, BP_NVME_FAULT_CQE_SQHD, run);
	if (fault) {
		u64 behind = bp_nvme_fault_value(fault) % sq->size;

		cqe->sq_head = cpu_to_le16((u16)((sq->head + sq->size - behind) % sq->size));
	}
}

static struct nvme_completion entry(struct bp_nvme_run *run)
{
	struct nvme_completion cqe = {
		.result.u64 = cpu_to_le64(run->result),
		.sq_head = cpu_to_le16((u16)run->sq->head),
		.sq_id = cpu_to_le16(run->sqid),
		.command_id = run->cmd.common.command_id,
		.status = cpu_to_le16((u16)(run->status << 1 | run->sq->cq->phase)),
	};

	if (run->ctrl->faults.nr)
		spoil(run, &cqe);
	return cqe;
}

/* One message for all: only a pin can be masked. */
static void send(struct bp_nvme_controller *ctrl, u16 vector)
{
	if (!ctrl->config.vectors && ctrl->registers.intms & 1) {
		ctrl->has_pin_message = true;
		return;
	}
	ctrl->counters.interrupts++;
	if (ctrl->parts->interrupt)
		ctrl->parts->interrupt(ctrl->dev, vector);
}

void bp_nvme_unmask(struct bp_nvme_controller *ctrl)
{
	if (!ctrl->has_pin_message || ctrl->registers.intms & 1)
		return;
	ctrl->has_pin_message = false;
	send(ctrl, 0);
}

static u16 write_entry(struct bp_nvme_run *run, struct nvme_completion *cqe)
{
	const struct bp_nvme_cq *cq = run->sq->cq;

	if (bp_nvme_fault(run->ctrl, BP_NVME_FAULT_REFUSE_CQE, run))
		return NVME_SC_DATA_XFER_ERROR;
	return bp_nvme_run_dma(run, BP_NVME_DMA_CQE, cq->base + (u64)cq->tail * sizeof(*cqe), cqe,
			       sizeof(*cqe));
}

/* False: the controller has given up (NVC-7), or is gone. */
static bool write_one(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;
	struct bp_nvme_cq *cq = run->sq->cq;
	struct nvme_completion cqe = entry(run);
	bool interrupts = cq->ien && !bp_nvme_fault(ctrl, BP_NVME_FAULT_LOSE_INTERRUPT, run);
	u32 slot = cq->tail;

	if (write_entry(run, &cqe)) {
		bp_nvme_controller_fail(ctrl);
		return false;
	}
	cq->tail = (cq->tail + 1) % cq->size;
	cq->phase ^= !cq->tail;
	ctrl->counters.completed++;
	ctrl->counters.failed += !!run->status;
	bp_nvme_tell_posted(run, slot, &cqe, interrupts);
	if (!bp_nvme_goes_on(ctrl, BP_NVME_STEP_POST, run))
		return false;
	if (interrupts)
		send(ctrl, cq->vector);
	return bp_nvme_goes_on(ctrl, BP_NVME_STEP_INTERRUPT, run);
}

static void write_completion(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;

	bp_nvme_run_forget(run);
	if (!write_one(run))
		return;
	if (!is_full(run->sq->cq) && bp_nvme_fault(ctrl, BP_NVME_FAULT_DUPLICATE_CQE, run) &&
	    !write_one(run))
		return;
	if (run->execute_later) {
		run->due_ns = ctrl->env->now_ns + run->later_ns;
		bp_nvme_run_move(run, BP_NVME_RUN_LATE);
	} else {
		bp_nvme_run_put(run);
	}
}

static bool has_room(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq)
{
	if (is_full(cq) && ctrl->shadow.is_on)
		bp_nvme_shadow_head(ctrl, cq);
	return !is_full(cq);
}

void bp_nvme_post(struct bp_nvme_run *run)
{
	struct bp_nvme_cq *cq = run->sq->cq;

	if (TAILQ_EMPTY(&cq->waiting) && has_room(run->ctrl, cq)) {
		write_completion(run);
		return;
	}
	run->ctrl->counters.cq_full++;
	bp_nvme_run_move(run, BP_NVME_RUN_WAITING);
}

void bp_nvme_post_waiting(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq)
{
	struct bp_nvme_run *run;

	while (bp_nvme_may_dma(ctrl) && (run = TAILQ_FIRST(&cq->waiting)) && has_room(ctrl, cq)) {
		bp_nvme_run_move(run, BP_NVME_RUN_FETCHED);
		write_completion(run);
	}
}
