/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/segments.h"

/* The vector in hand: where it is, and what the segment rules count from (R-QSP-9, G-1). */
struct vector {
	u64 addr;
	u64 off;
	u64 boundary;
	unsigned len;
};

static struct vector vector_at(const struct bp_segment_walk *walk)
{
	bool by_address = walk->q->bp_rules->boundary_origin == BP_BOUNDARY_FROM_ADDRESS;
	const struct bio *bio = walk->bio;
	struct bio_vec bv;
	struct dma_vec dv;
	u64 addr;

	if (bio_is_dma_direct(bio)) {
		dv = bio_iter_dma_vec(bio, walk->iter);
		return (struct vector){ dv.dv_addr.dma, dv.dv_addr.dma, dv.dv_addr.dma, dv.dv_len };
	}
	bv = bio_iter_mp_iovec(bio, walk->iter);
	addr = bvec_phys(bio->bp_env, &bv).phys;
	return (struct vector){
		.addr = addr,
		.off = bv.bv_offset,
		.boundary = by_address ? addr : bv.bv_offset,
		.len = bv.bv_len,
	};
}

void bp_segments_start(struct bp_segment_walk *walk, struct request_queue *q, const struct bio *bio)
{
	*walk = (struct bp_segment_walk){ .q = q, .bio = bio, .iter = bio->bi_iter };
	if (bio_no_advance_iter(bio))
		walk->iter.bi_size = 0;
}

/* G-14: newer kernels get past an empty vector, and count none for it. */
static void pass_empty(struct bp_segment_walk *walk)
{
	if (!walk->q->bp_rules->empty_vector_passes || bio_is_dma_direct(walk->bio))
		return;
	while (!walk->bio->bi_io_vec[walk->iter.bi_idx].bv_len)
		walk->iter.bi_idx++;
}

bool bp_segments_next(struct bp_segment_walk *walk, struct bp_range *segment)
{
	struct vector vector;
	unsigned most;

	if (!walk->iter.bi_size)
		return false;
	pass_empty(walk);
	vector = vector_at(walk);
	most = get_max_segment_size(walk->q, vector.boundary + walk->done);
	if (vector.off + vector.len <= bp_page_size(walk->bio->bp_env))
		most = vector.len; /* R-QSP-13.5: whatever the limits */
	*segment = (struct bp_range){
		.addr = vector.addr + walk->done,
		.len = bp_min(most, vector.len - walk->done),
	};
	if (!segment->len)
		return false;
	walk->done += segment->len;
	if (walk->done == vector.len) {
		bio_advance_iter(walk->bio, &walk->iter, vector.len);
		walk->done = 0;
	}
	return true;
}
