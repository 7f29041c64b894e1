/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/admin.h"
#include "nvme/queue.h"

/* Those that are not completed yet, this one among them. */
static unsigned aborts(const struct bp_nvme_controller *ctrl)
{
	const struct bp_nvme_run *run;
	unsigned nr = 0;

	TAILQ_FOREACH (run, &ctrl->sq[0]->outstanding, in_sq)
		nr += run->cmd.common.opcode == nvme_admin_abort_cmd;
	return nr;
}

/* A request that was told an event: aborted, it would take the event with it, and the type stays
 * masked although the host never heard of it. */
static bool was_told(const struct bp_nvme_run *run)
{
	return !run->sqid && run->cmd.common.opcode == nvme_admin_async_event &&
	       run->state != BP_NVME_RUN_HELD;
}

u16 bp_nvme_admin_abort(struct bp_nvme_run *run)
{
	const struct nvme_abort_cmd *cmd = &run->cmd.abort;
	struct bp_nvme_run *victim;

	if (aborts(run->ctrl) > run->ctrl->config.acl + 1u)
		return bp_nvme_dnr(NVME_SC_ABORT_LIMIT);
	victim = bp_nvme_find(run->ctrl, le16_to_cpu(cmd->sqid), le16_to_cpu(cmd->cid));
	if (!victim || victim == run || was_told(victim)) {
		run->result = NVME_ABORT_NOT_ABORTED;
		return NVME_SC_SUCCESS;
	}
	bp_nvme_aer_forget(victim);
	bp_nvme_abort(victim, NVME_SC_ABORT_REQ);
	return NVME_SC_SUCCESS;
}
