/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands Supported and Effects.
 */
#include <string.h>

#include <blkpath/nvme_identify.h>

#include "nvme/admin.h"
#include "nvme/log.h"

/* Commands of the NVM set, the bits of ONCS they need, and what they do besides. */
static const struct {
	u8 opcode;
	u16 oncs;
	u32 effects;
} io_commands[] = {
	{ nvme_cmd_flush, 0, 0 },
	{ nvme_cmd_write, 0, NVME_CMD_EFFECTS_LBCC },
	{ nvme_cmd_read, 0, 0 },
	{ nvme_cmd_write_uncor, NVME_CTRL_ONCS_WRITE_UNCORRECTABLE, NVME_CMD_EFFECTS_LBCC },
	{ nvme_cmd_compare, NVME_CTRL_ONCS_COMPARE, 0 },
	{ nvme_cmd_write_zeroes, NVME_CTRL_ONCS_WRITE_ZEROES, NVME_CMD_EFFECTS_LBCC },
	{ nvme_cmd_dsm, NVME_CTRL_ONCS_DSM, NVME_CMD_EFFECTS_LBCC },
	{ nvme_cmd_verify, NVME_CTRL_ONCS_VERIFY, 0 },
};

void bp_nvme_effects_log(const struct bp_nvme_controller *ctrl, struct nvme_effects_log *log)
{
	memset(log, 0, sizeof(*log));
	for (unsigned opcode = 0; opcode < bp_array_size(log->acs); opcode++) {
		const struct bp_nvme_admin_command *command =
			bp_nvme_admin_command(ctrl, (u8)opcode);

		if (command)
			log->acs[opcode] = cpu_to_le32(NVME_CMD_EFFECTS_CSUPP | command->effects);
	}
	for (size_t i = 0; i < bp_array_size(io_commands); i++)
		if (!(io_commands[i].oncs & ~ctrl->config.oncs))
			log->iocs[io_commands[i].opcode] =
				cpu_to_le32(NVME_CMD_EFFECTS_CSUPP | io_commands[i].effects);
}
