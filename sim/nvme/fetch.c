/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands are fetched, round robin over the queues, and executed (NVC-12, NVC-14).
 */
#include "nvme/cmb.h"
#include "nvme/life.h"
#include "nvme/memory.h"
#include "nvme/run.h"
#include "nvme/shadow.h"
#include "nvme/tell.h"
#include "nvme/work.h"

#define OUTSTANDING_MAX 65535u

/* An event of the spurious kind: "transient internal error". */
#define SPURIOUS_INFO 4u

/* Fault late-fetch: the next command is fetched later; it is asked for once for each. */
static bool is_late(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	struct bp_nvme_run next = { .ctrl = ctrl, .sqid = sq->id };
	const struct bp_nvme_fault *fault;

	if (sq->not_before_ns > ctrl->env->now_ns)
		return true;
	if (sq->not_before_ns) {
		sq->not_before_ns = 0;
		return false;
	}
	fault = bp_nvme_fault(ctrl, BP_NVME_FAULT_LATE_FETCH, &next);
	if (!fault)
		return false;
	sq->not_before_ns = ctrl->env->now_ns + bp_nvme_fault_value(fault);
	return sq->not_before_ns > ctrl->env->now_ns;
}

/* A full completion queue holds back its submission queues, so that what waits has an end. */
static bool can_fetch(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	if (!bp_nvme_may_fetch(ctrl) || sq->head == sq->tail)
		return false;
	if (!TAILQ_EMPTY(&sq->cq->waiting) || sq->nr_outstanding >= OUTSTANDING_MAX)
		return false;
	return !ctrl->faults.nr || !is_late(ctrl, sq);
}

static u16 read_entry(struct bp_nvme_run *run)
{
	const struct bp_nvme_sq *sq = run->sq;

	if (bp_nvme_fault(run->ctrl, BP_NVME_FAULT_REFUSE_SQE, run))
		return NVME_SC_DATA_XFER_ERROR;
	return bp_nvme_run_dma(run, BP_NVME_DMA_SQE, sq->base + (u64)sq->head * 64, &run->cmd, 64);
}

static void spoil(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;
	const struct bp_nvme_fault *fault = bp_nvme_fault(ctrl, BP_NVME_FAULT_CORRUPT_SQE, run);

	if (fault)
		run->cmd.bp_bytes[bp_nvme_fault_value(fault) % 64] ^= 0xff;
	if (bp_nvme_fault(ctrl, BP_NVME_FAULT_CMB_OFF, run))
		bp_nvme_cmb_off(ctrl);
	if (ctrl->parts->event && bp_nvme_fault(ctrl, BP_NVME_FAULT_SPURIOUS_AER, run))
		ctrl->parts->event(ctrl, BP_NVME_EVENT_ERROR, SPURIOUS_INFO);
}

/* NULL when there is none; then the controller has given up, or is gone. */
static struct bp_nvme_run *take(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	struct bp_nvme_run *run = bp_nvme_run_get(ctrl, sq);
	u32 slot = sq->head;

	if (!run || read_entry(run)) { /* NVC-7 */
		if (run)
			bp_nvme_run_put(run);
		bp_nvme_controller_fail(ctrl);
		return NULL;
	}
	sq->head = (sq->head + 1) % sq->size;
	ctrl->counters.fetched++;
	bp_nvme_tell_fetch(run, slot);
	if (ctrl->faults.nr)
		spoil(run);
	return bp_nvme_goes_on(ctrl, BP_NVME_STEP_FETCH, run) ? run : NULL;
}

bool bp_nvme_execute(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;

	ctrl->counters.executed++;
	ctrl->current = run;
	(run->sqid ? ctrl->parts->io : ctrl->parts->admin)(run);
	ctrl->current = NULL;
	if (run->sq)
		return true;
	TAILQ_INSERT_HEAD(&ctrl->idle, run, link);
	return false;
}

/* Status or execution: what is to happen to a command.  False: it is no more. */
static bool decide(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *ctrl = run->ctrl;
	const struct bp_nvme_fault *fault;

	if (!bp_nvme_run_enter(run)) { /* NVC-17 */
		ctrl->counters.cid_conflict++;
		run->status = NVME_SC_CMDID_CONFLICT;
		return true;
	}
	fault = bp_nvme_fault(ctrl, BP_NVME_FAULT_STATUS, run);
	if (fault) {
		run->status = bp_nvme_fault_value(fault) & 0x7fff;
		return true;
	}
	fault = run->sqid ? bp_nvme_fault(ctrl, BP_NVME_FAULT_EARLY_COMPLETION, run) : NULL;
	if (fault) { /* not of an admin command: it may be held for longer than it is there */
		run->execute_later = true;
		run->later_ns = bp_nvme_fault_value(fault);
		return true;
	}
	return bp_nvme_execute(run);
}

static bool fetch_one(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	struct bp_nvme_run *run = take(ctrl, sq);

	if (!run || !decide(run) || !bp_nvme_goes_on(ctrl, BP_NVME_STEP_EXECUTE, run))
		return false;
	if (run->hold)
		bp_nvme_run_move(run, BP_NVME_RUN_HELD);
	else
		bp_nvme_serve(run);
	return true;
}

/* One turn of a queue; false: nothing was fetched. */
static bool turn(struct bp_nvme_controller *ctrl, unsigned id)
{
	unsigned burst = ctrl->config.burst ? ctrl->config.burst : ~0u;
	unsigned done = 0;

	while (done < burst && can_fetch(ctrl, ctrl->sq[id]) && fetch_one(ctrl, ctrl->sq[id]))
		done++;
	return done;
}

static bool exists(const struct bp_nvme_controller *ctrl, unsigned id)
{
	return ctrl->sq[id] && !ctrl->sq[id]->is_dying;
}

static bool turn_and_sleep(struct bp_nvme_controller *ctrl, unsigned id)
{
	bool any;

	if (ctrl->shadow.is_on && ctrl->sq[id]->is_awake)
		bp_nvme_shadow_tail(ctrl, ctrl->sq[id]);
	any = turn(ctrl, id);
	if (!any && bp_nvme_may_dma(ctrl) && ctrl->shadow.is_on && ctrl->sq[id]->is_awake)
		any = bp_nvme_shadow_sleep(ctrl, ctrl->sq[id]);
	return any;
}

static bool round_of_turns(struct bp_nvme_controller *ctrl)
{
	bool any = false;

	for (unsigned id = 0; id <= ctrl->config.nr_io_queues; id++)
		any |= exists(ctrl, id) && turn_and_sleep(ctrl, id);
	return any;
}

void bp_nvme_fetch(struct bp_nvme_controller *ctrl)
{
	while (bp_nvme_may_fetch(ctrl) && round_of_turns(ctrl))
		;
}
