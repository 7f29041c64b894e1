/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Results side by side: are they equal, and how do they read?
 */
#ifndef KTREE_ROWS_H
#define KTREE_ROWS_H

#include <stdbool.h>
#include <stdio.h>

#include "subject.h"

extern const char *const kt_kind_names[KT_KINDS];

/* The row in which they differ first, UINT_MAX for the outcome alone; false when they are equal. */
bool kt_results_differ(const struct kt_result *a, const struct kt_result *b, unsigned *row);

/* "64 sectors at 0, ..." in one line, without a line end. */
void kt_row_print(FILE *out, const struct kt_result *r, unsigned row);

/* All rows, or what stopped the case, each line behind `indent`. */
void kt_result_print(FILE *out, const struct kt_result *r, const char *indent);

/* Limits and bios, each line behind `indent`. */
void kt_case_print(FILE *out, const struct kt_case *c, const char *indent);

#endif
