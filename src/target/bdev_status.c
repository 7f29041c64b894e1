/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host is told of a block status (R-C3.8).
 */
#include "target.h"

static const struct {
	blk_status_t from;
	u16 to;
	u16 error_loc;
} statuses[] = {
	{ BLK_STS_NOSPC, NVME_SC_CAP_EXCEEDED | NVME_SC_DNR,
	  offsetof(struct nvme_rw_command, length) },
	{ BLK_STS_TARGET, NVME_SC_LBA_RANGE | NVME_SC_DNR, offsetof(struct nvme_rw_command, slba) },
	{ BLK_STS_NOTSUPP, NVME_SC_INVALID_OPCODE | NVME_SC_DNR,
	  offsetof(struct nvme_common_command, opcode) },
	{ BLK_STS_MEDIUM, NVME_SC_ACCESS_DENIED, offsetof(struct nvme_rw_command, nsid) },
};

static u64 block_of(const struct nvme_command *cmd)
{
	switch (cmd->common.opcode) {
	case nvme_cmd_read:
	case nvme_cmd_write:
	case nvme_cmd_write_zeroes:
		return le64_to_cpu(cmd->rw.slba);
	}
	return 0;
}

static bool is_optional(const struct nvme_command *cmd)
{
	return cmd->common.opcode == nvme_cmd_dsm || cmd->common.opcode == nvme_cmd_write_zeroes;
}

u16 blk_to_nvme_status(struct nvmet_req *req, blk_status_t status)
{
	if (status == BLK_STS_OK)
		return 0;
	req->error_slba = block_of(req->cmd);
	for (size_t i = 0; i < bp_array_size(statuses); i++) {
		if (statuses[i].from != status)
			continue;
		req->error_loc = statuses[i].error_loc;
		if (status == BLK_STS_NOTSUPP && is_optional(req->cmd))
			return BP_NVMET_DNR(NVME_SC_ONCS_NOT_SUPPORTED);
		return statuses[i].to;
	}
	req->error_loc = offsetof(struct nvme_common_command, opcode);
	return BP_NVMET_DNR(NVME_SC_INTERNAL);
}
