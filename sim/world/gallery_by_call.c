/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/gallery_by_call.h"

#include <blkpath/event.h>

#include "world/flow_world.h"

#define QID 1
#define ENTRIES 2
#define UNKNOWN 0xffff
#define MORE 0x2000

int bp_by_call_open(struct bp_by_call *call, struct bp_flow_world *world)
{
	struct nvmet_ctrl *ctrl = TAILQ_FIRST(&world->subsys->ctrls);
	int error;

	*call = (struct bp_by_call){ .world = world };
	error = nvmet_sq_init(&world->nvmet, &call->sq);
	if (error)
		return error;
	ctrl->bp_refs++;
	call->sq.ctrl = ctrl;
	call->sq.qid = QID;
	call->sq.size = ENTRIES;
	return 0;
}

void bp_by_call_close(struct bp_by_call *call)
{
	nvmet_sq_destroy(&call->sq);
}

/* What a transport tells of a command: its core tells the rest. */
static void tell(const struct bp_by_call *call, enum bp_nvmet_step step)
{
	const struct nvmet_req *req = &call->req;
	const bool by_address = req->bp_kind == BP_NVMET_P2P && !req->sg_cnt;
	const struct bp_nvmet_event event = {
		.req = { .step = step,
			 .serial = step == BP_NVMET_RECEIVED ? 0 : req->bp_serial,
			 .sq = call->sq.bp_serial,
			 .qid = QID,
			 .command = call->cmd,
			 .nsid = BP_FLOW_NSID,
			 .transfer_len = req->transfer_len,
			 .kind = req->bp_kind,
			 .allocated = req->bp_alloc_len,
			 .sg_cnt = req->sg_cnt,
			 .p2p_dev = req->p2p_dev,
			 .mapped_dev = req->p2p_dev,
			 .virt = by_address ? req->p2p_dma_buf : bp_virt_addr(0),
			 .bus = req->bp_bus },
	};

	bp_event(&call->world->env, NVMET_REQ, .rule = "R-C1.1", .nvmet = &event, .a = step,
		 .b = req->bp_serial);
}

static void queue_response(struct nvmet_req *req)
{
	struct bp_by_call *call = bp_container_of(req, struct bp_by_call, req);

	call->status = (u16)(le16_to_cpu(call->cqe.status) >> 1 & ~MORE);
	tell(call, BP_NVMET_RESPONSE);
}

static const struct nvmet_fabrics_ops by_call_ops = { .queue_response = queue_response };

static int place(struct nvmet_req *req, struct scatterlist *list)
{
	if (list) {
		bp_nvmet_req_set_inline(req, list, 1, BP_BY_CALL_BYTES);
		return 0;
	}
	req->transfer_len = BP_BY_CALL_BYTES;
	return nvmet_req_alloc_sgl(req);
}

void bp_by_call_write(struct bp_by_call *call, struct scatterlist *list)
{
	struct nvmet_req *req = &call->req;

	call->cmd = bp_initiator_rw(nvme_cmd_write, BP_FLOW_NSID, 0, BP_BY_CALL_BYTES / SECTOR_SIZE)
			    .nvme;
	call->cmd.common.flags = NVME_CMD_SGL_METABUF;
	call->status = UNKNOWN;
	req->cmd = &call->cmd;
	req->cqe = &call->cqe;
	req->port = &call->world->port;
	tell(call, BP_NVMET_RECEIVED);
	if (!nvmet_req_init(req, &call->cq, &call->sq, &by_call_ops))
		return;
	if (place(req, list)) {
		nvmet_req_complete(req, NVME_SC_INTERNAL);
		return;
	}
	tell(call, BP_NVMET_SGL);
	nvmet_req_execute(req);
	while (call->status == UNKNOWN && bp_wait(&call->world->env))
		;
}

void bp_by_call_released(struct bp_by_call *call)
{
	tell(call, BP_NVMET_RELEASED);
}
