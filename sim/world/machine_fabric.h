/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fabric of a machine, and what its kernel knows of it.
 */
#ifndef SIM_WORLD_MACHINE_FABRIC_H
#define SIM_WORLD_MACHINE_FABRIC_H

#include "iommu/attach.h"
#include "pci/ram.h"
#include "world/machine.h"

/**
 * struct bp_machine_fabric_setup - what is connected
 * @machine: functions, and where the RAM is
 * @env: environment of its kernel
 * @ram: bytes of the RAM
 * @view: receives how the fabric reaches them; outlives it
 * @seed: of what looks random
 */
struct bp_machine_fabric_setup {
	const struct bp_world_machine *machine;
	struct bp_env *env;
	struct bp_ram *ram;
	struct bp_machine_ram *view;
	u64 seed;
};

/**
 * bp_machine_fabric_new - connect a machine
 * @setup: what is connected
 *
 * From now on its drivers reach registers through the fabric, and its kernel allocates pages where
 * there is RAM alone.
 *
 * Return: the fabric, to be freed with bp_fabric_free(); NULL when there is no memory.
 */
struct bp_fabric *bp_machine_fabric_new(const struct bp_machine_fabric_setup *setup);

/**
 * bp_machine_attach - say how a function reaches memory
 * @machine: machine
 * @function: one of it
 * @iommu: receives what becomes of it where an IOMMU translates (P2P-A4.5, P2P-C5.4)
 *
 * Return: 0 or -ENOMEM.
 */
int bp_machine_attach(const struct bp_world_machine *machine, struct pci_dev *function,
		      struct bp_iommu_attached *iommu);

#endif
