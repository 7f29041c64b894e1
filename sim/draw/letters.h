/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How wide text is in a picture, for those who cannot ask the font.
 *
 * The widths are those of a wide sans serif (DejaVu Sans), rounded up: what fits here fits in the
 * reader's font.  Letters beyond ASCII count as the widest ones; the few that are wider still are
 * clipped by whoever draws them.
 */
#ifndef SIM_DRAW_LETTERS_H
#define SIM_DRAW_LETTERS_H

#include <blkpath/types.h>

/* A kind of text: its class in the style sheet, size in pixels, and whether it is bold. */
struct bp_letters {
	const char *class;
	unsigned px;
	bool bold;
};

/* The kinds of text in pictures, from the largest on. */
extern const struct bp_letters bp_letters_title;
extern const struct bp_letters bp_letters_head;
extern const struct bp_letters bp_letters_text;
extern const struct bp_letters bp_letters_strong;
extern const struct bp_letters bp_letters_small;

/* Pixels that a text takes at most. */
unsigned bp_letters_width(const struct bp_letters *letters, const char *text);

/* Whether all its letters are of ASCII, whose widths are known. */
bool bp_letters_are_known(const char *text);

#define BP_LETTERS_MAX 512

/* As much of a text as is not wider, three dots behind what was cut; "" where not even these are.
 */
const char *bp_letters_fit(const struct bp_letters *letters, const char *text, unsigned width,
			   char fitting[BP_LETTERS_MAX]);

/* How many bytes of a text make a line that is not wider: up to a blank, where there is one. */
size_t bp_letters_line(const struct bp_letters *letters, const char *text, unsigned width);

#endif
