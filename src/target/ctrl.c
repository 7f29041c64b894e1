/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Controllers: what a host's connect makes, and its last queue takes away (R-C6.2, R-C2.4).
 */
#include <string.h>

#include "target.h"

#define CNTLID_MIN 1u
#define CNTLID_MAX 0xffefu
#define IN_DATA(field) (1u << 16 | offsetof(struct nvmf_connect_data, field))

/* A name that fills its field has no end. */
static bool is_name(const char *field)
{
	return memchr(field, 0, NVMF_NQN_FIELD_LEN);
}

static struct nvmet_ctrl *find(struct nvmet_subsys *subsys, u32 cntlid)
{
	struct nvmet_ctrl *ctrl;

	TAILQ_FOREACH (ctrl, &subsys->ctrls, subsys_entry)
		if (ctrl->cntlid == cntlid)
			break;
	return ctrl;
}

static bool is_taken(struct bp_nvmet *nvmet, u32 cntlid)
{
	struct nvmet_subsys *subsys;

	LIST_FOREACH (subsys, &nvmet->subsystems, bp_link)
		if (find(subsys, cntlid))
			return true;
	return false;
}

/* The least number that is free; 0 without. */
static u16 free_cntlid(struct bp_nvmet *nvmet)
{
	for (u32 cntlid = CNTLID_MIN; cntlid <= CNTLID_MAX; cntlid++)
		if (!is_taken(nvmet, cntlid))
			return (u16)cntlid;
	return 0; /* unreached: 65519 controllers would have to live at once */
}

static void nvmet_fatal_error_handler(struct bp_work *work)
{
	struct nvmet_ctrl *ctrl = bp_container_of(work, struct nvmet_ctrl, fatal_err_work);

	bp_info(ctrl->subsys->bp_nvmet->env, BP_SITE_NVMET_OFFLINE, ctrl->cntlid, 0);
	ctrl->ops->delete_ctrl(ctrl);
}

void nvmet_ctrl_fatal_error(struct nvmet_ctrl *ctrl)
{
	if (ctrl->csts & NVME_CSTS_CFS)
		return;
	ctrl->csts |= NVME_CSTS_CFS;
	bp_work_queue(ctrl->subsys->bp_nvmet->env, &ctrl->fatal_err_work);
}

static void free_memory(struct bp_env *env, struct nvmet_ctrl *ctrl)
{
	bp_free(env, ctrl->sqs);
	bp_free(env, ctrl->cqs);
	bp_free(env, ctrl);
}

static struct nvmet_ctrl *new_ctrl(struct nvmet_subsys *subsys)
{
	struct bp_env *env = subsys->bp_nvmet->env;
	const size_t queues = subsys->max_qid + 1u;
	struct nvmet_ctrl *ctrl = bp_alloc(env, BP_ALLOC_NVMET, sizeof(*ctrl));

	if (!ctrl)
		return NULL;
	ctrl->sqs = bp_alloc(env, BP_ALLOC_NVMET, queues * sizeof(struct nvmet_sq *));
	ctrl->cqs = bp_alloc(env, BP_ALLOC_NVMET, queues * sizeof(struct nvmet_cq *));
	if (ctrl->sqs && ctrl->cqs)
		return ctrl;
	free_memory(env, ctrl);
	return NULL;
}

/* R-C6.5: 15 units of 500 ms, a fixed entry of 64 bytes, the NVM command set. */
static void nvmet_init_cap(struct nvmet_ctrl *ctrl)
{
	ctrl->cap = 1ull << 37 | 15ull << 24 | (NVMET_MAX_QUEUE_SIZE - 1);
}

static void introduce(struct nvmet_ctrl *ctrl, const struct nvmet_req *req,
		      const struct nvmf_connect_data *data, u32 kato_ms)
{
	ctrl->port = req->port;
	ctrl->ops = req->ops;
	ctrl->kato = kato_ms / 1000 + !!(kato_ms % 1000);
	ctrl->bp_refs = 1;
	memcpy(ctrl->hostid, data->hostid, sizeof(ctrl->hostid));
	memcpy(ctrl->subsysnqn, data->subsysnqn, NVMF_NQN_FIELD_LEN);
	memcpy(ctrl->hostnqn, data->hostnqn, NVMF_NQN_FIELD_LEN);
	ctrl->fatal_err_work.fn = nvmet_fatal_error_handler;
	nvmet_init_cap(ctrl);
}

static u16 wrong(struct nvmet_req *req, size_t at, u16 status)
{
	nvmet_set_result(req, (u32)at);
	return BP_NVMET_DNR(status);
}

static struct nvmet_subsys *subsys_of(const struct nvmet_req *req,
				      const struct nvmf_connect_data *data)
{
	return is_name(data->subsysnqn) ? nvmet_find_get_subsys(req->port, data->subsysnqn) : NULL;
}

u16 nvmet_alloc_ctrl(struct nvmet_req *req, const struct nvmf_connect_data *data, u32 kato_ms,
		     struct nvmet_ctrl **ctrlp)
{
	struct nvmet_subsys *subsys = subsys_of(req, data);
	struct nvmet_ctrl *ctrl;
	u16 cntlid;

	if (!subsys)
		return wrong(req, IN_DATA(subsysnqn), NVME_SC_CONNECT_INVALID_PARAM);
	if (!is_name(data->hostnqn) || !nvmet_host_allowed(subsys, data->hostnqn))
		return wrong(req, IN_DATA(hostnqn), NVME_SC_CONNECT_INVALID_HOST);
	cntlid = free_cntlid(subsys->bp_nvmet);
	if (!cntlid)
		return BP_NVMET_DNR(NVME_SC_CONNECT_CTRL_BUSY); /* unreached: 65519 controllers */
	ctrl = new_ctrl(subsys);
	if (!ctrl)
		return NVME_SC_INTERNAL;
	ctrl->subsys = subsys;
	ctrl->cntlid = cntlid;
	introduce(ctrl, req, data, kato_ms);
	LIST_INIT(&ctrl->p2p_ns_map);
	TAILQ_INSERT_TAIL(&subsys->ctrls, ctrl, subsys_entry);
	nvmet_setup_p2p_ns_map(ctrl, req->p2p_client);
	*ctrlp = ctrl;
	return 0;
}

u16 nvmet_ctrl_find_get(struct nvmet_req *req, const struct nvmf_connect_data *data,
			struct nvmet_ctrl **ctrlp)
{
	struct nvmet_subsys *subsys = subsys_of(req, data);
	struct nvmet_ctrl *ctrl;

	if (!subsys)
		return wrong(req, IN_DATA(subsysnqn), NVME_SC_CONNECT_INVALID_PARAM);
	ctrl = find(subsys, le16_to_cpu(data->cntlid));
	if (!ctrl || strncmp(ctrl->hostnqn, data->hostnqn, NVMF_NQN_FIELD_LEN))
		return wrong(req, IN_DATA(cntlid), NVME_SC_CONNECT_INVALID_PARAM);
	ctrl->bp_refs++;
	*ctrlp = ctrl;
	return 0;
}

void nvmet_ctrl_put(struct nvmet_ctrl *ctrl)
{
	struct bp_env *env = ctrl->subsys->bp_nvmet->env;

	if (--ctrl->bp_refs)
		return;
	TAILQ_REMOVE(&ctrl->subsys->ctrls, ctrl, subsys_entry);
	nvmet_release_p2p_ns_map(ctrl);
	bp_work_cancel(env, &ctrl->fatal_err_work);
	free_memory(env, ctrl);
}
