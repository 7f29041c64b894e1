/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The PCI machine that a device is a function of: from a scenario, a dump, or the running machine.
 */
#ifndef SIM_WORLD_MACHINE_H
#define SIM_WORLD_MACHINE_H

#include "input/device.h"
#include "input/machine.h"
#include "pci/tree.h"

/**
 * struct bp_world_machine - the machine
 * @records: its functions as they were described
 * @said: what a scenario says beside the tree
 * @tree: its tree
 * @function: the one that is the device
 * @ram: where its RAM is: as a scenario says; else below the BARs, as far as 128 TiB
 * @nr_ram: how many areas
 */
struct bp_world_machine {
	struct bp_pci_records records;
	struct bp_machine_said said;
	struct bp_pci_tree *tree;
	struct pci_dev *function;
	struct resource ram[BP_PCI_RAM_MAX];
	unsigned nr_ram;
};

/**
 * bp_world_machine_open - read the machine of a device
 * @machine: zeroed; to be closed with bp_world_machine_close(), also on failure
 * @env: environment of its functions
 * @doc: device that is a function of one
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_world_machine_open(struct bp_world_machine *machine, struct bp_env *env,
			  const struct bp_device_doc *doc, struct bp_error *err);

void bp_world_machine_close(struct bp_world_machine *machine);

#endif
