/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures in SVG and pages with them, judged: XML that is well formed, and text that stays in its
 * box and on which nothing lies.
 */
#ifndef TESTS_LIB_PICTURE_H
#define TESTS_LIB_PICTURE_H

/* Fails unless each element is closed, in order, and no byte is one that XML refuses. */
void t_picture_is_xml(const char *name, const char *text);

/* Fails when a text is not within the picture or within a box that it is on, or meets another. */
void t_picture_is_clear(const char *name, const char *text);

/* Fails unless a text has some words; how often it has them. */
void t_picture_has(const char *text, const char *words);
unsigned t_picture_times(const char *text, const char *words);

#endif
