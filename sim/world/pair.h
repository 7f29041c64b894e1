/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two NVMe drives of a machine, each a controller with its driver, on one clock.
 *
 * The largest memory BAR of a drive but its registers is its controller memory buffer, which the
 * driver gives out to other devices (NVM-1).
 */
#ifndef SIM_WORLD_PAIR_H
#define SIM_WORLD_PAIR_H

#include "iommu/attach.h"
#include "nvme/controller.h"
#include "pci/ram.h"
#include "world/machine.h"
#include "world/peer.h"

struct gendisk;
struct nvme_dev;

/**
 * struct bp_world_drive - one of the two
 * @function: where it is
 * @bar: of its controller memory buffer; PCI_STD_NUM_BARS: it has none
 * @cmb_bytes: how large that is
 * @ctrl: the controller
 * @dev: the driver's side
 * @disk: of namespace 1
 */
struct bp_world_drive {
	struct pci_dev *function;
	unsigned bar;
	u64 cmb_bytes;
	struct bp_nvme_controller *ctrl;
	struct nvme_dev *dev;
	struct gendisk *disk;
	/* Private. */
	struct bp_iommu_attached iommu;
};

/**
 * struct bp_world_pair - the machine with both
 * @env: environment
 * @machine: as it was described
 * @ram: bytes of its RAM
 * @fabric: what connects them
 * @from: one drive
 * @to: the other one
 */
struct bp_world_pair {
	struct bp_env env;
	struct bp_world_machine machine;
	struct bp_ram *ram;
	struct bp_fabric *fabric;
	struct bp_world_drive from;
	struct bp_world_drive to;
	/* Private. */
	struct bp_machine_ram machine_ram;
	struct bp_world_peers peers;
};

/**
 * struct bp_world_pair_setup - which two
 * @machine: scenario or dump of lspci; NULL: the running machine
 * @from: address of a function, domain included
 * @to: address of the other
 * @bytes: size of their namespaces
 */
struct bp_world_pair_setup {
	const char *machine;
	const char *from;
	const char *to;
	u64 bytes;
};

/**
 * bp_world_pair_open - make the machine, and bring both drives up
 * @pair: zeroed; to be closed with bp_world_pair_close(), also on failure
 * @setup: which two
 * @err: receives the message
 *
 * Return: 0, or negative errno, with @err filled unless it is -ENOMEM.
 */
int bp_world_pair_open(struct bp_world_pair *pair, const struct bp_world_pair_setup *setup,
		       struct bp_error *err);

void bp_world_pair_close(struct bp_world_pair *pair);

#endif
