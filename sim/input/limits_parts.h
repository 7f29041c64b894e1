/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts behind bp_limits_load().
 */
#ifndef SIM_INPUT_LIMITS_PARTS_H
#define SIM_INPUT_LIMITS_PARTS_H

#include <input/limits_source.h>

/* Fills the document from a preset; false when there is none of that name. */
bool bp_limits_preset(const char *name, struct bp_limits_doc *doc);

/* Reads a limits file over what the document holds; 0, or -EINVAL with @err filled. */
int bp_limits_read_file(const char *path, struct bp_limits_doc *doc, struct bp_error *err);

/* Reads a queue directory over what the document holds; 0, or -EINVAL with @err filled. */
int bp_limits_read_sysfs(const char *path, struct bp_limits_doc *doc, struct bp_error *err);

/* Remarks on what a queue directory hides, once its limits are read. */
void bp_limits_note_hidden(struct bp_limits_doc *doc);

/* Keeps a remark while there is room. */
void bp_limits_note(struct bp_limits_notes *notes, const char *key, const char *text);

/* No I/O is larger than the device can do: of the two limits the one not written follows. */
void bp_limits_pair_sectors(struct bp_limits_doc *doc);

/* The key that set a field of struct queue_limits, and its line; NULL when none with a line did. */
const char *bp_limits_key_of_field(const struct bp_limits_doc *doc, const char *field,
				   unsigned *line);

#endif
