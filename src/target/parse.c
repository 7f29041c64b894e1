/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command is (R-C1.2 step 3, R-C1.3).
 */
#include "target.h"

/* A status whose cause is a field of the command. */
static u16 wrong(struct nvmet_req *req, size_t at, u16 status)
{
	req->error_loc = (u16)at;
	return status;
}

static bool is_ready(const struct nvmet_ctrl *ctrl)
{
	return ctrl->cc & NVME_CC_ENABLE && ctrl->csts & NVME_CSTS_RDY;
}

static bool is_allowed(const struct nvmet_req *req)
{
	const u8 opcode = req->cmd->common.opcode;

	return !req->ns->readonly || opcode == nvme_cmd_read || opcode == nvme_cmd_flush;
}

static u16 nvmet_parse_io_cmd(struct nvmet_req *req)
{
	const struct nvmet_ctrl *ctrl = req->sq->ctrl;
	const size_t nsid = offsetof(struct nvme_common_command, nsid);

	if (!is_ready(ctrl))
		return wrong(req, nsid, BP_NVMET_DNR(NVME_SC_CMD_SEQ_ERROR));
	req->ns = nvmet_find_namespace(ctrl, le32_to_cpu(req->cmd->common.nsid));
	if (!req->ns)
		return wrong(req, nsid, BP_NVMET_DNR(NVME_SC_INVALID_NS));
	if (req->ns->bp_ana_status)
		return wrong(req, nsid, req->ns->bp_ana_status);
	if (!is_allowed(req))
		return wrong(req, nsid, NVME_SC_NS_WRITE_PROTECTED);
	return nvmet_bdev_parse_io_cmd(req);
}

/* Discovery and other admin commands are no part of the flows: none is served. */
static u16 nvmet_parse_admin_cmd(struct nvmet_req *req)
{
	if (!is_ready(req->sq->ctrl))
		return BP_NVMET_DNR(NVME_SC_CMD_SEQ_ERROR);
	return wrong(req, offsetof(struct nvme_common_command, opcode),
		     BP_NVMET_DNR(NVME_SC_INVALID_OPCODE));
}

u16 bp_nvmet_parse(struct nvmet_req *req)
{
	if (!req->sq->ctrl)
		return nvmet_parse_connect_cmd(req);
	if (req->sq->qid)
		return nvmet_parse_io_cmd(req);
	if (req->cmd->common.opcode == nvme_fabrics_command)
		return nvmet_parse_fabrics_cmd(req);
	return nvmet_parse_admin_cmd(req);
}
