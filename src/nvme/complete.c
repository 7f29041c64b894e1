/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * End a request, or issue it again (NVH-35).
 */
#include <blkpath/nvme_command.h>

#define CRD_SHIFT 11
#define CRDT_MS 100

/* Does the block layer's caller, or the controller, forbid another try? */
static bool nvme_req_needs_retry(struct request *rq)
{
	const struct nvme_request *nr = nvme_req(rq);

	return !(rq->cmd_flags & REQ_FAILFAST_MASK) && !(nr->status & NVME_SC_DNR) &&
	       nr->retries < nr->ctrl->bp_params.max_retries;
}

enum nvme_disposition nvme_decide_disposition(struct request *rq)
{
	const struct nvme_request *nr = nvme_req(rq);
	const blk_status_t status = nvme_error_status(nr->status);

	if (status == BLK_STS_OK || !nvme_req_needs_retry(rq))
		return COMPLETE;
	if (rq->cmd_flags & REQ_NVME_MPATH && blk_path_error(status) && nr->ctrl->bp_failover)
		return FAILOVER;
	return bp_queue_flag(rq->q, QUEUE_FLAG_DYING) ? COMPLETE : RETRY;
}

unsigned bp_nvme_retry_delay_ms(const struct nvme_ctrl *ctrl, u16 status)
{
	const unsigned crd = (status & NVME_SC_CRD) >> CRD_SHIFT;

	return crd ? ctrl->crdt[crd - 1] * CRDT_MS : 0;
}

static void nvme_retry_req(struct request *rq)
{
	struct nvme_request *nr = nvme_req(rq);

	nr->retries++;
	blk_mq_requeue_request(rq, false);
	blk_mq_delay_kick_requeue_list(rq->q, bp_nvme_retry_delay_ms(nr->ctrl, nr->status));
}

void nvme_complete_rq(struct request *rq)
{
	switch (nvme_decide_disposition(rq)) {
	case RETRY:
		nvme_retry_req(rq);
		return;
	case FAILOVER:
		nvme_req(rq)->ctrl->bp_failover(rq);
		return;
	case COMPLETE:
		blk_mq_end_request(rq, nvme_error_status(nvme_req(rq)->status));
	}
}
