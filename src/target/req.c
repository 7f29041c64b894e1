/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a command, whatever its transport (R-C1.2, R-C1.4, R-C1.6).
 */
#include "target.h"

static void reset(struct nvmet_req *req, struct nvmet_cq *cq, struct nvmet_sq *sq,
		  const struct nvmet_fabrics_ops *ops)
{
	req->cq = cq;
	req->sq = sq;
	req->ops = ops;
	req->sg = NULL;
	req->sg_cnt = 0;
	req->transfer_len = 0;
	req->cqe->status = cpu_to_le16(0);
	req->cqe->sq_head = cpu_to_le16(0);
	req->ns = NULL;
	req->error_loc = NVMET_NO_ERROR_LOC;
	req->error_slba = 0;
	req->bp_kind = BP_NVMET_NONE;
	req->bp_alloc_len = 0;
	req->bp_bus = (pci_bus_addr_t){ ~0ull };
	req->bp_held = NULL;
	req->bp_sq_ref = false;
	req->bp_serial = ++sq->bp_nvmet->reqs;
	if (!bp_nvmet_defect(req, BP_DEF_NVMET_6))
		req->p2p_dev = NULL;
}

/* R-C1.2 steps 1 and 2. */
static u16 check_flags(struct nvmet_req *req)
{
	const u8 flags = req->cmd->common.flags;
	const bool fused = flags & (NVME_CMD_FUSE_FIRST | NVME_CMD_FUSE_SECOND);

	if (!fused && (flags & NVME_CMD_SGL_ALL) == NVME_CMD_SGL_METABUF)
		return 0;
	req->error_loc = offsetof(struct nvme_common_command, flags);
	return BP_NVMET_DNR(NVME_SC_INVALID_FIELD);
}

bool nvmet_req_init(struct nvmet_req *req, struct nvmet_cq *cq, struct nvmet_sq *sq,
		    const struct nvmet_fabrics_ops *ops)
{
	u16 status;

	reset(req, cq, sq, ops);
	status = check_flags(req);
	if (!status)
		status = bp_nvmet_parse(req);
	if (!status) {
		req->bp_sq_ref = percpu_ref_tryget_live(&sq->ref);
		status = req->bp_sq_ref ? 0 : BP_NVMET_DNR(NVME_SC_INVALID_FIELD);
	}
	bp_nvmet_tell(req, status ? BP_NVMET_REFUSED : BP_NVMET_INITED, "R-C1.2", NULL);
	if (status) {
		nvmet_req_complete(req, status);
		return false;
	}
	if (sq->ctrl)
		sq->ctrl->cmd_seen = true;
	return true;
}

void nvmet_req_uninit(struct nvmet_req *req)
{
	bp_nvmet_tell(req, BP_NVMET_UNINIT, "R-C1.6", NULL);
	if (req->ns)
		nvmet_put_namespace(req->ns);
	req->ns = NULL;
	req->bp_sq_ref = false;
	percpu_ref_put(&req->sq->ref);
}

void nvmet_req_execute(struct nvmet_req *req)
{
	if (req->data_len != req->transfer_len) {
		req->error_loc = offsetof(struct nvme_common_command, dptr);
		nvmet_req_complete(req, BP_NVMET_DNR(NVME_SC_SGL_INVALID_DATA));
		return;
	}
	bp_nvmet_tell(req, BP_NVMET_EXECUTED, "R-C1.4", NULL);
	req->execute(req);
}
