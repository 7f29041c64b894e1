/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a controller as objects: taken, found, put back.
 */
#ifndef BP_SIM_NVME_RUN_H
#define BP_SIM_NVME_RUN_H

#include "nvme/engine.h"

/* An outstanding command of a queue, all zeros else; NULL when there is no memory. */
struct bp_nvme_run *bp_nvme_run_get(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq);

/* It is over.  A queue that is to be deleted goes with its last command. */
void bp_nvme_run_put(struct bp_nvme_run *run);

/* Makes it known by its id; false when there is another one of that id (NVC-17). */
bool bp_nvme_run_enter(struct bp_nvme_run *run);

/* Its id is free. */
void bp_nvme_run_forget(struct bp_nvme_run *run);

/* Puts it into the list of a state. */
void bp_nvme_run_move(struct bp_nvme_run *run, enum bp_nvme_run_state state);

/* Frees memory; no command is left. */
void bp_nvme_run_fini(struct bp_nvme_controller *ctrl);

#endif
