/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/pci: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_PCI_H
#define BLKPATH_SITES_PCI_H

/* clang-format off */

#define BP_SITES_PCI(X) \
	X(PCI_PUT_FREE, BP_FINDING, "pci_dev_put", "P2P-A1", "function 0x%llx of bus 0x%llx has no reference to put")

/* clang-format on */

#endif
