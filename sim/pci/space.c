/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "pci/space.h"

#define HEADER_BYTES 64
#define MEMORY_BASE 0x20
#define PREF_BASE 0x24
#define PREF_BASE_UPPER 0x28
#define PREF_LIMIT_UPPER 0x2c
#define IS_64_BIT 1u

static void put_word(u8 *space, unsigned where, unsigned value)
{
	space[where] = (u8)value;
	space[where + 1] = (u8)(value >> 8);
}

static bool is_open(const struct resource *window)
{
	return window->start || window->end;
}

/* Bits 31:20 of its first and last address; the second window has upper halves as well. */
static void put_window(u8 *space, unsigned where, const struct resource *window)
{
	unsigned wide = where == PREF_BASE ? IS_64_BIT : 0;

	if (!is_open(window))
		return;
	put_word(space, where, (unsigned)(window->start >> 16 & 0xfff0) | wide);
	put_word(space, where + 2, (unsigned)(window->end >> 16 & 0xfff0) | wide);
}

static void put_header(u8 *space, const struct bp_pci_function *what, u8 primary)
{
	put_word(space, PCI_VENDOR_ID, what->vendor);
	put_word(space, PCI_DEVICE_ID, what->device);
	put_word(space, PCI_COMMAND,
		 what->has_command ? what->command : PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	put_word(space, PCI_CLASS_DEVICE, what->class_code);
	if (!what->is_bridge)
		return;
	space[PCI_HEADER_TYPE] = PCI_HEADER_TYPE_BRIDGE;
	space[PCI_PRIMARY_BUS] = primary;
	space[PCI_SECONDARY_BUS] = what->secondary;
	space[PCI_SUBORDINATE_BUS] = what->subordinate;
	put_window(space, MEMORY_BASE, &what->windows[0]);
	put_window(space, PREF_BASE, &what->windows[1]);
	if (!is_open(&what->windows[1]))
		return;
	put_word(space, PREF_BASE_UPPER, (unsigned)(what->windows[1].start >> 32));
	put_word(space, PREF_BASE_UPPER + 2, (unsigned)(what->windows[1].start >> 48));
	put_word(space, PREF_LIMIT_UPPER, (unsigned)(what->windows[1].end >> 32));
	put_word(space, PREF_LIMIT_UPPER + 2, (unsigned)(what->windows[1].end >> 48));
}

/* The PCI Express capability, alone in its list. */
static void put_exp(u8 *space, u8 type)
{
	put_word(space, PCI_STATUS, PCI_STATUS_CAP_LIST);
	space[PCI_CAPABILITY_LIST] = BP_PCI_SPACE_EXP;
	space[BP_PCI_SPACE_EXP] = PCI_CAP_ID_EXP;
	put_word(space, BP_PCI_SPACE_EXP + PCI_EXP_FLAGS, 2u | (unsigned)type << 4);
}

static void put_acs(u8 *space, u16 cap, u16 ctrl, u32 vector)
{
	put_word(space, BP_PCI_SPACE_ACS, PCI_EXT_CAP_ID_ACS);
	put_word(space, BP_PCI_SPACE_ACS + 2, 1); /* version 1, the last of its list */
	put_word(space, BP_PCI_SPACE_ACS + PCI_ACS_CAP, cap);
	put_word(space, BP_PCI_SPACE_ACS + PCI_ACS_CTRL, ctrl);
	put_word(space, BP_PCI_SPACE_ACS + PCI_ACS_EGRESS_CTL_V, vector);
	put_word(space, BP_PCI_SPACE_ACS + PCI_ACS_EGRESS_CTL_V + 2, vector >> 16);
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
		put_acs(space, what->acs_cap, what->acs_ctrl, what->acs_vector);
		*bytes = PCI_CFG_SPACE_EXP_SIZE;
	}
	return space;
}
