/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/cmb_rules.h"
#include "nvme/config.h"

/* The bit of CMBSZ that allows it. */
static const u32 allowed_by[BP_NVME_DMA_NR] = {
	[BP_NVME_DMA_SQE] = NVME_CMBSZ_SQS,	  [BP_NVME_DMA_CQE] = NVME_CMBSZ_CQS,
	[BP_NVME_DMA_LIST] = NVME_CMBSZ_LISTS,	  [BP_NVME_DMA_SEGMENT] = NVME_CMBSZ_LISTS,
	[BP_NVME_DMA_H2C] = NVME_CMBSZ_WDS,	  [BP_NVME_DMA_C2H] = NVME_CMBSZ_RDS,
	[BP_NVME_DMA_META_H2C] = NVME_CMBSZ_WDS,  [BP_NVME_DMA_META_C2H] = NVME_CMBSZ_RDS,
	[BP_NVME_DMA_RANGES] = NVME_CMBSZ_WDS,	  [BP_NVME_DMA_ADMIN_H2C] = NVME_CMBSZ_WDS,
	[BP_NVME_DMA_ADMIN_C2H] = NVME_CMBSZ_RDS,
};

bool bp_nvme_cmb_allows(const struct bp_nvme_cmb_rules *rules, enum bp_nvme_purpose purpose)
{
	return rules->cmbsz & allowed_by[purpose];
}

static u8 *part_of(struct bp_nvme_spread *spread, enum bp_nvme_purpose purpose)
{
	switch (purpose) {
	case BP_NVME_DMA_SQE:
		return &spread->command;
	case BP_NVME_DMA_LIST:
	case BP_NVME_DMA_SEGMENT:
		return &spread->lists;
	default:
		return &spread->data;
	}
}

/* Whether both are somewhere, and not in one place. */
static bool apart(u8 a, u8 b)
{
	return a && b && (a | b) == BP_NVME_SEEN_BOTH;
}

static bool mixes_lists(const struct bp_nvme_spread *spread)
{
	return spread->lists == BP_NVME_SEEN_BOTH || apart(spread->lists, spread->data);
}

bool bp_nvme_cmb_note(const struct bp_nvme_cmb_rules *rules, struct bp_nvme_spread *spread,
		      enum bp_nvme_purpose purpose, bool in_cmb)
{
	*part_of(spread, purpose) |= in_cmb ? BP_NVME_SEEN_CMB : BP_NVME_SEEN_OUTSIDE;
	if (spread->data == BP_NVME_SEEN_BOTH && !(rules->cmbloc & BP_NVME_CMBLOC_CDMMMS))
		return false;
	if (!rules->has_locations)
		return true;
	if (mixes_lists(spread) && !(rules->cmbloc & BP_NVME_CMBLOC_CDPMLS))
		return false;
	return !apart(spread->lists, spread->command) || rules->cmbloc & BP_NVME_CMBLOC_CDPCILS;
}
