/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time that was worked: a busy machine makes no budget shorter.
 */
#ifndef KTREE_SECONDS_H
#define KTREE_SECONDS_H

#include <time.h>

static inline double kt_worked_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#endif
