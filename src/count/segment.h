/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The segment walk of one vector, shared by counting, splitting and mapping.
 */
#ifndef BP_COUNT_SEGMENT_H
#define BP_COUNT_SEGMENT_H

#include <blkpath/split.h>

/* Addresses lose their upper half under DEF-3. */
static inline u64 bp_split_width(const struct request_queue *q)
{
	return bp_defect_on(&q->bp_defects, BP_DEF_3) ? 0xFFFFFFFFu : ~(u64)0;
}

/*
 * What is added to a page vector's offset before the segment boundary is applied: nothing under
 * v5.2, where the boundary is measured from the vector's first page (QUIRK-1), else its address
 * (G-1).
 */
static inline u64 bp_boundary_base(const struct request_queue *q, const struct bio_vec *bv)
{
	if (q->bp_rules->boundary_origin == BP_BOUNDARY_FROM_FIRST_PAGE)
		return 0;
	return page_to_phys(q->bp_env, bv->bv_page).phys;
}

/* R-QSP-8.  `at` is measured as the rule set wants it. */
static inline unsigned bp_segment_size(const struct request_queue *q, u64 at)
{
	unsigned long mask = q->limits.seg_boundary_mask;
	unsigned long room;

	if (mask == BLK_SEG_BOUNDARY_MASK && !q->bp_rules->default_boundary_cuts)
		return q->limits.max_segment_size;
	room = mask - (mask & at & bp_split_width(q)) + 1;
	if (!room && q->bp_rules->all_ones_mask == BP_ALL_ONES_NO_LIMIT)
		return q->limits.max_segment_size;
	return (unsigned)bp_min(room, (unsigned long)q->limits.max_segment_size);
}

/* R-ITER-6: an empty vector ends a loop in a BUG, unless iteration gets past it (G-14). */
static inline void bp_pass_vector(const struct request_queue *q, unsigned len)
{
	if (BP_UNLIKELY(!len) && !q->bp_rules->empty_vector_passes)
		bp_iter_stuck(q->bp_env);
}

/* Why a vector was not used up. */
enum bp_segs_end { BP_SEGS_ALL, BP_SEGS_FULL, BP_SEGS_VIRT_EDGE };

/**
 * struct bp_segs - the segments made of one vector
 * @made: how many
 * @bytes: how long they are together
 * @end: why it ended
 */
struct bp_segs {
	unsigned made;
	unsigned bytes;
	enum bp_segs_end end;
};

struct bp_segs bp_cut_segments(const struct request_queue *q, u64 base, u64 off, unsigned len,
			       unsigned max_made);

#endif
