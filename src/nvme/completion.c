/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions are found by their phase, given back, and then handled (NVH-30 to NVH-32).
 */
#include <blkpath/event.h>
#include <blkpath/io.h>
#include <blkpath/mq_tags.h>

#include "life.h"

#define PHASE 1u

static const struct nvme_completion *cqe_at(const struct nvme_queue *nvmeq, u16 slot)
{
	const u8 *bytes = bp_virt_bytes(nvmeq->dev->ctrl.bp_env, nvmeq->cqes);

	return (const struct nvme_completion *)(const void *)bytes + slot;
}

bool nvme_cqe_pending(const struct nvme_queue *nvmeq)
{
	const struct nvme_completion *cqe = cqe_at(nvmeq, nvmeq->cq_head);

	return (le16_to_cpu(cqe->status) & PHASE) == nvmeq->cq_phase;
}

static void nvme_update_cq_head(struct nvme_queue *nvmeq)
{
	if (nvmeq->cq_head == nvmeq->q_depth - 1) {
		nvmeq->cq_head = 0;
		nvmeq->cq_phase ^= PHASE;
	} else {
		nvmeq->cq_head++;
	}
}

static void nvme_ring_cq_doorbell(const struct nvme_queue *nvmeq)
{
	const struct nvme_dev *dev = nvmeq->dev;
	const bool mmio = nvme_dbbuf_update_and_check_event(nvmeq->cq_head, nvmeq->dbbuf_cq_db,
							    nvmeq->dbbuf_cq_ei);

	bp_nvme_event_of(dev, NVME_DOORBELL,
			 .doorbell = ((struct bp_nvme_doorbell){ .qid = nvmeq->qid,
								 .depth = nvmeq->q_depth,
								 .is_cq = true,
								 .value = nvmeq->cq_head,
								 .shadow = nvmeq->dbbuf_cq_db,
								 .mmio = mmio }),
			 .rule = "NVH-31", .a = nvmeq->qid, .b = nvmeq->cq_head);
	if (mmio)
		writel(dev->ctrl.bp_env, nvmeq->cq_head,
		       bp_io_at(nvmeq->q_db, dev->db_stride * sizeof(u32)));
}

static bool nvme_should_fail(const struct request *rq, u16 *status)
{
	const struct nvme_ns *ns = rq->q->queuedata;
	const struct nvme_fault_inject *inject = ns ? &ns->fault_inject : NULL;

	if (!inject || !inject->should_fail ||
	    !inject->should_fail(inject->arg, (struct request *)(uintptr_t)rq))
		return false;
	*status = (u16)(inject->status | (inject->dont_retry ? NVME_SC_DNR : 0));
	return true;
}

void nvme_end_request(struct request *rq, __le16 status, __le64 result)
{
	struct nvme_request *req = nvme_req(rq);

	req->status = le16_to_cpu(status) >> 1;
	req->result = le64_to_cpu(result);
	blk_mq_complete_request(rq);
}

/* DEF-NVME-11 looks at the range of the number alone. */
static bool is_under_way(const struct nvme_queue *nvmeq, const struct request *rq, u16 cid)
{
	struct nvme_ctrl *ctrl = &nvmeq->dev->ctrl;
	const bool blind = bp_nvme_defect(ctrl, BP_DEF_NVME_11);

	if (rq && (rq->state == MQ_RQ_IN_FLIGHT || blind))
		return true;
	if (blind)
		bp_finding(ctrl->bp_env, BP_SITE_NVME_NULL_RQ, cid, nvmeq->qid);
	else
		bp_warn(ctrl->bp_env, BP_SITE_NVME_STALE_CID, cid, nvmeq->qid);
	return false;
}

static void tell(const struct nvme_queue *nvmeq, const struct bp_nvme_seen *seen,
		 struct request *rq)
{
	bp_nvme_event_of(nvmeq->dev, NVME_CQE_SEEN, .seen = *seen, .rule = "NVH-32", .rq = rq,
			 .a = seen->qid, .b = seen->slot);
}

/* NVH-37 replaces the status before anybody hears of it. */
static void end_or_ignore(const struct nvme_queue *nvmeq, struct bp_nvme_seen *seen, u16 cid)
{
	struct nvme_completion *cqe = &seen->cqe;
	struct request *rq = blk_mq_tag_to_rq(bp_nvme_tags(nvmeq), cid);
	u16 status;

	if (!is_under_way(nvmeq, rq, cid)) {
		tell(nvmeq, seen, NULL);
		return;
	}
	if (nvme_should_fail(rq, &status))
		cqe->status = cpu_to_le16((u16)(status << 1 | seen->phase));
	tell(nvmeq, seen, rq);
	nvme_end_request(rq, cqe->status, cqe->result.u64);
}

static void nvme_handle_cqe(struct nvme_queue *nvmeq, u16 slot, u8 phase)
{
	struct nvme_ctrl *ctrl = &nvmeq->dev->ctrl;
	struct bp_nvme_seen seen = {
		.qid = nvmeq->qid,
		.depth = nvmeq->q_depth,
		.slot = slot,
		.phase = phase,
		.cqe = *cqe_at(nvmeq, slot),
	};
	const u16 cid = le16_to_cpu(seen.cqe.command_id);

	if (cid >= nvmeq->q_depth) {
		tell(nvmeq, &seen, NULL);
		bp_warn(ctrl->bp_env, BP_SITE_NVME_BAD_CID, cid, nvmeq->qid);
		return;
	}
	if (!nvmeq->qid && cid >= NVME_AQ_BLK_MQ_DEPTH) {
		seen.is_event = true;
		tell(nvmeq, &seen, NULL);
		nvme_complete_async_event(ctrl, seen.cqe.status, seen.cqe.result.u64);
		return;
	}
	end_or_ignore(nvmeq, &seen, cid);
}

/* What is handled here was given back to the controller before: NVH-31 says why that is safe. */
unsigned nvme_process_cq(struct nvme_queue *nvmeq)
{
	u16 slot = nvmeq->cq_head;
	u8 phase = nvmeq->cq_phase;
	unsigned found = 0;

	for (; nvme_cqe_pending(nvmeq); found++)
		nvme_update_cq_head(nvmeq);
	if (found)
		nvme_ring_cq_doorbell(nvmeq);
	for (unsigned i = 0; i < found; i++) {
		nvme_handle_cqe(nvmeq, slot, phase);
		if (++slot == nvmeq->q_depth) {
			slot = 0;
			phase ^= PHASE;
		}
	}
	return found;
}

irqreturn_t nvme_irq(int irq, void *data)
{
	(void)irq;
	return nvme_process_cq(data) ? IRQ_HANDLED : IRQ_NONE;
}

unsigned bp_nvme_poll(struct nvme_queue *nvmeq)
{
	return nvme_process_cq(nvmeq);
}
