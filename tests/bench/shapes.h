/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bios that are measured, as docs/bench.md lists them.
 */
#ifndef BP_BENCH_SHAPES_H
#define BP_BENCH_SHAPES_H

#include <blkpath/types.h>

/**
 * struct bench_shape - one kind of bio
 * @name: as printed
 * @vectors: how many
 * @bytes: length of each
 * @stride_bytes: distance of their addresses; equal to @bytes when they touch
 */
struct bench_shape {
	const char *name;
	unsigned vectors;
	unsigned bytes;
	u64 stride_bytes;
};

static const struct bench_shape bench_shapes[] = {
	{ "1 page", 1, 4096, 4096 },
	{ "16 scattered pages", 16, 4096, 12288 },
	{ "256 scattered pages", 256, 4096, 12288 },
	{ "256 touching pages", 256, 4096, 4096 },
	{ "one 1 MiB vector", 1, 1u << 20, 1u << 20 },
};

#endif
