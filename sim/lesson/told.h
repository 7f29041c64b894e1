/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command told as JSON: the values that a path of a quiz leads to.
 */
#ifndef SIM_LESSON_TOLD_H
#define SIM_LESSON_TOLD_H

#include <jansson.h>

/* What a path leads to, an array to be dropped; "[*]" takes every element of a list. */
json_t *bp_told_values(json_t *document, const char *path);

#define BP_TOLD_WORDS 64

/* A value in words: 344064, yes, none, a text as it is, a list by its length. */
const char *bp_told_words(const json_t *value, char words[BP_TOLD_WORDS]);

#endif
