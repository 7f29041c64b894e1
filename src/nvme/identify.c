/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller says of itself (NVH-38, NVH-39).
 */
#include <errno.h>

#include <blkpath/nvme_limits.h>

#include "life.h"

#define SHUTDOWN_MS 5000u
#define SHUTDOWN_MOST_MS 60000u
#define US_PER_MS 1000u

static void take(struct nvme_ctrl *ctrl, const struct nvme_id_ctrl *id)
{
	const unsigned rtd3e_ms = bp_max(le32_to_cpu(id->rtd3e) / US_PER_MS, SHUTDOWN_MS);

	ctrl->oacs = le16_to_cpu(id->oacs);
	ctrl->oncs = le16_to_cpu(id->oncs);
	ctrl->oaes = le32_to_cpu(id->oaes);
	ctrl->sgls = le32_to_cpu(id->sgls);
	ctrl->nn = le32_to_cpu(id->nn);
	ctrl->aerl = id->aerl;
	ctrl->abort_limit = id->acl + 1;
	ctrl->vwc = id->vwc;
	ctrl->crdt[0] = le16_to_cpu(id->crdt1);
	ctrl->crdt[1] = le16_to_cpu(id->crdt2);
	ctrl->crdt[2] = le16_to_cpu(id->crdt3);
	ctrl->shutdown_timeout_ms = bp_min(rtd3e_ms, SHUTDOWN_MOST_MS);
}

int nvme_init_identify(struct nvme_ctrl *ctrl)
{
	struct nvme_id_ctrl *id = bp_alloc(ctrl->bp_env, BP_ALLOC_NVME, sizeof(*id));
	int status = -ENOMEM;

	if (!id)
		return status;
	ctrl->vs = bp_nvme_read32(to_nvme_dev(ctrl), NVME_REG_VS);
	status = bp_nvme_identify(ctrl, 0, NVME_ID_CNS_CTRL, id);
	if (!status) {
		take(ctrl, id);
		/* mutant: 0, or it would not have been enabled */
		bp_nvme_init_mdts(ctrl, id->mdts, NVME_CAP_MPSMIN(ctrl->cap));
		nvme_set_queue_limits(ctrl, ctrl->admin_q);
	}
	bp_free(ctrl->bp_env, id);
	return status > 0 ? -EIO : status;
}
