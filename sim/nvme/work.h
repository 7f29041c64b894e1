/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller does when it has time: fetch, execute, complete.
 */
#ifndef BP_SIM_NVME_WORK_H
#define BP_SIM_NVME_WORK_H

#include "nvme/engine.h"

/* There may be something to do. */
void bp_nvme_kick(struct bp_nvme_controller *ctrl);

/* The functions of ctrl->work and ctrl->timer. */
void bp_nvme_on_work(struct bp_work *work);
void bp_nvme_on_timer(struct bp_timer *timer);

/* Fetches and executes what is in the queues (NVC-12, NVC-14). */
void bp_nvme_fetch(struct bp_nvme_controller *ctrl);

/* Executes a command; false: it was dropped meanwhile, and is no more. */
bool bp_nvme_execute(struct bp_nvme_run *run);

/* A command was executed, or needs not be: it ends when it is due. */
void bp_nvme_serve(struct bp_nvme_run *run);

/* Ends what is due. */
void bp_nvme_finish(struct bp_nvme_controller *ctrl);

/* Writes a completion (NVC-13), or lets it wait for room. */
void bp_nvme_post(struct bp_nvme_run *run);

/* Posts what waited for room. */
void bp_nvme_post_waiting(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq);

/* Faults that stop a controller at a step; false: it goes no further. */
bool bp_nvme_goes_on(struct bp_nvme_controller *ctrl, enum bp_nvme_step step,
		     struct bp_nvme_run *run);

/* A pin that was masked is not any more. */
void bp_nvme_unmask(struct bp_nvme_controller *ctrl);

#endif
