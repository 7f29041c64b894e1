/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a namespace on a block device (R-C1.3).
 */
#include "target.h"

static u64 rw_bytes(const struct nvmet_req *req)
{
	return ((u64)le16_to_cpu(req->cmd->rw.length) + 1) << req->ns->blksize_shift;
}

static u64 range_bytes(const struct nvmet_req *req)
{
	const union nvmf_command *cmd = nvmf_command(req->cmd);

	return ((u64)le32_to_cpu(cmd->dsm.nr) + 1) * sizeof(struct nvme_dsm_range);
}

static u64 no_bytes(const struct nvmet_req *req)
{
	(void)req;
	return 0;
}

static const struct {
	u8 opcode;
	void (*execute)(struct nvmet_req *req);
	u64 (*data_len)(const struct nvmet_req *req);
} commands[] = {
	{ nvme_cmd_read, nvmet_bdev_execute_rw, rw_bytes },
	{ nvme_cmd_write, nvmet_bdev_execute_rw, rw_bytes },
	{ nvme_cmd_flush, nvmet_bdev_execute_flush, no_bytes },
	{ nvme_cmd_dsm, nvmet_bdev_execute_dsm, range_bytes },
	{ nvme_cmd_write_zeroes, nvmet_bdev_execute_write_zeroes, no_bytes },
};

u16 nvmet_bdev_parse_io_cmd(struct nvmet_req *req)
{
	for (size_t i = 0; i < bp_array_size(commands); i++) {
		if (commands[i].opcode != req->cmd->common.opcode)
			continue;
		req->execute = commands[i].execute;
		req->data_len = commands[i].data_len(req);
		return 0;
	}
	req->error_loc = offsetof(struct nvme_common_command, opcode);
	return BP_NVMET_DNR(NVME_SC_INVALID_OPCODE);
}
