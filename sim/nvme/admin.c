/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which admin commands there are, and what is checked before any of them (NVC-27).
 */
#include "nvme/admin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/env.h>
#include <blkpath/nvme_identify.h>
#include <blkpath/nvme_log.h>

#include "nvme/identify.h"
#include "nvme/namespace.h"
#include "nvme/namespaces.h"

#define FUSE 3u

static const struct bp_nvme_admin_command commands[] = {
	{ nvme_admin_delete_sq, 0, bp_nvme_admin_delete_sq, 0 },
	{ nvme_admin_create_sq, 0, bp_nvme_admin_create_sq, 0 },
	{ nvme_admin_get_log_page, 0, bp_nvme_admin_log_page, 0 },
	{ nvme_admin_delete_cq, 0, bp_nvme_admin_delete_cq, 0 },
	{ nvme_admin_create_cq, 0, bp_nvme_admin_create_cq, 0 },
	{ nvme_admin_identify, 0, bp_nvme_admin_identify, 0 },
	{ nvme_admin_abort_cmd, 0, bp_nvme_admin_abort, 0 },
	{ nvme_admin_set_features, 0, bp_nvme_admin_set_features, NVME_CMD_EFFECTS_CCC },
	{ nvme_admin_get_features, 0, bp_nvme_admin_get_features, 0 },
	{ nvme_admin_async_event, 0, bp_nvme_admin_async_event, 0 },
	{ nvme_admin_keep_alive, 0, bp_nvme_admin_keep_alive, 0 },
	{ nvme_admin_dbbuf, NVME_CTRL_OACS_DBBUF_SUPP, bp_nvme_admin_dbbuf, 0 },
	{ nvme_admin_format_nvm, NVME_CTRL_OACS_FORMAT, bp_nvme_admin_format,
	  NVME_CMD_EFFECTS_LBCC | NVME_CMD_EFFECTS_NCC },
};

const struct bp_nvme_admin_command *bp_nvme_admin_command(const struct bp_nvme_controller *ctrl,
							  u8 opcode)
{
	if (opcode == nvme_admin_keep_alive && !ctrl->config.kas)
		return NULL;
	for (size_t i = 0; i < bp_array_size(commands); i++)
		if (commands[i].opcode == opcode)
			return (commands[i].oacs & ~ctrl->config.oacs) ? NULL : &commands[i];
	return NULL;
}

void bp_nvme_admin_execute(struct bp_nvme_run *run)
{
	const struct nvme_common_command *cmd = &run->cmd.common;
	const struct bp_nvme_admin_command *command = bp_nvme_admin_command(run->ctrl, cmd->opcode);

	if (!command)
		run->status = bp_nvme_dnr(NVME_SC_INVALID_OPCODE);
	else if (cmd->flags & (NVME_CMD_SGL_ALL | FUSE))
		run->status = bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	else
		run->status = command->execute(run);
}

u16 bp_nvme_admin_namespace(const struct bp_nvme_run *run, struct bp_nvme_namespace **ns)
{
	const u32 nsid = le32_to_cpu(run->cmd.common.nsid);

	if (!nsid || nsid > run->ctrl->config.nr_namespaces)
		return bp_nvme_dnr(NVME_SC_INVALID_NS);
	*ns = bp_nvme_namespace(run->ctrl, nsid);
	return bp_nvme_namespace_active(*ns) ? NVME_SC_SUCCESS : bp_nvme_dnr(NVME_SC_INVALID_FIELD);
}

static bool is_taken(const struct bp_nvme_subsystem *subsystem, u16 cntlid)
{
	const struct bp_nvme_controller *other;

	LIST_FOREACH (other, &subsystem->controllers, in_subsystem)
		if (other->admin && other->admin->cntlid == cntlid)
			return true;
	return false;
}

/* The first that no controller of the subsystem has. */
static u16 free_cntlid(const struct bp_nvme_subsystem *subsystem)
{
	u16 cntlid = 0;

	while (subsystem && is_taken(subsystem, cntlid))
		cntlid++;
	return cntlid;
}

int bp_nvme_admin_init(struct bp_nvme_controller *ctrl)
{
	ctrl->admin = calloc(1, sizeof(*ctrl->admin));
	if (!ctrl->admin)
		return -ENOMEM;
	ctrl->admin->ctrl = ctrl;
	ctrl->admin->cntlid = free_cntlid(ctrl->config.subsystem);
	ctrl->admin->burst = ctrl->config.burst;
	ctrl->admin->temperature = BP_NVME_TEMPERATURE;
	ctrl->admin->power_cycles = 1;
	return bp_nvme_features_init(ctrl);
}

void bp_nvme_admin_fini(struct bp_nvme_controller *ctrl)
{
	if (!ctrl->admin)
		return;
	bp_timer_cancel(ctrl->env, &ctrl->admin->keep_alive);
	bp_nvme_features_fini(ctrl);
	free(ctrl->admin);
	ctrl->admin = NULL;
}

/* NVC-4 */
void bp_nvme_admin_reset(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_admin *admin = ctrl->admin;

	admin->nr_aers = 0;
	admin->warnings = 0;
	memset(&admin->clock, 0, sizeof(admin->clock));
	admin->clock.set_at_ns = ctrl->env->now_ns;
	bp_nvme_features_reset(ctrl);
	memset(&admin->aens, 0, sizeof(admin->aens));
}

void bp_nvme_admin_power_loss(struct bp_nvme_controller *ctrl)
{
	if ((ctrl->registers.csts & NVME_CSTS_SHST_MASK) != NVME_CSTS_SHST_CMPLT)
		ctrl->admin->unsafe_shutdowns++;
	ctrl->admin->power_cycles++;
}
