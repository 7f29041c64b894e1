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

/* What access control is, whatever the input says. */
enum bp_assumed_acs {
	BP_ACS_AS_IT_IS,
	BP_ACS_OFF,	/* nothing redirects, nothing is blocked */
	BP_ACS_DEFAULT, /* as a kernel with an IOMMU sets it (P2P-A2.4) */
};

/**
 * struct bp_world_assumed - what is said of a machine besides the input; all 0: nothing
 * @has_offset: @offset counts
 * @offset: CPU less bus address of memory of devices, everywhere (P2P-A3.3); a multiple of 1 MiB
 * @iommu: whether an IOMMU translates, unless it is BP_P2P_IOMMU_UNKNOWN
 * @acs: access control
 * @key: what messages call the address of the function; NULL: pci
 */
struct bp_world_assumed {
	bool has_offset;
	u64 offset;
	enum bp_p2p_iommu iommu;
	enum bp_assumed_acs acs;
	const char *key;
};

/* As the next one, and something is assumed. */
int bp_world_machine_open_as(struct bp_world_machine *machine, struct bp_env *env,
			     const struct bp_device_doc *doc,
			     const struct bp_world_assumed *assumed, struct bp_error *err);

/* Moves the memory of devices that records tell of; 0 or -EINVAL with @err filled. */
int bp_machine_offset(struct bp_pci_records *records, u64 offset, struct bp_error *err);

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
