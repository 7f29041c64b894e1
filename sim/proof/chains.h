/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios that wait for others: chained by their owners or cut in two, children of children too,
 * ended in any order with any status.
 */
#ifndef SIM_PROOF_CHAINS_H
#define SIM_PROOF_CHAINS_H

#include "proof/trial.h"

void bp_chains_run(struct bp_trial *trial);

#endif
