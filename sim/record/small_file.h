/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of sysfs and tracefs: one short value, read and written at once.
 */
#ifndef SIM_RECORD_SMALL_FILE_H
#define SIM_RECORD_SMALL_FILE_H

#include <stddef.h>

/* Reads up to the first newline.  Return: 0, or negative errno. */
int bp_small_file_read(const char *folder, const char *name, char *value, size_t room);

/* Writes a value.  Return: 0, or negative errno. */
int bp_small_file_write(const char *folder, const char *name, const char *value);

#endif
