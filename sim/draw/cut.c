/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "draw/cut.h"

bool bp_cut_by_mask(enum bp_cut_cause cause)
{
	switch (cause) {
	case BP_CUT_VIRT_BOUNDARY:
	case BP_CUT_BOUNCE:
	case BP_CUT_DMA_ALIGNMENT:
		return true;
	default:
		return false;
	}
}

void bp_cut_text(const struct bp_cut *cut, char *text)
{
	snprintf(text, BP_CUT_TEXT_MAX,
		 bp_cut_by_mask(cut->cause) ? "%s%s 0x%llx%s%s" : "%s%s %llu%s%s",
		 cut->error ? "EINVAL: " : "", bp_cut_limit_name(cut->cause),
		 (unsigned long long)cut->limit, cut->rounded_bytes ? " +block" : "",
		 cut->physical_block ? " +physical block" : "");
}

void bp_cut_rules(const struct bp_cut *cut, char *text)
{
	snprintf(text, BP_CUT_RULES_MAX, "%s%s%s", cut->rule, cut->physical_block ? ", S2" : "",
		 cut->rounded_bytes && !cut->error ? ", S6" : "");
}
