/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of the driver's own, one at a time, through the block layer (NVH-6, NVH-35).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/address.h>
#include <blkpath/map_kern.h>
#include <blkpath/mq_execute.h>
#include <blkpath/nvme_command.h>

#include "life.h"

/* Bit 0 of an opcode: data goes to the controller. */
static bool nvme_is_write(const struct nvme_command *cmd)
{
	return cmd->common.opcode & 1;
}

struct request *nvme_alloc_request(struct request_queue *q, struct nvme_command *cmd,
				   unsigned flags)
{
	const unsigned op = nvme_is_write(cmd) ? REQ_OP_DRV_OUT : REQ_OP_DRV_IN;
	struct request *rq = blk_mq_alloc_request(q, op, flags);

	if (!rq)
		return NULL;
	rq->cmd_flags |= REQ_FAILFAST_DRIVER;
	nvme_clear_nvme_request(rq);
	nvme_req(rq)->cmd = cmd;
	nvme_req(rq)->status = NVME_SC_ABORT_REQ; /* of one that never gets to the controller */
	return rq;
}

static int execute(struct request *rq, struct nvme_command *cmd, u64 *result)
{
	const struct nvme_request *req = nvme_req(rq);
	int status;

	blk_execute_rq(rq->q, rq, false);
	if (result)
		*result = req->result;
	status = req->flags & NVME_REQ_CANCELLED ? -EINTR : req->status;
	if (status)
		bp_info(rq->q->bp_env, BP_SITE_NVME_ADMIN_STATUS, cmd->common.opcode, (u64)status);
	return status;
}

int __nvme_submit_sync_cmd(struct request_queue *q, struct nvme_command *cmd, u64 *result,
			   bp_virt_addr_t buffer, unsigned bytes)
{
	struct request *rq = nvme_alloc_request(q, cmd, 0);
	int status = 0;

	if (!rq)
		return -ENODEV;
	if (bytes) /* mutant: no bytes are mapped without a trace */
		status = blk_rq_map_kern(q, rq, buffer, bytes);
	if (!status)
		status = execute(rq, cmd, result);
	blk_mq_free_request(rq);
	return status;
}

int nvme_submit_sync_cmd(struct request_queue *q, struct nvme_command *cmd, bp_virt_addr_t buffer,
			 unsigned bytes)
{
	return __nvme_submit_sync_cmd(q, cmd, NULL, buffer, bytes);
}

int nvme_set_features(struct nvme_ctrl *ctrl, u32 fid, u32 dword11, u32 *result)
{
	struct nvme_command c = { .common = { .opcode = nvme_admin_set_features,
					      .cdw10 = cpu_to_le32(fid),
					      .cdw11 = cpu_to_le32(dword11) } };
	u64 value = 0;
	int status = __nvme_submit_sync_cmd(ctrl->admin_q, &c, &value, BP_NVME_NO_BUFFER, 0);

	if (result)
		*result = (u32)value;
	return status;
}

/* A command that reads at most a page. */
static int read_page(struct nvme_ctrl *ctrl, struct nvme_command *c, void *data, unsigned bytes)
{
	struct bp_env *env = ctrl->bp_env;
	struct page *page = bp_alloc_pages(env, 1, env->max_pfn);
	int status;

	if (!page)
		return -ENOMEM;
	status = nvme_submit_sync_cmd(ctrl->admin_q, c, phys_to_virt(page_to_phys(env, page)),
				      bytes);
	if (!status)
		memcpy(data, bp_page_bytes(env, page), bytes);
	put_page(env, page);
	return status;
}

int bp_nvme_identify(struct nvme_ctrl *ctrl, u32 nsid, u8 cns, void *data)
{
	struct nvme_command c = { .common = { .opcode = nvme_admin_identify,
					      .nsid = cpu_to_le32(nsid),
					      .cdw10 = cpu_to_le32(cns) } };

	return read_page(ctrl, &c, data, NVME_IDENTIFY_DATA_SIZE);
}

int nvme_get_log(struct nvme_ctrl *ctrl, u32 nsid, u8 page, void *log, unsigned bytes)
{
	const u32 dwords = bytes / (u32)sizeof(u32) - 1;
	struct nvme_command c = { .common = { .opcode = nvme_admin_get_log_page,
					      .nsid = cpu_to_le32(nsid),
					      .cdw10 = cpu_to_le32(dwords << 16 | page) } };

	return read_page(ctrl, &c, log, bytes);
}
