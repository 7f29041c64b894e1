/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration space of a function: as it was read, completed by what is known of it otherwise.
 */
#ifndef BP_SIM_PCI_SPACE_H
#define BP_SIM_PCI_SPACE_H

#include "pci/tree.h"

/* Where capabilities lie in a space that is made. */
#define BP_PCI_SPACE_EXP 0x40
#define BP_PCI_SPACE_ACS 0x100

/**
 * bp_pci_space_make - configuration space of a function
 * @what: the function
 * @primary: number of the bus it sits on
 * @bytes: receives how much is known: 64, 256 or 4096
 *
 * What was read stays as it is.  The PCI Express and ACS capabilities are added where only text
 * told of them: when the part of the space in which they would lie was not read.
 *
 * Return: the space, 4096 bytes, to be freed; NULL when there is no memory.
 */
u8 *bp_pci_space_make(const struct bp_pci_function *what, u8 primary, unsigned *bytes);

#endif
