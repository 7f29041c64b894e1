/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_VECTORS_H
#define KTREE_VECTORS_H

#include <stdbool.h>

#include "subject.h"

struct kt_vectors_seen {
	unsigned passed;
	unsigned failed;
	bool cut_short; /* those that fail take too long */
};

/*
 * Runs the golden vectors of a file on a side; tells the first ones that fail.  Return: false when
 * the file cannot be read.
 */
bool kt_vectors_run(const char *path, kt_run_fn *run, struct kt_vectors_seen *seen);

#endif
