/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tree's code asks of the program around it, seen from both sides.
 */
#ifndef KTREE_HOST_H
#define KTREE_HOST_H

#include "../subject.h"

/* Memory of the case that runs, zeroed; all of it is taken back when the case ends. */
void *kt_alloc(unsigned long bytes);

/* Ends the case with an outcome; `function` complained. */
void kt_stop(enum kt_outcome outcome, const char *function) __attribute__((noreturn));

/* Runs a case on the tree's code; may leave by kt_stop(). */
void kt_tree_run(const struct kt_case *c, struct kt_result *r);

/* Something like WARN_ON() was hit. */
void kt_warn(const char *function);

#endif
