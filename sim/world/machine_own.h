/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of an NVMe controller of which nobody said what it is in: a root port and the
 * controller below it, with 128 TiB of addresses for RAM.
 *
 *   0         3 GiB      4 GiB            128 TiB
 *   | RAM     | nothing  | RAM            | BAR 0, BAR 2
 *
 * Or it is in the root complex, its BAR 2 has bus address 0, and there is RAM from 4 GiB on only.
 */
#ifndef SIM_WORLD_MACHINE_OWN_H
#define SIM_WORLD_MACHINE_OWN_H

#include "world/machine.h"

/**
 * bp_world_machine_begin - begin a machine that nobody described
 * @machine: zeroed; to be closed with bp_world_machine_close(), also on failure
 * @env: environment of its functions
 * @window: of its only host bridge
 *
 * Return: the host bridge, on bus 0; NULL when there is no memory.
 */
struct pci_host_bridge *bp_world_machine_begin(struct bp_world_machine *machine, struct bp_env *env,
					       const struct bp_pci_window *window);

/**
 * bp_world_machine_own - make it
 * @machine: zeroed; to be closed with bp_world_machine_close(), also on failure
 * @env: environment of its functions
 * @cmb_bytes: of memory that BAR 2 holds at least; 0: there is no BAR 2
 * @bus_zero: that has bus address 0
 *
 * Return: 0 or -ENOMEM.
 */
int bp_world_machine_own(struct bp_world_machine *machine, struct bp_env *env, u64 cmb_bytes,
			 bool bus_zero);

#endif
