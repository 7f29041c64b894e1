/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way up.
 */
#include <blkpath/pci.h>

struct pci_dev *pci_upstream_bridge(const struct pci_dev *dev)
{
	/* P-2: a virtual function may sit on a bus that no bridge owns. */
	return dev->physfn ? dev->physfn->bus->self : dev->bus->self;
}
