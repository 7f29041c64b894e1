/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_INPUT_PCI_UNKNOWN_H
#define SIM_INPUT_PCI_UNKNOWN_H

#include "input/pci_record.h"

/* How many functions have no bytes. */
unsigned bp_pci_unknown_bytes(const struct bp_pci_records *records);

/* Warns of what the records do not tell; -EINVAL with @err filled when it is everything. */
int bp_pci_unknown_check(struct bp_pci_records *records, struct bp_error *err);

#endif
