/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a command: status, error log, head of the queue (R-C1.5).
 */
#include "target.h"

#define STATUS_MORE (1u << 14)

static void log_error(struct nvmet_req *req, struct nvmet_ctrl *ctrl)
{
	ctrl->err_counter++;
	ctrl->slots[ctrl->err_counter % NVMET_ERROR_LOG_SLOTS] = (struct nvme_error_slot){
		.error_count = cpu_to_le64(ctrl->err_counter),
		.sqid = cpu_to_le16(req->sq->qid),
		.cmdid = req->cmd->common.command_id,
		.status_field = req->cqe->status,
		.param_error_location = cpu_to_le16(req->error_loc),
		.lba = cpu_to_le64(req->error_slba),
		.nsid = req->cmd->common.nsid,
	};
}

static void nvmet_set_error(struct nvmet_req *req, u16 status)
{
	struct nvmet_ctrl *ctrl = req->sq->ctrl;

	req->cqe->status = cpu_to_le16((u16)(status << 1));
	if (!ctrl || req->error_loc == NVMET_NO_ERROR_LOC)
		return;
	log_error(req, ctrl);
	req->cqe->status = cpu_to_le16((u16)((unsigned)status << 1 | STATUS_MORE));
}

/* INV-NVMET-11 */
static void nvmet_update_sq_head(struct nvmet_req *req)
{
	struct nvmet_sq *sq = req->sq;

	if (sq->sqhd_disabled)
		return;
	if (sq->size)
		sq->sqhd = (sq->sqhd + 1) % sq->size;
	req->cqe->sq_head = cpu_to_le16((u16)sq->sqhd);
}

void nvmet_req_complete(struct nvmet_req *req, u16 status)
{
	struct nvmet_sq *sq = req->sq;
	const bool holds_sq = req->bp_sq_ref;

	nvmet_update_sq_head(req);
	req->cqe->sq_id = cpu_to_le16(sq->qid);
	req->cqe->command_id = req->cmd->common.command_id;
	if (status)
		nvmet_set_error(req, status);
	bp_nvmet_tell(req, BP_NVMET_COMPLETED, "R-C1.5", NULL);
	if (req->ns)
		nvmet_put_namespace(req->ns);
	req->ns = NULL;
	req->bp_sq_ref = false;
	req->ops->queue_response(req);
	/* The request may be gone by now. */
	if (holds_sq)
		percpu_ref_put(&sq->ref);
}
