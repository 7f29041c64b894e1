/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How long a command takes, and which one ends next (NVC-14).
 */
#include <blkpath/random.h>

#include "nvme/run.h"
#include "nvme/work.h"

static enum bp_nvme_service_class class_of(const struct bp_nvme_run *run)
{
	static const enum bp_nvme_service_class by_direction[] = {
		BP_NVME_SERVE_OTHER,
		BP_NVME_SERVE_WRITE,
		BP_NVME_SERVE_READ,
		BP_NVME_SERVE_OTHER,
	};

	return run->sqid ? by_direction[run->cmd.common.opcode & 3] : BP_NVME_SERVE_ADMIN;
}

static u64 cost_ns(const struct bp_nvme_run *run)
{
	const struct bp_nvme_config *config = &run->ctrl->config;
	const struct bp_nvme_service *service = &config->service[class_of(run)];

	return service->ns + run->moved * service->ps_per_byte / 1000 +
	       run->lists * config->list_ns;
}

void bp_nvme_serve(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;
	struct bp_nvme_sq *sq = run->sq;

	run->due_ns = ctrl->env->now_ns + cost_ns(run);
	if (bp_nvme_fault(ctrl, BP_NVME_FAULT_REORDER, run)) {
		run->due_ns = 0;
	} else if (ctrl->config.order == BP_NVME_IN_ORDER) {
		run->due_ns = bp_max(run->due_ns, sq->last_due_ns);
		sq->last_due_ns = run->due_ns;
	}
	bp_nvme_run_move(run, BP_NVME_RUN_SERVED);
}

/* Without any cost. */
static void end_now(struct bp_nvme_run *run)
{
	run->due_ns = run->ctrl->env->now_ns;
	bp_nvme_run_move(run, BP_NVME_RUN_SERVED);
	bp_nvme_kick(run->ctrl);
}

void bp_nvme_complete(struct bp_nvme_run *run)
{
	if (run == run->ctrl->current)
		run->hold = false;
	else
		end_now(run);
}

/* A command that deletes a queue: the queue goes without it. */
static void forget_deleter(struct bp_nvme_controller *ctrl, const struct bp_nvme_run *run)
{
	for (unsigned id = 1; id <= ctrl->config.nr_io_queues; id++)
		if (ctrl->sq[id] && ctrl->sq[id]->deleter == run)
			ctrl->sq[id]->deleter = NULL;
}

void bp_nvme_abort(struct bp_nvme_run *run, u16 status)
{
	if (run->state == BP_NVME_RUN_LATE) {
		bp_nvme_run_put(run);
		return;
	}
	if (run->state == BP_NVME_RUN_WAITING || run == run->ctrl->current)
		return;
	forget_deleter(run->ctrl, run);
	run->ctrl->counters.aborted++;
	run->status = status;
	run->result = 0;
	run->execute_later = false;
	end_now(run);
}

/* The next one of those that are due; NULL when there is none. */
static struct bp_nvme_run *pick(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_run *first = TAILQ_FIRST(&ctrl->served), *run;
	u64 due = 0;

	if (!bp_nvme_may_dma(ctrl) || !first || first->due_ns > ctrl->env->now_ns)
		return NULL;
	if (ctrl->config.order == BP_NVME_IN_ORDER)
		return first;
	for (run = first; run && run->due_ns <= ctrl->env->now_ns; run = TAILQ_NEXT(run, link))
		due++;
	for (u64 n = bp_random_next(&ctrl->random) % due; n; n--)
		first = TAILQ_NEXT(first, link);
	return first;
}

static bool is_lost(struct bp_nvme_run *run)
{
	if (run->was_lost || !bp_nvme_fault(run->ctrl, BP_NVME_FAULT_LOSE_COMPLETION, run))
		return false;
	run->was_lost = true;
	bp_nvme_run_move(run, BP_NVME_RUN_HELD);
	return true;
}

static void end(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;

	if (!bp_nvme_goes_on(ctrl, BP_NVME_STEP_COMPLETE, run) || is_lost(run))
		return;
	if (ctrl->parts->completed)
		ctrl->parts->completed(run);
	bp_nvme_post(run);
}

/* Fault early-completion: nobody waits for these any more. */
static void execute_late(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_run *run;

	while (bp_nvme_may_dma(ctrl) && (run = TAILQ_FIRST(&ctrl->late)) &&
	       run->due_ns <= ctrl->env->now_ns) {
		bp_nvme_run_move(run, BP_NVME_RUN_FETCHED);
		if (bp_nvme_execute(run))
			bp_nvme_run_put(run);
	}
}

void bp_nvme_finish(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_run *run;

	while ((run = pick(ctrl)))
		end(run);
	execute_late(ctrl);
}
