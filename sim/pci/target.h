/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a memory request ends, or was meant to end.
 */
#ifndef BP_SIM_PCI_TARGET_H
#define BP_SIM_PCI_TARGET_H

#include <blkpath/pci.h>

enum bp_target_kind {
	BP_TARGET_NONE,
	BP_TARGET_RAM,
	BP_TARGET_BAR,
	BP_TARGET_INTERNAL, /* a BAR of the requester itself */
};

/**
 * struct bp_target - where a request ends
 * @kind: what it is
 * @phys: CPU address in RAM
 * @dev: function whose BAR it is
 * @bar: which one
 * @offset: first byte in it
 */
struct bp_target {
	enum bp_target_kind kind;
	phys_addr_t phys;
	const struct pci_dev *dev;
	unsigned bar;
	u64 offset;
};

/* The CPU address of a target, which names its bytes in the whole machine. */
static inline phys_addr_t bp_target_phys(const struct bp_target *target)
{
	if (!target->dev)
		return target->phys;
	return bp_phys_addr(pci_resource_start(target->dev, target->bar) + target->offset);
}

/* RAM is one target, so is each BAR. */
static inline bool bp_target_same(const struct bp_target *a, const struct bp_target *b)
{
	return a->kind == b->kind && a->dev == b->dev && a->bar == b->bar;
}

#endif
