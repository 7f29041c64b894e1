/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_INPUT_PCI_VIRTUAL_H
#define SIM_INPUT_PCI_VIRTUAL_H

#include "input/pci_record.h"

/* Finds the physical functions of virtual ones by their SR-IOV capabilities; fills physfn. */
void bp_pci_virtual_find(struct bp_pci_records *records);

#endif
