/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where tracefs is; where it is not mounted, a mount of it that stands in no tree of files.
 */
#ifndef SIM_RECORD_TRACEFS_H
#define SIM_RECORD_TRACEFS_H

#include <stdbool.h>
#include <stddef.h>

#include <blkpath/error.h>

/**
 * bp_tracefs_find - find tracefs, or mount it where nobody but us can reach it
 * @root: receives its directory
 * @room: of @root
 * @mount: receives our mount, to be closed when tracefs is no longer needed; -1 when there was one
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; nothing is mounted then.
 */
int bp_tracefs_find(char *root, size_t room, int *mount, struct bp_error *err);

/* Lockdown takes tracing away from root too; the reason is then not to be found in errno. */
bool bp_tracefs_locked_down(void);

/* Says why there is no tracefs.  Return: negative errno. */
int bp_tracefs_refuse(int number, struct bp_error *err);

#endif
