/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration space: little endian memory, of which the world may know a part alone (P2P-A2).
 */
#include <blkpath/pci.h>

static bool is_known(const struct pci_dev *dev, unsigned where, unsigned bytes)
{
	return dev->config && where < dev->config_bytes && dev->config_bytes - where >= bytes;
}

static u16 word_at(const u8 *at)
{
	return (u16)(at[0] | at[1] << 8);
}

bool pci_read_config_word(const struct pci_dev *dev, unsigned where, u16 *value)
{
	bool known = is_known(dev, where, 2);

	*value = known ? word_at(dev->config + where) : (u16)~0u;
	return known;
}

bool pci_read_config_dword(const struct pci_dev *dev, unsigned where, u32 *value)
{
	bool known = is_known(dev, where, 4);

	*value = known ? word_at(dev->config + where) | (u32)word_at(dev->config + where + 2) << 16
		       : ~0u;
	return known;
}

/* P2P-A2.3: controls that are not implemented cannot be set. */
static u16 writable_bits(const struct pci_dev *dev, unsigned where)
{
	unsigned acs = pci_find_ext_capability(dev, PCI_EXT_CAP_ID_ACS);

	if (!acs || where != acs + PCI_ACS_CTRL)
		return (u16)~0u;
	return word_at(dev->config + acs + PCI_ACS_CAP);
}

void pci_write_config_word(struct pci_dev *dev, unsigned where, u16 value)
{
	if (!is_known(dev, where, 2))
		return;
	value &= writable_bits(dev, where);
	dev->config[where] = (u8)value;
	dev->config[where + 1] = (u8)(value >> 8);
}
