/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The n-th of something fails, once or from then on: a part of a scenario.
 */
#ifndef SIM_PROOF_MISHAP_H
#define SIM_PROOF_MISHAP_H

#include "proof/choices.h"

/**
 * struct bp_mishap - what is to fail
 * @left: so many go well and the next one fails, plus one; 0 for no failure
 * @lasts: all that follow fail too
 */
struct bp_mishap {
	u64 left;
	bool lasts;
};

/* None most often; else within the next @most, once in @often of the scenarios. */
static inline struct bp_mishap bp_mishap_choose(struct bp_choices *c, u64 often, u64 most)
{
	struct bp_mishap mishap = { 0 };

	if (!bp_choose_once_in(c, often))
		return mishap;
	mishap.left = 1 + bp_choose_below(c, most);
	mishap.lasts = bp_choose_once_in(c, 4);
	return mishap;
}

/* Another one: does it fail? */
static inline bool bp_mishap_strikes(struct bp_mishap *mishap)
{
	if (mishap->left != 1) {
		mishap->left -= mishap->left > 0;
		return false;
	}
	mishap->left = mishap->lasts;
	return true;
}

#endif
