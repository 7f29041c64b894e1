/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The segment walk of one vector, and the gap between two.
 */
#include "segment.h"

unsigned get_max_segment_size(const struct request_queue *q, u64 off)
{
	return bp_segment_size(q, off);
}

/* R-QSP-11.  The boundary counts from base + off, the virtual boundary from off alone. */
struct bp_segs bp_cut_segments(const struct request_queue *q, u64 base, u64 off, unsigned len,
			       unsigned max_made)
{
	const u64 virt_mask = q->limits.virt_boundary_mask & bp_split_width(q);
	struct bp_segs segs = { .end = BP_SEGS_FULL };

	while (len && segs.made < max_made) {
		unsigned size = bp_min(bp_segment_size(q, base + off + segs.bytes), len);

		if (BP_UNLIKELY(!size)) {
			/* QUIRK-2: empty segments until the limit; counting has none to stop it. */
			bp_bug_on(q->bp_env, max_made == UINT_MAX, BP_SITE_SEGMENT_EMPTY, off, len);
			segs.made = max_made;
			break;
		}
		segs.made++;
		segs.bytes += size;
		len -= size;
		if ((off + segs.bytes) & virt_mask) {
			segs.end = BP_SEGS_VIRT_EDGE;
			break;
		}
	}
	if (!len)
		segs.end = BP_SEGS_ALL;
	return segs;
}

bool vec_split_segs(const struct request_queue *q, u64 off, unsigned len, unsigned *nsegs,
		    unsigned *sectors, unsigned max_segs)
{
	unsigned room = max_segs == UINT_MAX ? UINT_MAX : max_segs - bp_min(*nsegs, max_segs);
	struct bp_segs segs = bp_cut_segments(q, 0, off, len, room);

	*nsegs += segs.made;
	if (sectors)
		*sectors += segs.bytes >> SECTOR_SHIFT;
	return segs.end != BP_SEGS_ALL;
}

/* R-QSP-16 */
bool vec_gap_to_prev(const struct request_queue *q, u64 prev_off, unsigned prev_len, u64 next_off)
{
	return ((prev_off + prev_len) | next_off) & q->limits.virt_boundary_mask &
	       bp_split_width(q);
}

bool __bvec_gap_to_prev(const struct request_queue *q, const struct bio_vec *prev, unsigned off)
{
	return vec_gap_to_prev(q, prev->bv_offset, prev->bv_len, off);
}

bool bvec_gap_to_prev(const struct request_queue *q, const struct bio_vec *prev, unsigned off)
{
	return __bvec_gap_to_prev(q, prev, off);
}
