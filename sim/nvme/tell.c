/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/event.h>
#include <blkpath/nvme_event.h>

#include "nvme/mmio.h"
#include "nvme/tell.h"

/* X: member of the union and its values. */
#define TELL(symbol, controller, number, other, ...)                                               \
	do {                                                                                       \
		const struct bp_nvme_event told = { .pdev = (controller)->dev, __VA_ARGS__ };      \
                                                                                                   \
		bp_event((controller)->env, symbol, .nvme = &told, .a = (number), .b = (other));   \
	} while (0)

static bool nobody(const struct bp_nvme_controller *ctrl)
{
	return !ctrl->env->sinks;
}

void bp_nvme_tell_sq(const struct bp_nvme_controller *ctrl, const struct bp_nvme_sq *sq,
		     bool is_going)
{
	if (nobody(ctrl))
		return;
	TELL(NVME_QUEUE, ctrl, sq->id, sq->size,
	     .queue = { .qid = sq->id,
			.deleted = is_going,
			.depth = (u16)sq->size,
			.base = sq->base,
			.cqid = sq->cq->id });
}

void bp_nvme_tell_cq(const struct bp_nvme_controller *ctrl, const struct bp_nvme_cq *cq,
		     bool is_going)
{
	if (nobody(ctrl))
		return;
	TELL(NVME_QUEUE, ctrl, cq->id, cq->size,
	     .queue = { .qid = cq->id,
			.is_cq = true,
			.deleted = is_going,
			.depth = (u16)cq->size,
			.base = cq->base,
			.vector = cq->vector,
			.interrupts = cq->ien });
}

void bp_nvme_tell_registers(const struct bp_nvme_controller *ctrl)
{
	if (nobody(ctrl))
		return;
	TELL(NVME_CTRL_STATE, ctrl, ctrl->registers.cc, ctrl->registers.csts,
	     .registers = { .cap = bp_nvme_cap(ctrl),
			    .cc = ctrl->registers.cc,
			    .csts = ctrl->state == BP_NVME_GONE ? ~0u : ctrl->registers.csts,
			    .cmbloc = bp_nvme_cmbloc(ctrl),
			    .cmbsz = bp_nvme_cmbsz(ctrl),
			    .aerl = ctrl->config.aerl,
			    .mdts = ctrl->config.mdts });
}

void bp_nvme_tell_fetch(const struct bp_nvme_run *run, u32 slot)
{
	const struct bp_nvme_sq *sq = run->sq;

	if (nobody(run->ctrl))
		return;
	TELL(NVME_FETCH, run->ctrl, sq->id, slot,
	     .fetch = { .sqid = sq->id,
			.depth = (u16)sq->size,
			.slot = (u16)slot,
			.head = (u16)sq->head,
			.tail = (u16)sq->tail,
			.command = run->cmd });
}

void bp_nvme_tell_posted(const struct bp_nvme_run *run, u32 slot, const struct nvme_completion *cqe,
			 bool interrupts)
{
	const struct bp_nvme_cq *cq = run->sq->cq;

	if (nobody(run->ctrl))
		return;
	TELL(NVME_CQE_POSTED, run->ctrl, cq->id, slot,
	     .posted = { .cqid = cq->id,
			 .depth = (u16)cq->size,
			 .slot = (u16)slot,
			 .head = (u16)cq->head,
			 .cqe = *cqe,
			 .interrupt = interrupts,
			 .injected = run->injected });
}
