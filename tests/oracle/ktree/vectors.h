/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_VECTORS_H
#define KTREE_VECTORS_H

#include <stdbool.h>

#include "subject.h"

/*
 * Runs every golden vector of a file on a side; tells the first ones that fail.  Return: false when
 * the file cannot be read.
 */
bool kt_vectors_run(const char *path, kt_run_fn *run, unsigned *passed, unsigned *failed);

#endif
