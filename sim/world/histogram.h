/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Histograms of a constant size: powers of two.  Bucket 0 holds 0, bucket k holds 2^(k-1) < n <=
 * 2^k when k > 1, bucket 1 holds 1.
 */
#ifndef SIM_WORLD_HISTOGRAM_H
#define SIM_WORLD_HISTOGRAM_H

#include <blkpath/types.h>

#define BP_BUCKETS 34

struct bp_histogram {
	u64 bucket[BP_BUCKETS];
	u64 samples;
	u64 sum;
	u64 min;
	u64 max;
};

static inline unsigned bp_bucket_of(u64 value)
{
	if (value <= 1)
		return (unsigned)value;
	return bp_min(1 + 64 - (unsigned)__builtin_clzll(value - 1), BP_BUCKETS - 1u);
}

/* The largest value of a bucket. */
static inline u64 bp_bucket_top(unsigned bucket)
{
	return bucket <= 1 ? bucket : (u64)1 << (bucket - 1);
}

/* The smallest value of a bucket. */
static inline u64 bp_bucket_bottom(unsigned bucket)
{
	return bucket <= 2 ? bucket : ((u64)1 << (bucket - 2)) + 1;
}

static inline void bp_histogram_add(struct bp_histogram *h, u64 value)
{
	h->bucket[bp_bucket_of(value)]++;
	h->min = h->samples ? bp_min(h->min, value) : value;
	h->max = bp_max(h->max, value);
	h->samples++;
	h->sum += value;
}

/* Take back what comes again, so that the smallest and the largest stay true. */
static inline void bp_histogram_take_back(struct bp_histogram *h, const struct bp_histogram *part)
{
	for (unsigned b = 0; b < BP_BUCKETS; b++)
		h->bucket[b] -= part->bucket[b];
	h->samples -= part->samples;
	h->sum -= part->sum;
}

#endif
