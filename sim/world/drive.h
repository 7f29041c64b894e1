/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe drive among others of a machine: one namespace, one queue for its I/O, and perhaps memory
 * that its driver gives out to other devices (NVM-1).
 */
#ifndef SIM_WORLD_DRIVE_H
#define SIM_WORLD_DRIVE_H

#include <blkpath/nvme_pci.h>

#include "nvme/controller.h"
#include "world/machine.h"

/**
 * struct bp_drive_setup - what kind
 * @function: where it is
 * @bytes: of its namespace
 * @bar: where its controller memory is
 * @cmb_bytes: how much of it there is; 0: none
 * @seed: of what looks random
 * @instance: number among the drives
 * @patches: state of its driver
 * @key: what messages call it
 */
struct bp_drive_setup {
	struct pci_dev *function;
	u64 bytes;
	unsigned bar;
	u64 cmb_bytes;
	u64 seed;
	u16 instance;
	enum bp_nvme_patches patches;
	const char *key;
};

/* Whether a function is one: 0, or -EINVAL with @err filled. */
int bp_drive_want(const struct bp_world_machine *machine, const struct pci_dev *function,
		  const char *key, struct bp_error *err);

/**
 * bp_drive_make - put the controller behind its function
 * @fabric: of its machine
 * @setup: what kind
 * @ctrl: receives it, to be freed with bp_nvme_controller_free()
 * @err: receives the message
 *
 * Return: 0, or negative errno, with @err filled unless it is -ENOMEM.
 */
int bp_drive_make(struct bp_fabric *fabric, const struct bp_drive_setup *setup,
		  struct bp_nvme_controller **ctrl, struct bp_error *err);

/**
 * bp_drive_bring_up - let its driver do that
 * @setup: what kind
 * @dev: receives the driver's side, to be removed with nvme_remove(), also on failure unless NULL
 * @disk: receives that of the namespace
 * @err: receives the message
 *
 * Virtual time passes.
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_drive_bring_up(const struct bp_drive_setup *setup, struct nvme_dev **dev,
		      struct gendisk **disk, struct bp_error *err);

#endif
