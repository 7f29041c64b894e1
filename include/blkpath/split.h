/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a bio is cut, and which limit did it (block.md 7).
 */
#ifndef BLKPATH_SPLIT_H
#define BLKPATH_SPLIT_H

#include <blkpath/queue.h>

/* The limit that ended a piece; past BP_CUT_NR, that let none begin. */
enum bp_cut_cause {
	BP_CUT_NONE,
	BP_CUT_MAX_SECTORS,
	BP_CUT_CHUNK_SECTORS,
	BP_CUT_MAX_SEGMENTS,
	BP_CUT_VIRT_BOUNDARY,
	BP_CUT_MAX_DISCARD_SECTORS,
	BP_CUT_MAX_WRITE_ZEROES_SECTORS,
	BP_CUT_MAX_WRITE_SAME_SECTORS,
	BP_CUT_BOUNCE,
	BP_CUT_NR,
	BP_CUT_DMA_ALIGNMENT = BP_CUT_NR, /* ends no piece but the bio (G-18) */
};

/**
 * struct bp_cut - where the splitter stopped, and why
 * @cause: which limit, BP_CUT_NONE when the bio fits
 * @rule: rule number, for instance "R-QSP-13.3"; NULL when the bio fits
 * @limit: value of the limit in its own unit (sectors, segments, mask)
 * @sectors: length of the front in sectors; 0 when nothing fits (QUIRK-4)
 * @nsegs: segments counted for the front, or for the whole bio when it fits
 * @vector: index in the vector table where the walk stopped
 * @vector_byte: bytes of that vector, from its start, in front of the place where the walk stopped
 * @rounded_bytes: bytes the walk had taken and rounding to a block gave back (S6); 0 under v5.2
 * @physical_block: the size limit ends on a physical block, which is another place than whole
 * logical blocks would have given (G-7)
 * @error: 0, or -EINVAL when nothing of the bio may be done (G-6, G-18); then @sectors is 0
 *
 * The front may end a little before @vector_byte: its length is a sum of whole sectors per vector
 * (R-QSP-15), or rounded (S6).
 */
struct bp_cut {
	enum bp_cut_cause cause;
	const char *rule;
	u64 limit;
	unsigned sectors;
	unsigned nsegs;
	unsigned vector;
	unsigned vector_byte;
	unsigned rounded_bytes;
	bool physical_block;
	int error;
};

/**
 * bp_cut_limit_name - the queue limit behind a cause
 * @cause: any cause
 *
 * Return: the field of struct queue_limits ("max_segments"), "bounce_pfn" for a bounce, "none" for
 * BP_CUT_NONE.
 */
const char *bp_cut_limit_name(enum bp_cut_cause cause);

/**
 * bp_split_find - find out where a bio has to be cut, without cutting it
 * @q: queue whose limits, rules and defects hold
 * @bio: any bio; not changed
 * @cut: filled in
 *
 * Allocates nothing and reads each vector once. A walk that cannot end is a BUG at
 * BP_SITE_ITER_STUCK or BP_SITE_SEGMENT_EMPTY (R-ITER-6, QUIRK-2); @cut is then undefined. A
 * dma-direct bio is walked as under v5.2, whatever the rule set.
 *
 * Rule: R-QSP-1, R-QSP-6 to R-QSP-15, S1 to S7
 */
void bp_split_find(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);

/**
 * blk_queue_split - cut the front off a bio that is too large, and resubmit the rest
 * @q: queue the bio is for
 * @bio: the bio; points to the front afterwards when it was cut, NULL when it has ended
 *
 * What goes on carries its segment count and BIO_SEG_VALID. The remainder is the original bio; it
 * waits for the front and goes through generic_make_request() again. When the front cannot be
 * allocated the bio goes on whole. A front of no sectors is a BUG at BP_SITE_SPLIT_EMPTY, or
 * under newer rules the end of the bio with BLK_STS_INVAL: nothing of it was submitted, fronts cut
 * from it before may be done (G-6, G-18).
 *
 * Mirrors: blk_queue_split(), block/blk-merge.c, v5.2-rc5 + RFC patches 9-14
 * Rule: R-QSP-1 to R-QSP-4, S7, S8
 */
void blk_queue_split(struct request_queue *q, struct bio **bio);

/**
 * get_max_segment_size - how long a segment may be that starts at an offset
 * @q: queue
 * @off: where it starts: bytes from the vector's first page, or a DMA address
 *
 * Return: bytes; 0 for an all-ones boundary at offset 0 under v5.2 (QUIRK-2).
 *
 * Mirrors: get_max_segment_size(), block/blk-merge.c, v5.2-rc5
 * Rule: R-QSP-8, DEF-3
 */
unsigned get_max_segment_size(const struct request_queue *q, u64 off);

/**
 * get_max_io_size - how many sectors fit from a bio's start
 * @q: queue
 * @bio: bio, only its start sector is looked at
 *
 * Return: sectors, a multiple of the logical block unless a physical block ends there (S2); may be
 * 0 (QUIRK-4).
 *
 * Mirrors: get_max_io_size(), block/blk-merge.c, v5.2-rc5
 * Rule: R-QSP-10, S1, S2, G-7
 */
unsigned get_max_io_size(const struct request_queue *q, const struct bio *bio);

/**
 * vec_split_segs - cut one vector into segments
 * @q: queue
 * @off: where the vector starts: bytes from its first page, or a DMA address
 * @len: its length in bytes
 * @nsegs: grows by the segments made
 * @sectors: grows by the whole sectors in them; may be NULL
 * @max_segs: stop when @nsegs has reached this
 *
 * Return: true iff something of the vector is left.
 *
 * Mirrors: vec_split_segs(), block/blk-merge.c, RFC patch 10
 * Rule: R-QSP-11
 */
bool vec_split_segs(const struct request_queue *q, u64 off, unsigned len, unsigned *nsegs,
		    unsigned *sectors, unsigned max_segs);

/**
 * vec_gap_to_prev - would two vectors leave a gap between them?
 * @q: queue
 * @prev_off: start of the first: bytes from its first page, or a DMA address
 * @prev_len: its length in bytes
 * @next_off: start of the second
 *
 * Return: true iff the first ends, or the second starts, off the virtual boundary; false without
 * one.
 *
 * Mirrors: vec_gap_to_prev(), include/linux/blkdev.h, RFC patch 9
 * Rule: R-QSP-16, DEF-3
 */
bool vec_gap_to_prev(const struct request_queue *q, u64 prev_off, unsigned prev_len, u64 next_off);

/**
 * bvec_gap_to_prev - the same for a page vector and the offset of the next
 * @q: queue
 * @prev: first vector
 * @off: offset in bytes of the second
 *
 * Return: as vec_gap_to_prev().
 *
 * Mirrors: bvec_gap_to_prev(), block/blk.h, v5.2-rc5
 * Rule: R-QSP-17
 */
bool bvec_gap_to_prev(const struct request_queue *q, const struct bio_vec *prev, unsigned off);

/**
 * __bvec_gap_to_prev - the same, without asking first whether there is a virtual boundary
 * @q: queue
 * @prev: first vector
 * @off: offset in bytes of the second
 *
 * Return: as vec_gap_to_prev().
 *
 * Mirrors: __bvec_gap_to_prev(), block/blk.h, v5.2-rc5
 * Rule: R-QSP-17
 */
bool __bvec_gap_to_prev(const struct request_queue *q, const struct bio_vec *prev, unsigned off);

#endif
