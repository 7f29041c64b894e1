/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What drivers meant by the addresses that they gave to devices (p2pdma.md A7.7): a shadow of the
 * truth, for the checker alone.  The fabric routes without it.
 */
#ifndef BP_SIM_PCI_INTENT_H
#define BP_SIM_PCI_INTENT_H

#include <bsd/sys/tree.h>

#include "pci/target.h"

struct bp_fabric;
struct bp_intent;

RB_HEAD(bp_intent_tree, bp_intent);

/**
 * bp_intent_note - an address is given to a device
 * @fabric: fabric
 * @dev: the device
 * @address: first address
 * @bytes: how many, at least 1
 * @meant: the first byte; the others follow
 *
 * What is meant in pieces, as by an IOMMU, is noted in pieces.
 *
 * Return: 0; -EEXIST when a part of the range means something already; -EINVAL for no bytes or for
 * more than there are addresses; -ENOMEM.
 */
int bp_intent_note(struct bp_fabric *fabric, const struct pci_dev *dev, u64 address, u64 bytes,
		   const struct bp_target *meant);

/* Forgets what was noted at an address; false when nothing was. */
bool bp_intent_forget(struct bp_fabric *fabric, const struct pci_dev *dev, u64 address);

/* What a device's access to an address means; false when nobody said. */
bool bp_intent_find(const struct bp_fabric *fabric, const struct pci_dev *dev, u64 address,
		    struct bp_target *meant);

/* Forgets everything. */
void bp_intent_clear(struct bp_fabric *fabric);

#endif
