/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the target tells of a request: the event NVMET_REQ.
 */
#include "target.h"

/* D5: the number in a status word, without the bits that are no part of it. */
static u16 status_of(const struct nvme_completion *cqe)
{
	const u16 more = 0x2000;

	return (u16)(le16_to_cpu(cqe->status) >> 1 & ~more);
}

static bool has_list(const struct nvmet_req *req)
{
	return req->sg && (req->bp_kind != BP_NVMET_P2P || req->sg_cnt);
}

static u64 room_of(const struct nvmet_req *req)
{
	const struct scatterlist *sg = has_list(req) ? req->sg : NULL;
	u64 bytes = 0;

	for (int i = 0; i < req->sg_cnt && sg; i++, sg = sg_next((struct scatterlist *)sg))
		bytes += sg->length;
	return bytes;
}

static void add_facts(struct bp_nvmet_request *told, const struct bp_nvmet_facts *facts)
{
	told->result = facts->result;
	told->n_rdma = facts->n_rdma;
	told->wrs = facts->wrs;
	told->credits = facts->credits;
	told->data_wrs = facts->data_wrs;
	told->invalidates = facts->invalidates;
	told->wants_invalidate = facts->wants_invalidate;
	told->key = facts->key;
}

static struct bp_nvmet_request request_of(const struct nvmet_req *req, enum bp_nvmet_step step)
{
	const struct nvmet_ctrl *ctrl = req->sq->ctrl;
	const bool no_list = req->bp_kind == BP_NVMET_P2P && !req->sg_cnt;

	return (struct bp_nvmet_request){
		.step = step,
		.serial = req->bp_serial,
		.sq = req->sq->bp_serial,
		.cntlid = ctrl ? ctrl->cntlid : 0,
		.qid = req->sq->qid,
		.sq_size = req->sq->size,
		.sqhd_disabled = req->sq->sqhd_disabled,
		.command = *req->cmd,
		.nsid = req->ns ? req->ns->nsid : 0,
		.data_len = req->data_len,
		.transfer_len = req->transfer_len,
		.kind = req->bp_kind,
		.allocated = req->bp_alloc_len,
		.sg_cnt = req->sg_cnt,
		.sgl_bytes = room_of(req),
		.p2p_dev = req->p2p_dev,
		.mapped_dev = ctrl && req->ns ? bp_nvmet_p2p_of(ctrl, req->ns->nsid) : NULL,
		.virt = no_list ? req->p2p_dma_buf : bp_virt_addr(0),
		.bus = no_list ? req->bp_bus : (pci_bus_addr_t){ ~0ull },
		.status = status_of(req->cqe),
		.cqe = *req->cqe,
		.error_loc = req->error_loc,
	};
}

void bp_nvmet_tell(const struct nvmet_req *req, enum bp_nvmet_step step, const char *rule,
		   const struct bp_nvmet_facts *facts)
{
	struct bp_env *env = bp_nvmet_env(req);
	struct bp_nvmet_event event;

	if (BP_LIKELY(!env->sinks))
		return;
	event.req = request_of(req, step);
	if (facts)
		add_facts(&event.req, facts);
	bp_event(env, NVMET_REQ, .rule = rule, .nvmet = &event, .a = step, .b = req->bp_serial);
}
