/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller's own memory may be used for, and mixed with (NVC-36).
 */
#ifndef BP_SIM_NVME_CMB_RULES_H
#define BP_SIM_NVME_CMB_RULES_H

#include <blkpath/nvme_dma.h>

/**
 * struct bp_nvme_cmb_rules - what the registers say
 * @cmbsz: CMBSZ
 * @cmbloc: CMBLOC; BP_NVME_CMBLOC_ since 1.4
 * @has_locations: of 1.4 or later: lists have rules, and bits that lift them
 */
struct bp_nvme_cmb_rules {
	u32 cmbsz;
	u32 cmbloc;
	bool has_locations;
};

/* Where a thing was found so far. */
#define BP_NVME_SEEN_OUTSIDE 1u
#define BP_NVME_SEEN_CMB 2u
#define BP_NVME_SEEN_BOTH 3u

/**
 * struct bp_nvme_spread - where the parts of one command lie; BP_NVME_SEEN_
 * @command: its submission queue entry
 * @lists: PRP lists and SGL segments
 * @data: data and metadata
 */
struct bp_nvme_spread {
	u8 command;
	u8 lists;
	u8 data;
};

/**
 * bp_nvme_cmb_allows - may this be there?
 * @rules: rules
 * @purpose: what for
 *
 * Return: whether the CMB takes it; the decision of NVC-36: shadow doorbells it never takes.
 */
bool bp_nvme_cmb_allows(const struct bp_nvme_cmb_rules *rules, enum bp_nvme_purpose purpose);

/**
 * bp_nvme_cmb_note - another part of a command has a place
 * @rules: rules
 * @spread: where its other parts are; receives this one
 * @purpose: what for
 * @in_cmb: where
 *
 * Return: whether both kinds of place may be mixed like that.
 */
bool bp_nvme_cmb_note(const struct bp_nvme_cmb_rules *rules, struct bp_nvme_spread *spread,
		      enum bp_nvme_purpose purpose, bool in_cmb);

#endif
