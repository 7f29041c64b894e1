/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_BENCH_CLOCK_H
#define BP_BENCH_CLOCK_H

#include <stdlib.h>
#include <time.h>

/* CPU time of this thread: what other processes do shows less in it than in the wall clock. */
static inline double bench_cpu_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static inline int bench_by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts the samples and gives the middle one. */
static inline double bench_median(double *sample, size_t n)
{
	qsort(sample, n, sizeof(*sample), bench_by_size);
	return sample[n / 2];
}

#endif
