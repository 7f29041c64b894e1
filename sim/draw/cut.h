/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a cut is called.
 */
#ifndef SIM_DRAW_CUT_H
#define SIM_DRAW_CUT_H

#include <blkpath/split.h>

/* Whether the value of the limit is a mask, which people read in hexadecimal. */
bool bp_cut_by_mask(enum bp_cut_cause cause);

/*
 * "max_segments 168", masks in hexadecimal; "+block" when the cut fell back to a whole logical
 * block, "+physical block" when it was made to fall on a physical one; "EINVAL: " in front when the
 * bio fails there.
 */
#define BP_CUT_TEXT_MAX 80
void bp_cut_text(const struct bp_cut *cut, char *text);

/* The rules behind a cut: "S5, S6". */
#define BP_CUT_RULES_MAX 40
void bp_cut_rules(const struct bp_cut *cut, char *text);

#endif
