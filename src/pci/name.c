/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of functions (P2P-A1.5).
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/pci.h>

const char *bp_pci_name(const struct pci_dev *dev, char name[BP_PCI_NAME_MAX])
{
	snprintf(name, BP_PCI_NAME_MAX, "%04x:%02x:%02x.%x", dev->bus->bridge->domain,
		 dev->bus->number, PCI_SLOT(dev->devfn), PCI_FUNC(dev->devfn));
	return name;
}

/* As sysfs_streq() has it: the newline that echo adds does not count. */
static bool same_name(const char *name, const char *text)
{
	size_t length = strlen(name);

	return !strncmp(name, text, length) && (!text[length] || !strcmp(text + length, "\n"));
}

struct pci_dev *bp_pci_find_name(const struct bp_pci *pci, const char *name)
{
	char each[BP_PCI_NAME_MAX];
	struct pci_dev *dev;

	TAILQ_FOREACH (dev, &pci->devices, link)
		if (same_name(bp_pci_name(dev, each), name))
			return dev;
	return NULL;
}
