/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page of HTML that needs nothing beside it: headings, pictures, and the same in words.
 */
#ifndef SIM_DRAW_PAGE_H
#define SIM_DRAW_PAGE_H

#include "draw/svg.h"

void bp_page_begin(FILE *out, const char *title);
void bp_page_heading(FILE *out, const char *text);

/* A picture that was drawn, with its name and what is to be seen; 0, or -ENOMEM without it. */
int bp_page_picture(FILE *out, struct bp_svg *svg, const char *title, const char *about);

/* Text as it would be printed, below the pictures. */
void bp_page_words(FILE *out, const char *text);

void bp_page_end(FILE *out);

#endif
