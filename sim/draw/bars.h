/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Histograms as bars of text.
 */
#ifndef SIM_DRAW_BARS_H
#define SIM_DRAW_BARS_H

#include <stdio.h>

#include "world/histogram.h"

/* A title with the mean, then a line per bucket from the first to the last that is not empty. */
void bp_bars_draw(FILE *out, const char *title, const struct bp_histogram *h, bool sizes);

#endif
