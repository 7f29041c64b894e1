/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The machine's RAM as a fabric reaches it (p2pdma.md A6.5).
 */
#ifndef BP_SIM_PCI_RAM_H
#define BP_SIM_PCI_RAM_H

#include "mem/ram.h"
#include "pci/fabric.h"

/**
 * struct bp_machine_ram - context of bp_machine_ram_ops
 * @ram: its bytes
 * @areas: where there is some, lowest first; a request that leaves them is unsupported
 * @nr_areas: how many
 */
struct bp_machine_ram {
	struct bp_ram *ram;
	const struct resource *areas;
	unsigned nr_areas;
};

/* For struct bp_fabric_config.  A frame that the host has no memory for reads as zeros. */
extern const struct bp_ram_ops bp_machine_ram_ops;

#endif
