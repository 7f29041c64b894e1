/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References to functions.
 */
#include <blkpath/pci.h>

struct pci_dev *pci_dev_get(struct pci_dev *dev)
{
	if (dev)
		dev->refs++;
	return dev;
}

void pci_dev_put(struct pci_dev *dev)
{
	if (!dev)
		return;
	if (!dev->refs) {
		bp_finding(dev->dev.bp_env, BP_SITE_PCI_PUT_FREE, dev->devfn, dev->bus->number);
		return;
	}
	dev->refs--;
}
