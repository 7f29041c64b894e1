/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small things in words.
 */
#ifndef SIM_DRAW_WORDS_H
#define SIM_DRAW_WORDS_H

#include <blkpath/opf.h>

#define BP_OP_WORD_MAX 32

/* What %llu prints: u64 is another type of the same width. */
typedef unsigned long long ull;

/* The operation as scenarios spell it: "read", "write_zeroes". */
const char *bp_op_word(unsigned opf, char *word);

/* "" for one, "s" for any other number. */
static inline const char *bp_plural(u64 n)
{
	return n == 1 ? "" : "s";
}

#endif
