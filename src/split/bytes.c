/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk of newer kernels: limits are used up to the byte (generations.md 2, S3 to S5).
 */
#include <blkpath/request.h>

#include "../count/segment.h"
#include "../limits/chunk.h"
#include "split.h"

struct walk {
	const struct request_queue *q;
	const struct bio *bio;
	u64 max_bytes;
	unsigned page_bytes;
	unsigned bytes;
	unsigned nsegs;
	u64 prv_end;
	bool prv_valid;
};

/* S5: a chunk that ends just where max_sectors does is the one that is named. */
static enum bp_cut_cause size_cause(const struct walk *w)
{
	const struct queue_limits *lim = &w->q->limits;

	return lim->chunk_sectors &&
			       bp_chunk_rest(w->q, w->bio->bi_iter.bi_sector) <= lim->max_sectors
		       ? BP_CUT_CHUNK_SECTORS
		       : BP_CUT_MAX_SECTORS;
}

/* G-10: as many segments and bytes of the vector as still fit; the size is asked first. */
static struct bp_stop take_segments(struct walk *w, u64 base, u64 off, unsigned len)
{
	unsigned fits = (unsigned)bp_min((u64)len, w->max_bytes - w->bytes);
	struct bp_segs segs =
		bp_cut_segments(w->q, base, off, fits, w->q->limits.max_segments - w->nsegs);

	w->nsegs += segs.made;
	w->bytes += segs.bytes;
	switch (segs.end) {
	case BP_SEGS_FULL:
		return (struct bp_stop){ BP_CUT_MAX_SEGMENTS, "S5", segs.bytes };
	case BP_SEGS_VIRT_EDGE:
		return (struct bp_stop){ BP_CUT_VIRT_BOUNDARY, "S4", segs.bytes };
	default:
		if (fits < len)
			return (struct bp_stop){ size_cause(w), "S5", segs.bytes };
		return (struct bp_stop){ .cause = BP_CUT_NONE };
	}
}

/* S4: inside one page nothing but room is asked for; an empty vector counts too (G-14). */
static bool is_one_segment(const struct walk *w, u64 off, unsigned len)
{
	return w->nsegs < w->q->limits.max_segments && len <= w->max_bytes - w->bytes &&
	       len <= w->page_bytes && off <= w->page_bytes - len;
}

static struct bp_stop take_vector(struct walk *w, u64 base, u64 off, unsigned len)
{
	if (w->prv_valid && (w->prv_end | off) & w->q->limits.virt_boundary_mask)
		return (struct bp_stop){ BP_CUT_VIRT_BOUNDARY, "S3", 0 };
	w->prv_end = off + len;
	w->prv_valid = true;
	if (!is_one_segment(w, off, len))
		return take_segments(w, base, off, len);
	w->nsegs++;
	w->bytes += len;
	return (struct bp_stop){ .cause = BP_CUT_NONE };
}

void bp_split_bytes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut)
{
	struct walk w = {
		.q = q,
		.bio = bio,
		.max_bytes = (u64)bp_max_io_sectors(q, bio) << SECTOR_SHIFT,
		.page_bytes = bp_page_size(bio->bp_env),
	};
	unsigned left = bio->bi_iter.bi_size;
	unsigned done = bio->bi_iter.bi_bvec_done;
	unsigned i = bio->bi_iter.bi_idx;
	struct bp_stop stop = { .cause = BP_CUT_NONE };

	for (; left; i++, done = 0) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];
		unsigned len = bp_min(left, bv->bv_len - done);

		bp_pass_vector(q, len);
		stop = take_vector(&w, bp_boundary_base(q, bv), (u64)bv->bv_offset + done, len);
		if (stop.cause)
			break;
		left -= len;
	}
	*cut = (struct bp_cut){ .cause = stop.cause, .nsegs = w.nsegs };
	if (!stop.cause)
		return;
	cut->rule = stop.rule;
	cut->sectors = w.bytes >> SECTOR_SHIFT;
	cut->rounded_bytes = w.bytes & (SECTOR_SIZE - 1);
	cut->vector = i;
	cut->vector_byte = done + stop.bytes;
}
