/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The colours of all pictures, by day and by night, as a style sheet.
 */
#ifndef SIM_DRAW_PALETTE_H
#define SIM_DRAW_PALETTE_H

#include <stdio.h>

/* Classes of pictures and of their text; the reader's choice of light or dark is followed. */
void bp_palette_print(FILE *out);

#endif
