/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command that does not come back (NVH-36).
 */
#include <blkpath/mq_execute.h>
#include <blkpath/nvme_failure.h>

#include "life.h"

/* Fatal status, or a reset of the whole subsystem, unless somebody sees to it already. */
static bool nvme_should_reset(const struct nvme_ctrl *ctrl, u32 csts)
{
	const bool nssro = NVME_CAP_NSSRC(ctrl->cap) && csts & NVME_CSTS_NSSRO;

	if (ctrl->state == NVME_CTRL_RESETTING || ctrl->state == NVME_CTRL_CONNECTING)
		return false;
	return csts & NVME_CSTS_CFS || nssro;
}

static void tell(const struct request *rq, enum bp_site_id site)
{
	const struct nvme_iod *iod = blk_mq_rq_to_pdu((struct request *)(uintptr_t)rq);

	bp_info(rq->q->bp_env, site, (u64)rq->tag, iod->nvmeq->qid);
}

/* Did a message get lost? */
static bool completes_when_polled(struct request *rq)
{
	bp_nvme_poll(bp_nvme_iod(rq)->nvmeq);
	return rq->state != MQ_RQ_IN_FLIGHT;
}

static enum blk_eh_timer_return disable(struct request *rq, bool shutdown)
{
	struct nvme_dev *dev = to_nvme_dev(nvme_req(rq)->ctrl);

	nvme_req(rq)->flags |= NVME_REQ_CANCELLED;
	tell(rq, BP_SITE_NVME_TIMEOUT_DISABLE);
	nvme_dev_disable(dev, shutdown);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return reset(struct request *rq)
{
	struct nvme_dev *dev = to_nvme_dev(nvme_req(rq)->ctrl);

	nvme_req(rq)->flags |= NVME_REQ_CANCELLED;
	nvme_dev_disable(dev, false);
	nvme_reset_ctrl(&dev->ctrl);
	return BLK_EH_DONE;
}

static void abort_endio(struct request *rq, blk_status_t error)
{
	struct nvme_ctrl *ctrl = nvme_req(rq)->ctrl;

	(void)error;
	bp_info(ctrl->bp_env, BP_SITE_NVME_ABORT_STATUS, nvme_req(rq)->status, 0);
	ctrl->abort_limit++;
	blk_mq_free_request(rq);
}

/* The command lives as long as its tag: it may have to wait for the admin queue. */
static bool send_abort(struct nvme_dev *dev, const struct request *late, u16 qid)
{
	struct request *rq =
		nvme_alloc_request(dev->ctrl.admin_q, &dev->bp_aborts[0], BLK_MQ_REQ_NOWAIT);
	struct nvme_command *c;

	if (!rq)
		return false;
	c = &dev->bp_aborts[rq->tag];
	*c = (struct nvme_command){ .abort = { .opcode = nvme_admin_abort_cmd,
					       .sqid = cpu_to_le16(qid),
					       .cid = cpu_to_le16((u16)late->tag) } };
	nvme_req(rq)->cmd = c;
	blk_execute_rq_nowait(rq->q, rq, false, abort_endio);
	return true;
}

static enum blk_eh_timer_return abort_once(struct request *rq)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);
	struct nvme_ctrl *ctrl = nvme_req(rq)->ctrl;

	if (ctrl->abort_limit <= 0)
		return BLK_EH_RESET_TIMER;
	tell(rq, BP_SITE_NVME_TIMEOUT_ABORT);
	ctrl->abort_limit--;
	iod->aborted = 1;
	if (!send_abort(to_nvme_dev(ctrl), rq, iod->nvmeq->qid))
		ctrl->abort_limit++;
	return BLK_EH_RESET_TIMER;
}

enum blk_eh_timer_return nvme_timeout(struct request *rq, bool reserved)
{
	const struct nvme_iod *iod = bp_nvme_iod(rq);
	struct nvme_ctrl *ctrl = nvme_req(rq)->ctrl;
	const u32 csts = bp_nvme_read32(to_nvme_dev(ctrl), NVME_REG_CSTS);

	(void)reserved;
	if (nvme_should_reset(ctrl, csts)) {
		bp_info(ctrl->bp_env, BP_SITE_NVME_DOWN, csts, 0);
		return reset(rq);
	}
	if (completes_when_polled(rq)) {
		tell(rq, BP_SITE_NVME_TIMEOUT_POLLED);
		return BLK_EH_DONE;
	}
	if (ctrl->state == NVME_CTRL_CONNECTING)
		return disable(rq, false);
	if (ctrl->state == NVME_CTRL_DELETING)
		return disable(rq, true);
	if (ctrl->state == NVME_CTRL_RESETTING)
		return BLK_EH_RESET_TIMER;
	if (iod->nvmeq->qid && !iod->aborted)
		return abort_once(rq);
	tell(rq, BP_SITE_NVME_TIMEOUT_RESET);
	return reset(rq);
}
