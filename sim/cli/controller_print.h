/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe controller as its driver found it, and what it counted.
 */
#ifndef SIM_CLI_CONTROLLER_PRINT_H
#define SIM_CLI_CONTROLLER_PRINT_H

#include "cli/cli.h"
#include "world/nvme.h"

/* What it is; nothing of none. */
void bp_controller_print(FILE *out, const struct bp_world_nvme *nvme);

/* What it counted, as far as it is not zero. */
void bp_controller_counts_print(FILE *out, const struct bp_world_nvme *nvme);

/* Both; NULL of none. */
json_t *bp_controller_json(const struct bp_world_nvme *nvme);

#endif
