/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which memory a function can give out, and how a controller says that it has it.
 */
#ifndef SIM_WORLD_MEMORY_BAR_H
#define SIM_WORLD_MEMORY_BAR_H

#include <blkpath/pci.h>

/**
 * bp_memory_bar - the largest memory BAR of a function
 * @dev: function
 * @first: BARs before this one do not count
 *
 * Return: the BAR, of equals the first; PCI_STD_NUM_BARS when none is known.
 */
unsigned bp_memory_bar(const struct pci_dev *dev, unsigned first);

/* CMBSZ for data of both directions; neither queues nor lists (NVM-2). */
u32 bp_data_cmbsz(u64 bytes);

#endif
