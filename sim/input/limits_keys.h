/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of limit keys: what each is called in sysfs and in struct queue_limits, what it may be,
 * and which keys of newer kernels mean nothing here.
 */
#ifndef SIM_INPUT_LIMITS_KEYS_H
#define SIM_INPUT_LIMITS_KEYS_H

#include <input/limits_source.h>

/* Why a key that the model knows of is ignored, or NULL when it does not know of it. */
const char *bp_limits_key_ignored(const char *key);

/* Whether a key sets something. */
bool bp_limits_key_known(const char *key);

/* The name of a row of the table of keys, or NULL past the last one. */
const char *bp_limits_key_at(unsigned index);

/* The key that set a field of struct queue_limits, and its line; NULL when none with a line did. */
const char *bp_limits_key_of_field(const struct bp_limits_doc *doc, const char *field,
				   unsigned *line);

/* Keeps a remark while there is room. */
void bp_limits_note(struct bp_limits_notes *notes, const char *key, const char *text);

/* Reads a queue directory (limits_sysfs.c); the document holds the default preset. */
int bp_limits_read_sysfs(const char *path, struct bp_limits_doc *doc, struct bp_error *err);

#endif
