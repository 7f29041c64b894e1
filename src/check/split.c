/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-SPLIT: where a bio was cut.  The bio is remembered when the splitter begins, judged when it
 * is done.
 */
#include <errno.h>
#include <string.h>

#include "split.h"

/* INV-SPLIT-1 (any): bytes(front) ++ bytes(rem) = bytes(orig) */
static enum bp_ck_verdict nothing_lost(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	struct bp_range_stream before, after;
	u64 sum = (u64)s->piece.iter.bi_size + s->rest.iter.bi_size;

	if (!s->rem)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     sum == s->orig.iter.bi_size &&
				     bp_ck_streams_equal(bp_ck_bytes(&before, &s->orig, NULL),
							 bp_ck_bytes(&after, &s->piece, &s->rest)),
			     "front %u + remainder %u bytes, the bio had %u", s->piece.iter.bi_size,
			     s->rest.iter.bi_size, s->orig.iter.bi_size);
}

/* INV-SPLIT-2 (any): S(front) = S(orig), S(rem) = S(orig) + N(front) */
static enum bp_ck_verdict sectors_follow(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	sector_t start = s->orig.iter.bi_sector;
	sector_t front = s->piece.iter.bi_sector;
	sector_t rest = s->rest.iter.bi_sector;

	if (!s->rem)
		return BP_NO_CASE;
	return bp_ck_verdict(c, front == start && rest == start + bp_ck_split_sectors(s),
			     "bio at %llu, front at %llu + %u, remainder at %llu",
			     (unsigned long long)start, (unsigned long long)front,
			     bp_ck_split_sectors(s), (unsigned long long)rest);
}

/* Of a page bio that is not cut the splitter saw the floors of its vectors only (R-QSP-15). */
static bool is_measured_whole(const struct bp_split *s)
{
	return s->by_bytes || s->rem || bp_ck_range_is_direct(&s->piece) ||
	       bp_ck_range_whole_sectors(&s->piece);
}

/* What of the piece its limit is compared with; nothing of one that was accepted unseen (G-9). */
static u64 sectors_measured(const struct bp_split *s)
{
	if (!bp_ck_range_is_data(&s->orig) || s->front.unseen)
		return 0;
	if (s->by_bytes) /* G-4 */
		return ((u64)s->piece.iter.bi_size + SECTOR_SIZE - 1) >> SECTOR_SHIFT;
	return is_measured_whole(s) ? bp_ck_split_sectors(s)
				    : bp_ck_range_floored_sectors(&s->piece);
}

/* INV-SPLIT-3 (any): 0 < N(front) < N(orig); data ops: N(front) <= get_max_io_size(q, orig) */
static enum bp_ck_verdict size_is_allowed(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	unsigned sectors = bp_ck_split_sectors(s);
	unsigned whole = s->orig.iter.bi_size >> SECTOR_SHIFT;
	u64 most = bp_ck_max_io_sectors(c->q, s->orig.iter.bi_sector);
	bool is_part = !s->rem || (sectors && sectors < whole);

	return bp_ck_verdict(c, is_part && sectors_measured(s) <= most,
			     "%u of %u sectors, at most %llu at sector %llu", sectors, whole,
			     (unsigned long long)most, (unsigned long long)s->orig.iter.bi_sector);
}

/* INV-SPLIT-4 (any): data ops: nsegs <= max_segments */
static enum bp_ck_verdict segments_are_allowed(struct bp_case *c)
{
	const struct bp_split *s = c->subject;

	if (!bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	return bp_ck_verdict(c, s->nsegs <= c->q->limits.max_segments,
			     "%llu segments, max_segments %u", (unsigned long long)s->nsegs,
			     c->q->limits.max_segments);
}

/* INV-SPLIT-5 (A; S6: any): 512 * N(front) is a multiple of L */
static enum bp_ck_verdict front_is_whole_blocks(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	unsigned block = bp_ck_logical_block(c->q);

	if (!s->rem || !bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	if (c->pre < BP_MEETS_A && !c->q->bp_rules->cut_to_block)
		return BP_NO_CASE;
	return bp_ck_verdict(c, (u64)bp_ck_split_sectors(s) * SECTOR_SIZE % block == 0,
			     "front of %u sectors, logical block %u", bp_ck_split_sectors(s),
			     block);
}

/* INV-SPLIT-6 (any): S(front) // chunk = (S(front) + N(front) - 1) // chunk */
static enum bp_ck_verdict lies_in_one_chunk(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	unsigned chunk = c->q->limits.chunk_sectors;
	sector_t start = s->piece.iter.bi_sector;
	u64 n = bp_ck_split_sectors(s);

	if (!chunk || !n || !bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	if (!is_measured_whole(s))
		return BP_NO_CASE;
	return bp_ck_verdict(c, start / chunk == (start + n - 1) / chunk,
			     "%llu sectors at %llu, chunks of %u", (unsigned long long)n,
			     (unsigned long long)start, chunk);
}

/* INV-SPLIT-7 (any): (p.start + p.len) & v = 0 and n.start & v = 0 between vectors */
static enum bp_ck_verdict has_no_gap(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	unsigned long mask = c->q->limits.virt_boundary_mask;

	if (!mask || !bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	return bp_ck_verdict(c, !bp_ck_range_has_gap(&s->piece, mask), "virtual boundary 0x%lx",
			     mask);
}

/* What the walk should make of the bio, in bytes. */
static u64 bytes_that_fit(const struct bp_case *c)
{
	const struct bp_split *s = c->subject;

	return s->front.whole ? s->orig.iter.bi_size : bp_ck_rounded(c->q, s->front.bytes);
}

/* INV-SPLIT-8 (S5, S6: any): the front is all that fits, rounded */
static enum bp_ck_verdict is_all_that_fits(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	u64 fits = bytes_that_fit(c);

	return bp_ck_verdict(c, s->piece.iter.bi_size == fits && !s->front.misaligned,
			     "%u of %u bytes, %llu fit and make %llu%s", s->piece.iter.bi_size,
			     s->orig.iter.bi_size, (unsigned long long)s->front.bytes,
			     (unsigned long long)fits,
			     s->front.misaligned ? "; a vector is misaligned" : "");
}

/* INV-SPLIT-8 (G-6, G-18: any): a bio fails when nothing of it fits, or for its alignment */
static enum bp_ck_verdict may_fail(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	bool empty = c->q->bp_rules->empty_front == BP_EMPTY_FRONT_FAILS && !s->front.whole &&
		     !bytes_that_fit(c);

	if (!s->by_bytes || s->front.endless)
		return BP_NO_CASE;
	return bp_ck_verdict(c, s->error == -EINVAL && (empty || s->front.misaligned),
			     "error %d, but %llu of %u bytes fit and make %llu", s->error,
			     (unsigned long long)s->front.bytes, s->orig.iter.bi_size,
			     (unsigned long long)bytes_that_fit(c));
}

/* INV-SPLIT-8 (B): the prefix x of N(front) + 1 sectors breaks the size, the segments or the gap */
static enum bp_ck_verdict is_greedy(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	const struct queue_limits *lim = &c->q->limits;
	u64 most = bp_ck_max_io_sectors(c->q, s->orig.iter.bi_sector);
	unsigned sectors = bp_ck_split_sectors(s) + 1;
	struct bp_ck_range x = bp_ck_range_prefix(&s->orig, sectors << SECTOR_SHIFT);
	u64 segments;

	if (!bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	if (s->by_bytes)
		return s->front.endless ? BP_NO_CASE : is_all_that_fits(c);
	if (!s->rem || c->pre < BP_MEETS_B || !bp_ck_range_whole_sectors(&s->orig))
		return BP_NO_CASE;
	segments = bp_ck_seg(c->q, &x);
	return bp_ck_verdict(c,
			     sectors > most || segments > lim->max_segments ||
				     bp_ck_range_has_gap(&x, lim->virt_boundary_mask),
			     "%u sectors would do: at most %llu, %llu of %u segments, no gap",
			     sectors, (unsigned long long)most, (unsigned long long)segments,
			     lim->max_segments);
}

static bool is_front_again(const struct bp_split *s, const struct request_queue *q)
{
	return s->known && s->known->front.is_front && s->known->front.q == q &&
	       bp_ck_iter_equal(&s->known->front.iter, &s->orig.iter) &&
	       !memcmp(&s->known->front.limits, &q->limits, sizeof(q->limits));
}

/* INV-SPLIT-9 (any): a front is not split again; under PRE-A the same nsegs */
static enum bp_ck_verdict front_stays_whole(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	const struct bp_front_record *front;

	if (!is_front_again(s, c->q))
		return BP_NO_CASE;
	front = &s->known->front;
	return bp_ck_verdict(c, !s->rem && (front->pre < BP_MEETS_A || s->nsegs == front->nsegs),
			     "%s; %llu segments, at first %llu",
			     s->rem ? "split again" : "not split", (unsigned long long)s->nsegs,
			     (unsigned long long)front->nsegs);
}

/* INV-SPLIT-10 (A; S6: any, with a last piece of part of a block): pieces <= 512 * N(orig) / L */
static enum bp_ck_verdict pieces_are_bounded(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	const struct bp_pieces_record *p = s->known ? &s->known->pieces : NULL;
	unsigned block = bp_ck_logical_block(c->q);

	if (!p || !p->whole_bytes || !bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	if (p->pre < BP_MEETS_A && !c->q->bp_rules->cut_to_block)
		return BP_NO_CASE;
	return bp_ck_verdict(c, p->pieces <= ((u64)p->whole_bytes + block - 1) / block,
			     "%u pieces of %u bytes, logical block %u", p->pieces, p->whole_bytes,
			     block);
}

/* INV-SPLIT-11 (any): the flags of front and remainder */
static enum bp_ck_verdict flags_are_set(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	bool counted = c->q->bp_rules->count_beside_bio || /* G-12 */
		       bp_ck_flagged(s->bio, BIO_SEG_VALID);
	bool front, rem;

	if (!s->rem)
		return BP_NO_CASE;
	front = s->bio->bi_opf & REQ_NOMERGE && bp_ck_flagged(s->bio, BIO_CLONED) && counted &&
		s->bio->bi_private == s->rem;
	rem = bp_ck_flagged(s->rem, BIO_CHAIN) && bp_ck_flagged(s->rem, BIO_QUEUE_ENTERED);
	return bp_ck_verdict(c, front && rem,
			     "front: opf 0x%x, flags 0x%x, private %s; remainder: flags 0x%x",
			     s->bio->bi_opf, s->bio->bi_flags,
			     s->bio->bi_private == s->rem ? "right" : "wrong", s->rem->bi_flags);
}

/* INV-SPLIT-12 (any): the vector array is bit-identical */
static enum bp_ck_verdict table_is_untouched(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	const struct bio_vec *now = s->piece.table;

	for (unsigned i = 0; i < s->orig.nvecs; i++)
		if (memcmp(&now[i], &s->orig.table[i], sizeof(*now)))
			return bp_ck_verdict(c, false, "vector %u of %u", i, s->orig.nvecs);
	return BP_HOLDS;
}

/* INV-SPLIT-13 (any): N(front) <= max and (S(front) + N(front) - al) % g = 0 */
static enum bp_ck_verdict discard_ends_on_granularity(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	unsigned op = s->orig.opf & REQ_OP_MASK;
	struct bp_discard_rule d = bp_ck_discard_rule_of(c->q);
	unsigned n = bp_ck_split_sectors(s);
	sector_t end = s->piece.iter.bi_sector + n;

	if (!s->rem || (op != REQ_OP_DISCARD && op != REQ_OP_SECURE_ERASE))
		return BP_NO_CASE;
	return bp_ck_verdict(c, n <= d.max && (end - d.alignment) % d.granularity == 0,
			     "%u sectors, at most %u; end %llu, granularity %u, alignment %u", n,
			     d.max, (unsigned long long)end, d.granularity, d.alignment);
}

static const struct bp_law laws[] = {
	{ BP_INV_SPLIT_1, nothing_lost },
	{ BP_INV_SPLIT_2, sectors_follow },
	{ BP_INV_SPLIT_3, size_is_allowed },
	{ BP_INV_SPLIT_4, segments_are_allowed },
	{ BP_INV_SPLIT_5, front_is_whole_blocks },
	{ BP_INV_SPLIT_6, lies_in_one_chunk },
	{ BP_INV_SPLIT_7, has_no_gap },
	{ BP_INV_SPLIT_8, is_greedy },
	{ BP_INV_SPLIT_9, front_stays_whole },
	{ BP_INV_SPLIT_10, pieces_are_bounded },
	{ BP_INV_SPLIT_11, flags_are_set },
	{ BP_INV_SPLIT_12, table_is_untouched },
	{ BP_INV_SPLIT_13, discard_ends_on_granularity },
};

void bp_ck_judge_split(struct bp_case *c)
{
	bp_ck_judge_all(c, laws);
}

/* A bio that the splitter ended: nothing goes on, and its table is as it was. */
void bp_ck_judge_refusal(struct bp_case *c)
{
	static const struct bp_law refusal[] = {
		{ BP_INV_SPLIT_8, may_fail },
		{ BP_INV_SPLIT_12, table_is_untouched },
	};

	bp_ck_judge_all(c, refusal);
}
