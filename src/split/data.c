/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data splitter: how much of a bio fits one request (block.md 7.3).
 */
#include <blkpath/request.h>

#include "../count/segment.h"
#include "split.h"

/* struct blk_segment_split_ctx of the kernel, and what it takes to tell why it stopped. */
struct walk {
	const struct request_queue *q;
	unsigned nsegs;
	unsigned sectors;
	unsigned max_sectors;
	unsigned max_segs;
	u64 width;
	u64 prv_end;
	bool prv_valid;
};

/* The chunk is the limit only where it ends before max_sectors does. */
static enum bp_cut_cause size_cause(const struct request_queue *q, const struct bio *bio)
{
	return blk_max_size_offset(q, bio->bi_iter.bi_sector) < q->limits.max_sectors
		       ? BP_CUT_CHUNK_SECTORS
		       : BP_CUT_MAX_SECTORS;
}

/* A vector that is one segment, as most are, needs no walk; the caller has left room for it. */
static inline struct bp_stop take_segments(struct walk *w, u64 base, u64 off, unsigned len)
{
	struct bp_segs segs;

	/* mutant: the walk below makes the same one segment. */
	if (BP_LIKELY(len && len <= bp_segment_size(w->q, base + off))) {
		w->nsegs++;
		w->sectors += len >> SECTOR_SHIFT;
		return (struct bp_stop){ .cause = BP_CUT_NONE };
	}
	segs = bp_cut_segments(w->q, base, off, len, w->max_segs - w->nsegs);
	w->nsegs += segs.made;
	w->sectors += segs.bytes >> SECTOR_SHIFT;
	switch (segs.end) {
	case BP_SEGS_FULL:
		return (struct bp_stop){ BP_CUT_MAX_SEGMENTS, "R-QSP-11", segs.bytes };
	case BP_SEGS_VIRT_EDGE:
		return (struct bp_stop){ BP_CUT_VIRT_BOUNDARY, "R-QSP-11.3", segs.bytes };
	default:
		return (struct bp_stop){ .cause = BP_CUT_NONE };
	}
}

/* R-QSP-13.2: the vector does not fit max_sectors; take the part that does, if any may be taken. */
static struct bp_stop take_part(struct walk *w, const struct bio *bio, u64 base, u64 off)
{
	struct bp_stop stop = { size_cause(w->q, bio), "R-QSP-13.2", 0 };
	unsigned room_bytes = (w->max_sectors - w->sectors) << SECTOR_SHIFT;
	struct bp_stop inner;

	if (w->sectors >= w->max_sectors)
		return stop;
	if (w->nsegs >= w->max_segs)
		return (struct bp_stop){ BP_CUT_MAX_SEGMENTS, "R-QSP-13.2", 0 };
	inner = take_segments(w, base, off, room_bytes);
	if (inner.cause)
		return inner;
	stop.bytes = room_bytes;
	return stop;
}

/* R-QSP-13.5: ends before offset or address 4096; under DEF-3 a sum of 32 bits that may wrap. */
static inline bool in_first_page(const struct walk *w, u64 off, unsigned len, unsigned page_bytes)
{
	/* mutant: nothing wraps in 64 bits, the sum below would do. */
	if (BP_LIKELY(w->width == ~(u64)0))
		return len <= page_bytes && off <= page_bytes - len;
	return ((off + len) & w->width) <= page_bytes;
}

/*
 * R-QSP-13: one vector; a cause other than none ends the walk.  What does not change is handed in
 * beside the walk, whose own members stay in registers only then.
 */
static inline struct bp_stop take_vector(struct walk *w, const struct bio *bio, u64 base, u64 off,
					 unsigned len, unsigned page_bytes)
{
	if (w->prv_valid && (w->prv_end | off) & w->q->limits.virt_boundary_mask & w->width)
		return (struct bp_stop){ BP_CUT_VIRT_BOUNDARY, "R-QSP-13.1", 0 };
	if (BP_UNLIKELY(w->sectors + (len >> SECTOR_SHIFT) > w->max_sectors))
		return take_part(w, bio, base, off);
	if (w->nsegs == w->max_segs)
		return (struct bp_stop){ BP_CUT_MAX_SEGMENTS, "R-QSP-13.3", 0 };
	w->prv_end = off + len;
	w->prv_valid = true;
	if (in_first_page(w, off, len, page_bytes)) {
		w->nsegs++;
		w->sectors += len >> SECTOR_SHIFT;
		return (struct bp_stop){ .cause = BP_CUT_NONE };
	}
	return take_segments(w, base, off, len);
}

/*
 * R-ITER-6: an empty vector is offered again and again, until a limit stops it or nothing can; once
 * where iteration gets past it (G-14).
 */
static struct bp_stop take_empty(struct walk *w, const struct bio *bio, u64 off,
				 unsigned page_bytes)
{
	for (;;) {
		unsigned nsegs_before = w->nsegs;
		/* mutant: no boundary is asked for no bytes, whatever they are measured from. */
		struct bp_stop stop = take_vector(w, bio, 0, off, 0, page_bytes);

		if (stop.cause || w->q->bp_rules->empty_vector_passes)
			return stop;
		if (w->nsegs == nsegs_before)
			bp_iter_stuck(bio->bp_env);
	}
}

/*
 * R-QSP-14.  The iterator's steps are spelt out: each vector is read once, nothing else is touched.
 */
void bp_split_data(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	struct walk w = {
		.q = q,

		.max_sectors = bp_max_io_sectors(q, bio),
		.max_segs = q->limits.max_segments,
		.width = bp_split_width(q),
	};
	const unsigned page_bytes = bp_page_size(bio->bp_env);
	const bool direct = bio_is_dma_direct(bio);
	unsigned left = bio->bi_iter.bi_size;
	unsigned done = bio->bi_iter.bi_bvec_done;
	unsigned i = bio->bi_iter.bi_idx;
	struct bp_stop stop = { .cause = BP_CUT_NONE };

	for (; left; i++, done = 0) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];
		unsigned len = bp_min(left, bv->bv_len - done);
		u64 off = direct ? bio->bi_dma_vec[i].dv_addr.dma : bv->bv_offset;
		u64 base = direct ? 0 : bp_boundary_base(q, bv);

		off += done;
		stop = BP_LIKELY(len) ? take_vector(&w, bio, base, off, len, page_bytes)
				      : take_empty(&w, bio, off, page_bytes);
		if (stop.cause)
			break;
		left -= len;
	}
	*cut = (struct bp_cut){ .nsegs = w.nsegs };
	if (!stop.cause)
		return;
	cut->cause = stop.cause;
	cut->rule = stop.rule;
	cut->limit = bp_cut_limit(q, stop.cause);
	cut->sectors = w.sectors;
	cut->vector = i;
	cut->vector_byte = done + stop.bytes;
}
