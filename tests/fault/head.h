/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The beginning of a trace, for those who play it a thousand times.
 */
#ifndef FAULT_HEAD_H
#define FAULT_HEAD_H

#include <stdio.h>

#define FAULT_NAME_MAX 32

/* A file without a place that holds the first lines of a text, packed or not; its name until it is
 * closed. */
FILE *fault_head(const char *path, unsigned lines, char name[FAULT_NAME_MAX]);

#endif
