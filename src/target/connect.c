/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host connects a queue to a controller (R-C6.1 to R-C6.3).
 */
#include "target.h"

#define CONNECT_RECFMT 0
#define ANY_CNTLID 0xffffu
#define NO_SQ_HEAD 0xffffu

/* Where a parameter is wrong: in the command, or (bit 16) in its data. */
#define IN_COMMAND(field) offsetof(struct nvmf_connect_command, field)
#define IN_DATA(field) (1u << 16 | offsetof(struct nvmf_connect_data, field))

static const struct nvmf_connect_command *connect_of(const struct nvmet_req *req)
{
	return &nvmf_command(req->cmd)->connect;
}

static u16 wrong_parameter(struct nvmet_req *req, size_t at)
{
	nvmet_set_result(req, (u32)at);
	return BP_NVMET_DNR(NVME_SC_CONNECT_INVALID_PARAM);
}

static void setup_queues(struct nvmet_ctrl *ctrl, struct nvmet_req *req, u16 qid, u32 size)
{
	*req->cq = (struct nvmet_cq){ .qid = qid, .size = size };
	req->sq->qid = qid;
	req->sq->size = size;
	ctrl->cqs[qid] = req->cq;
	ctrl->sqs[qid] = req->sq;
}

static u16 nvmet_install_queue(struct nvmet_ctrl *ctrl, struct nvmet_req *req)
{
	const struct nvmf_connect_command *c = connect_of(req);
	const u16 sqsize = le16_to_cpu(c->sqsize);

	if (req->sq->ctrl)
		return BP_NVMET_DNR(NVME_SC_CONNECT_CTRL_BUSY);
	if (!sqsize)
		return wrong_parameter(req, IN_COMMAND(sqsize));
	req->sq->ctrl = ctrl;
	setup_queues(ctrl, req, le16_to_cpu(c->qid), sqsize + 1u);
	if (c->cattr & NVME_CONNECT_DISABLE_SQFLOW) {
		req->sq->sqhd_disabled = true;
		req->cqe->sq_head = cpu_to_le16(NO_SQ_HEAD);
	}
	return 0;
}

static u16 nvmet_execute_admin(struct nvmet_req *req, const struct nvmf_connect_data *data,
			       struct nvmet_ctrl **ctrl)
{
	if (le16_to_cpu(data->cntlid) != ANY_CNTLID)
		return wrong_parameter(req, IN_DATA(cntlid));
	return nvmet_alloc_ctrl(req, data, le32_to_cpu(connect_of(req)->kato), ctrl);
}

static u16 nvmet_execute_io(struct nvmet_req *req, const struct nvmf_connect_data *data,
			    struct nvmet_ctrl **ctrl)
{
	const u16 status = nvmet_ctrl_find_get(req, data, ctrl);

	if (status)
		return status;
	if (le16_to_cpu(connect_of(req)->qid) <= (*ctrl)->subsys->max_qid)
		return 0;
	nvmet_ctrl_put(*ctrl);
	return wrong_parameter(req, IN_COMMAND(qid));
}

static u16 connect_queue(struct nvmet_req *req)
{
	struct nvmf_connect_data data;
	struct nvmet_ctrl *ctrl;
	u16 status = nvmet_copy_from_sgl(req, 0, &data, sizeof(data));

	if (status)
		return status;
	nvmet_set_result(req, 0);
	if (le16_to_cpu(connect_of(req)->recfmt) != CONNECT_RECFMT) {
		req->error_loc = IN_COMMAND(recfmt);
		return BP_NVMET_DNR(NVME_SC_CONNECT_FORMAT);
	}
	status = le16_to_cpu(connect_of(req)->qid) ? nvmet_execute_io(req, &data, &ctrl)
						   : nvmet_execute_admin(req, &data, &ctrl);
	if (status)
		return status;
	status = nvmet_install_queue(ctrl, req);
	if (status)
		nvmet_ctrl_put(ctrl);
	else
		nvmet_set_result(req, ctrl->cntlid);
	return status;
}

static void nvmet_execute_connect(struct nvmet_req *req)
{
	nvmet_req_complete(req, connect_queue(req));
}

u16 nvmet_parse_connect_cmd(struct nvmet_req *req)
{
	const struct nvmf_connect_command *c = connect_of(req);

	if (c->opcode != nvme_fabrics_command)
		req->error_loc = IN_COMMAND(opcode);
	else if (c->fctype != nvme_fabrics_type_connect)
		req->error_loc = IN_COMMAND(fctype);
	else {
		req->data_len = sizeof(struct nvmf_connect_data);
		req->execute = nvmet_execute_connect;
		return 0;
	}
	return BP_NVMET_DNR(NVME_SC_INVALID_OPCODE);
}
