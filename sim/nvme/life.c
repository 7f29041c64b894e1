/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From disabled to ready and back (NVC-2 to NVC-8).
 */
#include "nvme/life.h"

#include "nvme/mmio.h"
#include "nvme/run.h"
#include "nvme/tell.h"
#include "nvme/valid.h"
#include "nvme/work.h"

/* CC: what may not change while enabled (NVC-5): CSS, MPS, AMS, IOSQES, IOCQES. */
#define FROZEN 0x00ff3ff0u
#define CC_BITS 0x00fffff1u

static void set_shst(struct bp_nvme_controller *ctrl, u32 shst)
{
	ctrl->registers.csts = (ctrl->registers.csts & ~NVME_CSTS_SHST_MASK) | shst;
	bp_nvme_tell_registers(ctrl);
}

/* Everything that a reset ends (NVC-4).  What AQA, ASQ, ACQ and CMBMSC hold, stays. */
static void stop(struct bp_nvme_controller *ctrl)
{
	bp_timer_cancel(ctrl->env, &ctrl->timer);
	bp_timer_cancel(ctrl->env, &ctrl->transition);
	bp_nvme_queues_drop(ctrl);
	bp_nvme_peer_clear(ctrl);
	ctrl->shadow.is_on = false;
	ctrl->must_shut_down = false;
	ctrl->has_pin_message = false;
	ctrl->allocated_sqs = ctrl->config.nr_io_queues;
	ctrl->allocated_cqs = ctrl->config.nr_io_queues;
	if (ctrl->parts->reset)
		ctrl->parts->reset(ctrl);
}

static void become_ready(struct bp_nvme_controller *ctrl)
{
	ctrl->state = BP_NVME_READY;
	ctrl->registers.csts |= NVME_CSTS_RDY;
	ctrl->counters.enabled++;
	bp_nvme_tell_registers(ctrl);
}

static void become_disabled(struct bp_nvme_controller *ctrl)
{
	ctrl->state = BP_NVME_DISABLED;
	ctrl->registers.csts &= NVME_CSTS_NSSRO;
	bp_nvme_tell_registers(ctrl);
}

static bool make_admin_queues(struct bp_nvme_controller *ctrl)
{
	const struct bp_nvme_regs *regs = &ctrl->registers;
	struct bp_nvme_queue_request cq = {
		.size = (regs->aqa >> 16 & 0xfff) + 1,
		.base = regs->acq,
		.ien = true,
	};
	struct bp_nvme_queue_request sq = { .size = (regs->aqa & 0xfff) + 1, .base = regs->asq };

	return bp_nvme_cq_make(ctrl, &cq) && bp_nvme_sq_make(ctrl, &sq);
}

/* Now, or when it is time. */
static void pass(struct bp_nvme_controller *ctrl, u64 ns)
{
	if (ns)
		bp_timer_arm(ctrl->env, &ctrl->transition, ctrl->env->now_ns + ns);
	else
		bp_nvme_on_transition(&ctrl->transition);
}

static void enable(struct bp_nvme_controller *ctrl)
{
	const struct bp_nvme_fault *fault;

	if (bp_nvme_enable_error(ctrl) || bp_nvme_fault(ctrl, BP_NVME_FAULT_FAIL_ENABLE, NULL)) {
		ctrl->registers.csts &= ~NVME_CSTS_RDY; /* of the life that is not over yet */
		bp_nvme_controller_fail(ctrl);
		return;
	}
	ctrl->page_bytes = 4096u << (ctrl->registers.cc >> NVME_CC_MPS_SHIFT & 0xf);
	ctrl->registers.csts &= NVME_CSTS_NSSRO;
	ctrl->state = BP_NVME_ENABLING;
	if (!make_admin_queues(ctrl)) {
		bp_nvme_controller_fail(ctrl);
		return;
	}
	if (bp_nvme_fault(ctrl, BP_NVME_FAULT_NEVER_READY, NULL))
		return;
	fault = bp_nvme_fault(ctrl, BP_NVME_FAULT_DELAY_READY, NULL);
	pass(ctrl, ctrl->config.transition_ns + (fault ? bp_nvme_fault_value(fault) : 0));
}

static void disable(struct bp_nvme_controller *ctrl)
{
	ctrl->counters.resets++;
	ctrl->state = BP_NVME_DISABLING;
	stop(ctrl);
	pass(ctrl, ctrl->config.transition_ns);
}

static void drop_list(struct bp_nvme_controller *ctrl, struct bp_nvme_runs *runs)
{
	struct bp_nvme_run *run;

	while ((run = TAILQ_FIRST(runs))) {
		ctrl->counters.vanished++;
		bp_nvme_run_put(run);
	}
}

/* NVC-6: commands in service are finished, or abort without a completion. */
static void shut_down(struct bp_nvme_controller *ctrl, bool is_normal)
{
	set_shst(ctrl, NVME_CSTS_SHST_OCCUR);
	ctrl->must_shut_down = true;
	ctrl->must_flush = is_normal;
	if (!is_normal) {
		drop_list(ctrl, &ctrl->served);
		drop_list(ctrl, &ctrl->late);
		for (unsigned id = 0; id <= ctrl->config.nr_io_queues; id++)
			if (ctrl->cq[id])
				drop_list(ctrl, &ctrl->cq[id]->waiting);
	}
	if (ctrl->state == BP_NVME_READY)
		pass(ctrl, ctrl->config.transition_ns);
	else if (!ctrl->transition.armed)
		bp_nvme_idle(ctrl);
}

void bp_nvme_idle(struct bp_nvme_controller *ctrl)
{
	bool in_service = ctrl->state == BP_NVME_READY && !TAILQ_EMPTY(&ctrl->served);

	if (!ctrl->must_shut_down || ctrl->transition.armed || in_service)
		return;
	ctrl->must_shut_down = false;
	if (ctrl->must_flush && ctrl->parts->flush)
		ctrl->parts->flush(ctrl);
	set_shst(ctrl, NVME_CSTS_SHST_CMPLT);
}

void bp_nvme_on_transition(struct bp_timer *timer)
{
	struct bp_nvme_controller *ctrl =
		bp_container_of(timer, struct bp_nvme_controller, transition);

	if (ctrl->state == BP_NVME_ENABLING)
		become_ready(ctrl);
	else if (ctrl->state == BP_NVME_DISABLING)
		become_disabled(ctrl);
	bp_nvme_idle(ctrl);
}

void bp_nvme_configure(struct bp_nvme_controller *ctrl, u32 cc)
{
	u32 old = ctrl->registers.cc;

	if (old & cc & NVME_CC_ENABLE && (old ^ cc) & FROZEN) { /* NVC-5 */
		ctrl->counters.cc_change++;
		cc = (cc & ~FROZEN) | (old & FROZEN);
	}
	cc &= CC_BITS;
	ctrl->registers.cc = cc;
	bp_nvme_tell_registers(ctrl);
	if (cc & ~old & NVME_CC_ENABLE)
		enable(ctrl);
	else if (old & ~cc & NVME_CC_ENABLE)
		disable(ctrl);
	if (cc & NVME_CC_SHN_MASK && !(old & NVME_CC_SHN_MASK))
		shut_down(ctrl, (cc & NVME_CC_SHN_MASK) == NVME_CC_SHN_NORMAL);
}

static void reset_with_others(struct bp_nvme_controller *ctrl)
{
	if (ctrl->state == BP_NVME_GONE)
		return;
	ctrl->counters.resets++;
	stop(ctrl);
	ctrl->registers.cc = 0;
	ctrl->registers.csts = NVME_CSTS_NSSRO;
	become_disabled(ctrl);
}

void bp_nvme_subsystem_reset(struct bp_nvme_controller *ctrl, u32 value)
{
	struct bp_nvme_subsystem *subsystem = ctrl->config.subsystem;
	struct bp_nvme_controller *other;

	if (!ctrl->config.nssrs || value != NVME_NSSR_MAGIC)
		return;
	if (!subsystem)
		reset_with_others(ctrl);
	else
		LIST_FOREACH (other, &subsystem->controllers, in_subsystem)
			reset_with_others(other);
}

void bp_nvme_controller_fail(struct bp_nvme_controller *ctrl)
{
	if (ctrl->state == BP_NVME_FATAL || ctrl->state == BP_NVME_GONE)
		return;
	ctrl->state = BP_NVME_FATAL;
	ctrl->counters.fatal++;
	ctrl->registers.csts |= NVME_CSTS_CFS;
	bp_timer_cancel(ctrl->env, &ctrl->timer);
	bp_timer_cancel(ctrl->env, &ctrl->transition);
	bp_nvme_tell_registers(ctrl);
	bp_nvme_idle(ctrl);
}

void bp_nvme_controller_remove(struct bp_nvme_controller *ctrl)
{
	ctrl->state = BP_NVME_GONE;
	stop(ctrl);
	bp_fabric_pull(ctrl->fabric, ctrl->dev);
	bp_nvme_tell_registers(ctrl);
}
