/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hiding what tells one machine from another, and keeping all that decides about an I/O.
 */
#ifndef SIM_RECORD_ANONYMIZE_H
#define SIM_RECORD_ANONYMIZE_H

#include "input/layout.h"

/**
 * bp_anonymize_ranges - give the memory of one I/O other addresses
 * @ranges: the ranges, addresses below 2^63
 * @n: how many
 *
 * Blocks of 2 MiB get new numbers in the old order, small ones.  So kept are: the order, what
 * touches, the place in every aligned block of up to 2 MiB (page, segment boundary, folio), and
 * whether a 4 GiB boundary is passed.  The same ranges always give the same result.
 *
 * Return: 0, or -ENOMEM; @ranges is then unchanged.
 */
int bp_anonymize_ranges(struct bp_range *ranges, size_t n);

/* Cuts "6.18.44-fc-v509" behind its numbers. */
void bp_anonymize_release(char *release);

#endif
