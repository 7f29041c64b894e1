/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a scenario in which something goes wrong to the smallest one in which the same does.
 */
#ifndef SIM_PROOF_SHRINK_H
#define SIM_PROOF_SHRINK_H

#include "proof/subject.h"

/* bp_subject_try(), or bp_isolated_try() for what ends a process. */
typedef void bp_try_fn(const struct bp_subject *subject, const struct bp_trial_setup *setup,
		       const u8 *bytes, size_t size, struct bp_trial *trial);

/**
 * bp_shrink - shorten and simplify a string as long as the same goes wrong
 * @subject: what is proved
 * @setup: as it was
 * @bytes: the string, made smaller in place
 * @size: its length
 * @most: so many trials at most
 * @try: how
 *
 * Parts are left out, long ones first; then bytes become 0, then smaller.  Nothing changes when the
 * string does not go wrong at all.
 *
 * Return: its new length.
 */
size_t bp_shrink(const struct bp_subject *subject, const struct bp_trial_setup *setup, u8 *bytes,
		 size_t size, u64 most, bp_try_fn *try);

/**
 * bp_shrink_finding - shorten and simplify what a run found, for as long as people wait
 * @subject: what is proved
 * @setup: as it was
 * @bytes: the string, made smaller in place
 * @size: its length
 * @what: went wrong; where that is the end of a process, each trial has one of its own
 *
 * Return: its new length.
 */
size_t bp_shrink_finding(const struct bp_subject *subject, const struct bp_trial_setup *setup,
			 u8 *bytes, size_t size, const char *what);

#endif
