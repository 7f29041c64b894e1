/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making a PCI tree: from a scenario, from a dump of a real machine, or by a test (p2pdma.md A1 to
 * A3).
 *
 * Functions come in enumeration order, each below a bus that is there already.  What was added is
 * judged as a whole at the end, so that a message can name both sides of a conflict.
 */
#ifndef BP_SIM_PCI_TREE_H
#define BP_SIM_PCI_TREE_H

#include <blkpath/error.h>
#include <blkpath/pci.h>

struct bp_pci_tree;

/**
 * struct bp_pci_function - a function to be added
 * @slot: 0 to 31
 * @function: 0 to 7
 * @is_bridge: whether it owns a bus
 * @is_pcie: whether it has the PCI Express capability
 * @pcie_type: PCI_EXP_TYPE_*
 * @vendor: vendor id
 * @device: device id
 * @class_code: class and subclass
 * @secondary: bus number below it, when it is a bridge
 * @subordinate: last bus number below it
 * @config: its configuration space as it was read; NULL to have one made from the other members
 * @config_bytes: how much of it: 64, 256 or 4096
 * @has_acs: whether a made space has the ACS capability
 * @acs_cap: its capability word
 * @acs_ctrl: its control word
 * @acs_vector: its egress vector
 * @has_command: whether @command counts; a made space has memory and bus master enabled without
 * @command: its command word
 * @windows: of a made bridge: memory and prefetchable memory, bus addresses; length 0 for closed
 * @physfn: its physical function; NULL unless it is a virtual one
 * @bars: CPU ranges; those of length 0 are not there
 * @line: where it was described, for messages
 */
struct bp_pci_function {
	u8 slot;
	u8 function;
	bool is_bridge;
	bool is_pcie;
	u8 pcie_type;
	u16 vendor;
	u16 device;
	u16 class_code;
	u8 secondary;
	u8 subordinate;
	const u8 *config;
	unsigned config_bytes;
	bool has_acs;
	u16 acs_cap;
	u16 acs_ctrl;
	u32 acs_vector;
	bool has_command;
	u16 command;
	struct resource windows[2];
	struct pci_dev *physfn;
	struct resource bars[PCI_STD_NUM_BARS];
	unsigned line;
};

/* An empty machine, to be freed with bp_pci_tree_free(); NULL when there is no memory. */
struct bp_pci_tree *bp_pci_tree_new(struct bp_env *env);

void bp_pci_tree_free(struct bp_pci_tree *tree);

/* What the kernel's side sees. */
struct bp_pci *bp_pci_tree_pci(struct bp_pci_tree *tree);

/**
 * bp_pci_tree_root - add a host bridge with its root bus
 * @tree: machine
 * @domain: PCI domain
 * @bus: number of the root bus
 * @windows: outbound windows, copied; may be NULL
 * @nr_windows: how many
 * @dma_offset: inbound offset (A4.5)
 *
 * Return: the host bridge; NULL when there is no memory or the domain has that bus already.
 */
struct pci_host_bridge *bp_pci_tree_root(struct bp_pci_tree *tree, u32 domain, u8 bus,
					 const struct bp_pci_window *windows, unsigned nr_windows,
					 u64 dma_offset);

/**
 * bp_pci_tree_virtual_bus - add a bus on which only virtual functions of a function are
 * @tree: machine
 * @physfn: their physical function
 * @number: bus number
 *
 * No bridge owns it; what lies above is what lies above the physical function (A1.4).
 *
 * Return: the bus; NULL when there is no memory or the domain has that bus already.
 */
struct pci_bus *bp_pci_tree_virtual_bus(struct bp_pci_tree *tree, struct pci_dev *physfn,
					u8 number);

/**
 * bp_pci_tree_add - add a function
 * @tree: machine
 * @bus: a bus of it
 * @what: what it is
 * @dev: receives the function; may be NULL
 * @err: receives the message
 *
 * Return: 0; -EEXIST when slot and function are taken, -EINVAL when a bridge's bus numbers cannot
 * be, -ENOMEM.  Nothing was added then.
 */
int bp_pci_tree_add(struct bp_pci_tree *tree, struct pci_bus *bus,
		    const struct bp_pci_function *what, struct pci_dev **dev, struct bp_error *err);

/* The bus with a number; NULL when there is none. */
struct pci_bus *bp_pci_tree_bus(struct bp_pci_tree *tree, u32 domain, u8 number);

/**
 * bp_pci_tree_check - judge the whole
 * @tree: machine
 * @err: receives the first thing that cannot be
 *
 * Windows and BARs must lie as A3.5 wants; a tree of which no BARs are known passes.
 *
 * Return: 0 or -EINVAL with @err filled.
 */
int bp_pci_tree_check(struct bp_pci_tree *tree, struct bp_error *err);

#endif
