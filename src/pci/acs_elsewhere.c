/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Root ports of Sunrise Point and Union Point, whose control word is where others have their egress
 * vector (P-67).
 */
#include <blkpath/acs.h>

#define INTEL 0x8086

bool bp_acs_lies_elsewhere(const struct pci_dev *dev)
{
	static const struct {
		u16 first, last;
	} ports[] = {
		{ 0xa110, 0xa11f }, { 0xa167, 0xa16a }, { 0xa290, 0xa29f },
		{ 0xa2e7, 0xa2ee }, { 0x9d10, 0x9d1b },
	};

	if (dev->vendor != INTEL || !dev->is_pcie || dev->pcie_type != PCI_EXP_TYPE_ROOT_PORT ||
	    !pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS))
		return false;
	for (size_t i = 0; i < bp_array_size(ports); i++)
		if (dev->device >= ports[i].first && dev->device <= ports[i].last)
			return true;
	return false;
}
