/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Submission queues (R-C4.9).
 */
#include "target.h"

static void nvmet_sq_free(struct percpu_ref *ref)
{
	struct nvmet_sq *sq = bp_container_of(ref, struct nvmet_sq, ref);

	complete(&sq->free_done);
}

int nvmet_sq_init(struct bp_nvmet *nvmet, struct nvmet_sq *sq)
{
	*sq = (struct nvmet_sq){ .bp_nvmet = nvmet, .bp_serial = ++nvmet->sqs };
	init_completion(nvmet->env, &sq->free_done);
	return percpu_ref_init(nvmet->env, &sq->ref, nvmet_sq_free);
}

void nvmet_sq_destroy(struct nvmet_sq *sq)
{
	struct nvmet_ctrl *ctrl = sq->ctrl;

	percpu_ref_kill(&sq->ref);
	wait_for_completion(&sq->free_done);
	percpu_ref_exit(&sq->ref);
	if (!ctrl)
		return;
	if (ctrl->sqs[sq->qid] == sq) {
		ctrl->sqs[sq->qid] = NULL;
		ctrl->cqs[sq->qid] = NULL;
	}
	sq->ctrl = NULL;
	nvmet_ctrl_put(ctrl);
}
