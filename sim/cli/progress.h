/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A progress bar on a terminal.
 */
#ifndef SIM_CLI_PROGRESS_H
#define SIM_CLI_PROGRESS_H

#include <stdio.h>

#include <blkpath/types.h>

struct bp_progress {
	FILE *terminal; /* NULL: nobody watches */
	int percent;
};

/* Only a terminal gets a bar. */
void bp_progress_start(struct bp_progress *progress, FILE *stream);

/* Fits bp_progress_fn.  Draws when the percentage changed. */
void bp_progress_draw(void *arg, u64 done, u64 total);

/* Wipe the bar. */
void bp_progress_stop(struct bp_progress *progress);

#endif
