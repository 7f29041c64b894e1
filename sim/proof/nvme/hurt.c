/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes wrong: a command, a completion, the controller, the power, the host's memory.
 */
#include <blkpath/nvme_failure.h>

#include "nvme/controller.h"
#include "nvme/outside.h"
#include "proof/nvme/nvme.h"

/* Faults that a driver has to bear, and no data is lost by.  Those that lie about data or write
 * where nothing was asked for are tests' of the checker. */
static const char *const faults[] = {
	"status",	 "status:1,lba=0-7", "media",	       "lose-completion", "lose-interrupt",
	"drop-doorbell", "late-fetch",	     "refuse-sqe",     "refuse-cqe",	  "data-page",
	"list-page",	 "sgl-segment",	     "partial",	       "reorder",	  "duplicate-cqe",
	"fatal@execute", "fatal@complete",   "fatal@doorbell", "spurious-aer",	  "fail-enable",
	"delay-ready",	 "mdts-lie@1",
};

static void add_fault(struct bp_nvme_proof *p)
{
	const char *text = faults[bp_choose_below(&p->trial->choices, bp_array_size(faults))];
	struct bp_nvme_fault fault;
	struct bp_error err = { 0 };

	if (bp_nvme_fault_parse(text, &fault, &err))
		abort();
	fault.skip = bp_choose(&p->trial->choices, 0, 0, 1, 3);
	bp_trial_say(p->trial, "fault %s, after %llu", text, (unsigned long long)fault.skip);
	bp_nvme_fault_add(p->nvme.ctrl, &fault);
}

/* The host learns of it by the controller's state. */
static void lose_power(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	const u64 seed = bp_choose_once_in(c, 3) ? 0 : bp_choose_below(c, 1u << 16);

	bp_trial_say(p->trial, "the power goes and comes back");
	bp_nvme_power_loss(p->nvme.ctrl, seed);
	bp_nvme_blocks_lose_power(p);
	nvme_reset_ctrl(&p->nvme.dev->ctrl);
}

void bp_nvme_proof_hurt(struct bp_nvme_proof *p)
{
	struct bp_choices *c = &p->trial->choices;

	switch (bp_choose_below(c, 16)) {
	case 0 ... 7:
		add_fault(p);
		break;
	case 8 ... 9:
		bp_trial_say(p->trial, "a reset");
		nvme_reset_ctrl(&p->nvme.dev->ctrl);
		break;
	case 10 ... 12:
		lose_power(p);
		break;
	case 13:
		bp_trial_say(p->trial, "the controller gives up");
		bp_nvme_controller_fail(p->nvme.ctrl);
		break;
	case 14:
		p->mishap = bp_mishap_choose(c, 1, 8);
		p->mishap.lasts = false;
		break;
	case 15:
		p->gone = bp_choose_once_in(c, 4);
		if (!p->gone)
			break;
		bp_trial_say(p->trial, "the controller is pulled out");
		bp_nvme_controller_remove(p->nvme.ctrl);
		break;
	}
}
