/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What any PCI machine that was read must stand.
 */
#ifndef FUZZ_PCI_H
#define FUZZ_PCI_H

#include <input/pci_record.h>

/* Makes a tree, walks it and judges pairs; aborts where something cannot be. */
void fuzz_pci_build(struct bp_pci_records *records);

#endif
