/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine of a target of which nobody said what it is in: a card with memory, an RDMA adapter
 * and an NVMe drive below one switch.
 *
 *   0         2 GiB      4 GiB                    8 GiB      256 GiB
 *   | RAM     | nothing  | RAM of nobody's kernel | nothing  | memory, other BARs
 *
 * The kernel was told to leave the upper RAM alone (mem=2G): who gets there is lost, and reads.
 */
#ifndef SIM_WORLD_MACHINE_SERVED_H
#define SIM_WORLD_MACHINE_SERVED_H

#include "world/machine.h"

#define BP_SERVED_MEMORY "0000:03:00.0"
#define BP_SERVED_HCA "0000:04:00.0"
#define BP_SERVED_DRIVE "0000:05:00.0"
#define BP_SERVED_APART "0000:07:00.0" /* another drive, below a root port of its own */
#define BP_SERVED_KERNEL_RAM 0u	       /* the area that the kernel has */

/* Which one. */
enum bp_served {
	BP_SERVED_NOT,	   /* no machine of its own */
	BP_SERVED_USUAL,   /* bus addresses are those of the CPU */
	BP_SERVED_AT_ZERO, /* the card's memory has bus address 0; the RAM begins at 4 GiB */
	BP_SERVED_MORE,	   /* with another drive apart; both have memory of 8 MiB */
};

/**
 * bp_world_machine_served - make it
 * @machine: zeroed; to be closed with bp_world_machine_close(), also on failure; its function is
 * the drive
 * @env: environment of its functions
 * @kind: which
 * @assumed: offset of the window, but for BP_SERVED_AT_ZERO; IOMMU.  Nothing has access control.
 * @drive: its address
 *
 * Return: 0 or -ENOMEM.
 */
int bp_world_machine_served(struct bp_world_machine *machine, struct bp_env *env,
			    enum bp_served kind, const struct bp_world_assumed *assumed,
			    const char *drive);

#endif
