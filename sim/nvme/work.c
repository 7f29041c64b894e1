/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller's own time: everything that is not the mere touch of a register happens here
 * (NVC-35).
 */
#include "nvme/work.h"
#include "nvme/life.h"
#include "nvme/mmio.h"
#include "nvme/run.h"
#include "pci/known.h"

void bp_nvme_kick(struct bp_nvme_controller *ctrl)
{
	bp_work_queue(ctrl->env, &ctrl->work);
}

bool bp_nvme_goes_on(struct bp_nvme_controller *ctrl, enum bp_nvme_step step,
		     struct bp_nvme_run *run)
{
	if (ctrl->faults.nr && bp_nvme_fault_at(ctrl, BP_NVME_FAULT_FATAL, run, step))
		bp_nvme_controller_fail(ctrl);
	if (ctrl->faults.nr && bp_nvme_fault_at(ctrl, BP_NVME_FAULT_REMOVE, run, step))
		bp_nvme_controller_remove(ctrl);
	return ctrl->state == BP_NVME_READY;
}

static u64 sooner(u64 due, const struct bp_nvme_runs *runs)
{
	const struct bp_nvme_run *first = TAILQ_FIRST(runs);

	return first ? bp_min(due, first->due_ns) : due;
}

/* When something falls due; all ones: never. */
static u64 next_due(const struct bp_nvme_controller *ctrl)
{
	u64 due = sooner(sooner(~0ull, &ctrl->served), &ctrl->late);

	for (unsigned id = 0; ctrl->faults.nr && id <= ctrl->config.nr_io_queues; id++)
		if (ctrl->sq[id] && ctrl->sq[id]->not_before_ns > ctrl->env->now_ns)
			due = bp_min(due, ctrl->sq[id]->not_before_ns);
	return due;
}

static void arm(struct bp_nvme_controller *ctrl)
{
	u64 due = bp_nvme_may_dma(ctrl) ? next_due(ctrl) : ~0ull;

	if (due == ~0ull)
		bp_timer_cancel(ctrl->env, &ctrl->timer);
	else if (!ctrl->timer.armed || ctrl->timer.due_ns != due)
		bp_timer_arm(ctrl->env, &ctrl->timer, due);
}

static void work(struct bp_nvme_controller *ctrl)
{
	ctrl->is_busy = true;
	bp_fabric_steady(ctrl->fabric, !ctrl->faults.nr); /* faults change more than memory */
	for (unsigned id = 0; id <= ctrl->config.nr_io_queues; id++)
		if (ctrl->cq[id])
			bp_nvme_post_waiting(ctrl, ctrl->cq[id]);
	bp_nvme_fetch(ctrl);
	bp_nvme_finish(ctrl);
	bp_fabric_steady(ctrl->fabric, false);
	ctrl->is_busy = false;
	if (TAILQ_EMPTY(&ctrl->served))
		bp_nvme_idle(ctrl);
	bp_nvme_peer_run(ctrl);
	arm(ctrl);
}

void bp_nvme_on_work(struct bp_work *item)
{
	work(bp_container_of(item, struct bp_nvme_controller, work));
}

void bp_nvme_on_timer(struct bp_timer *timer)
{
	work(bp_container_of(timer, struct bp_nvme_controller, timer));
}
