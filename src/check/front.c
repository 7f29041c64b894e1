/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much of a bio one request takes under the byte walk, from the definition: generations.md S3
 * to S6, G-9 and the half of G-18 that is found while walking.
 */
#include "definition.h"

struct look {
	const struct request_queue *q;
	u64 page_bytes;
	u64 most_bytes; /* S2 */
	u64 most_segments;
	bool started;
	u64 end; /* offset of the end of the vector before */
	struct bp_ck_front front;
};

/* G-9: the first vector of the table as built, whatever the range says. */
static bool is_accepted_unseen(const struct request_queue *q, const struct bp_ck_range *range,
			       unsigned built)
{
	const struct bio_vec *first = range->table;

	return q->bp_rules->one_page_shortcut && built == 1 && !q->limits.chunk_sectors &&
	       (u64)first->bv_offset + first->bv_len <= (u64)1 << range->page_shift;
}

/* S3 */
static bool leaves_a_gap(const struct look *l, const struct bp_vec *vec)
{
	u64 mask = l->q->limits.virt_boundary_mask;

	return l->started && ((l->end | vec->off) & mask);
}

/* G-18 */
static bool is_misaligned(const struct look *l, const struct bp_vec *vec)
{
	return l->q->bp_rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK &&
	       vec->off & (u64)l->q->dma_alignment;
}

/* S4, first sentence */
static bool is_one_segment(const struct look *l, const struct bp_vec *vec)
{
	return l->front.nsegs < l->most_segments && l->front.bytes + vec->len <= l->most_bytes &&
	       vec->off + vec->len <= l->page_bytes;
}

/* S4, the rest; S5: as many segments and bytes as still fit. False when something is left. */
static bool take_segments(struct look *l, const struct bp_vec *vec)
{
	struct bp_ck_front *f = &l->front;
	u64 taken = 0;

	while (taken < vec->len) {
		u64 bytes = bp_ck_segment_at(l->q, vec, taken);

		if (f->nsegs == l->most_segments || f->bytes == l->most_bytes)
			return false;
		f->endless = !bytes;
		if (f->endless)
			return false;
		bytes = bp_min(bytes, l->most_bytes - f->bytes);
		f->nsegs++;
		f->bytes += bytes;
		taken += bytes;
		if (taken < vec->len && (vec->off + taken) & l->q->limits.virt_boundary_mask)
			return false;
	}
	return true;
}

/* False when the walk stops at this vector. */
static bool take(struct look *l, const struct bp_vec *vec)
{
	l->front.misaligned |= is_misaligned(l, vec);
	if (leaves_a_gap(l, vec))
		return false;
	l->started = true;
	l->end = vec->off + vec->len;
	if (!is_one_segment(l, vec))
		return take_segments(l, vec);
	l->front.nsegs++;
	l->front.bytes += vec->len;
	return true;
}

struct bp_ck_front bp_ck_front_of(const struct request_queue *q, const struct bp_ck_range *range,
				  unsigned built)
{
	struct look l = {
		.q = q,
		.page_bytes = (u64)1 << range->page_shift,
		.most_bytes = bp_ck_max_io_sectors(q, range->iter.bi_sector) * SECTOR_SIZE,
		.most_segments = q->limits.max_segments,
		.front.whole = true,
	};
	struct bp_walk walk;
	struct bp_vec vec;

	if (is_accepted_unseen(q, range, built))
		return (struct bp_ck_front){ range->iter.bi_size, 1, .whole = true,
					     .unseen = true };
	bp_ck_walk_start(&walk, range);
	while (l.front.whole && bp_ck_walk_next(&walk, &vec))
		l.front.whole = take(&l, &vec);
	return l.front;
}

u64 bp_ck_rounded(const struct request_queue *q, u64 bytes)
{
	return bytes - bytes % (q->bp_rules->cut_to_block ? bp_ck_logical_block(q) : SECTOR_SIZE);
}
