/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text inside XML and HTML.
 */
#ifndef SIM_DRAW_XML_H
#define SIM_DRAW_XML_H

#include <stdio.h>

#include <blkpath/types.h>

/*
 * The next letter of a text in UTF-8 and behind it.  A byte that is none, and a letter that XML
 * does not allow, is '?'; 0 at the end, which is not passed.
 */
u32 bp_xml_letter(const char **text);

/* A text whose letters that mean something to XML are written as entities. */
void bp_xml_put(FILE *out, const char *text);

#endif
