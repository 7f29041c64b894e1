/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "pci/space.h"

#define HEADER_BYTES 64

static void put_word(u8 *space, unsigned where, unsigned value)
{
	space[where] = (u8)value;
	space[where + 1] = (u8)(value >> 8);
}

static void put_header(u8 *space, const struct bp_pci_function *what, u8 primary)
{
	put_word(space, PCI_VENDOR_ID, what->vendor);
	put_word(space, PCI_DEVICE_ID, what->device);
	put_word(space, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	put_word(space, PCI_CLASS_DEVICE, what->class_code);
	if (!what->is_bridge)
		return;
	space[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
	space[PCI_PRIMARY_BUS] = primary;
	space[PCI_SECONDARY_BUS] = what->secondary;
	space[PCI_SUBORDINATE_BUS] = what->subordinate;
}

/* The PCI Express capability, alone in its list. */
static void put_exp(u8 *space, u8 type)
{
	put_word(space, PCI_STATUS, PCI_STATUS_CAP_LIST);
	space[PCI_CAPABILITY_LIST] = BP_PCI_SPACE_EXP;
	space[BP_PCI_SPACE_EXP] = PCI_CAP_ID_EXP;
	put_word(space, BP_PCI_SPACE_EXP + PCI_EXP_FLAGS, 2u | (unsigned)type << 4);
}

static void put_acs(u8 *space, u16 cap, u16 ctrl)
{
	put_word(space, BP_PCI_SPACE_ACS, PCI_EXT_CAP_ID_ACS);
	put_word(space, BP_PCI_SPACE_ACS + 2, 1); /* version 1, the last of its list */
	put_word(space, BP_PCI_SPACE_ACS + PCI_ACS_CAP, cap);
	put_word(space, BP_PCI_SPACE_ACS + PCI_ACS_CTRL, ctrl);
}

u8 *bp_pci_space_make(const struct bp_pci_function *what, u8 primary, unsigned *bytes)
{
	unsigned known = what->config ? bp_min(what->config_bytes, 4096u) : 0;
	u8 *space = calloc(1, PCI_CFG_SPACE_EXP_SIZE);

	if (!space)
		return NULL;
	if (known)
		memcpy(space, what->config, known);
	else
		put_header(space, what, primary);
	*bytes = known ? known : PCI_CFG_SPACE_SIZE;
	if (what->is_pcie && known <= HEADER_BYTES) {
		put_exp(space, what->pcie_type);
		*bytes = known ? PCI_CFG_SPACE_SIZE : PCI_CFG_SPACE_EXP_SIZE;
	}
	if (what->has_acs && known <= PCI_CFG_SPACE_SIZE) {
		put_acs(space, what->acs_cap, what->acs_ctrl);
		*bytes = PCI_CFG_SPACE_EXP_SIZE;
	}
	return space;
}
