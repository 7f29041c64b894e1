/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the rules see of a bio: its first and last vector, and those of its tuples.
 */
#include <blkpath/integrity.h>

#include "proof/merge/merge.h"

static struct bp_opinion_vector vector_of(const struct bio *bio, const struct bio_vec *bv, u64 skip,
					  u64 most)
{
	const u64 begin = page_to_pfn(bv->bv_page) << bio->bp_env->page_shift;

	return (struct bp_opinion_vector){
		.addr = begin + bv->bv_offset + skip,
		.offset = bv->bv_offset + skip,
		.len = bp_min((u64)bv->bv_len - skip, most),
	};
}

/* The part of it that lies in its first page. */
static struct bp_opinion_vector in_a_page(const struct bio *bio, struct bp_opinion_vector v)
{
	const u64 page = bp_page_size(bio->bp_env);

	v.offset %= page;
	v.len = bp_min(v.len, page - v.offset);
	return v;
}

/* R-ITER-9: the page view where that is all, else the last vector that is reached, from its start.
 */
static struct bp_opinion_vector last_of(const struct bio *bio, struct bp_opinion_vector first)
{
	const struct bvec_iter it = bio->bi_iter;
	const struct bio_vec *bv = &bio->bi_io_vec[it.bi_idx];
	u64 left = (u64)it.bi_size + it.bi_bvec_done;

	first = in_a_page(bio, first);
	if (first.len == it.bi_size || bio_op(bio) == REQ_OP_WRITE_SAME)
		return first;
	for (; left > bv->bv_len; bv++)
		left -= bv->bv_len;
	return vector_of(bio, bv, 0, left);
}

/* How many segments a row of vectors is, page by page (R-INT-3). */
static unsigned count(const struct request_queue *q, const struct bio *bio,
		      const struct bio_integrity_payload *bip)
{
	struct bp_opinion_vector before = { 0 };
	unsigned segments = 0;
	u64 bytes = 0;

	for (unsigned i = 0; i < bip->bip_vcnt; i++) {
		const struct bio_vec *bv = &bip->bip_vec[i];
		struct bp_opinion_vector v;

		for (u64 done = 0; done < bv->bv_len; done += v.len, before = v) {
			v = in_a_page(bio, vector_of(bio, bv, done, UINT64_MAX));
			bytes += v.len;
			if (segments && bytes <= q->limits.max_segment_size &&
			    bp_opinion_one_piece(&q->limits, before, v))
				continue;
			segments++;
			bytes = v.len;
		}
	}
	return segments;
}

static void look_at_tuples(const struct request_queue *q, const struct bio *bio,
			   struct bp_merge_part *part)
{
	const struct bio_integrity_payload *bip = bio_integrity(bio);

	part->is_protected = bip;
	if (!bip)
		return;
	part->tuple_flags = bip->bip_flags;
	part->tuple_segments = count(q, bio, bip);
	part->tuple_first = vector_of(bio, &bip->bip_vec[0], 0, UINT64_MAX);
	part->tuple_last = vector_of(bio, &bip->bip_vec[bip->bip_vcnt - 1], 0, UINT64_MAX);
}

static void look_at_data(const struct request_queue *q, const struct bio *bio,
			 struct bp_opinion_side *side)
{
	const struct bvec_iter it = bio->bi_iter;
	const struct bp_opinion_vector whole =
		vector_of(bio, &bio->bi_io_vec[it.bi_idx], it.bi_bvec_done, it.bi_size);

	side->has_data = true;
	side->last = last_of(bio, whole);
	side->first = q->bp_rules->gap_view == BP_GAP_WHOLE_VECTOR ? whole : in_a_page(bio, whole);
}

void bp_merge_look(const struct request_queue *q, const struct bio *bio, struct bp_merge_part *part)
{
	*part = (struct bp_merge_part){
		.bio = bio,
		.opf = bio->bi_opf,
		.disk = bio->bi_disk,
		.hint = bio->bi_write_hint,
		.priority = bio->bi_ioprio,
		.side = {
			.op = bio_op(bio),
			.sector = bio->bi_iter.bi_sector,
			.sectors = bio_sectors(bio),
			.segments = bio->bi_phys_segments,
		},
	};
	if (bio_has_data(bio))
		look_at_data(q, bio, &part->side);
	if (bio_op(bio) == REQ_OP_WRITE_SAME)
		part->payload = part->side.first.addr;
	look_at_tuples(q, bio, part);
}
