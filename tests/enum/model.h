/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What newer kernels make of a small bio, from generations.md 2 (S1 to S10) and by brute force: no
 * walk with a state, but the question "would this many bytes do?", asked again for each length.
 *
 * Neither src/split nor src/check is used, nor the way that they go.  Every number of bytes is a
 * multiple of a grain, and so is every limit.
 */
#ifndef ENUM_MODEL_H
#define ENUM_MODEL_H

#include <bp_test.h>

#define GRAIN 256u
#define MODEL_VECTORS 3
#define MODEL_PIECES 10
#define MODEL_ENTRIES 24

/* The queue as numbers: limits in bytes, but for those that are sectors. */
struct model_queue {
	u64 page;
	u64 max_sectors;
	u64 chunk_sectors;
	u64 max_segments;
	u64 max_segment_size;
	u64 boundary; /* distance of the boundaries, 0 for none */
	u64 virt_mask;
	u64 logical;
	u64 physical;
	u64 dma_mask;	  /* G-18, 0 where the walk does not ask */
	bool empty_fails; /* G-6: the bio, or else the kernel */
};

struct model_bio {
	u64 sector;
	unsigned n;
	struct t_vec vec[MODEL_VECTORS];
};

enum model_end { MODEL_DONE, MODEL_FAILED, MODEL_BUG };

/* Why a piece is no longer; several may be true at once. */
enum { MODEL_SIZE = 1, MODEL_SEGMENTS = 2, MODEL_GAP = 4 };

struct model_piece {
	u64 sector;
	u64 bytes;
	unsigned nsegs;
	unsigned recount;
	unsigned why; /* 0 for the last one; then nothing is said of the rest of the cut */
	unsigned vec; /* where the walk stopped: vector and byte of it, and what rounding gave back
		       */
	u64 byte;
	u64 rounded;
	unsigned entries;
	struct t_vec entry[MODEL_ENTRIES];
};

struct model_result {
	enum model_end end;
	unsigned n;
	struct model_piece piece[MODEL_PIECES];
};

/* S1, S2: bytes that a piece may have that starts at a sector; by_chunk: the chunk says so (S5). */
u64 model_size(const struct model_queue *q, u64 sector, bool *by_chunk);

void model_run(const struct model_queue *q, const struct model_bio *bio,
	       struct model_result *result);

#endif
