/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host driver and the simulated controller in one machine: RAM with pages, a fabric between
 * them, and one clock.
 */
#ifndef BP_TEST_NVME_MACHINE_H
#define BP_TEST_NVME_MACHINE_H

#include <blkpath/check.h>
#include <blkpath/nvme_pci.h>
#include <blkpath/nvme_queue.h>

#include "fabric.h"
#include "mem/ram.h"
#include "nvme/controller.h"
#include "pci/ram.h"

/**
 * struct t_nvme_machine - a machine
 * @f: its functions; a is the controller
 * @ram: its memory
 * @area: where that is
 * @config: of the controller
 * @ctrl: the controller
 * @params: of the driver
 * @dev: the driver's, after t_nvme_machine_probe()
 * @check: who watches, NULL for nobody; t_nvme_machine_fini() fails when it found anything
 * @expects: invariants that the test breaks: they must be broken then, and are forgiven
 */
struct t_nvme_machine {
	struct t_fabric f;
	struct bp_env *env;
	struct bp_ram *ram;
	struct resource area;
	struct bp_machine_ram machine_ram;
	struct bp_nvme_config config;
	struct bp_nvme_controller *ctrl;
	struct bp_nvme_params params;
	struct nvme_dev *dev;
	struct bp_check *check;
	bool expects[BP_INV_NR];
};

/* Everything but controller and driver: a test may still choose. */
void t_nvme_machine_init(struct t_nvme_machine *m);

/* The same in another tree, which has a; @offset is that of all windows. */
void t_nvme_machine_init_in(struct t_nvme_machine *m, const char *text, u64 offset);

/* Nobody watches, before anything has happened: to measure. */
void t_nvme_machine_unwatch(struct t_nvme_machine *m);

/* The controller is there, and the driver meets it. */
int t_nvme_machine_probe(struct t_nvme_machine *m);

/* Everything must be given back. */
void t_nvme_machine_fini(struct t_nvme_machine *m);

/* The namespace 1. */
struct nvme_ns *t_nvme_machine_ns(const struct t_nvme_machine *m);

#endif
