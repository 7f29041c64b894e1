/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recorded case, and the same with one thing changed.
 */
#ifndef TESTS_LIB_CASE_H
#define TESTS_LIB_CASE_H

#include "input/recording.h"

/* JSON in which ' stands for ". */
json_t *t_json(const char *text);

/* A write on an NVMe drive under 6.1: six requests and commands, five of them mapped as a list. */
json_t *t_case(void);

/* A write on a simulated SCSI disk under 6.1 with a segment boundary of a page. */
json_t *t_case_boundary(void);

/* Set what a path like "splits.0.1" leads to; NULL takes it away. */
void t_case_put(json_t *recorded, const char *path, const char *value);

/* The case as a line, to be freed; the case is dropped. */
char *t_case_line(json_t *recorded);

/* The first case with one change as a line, to be freed. */
char *t_case_changed(const char *path, const char *value);

/* The case as a recording, or an error; the case is dropped.  What bp_recordings_next() answers. */
int t_case_try(json_t *recorded, struct bp_recording *recording, struct bp_error *err);

/* The case as a recording; the case is dropped.  Fails the test when it cannot be read. */
void t_case_read(json_t *recorded, struct bp_recording *recording);

#endif
