/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How soon random scenarios meet a defect, and the smallest that does.
 */
#ifndef SIM_PROOF_SEARCH_H
#define SIM_PROOF_SEARCH_H

#include "proof/subject.h"

#define BP_SEARCH_BYTES 2048 /* of the longest string */

/**
 * struct bp_search_end - what came of a search
 * @found: something went wrong
 * @number: of the first scenario in which it did
 * @what: went wrong
 * @bytes: the smallest scenario in which the same does
 * @size: its length
 * @without: it goes wrong with the switch off too, so that it says nothing of the defect
 */
struct bp_search_end {
	bool found;
	u64 number;
	char what[BP_TRIAL_WHAT_MAX];
	u8 bytes[BP_SEARCH_BYTES];
	size_t size;
	bool without;
};

/**
 * bp_search - look for a defect with random scenarios
 * @subject: what scenarios are made of
 * @defect: the only switch that is on
 * @seed: of the scenarios
 * @most: so many of them, at most
 * @end: receives what came of it
 *
 * Scenarios run in processes of their own, so that crashes and hangs count.  The outcome is the
 * same on every machine.
 *
 * Return: 0, or -errno when there is no memory or no process.
 */
int bp_search(const struct bp_subject *subject, enum bp_defect_id defect, u64 seed, u64 most,
	      struct bp_search_end *end);

#endif
