/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two lists of capabilities.  Dumps of real machines hold broken ones: no list is followed
 * longer than it can be.
 */
#include <blkpath/pci.h>

/* The first capability after the header, and how many there is room for at 4 bytes each. */
#define CAPABILITIES_START 0x40u
#define CAPABILITIES_MAX ((PCI_CFG_SPACE_SIZE - CAPABILITIES_START) / 4)

/* An extended capability has 8 bytes at least. */
#define EXT_CAPABILITIES_MAX ((PCI_CFG_SPACE_EXP_SIZE - PCI_CFG_SPACE_SIZE) / 8)

static u8 pointer_at(const struct pci_dev *dev, unsigned where)
{
	u16 word;

	return pci_read_config_word(dev, where, &word) ? (u8)(word & 0xfc) : 0;
}

static unsigned list_head(const struct pci_dev *dev)
{
	u16 status, type;

	if (!pci_read_config_word(dev, PCI_STATUS, &status) || !(status & PCI_STATUS_CAP_LIST))
		return 0;
	pci_read_config_word(dev, PCI_HEADER_TYPE, &type);
	if ((type & PCI_HEADER_TYPE_MASK) == PCI_HEADER_TYPE_CARDBUS)
		return pointer_at(dev, PCI_CB_CAPABILITY_LIST);
	return pointer_at(dev, PCI_CAPABILITY_LIST);
}

unsigned pci_find_capability(const struct pci_dev *dev, u8 id)
{
	unsigned at = list_head(dev);

	for (unsigned i = 0; i < CAPABILITIES_MAX && at >= CAPABILITIES_START; i++) {
		u16 head;

		pci_read_config_word(dev, at, &head);
		if ((head & 0xff) == 0xff)
			return 0;
		if ((head & 0xff) == id)
			return at;
		at = head >> 8 & 0xfc;
	}
	return 0;
}

unsigned pci_find_ext_capability(const struct pci_dev *dev, u16 id)
{
	unsigned at = PCI_CFG_SPACE_SIZE;

	for (unsigned i = 0; i < EXT_CAPABILITIES_MAX && at >= PCI_CFG_SPACE_SIZE; i++) {
		u32 head;

		/* All zeros: no list; all ones: nothing answers there. */
		if (!pci_read_config_dword(dev, at, &head) || !head || head == ~0u)
			return 0;
		if ((head & 0xffff) == id)
			return at;
		at = head >> 20 & 0xffc;
	}
	return 0;
}
