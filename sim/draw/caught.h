/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that is printed to be used, not to be read.
 */
#ifndef SIM_DRAW_CAUGHT_H
#define SIM_DRAW_CAUGHT_H

#include <stdio.h>

#include <blkpath/types.h>

/**
 * struct bp_caught - what was printed
 * @out: print here
 * @text: what was printed, after bp_caught_end()
 */
struct bp_caught {
	FILE *out;
	char *text;
	size_t bytes;
};

/* Begin; false without memory. */
bool bp_caught_begin(struct bp_caught *caught);

/* The text, to be freed with free(); NULL without memory. */
char *bp_caught_end(struct bp_caught *caught);

#endif
