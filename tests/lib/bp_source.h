/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files of the project that tests read.
 */
#ifndef BP_SOURCE_H
#define BP_SOURCE_H

#include "bp_test.h"

#include <stdio.h>
#include <stdlib.h>

/* A file of the project; the name stays valid until the next call. */
static inline const char *t_source(const char *name)
{
	static char path[4096];
	const char *root = getenv("BLKPATH_SOURCE");

	if (!root)
		skip();
	snprintf(path, sizeof(path), "%s/%s", root, name);
	return path;
}

#endif
