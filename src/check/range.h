/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of block.md 14: a range of a bio, walked vector by vector.
 */
#ifndef BP_CHECK_RANGE_H
#define BP_CHECK_RANGE_H

#include <blkpath/request.h>

/**
 * struct bp_ck_range - what is left of a bio: where it stands, over which table
 * @table: its vectors; DMA vectors share the storage (R-VEC-1)
 * @nvecs: entries of @table that exist, UINT_MAX when nobody knows
 * @opf: operation and flags
 * @page_shift: log2 of the page size
 * @iter: where it stands
 */
struct bp_ck_range {
	const struct bio_vec *table;
	unsigned nvecs;
	unsigned opf;
	unsigned page_shift;
	struct bvec_iter iter;
};

/**
 * struct bp_vec - a vector cut to the range
 * @index: entry of the table
 * @off: what the splitting rules call its offset: in a page, or the DMA address (R-QSP-9)
 * @addr: address of its first byte
 * @len: bytes, 0 for an empty vector
 */
struct bp_vec {
	unsigned index;
	u64 off;
	u64 addr;
	unsigned len;
};

struct bp_walk {
	struct bp_ck_range range;
	unsigned left;
	unsigned index;
	unsigned done;
};

struct bp_ck_range bp_ck_range_of(const struct bio *bio, unsigned nvecs);
struct bp_ck_range bp_ck_range_prefix(const struct bp_ck_range *range, unsigned bytes);

/* Equal in its four fields; the padding says nothing. */
bool bp_ck_iter_equal(const struct bvec_iter *a, const struct bvec_iter *b);

bool bp_ck_range_is_direct(const struct bp_ck_range *range);
bool bp_ck_range_is_data(const struct bp_ck_range *range);
bool bp_ck_range_whole_sectors(const struct bp_ck_range *range);
bool bp_ck_range_has_gap(const struct bp_ck_range *range, unsigned long virt_boundary_mask);
unsigned bp_ck_range_vectors(const struct bp_ck_range *range);
u64 bp_ck_range_floored_sectors(const struct bp_ck_range *range);

void bp_ck_walk_start(struct bp_walk *walk, const struct bp_ck_range *range);
bool bp_ck_walk_next(struct bp_walk *walk, struct bp_vec *vec);

/* A run of addresses, and a source of runs: the sequences that the formulas compare. */
struct bp_run {
	u64 addr;
	u64 len;
};

struct bp_stream {
	bool (*next)(struct bp_stream *stream, struct bp_run *run);
};

bool bp_ck_streams_equal(struct bp_stream *a, struct bp_stream *b);

/* bytes(first) ++ bytes(second); second may be NULL. */
struct bp_range_stream {
	struct bp_stream stream;
	const struct bp_ck_range *second;
	struct bp_walk walk;
};

struct bp_stream *bp_ck_bytes(struct bp_range_stream *s, const struct bp_ck_range *first,
			      const struct bp_ck_range *second);

#endif
