/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PCI machine that a scenario describes, under its key `machine`:
 *
 *   machine:
 *     cpu: amd:0x19
 *     iommu: on
 *     acs: default
 *     host_bridges:
 *       - windows: [{ at: 0x4000000000, bytes: 64G, offset: 0x3f80000000 }]
 *         tree: |
 *           host_bridge 8086:4c43
 *           root_port acs
 *             upstream
 *               downstream acs=0x0c
 *                 nvme bar0=16M "left"
 *               downstream acs
 *                 gpu bar0=32G
 *
 * Keys of machine (all optional but host_bridges):
 *   cpu                 MAKER:FAMILY as in /proc/cpuinfo
 *   iommu               on or off: whether one translates
 *   acs                 default: as a kernel sets it for an IOMMU (P2P-A2.4)
 *   disable_acs_redir   as pci=disable_acs_redir=
 *   config_acs          as pci=config_acs=
 *   ram                 list of { at, bytes }, CPU addresses
 *   host_bridges        list
 * Keys of a host bridge (all optional but tree):
 *   bus                 DOMAIN:BUS of its root bus; 0000:00, then the next free bus of the domain
 *   windows             list of { at, bytes, offset }: CPU address, and CPU less bus address
 *                       (P2P-A3.3); 1 TiB from 0x4000000000 and on, without offset
 *   dma_offset          what it adds to inbound addresses (P2P-A4.5); 0
 *   policy              what it passes on: none, same_bridge or all (P2P-A6.6); not known
 *   tree                functions, a line each, those below deeper by two blanks (machine_line.h)
 */
#ifndef SIM_INPUT_MACHINE_H
#define SIM_INPUT_MACHINE_H

#include <blkpath/p2p_verdict.h>

#include "input/pci_record.h"
#include "input/units.h"

/**
 * struct bp_machine_said - what a scenario says beside the tree; NULL for what it does not say
 * @machine: CPU and IOMMU, unknown where it does not say
 * @acs_default: whether ACS is as a kernel with an IOMMU driver sets it
 * @disable_acs_redir: boot parameter
 * @disable_acs_redir_line: where it says so
 * @config_acs: boot parameter
 * @config_acs_line: where it says so
 * @rules: rule set that the scenario names
 */
struct bp_machine_said {
	struct bp_p2p_machine machine;
	bool acs_default;
	char *disable_acs_redir;
	unsigned disable_acs_redir_line;
	char *config_acs;
	unsigned config_acs_line;
	char *rules;
};

/* Whether a file is a scenario by its name: it ends in .yaml or .yml. */
bool bp_machine_is_scenario(const char *path);

/**
 * bp_machine_load - read the machine of a scenario
 * @records: receives the functions, for bp_pci_tree_build(); to be freed in any case
 * @path: scenario file
 * @said: receives the rest, to be freed with bp_machine_said_free() in any case
 * @err: receives the message: file, line, key, what is allowed
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_machine_load(struct bp_pci_records *records, const char *path, struct bp_machine_said *said,
		    struct bp_error *err);

void bp_machine_said_free(struct bp_machine_said *said);

/* Why RAM cannot be where windows of a host bridge are, as the CPU sees it and as devices below do
 * (P2P-A3.5); NULL: it can. */
const char *bp_machine_clash(const struct bp_pci_records *records, const struct bp_pci_root *root);

/**
 * bp_machine_tree - make records of the text of a tree
 * @records: receives them
 * @root: its host bridge
 * @at: where the text begins
 * @text: a function in each line
 * @err: receives the message
 *
 * Buses are numbered depth first, as firmware does.  BARs have a size and no address yet.
 *
 * Return: the last bus number, or -EINVAL with @err filled.
 */
int bp_machine_tree(struct bp_pci_records *records, const struct bp_pci_root *root,
		    const struct bp_place *at, const char *text, struct bp_error *err);

#endif
