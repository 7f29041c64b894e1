/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of a machine that was described by records.
 */
#ifndef SIM_INPUT_PCI_TREE_H
#define SIM_INPUT_PCI_TREE_H

#include "input/pci_record.h"
#include "pci/fabric.h"
#include "pci/tree.h"

/**
 * bp_pci_tree_build - make the tree
 * @tree: empty machine
 * @records: sorted records; receives physical functions, functions of the tree and warnings
 * @err: receives the message
 *
 * The parent of a function is the bridge that has its bus below it; a bus that no bridge has, and
 * that no virtual functions explain, is a root bus (P-90).
 *
 * Return: 0; negative errno with @err filled when no tree can be made of them: two bridges with one
 * bus below, buses in a circle, nothing known but names.
 */
int bp_pci_tree_build(struct bp_pci_tree *tree, struct bp_pci_records *records,
		      struct bp_error *err);

/* What root complexes pass on, as their records say.  No dump tells: there it is everything. */
void bp_pci_tree_policies(const struct bp_pci_records *records, struct bp_fabric *fabric);

#endif
