/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who sets the ACS control bits while a kernel boots (p2pdma-newer.md 6).
 */
#ifndef BLKPATH_ACS_H
#define BLKPATH_ACS_H

#include <blkpath/pci.h>

/* What pci=disable_acs_redir= does to a control word. */
enum bp_acs_change {
	BP_ACS_CLEARS_CURRENT,	/* P-63: RR, CR and EC go, whoever set them */
	BP_ACS_CLEARS_FIRMWARE, /* P-64: firmware's word without them; what P-60 added goes too */
	BP_ACS_KEEPS_FIRMWARE,	/* P-65: RR, CR and EC as firmware had them, all others on */
};

/**
 * struct bp_acs_boot - what a kernel was told
 * @change: what disable_acs_redir= does in it
 * @has_config: whether it knows config_acs= (P-61)
 * @wanted: whether an IOMMU driver asked for ACS (P-60)
 * @blocks_translation: whether TB is wanted too: ATS is off, or the device external or untrusted
 * @disable_redir: value of pci=disable_acs_redir=; NULL without
 * @config: value of pci=config_acs=; NULL without
 */
struct bp_acs_boot {
	enum bp_acs_change change;
	bool has_config;
	bool wanted;
	bool blocks_translation;
	const char *disable_redir;
	const char *config;
};

/* What the kernel says about one device. */
#define BP_ACS_SAYS_DISABLED (1u << 0)	    /* P-63: redirect was disabled */
#define BP_ACS_SAYS_NO_CAPABILITY (1u << 1) /* P-63: the device has none to disable */
#define BP_ACS_SAYS_CONFIGURED (1u << 2)    /* P-64: the word that was written */
#define BP_ACS_SAYS_UNREADABLE (1u << 3)    /* P-66: an option cannot be read and is dropped */

/**
 * bp_acs_after_boot - the control word that a booted kernel leaves in a function
 * @boot: what the kernel was told
 * @dev: function; its capability word counts, its control word does not
 * @firmware: the control word that firmware left
 * @sayings: receives BP_ACS_SAYS_*; may be NULL
 *
 * Any context.  Nothing is written to @dev.  A port whose control lies elsewhere keeps the word
 * that others look at; what any entry that means it clears, is not in it.
 *
 * Return: the control word; 0 for a function without the capability.
 *
 * Rule: P-60 to P-67
 */
u16 bp_acs_after_boot(const struct bp_acs_boot *boot, const struct pci_dev *dev, u16 firmware,
		      unsigned *sayings);

/**
 * bp_acs_lies_elsewhere - whether a root port has its ACS control at another place
 * @dev: function
 *
 * Boot code knows the place, the peer-to-peer test and lspci do not: they see no redirect.
 *
 * Return: whether it is such a port, with the capability.
 *
 * Rule: P-67
 */
bool bp_acs_lies_elsewhere(const struct pci_dev *dev);

/**
 * bp_pci_matches - whether an entry of a boot parameter means a function
 * @dev: function
 * @entry: "[DOMAIN:]BUS:SLOT.FUNCTION[/SLOT.FUNCTION]..." or
 * "pci:VENDOR:DEVICE[:SUBVENDOR:SUBDEVICE]" in hexadecimal, 0 meaning any id
 * @length: of @entry in bytes
 *
 * Return: 1 or 0; -EINVAL when @entry is neither form.
 *
 * Rule: P-62
 */
int bp_pci_matches(const struct pci_dev *dev, const char *entry, size_t length);

#endif
