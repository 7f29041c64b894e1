/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-CNT: how many segments there are.
 */
#include <string.h>

#include "split.h"

struct count {
	const struct bio *bio; /* first of the list */
	struct bp_ck_range range;
	const struct bp_ck_bio_record *known;
	bool is_list;
	u64 reported;
	u64 derived;
	u64 at_least;
};

/* The lower bound of INV-CNT-3 for one bio. */
static u64 least_segments(const struct request_queue *q, const struct bp_ck_range *range)
{
	u64 most = q->limits.max_segment_size;
	u64 by_size = most ? (range->iter.bi_size + most - 1) / most : 0;

	return bp_max(by_size, (u64)bp_ck_range_vectors(range));
}

static bool is_endless(u64 segments)
{
	return segments == BP_SEG_ENDLESS;
}

/* What a reported number may be against the true one: equal under PRE-A, not less under PRE-B. */
static bool may_report(enum bp_pre pre, u64 nsegs, u64 segments)
{
	switch (pre) {
	case BP_MEETS_A:
		return nsegs == segments;
	case BP_MEETS_B:
		return nsegs >= segments;
	default:
		return true;
	}
}

/* INV-CNT-1 (A): seg(piece) = nsegs; (B): seg(piece) <= nsegs; (S4, S6: any): nsegs is what the
 * walk charged for the front before it was rounded */
static enum bp_ck_verdict split_reports_the_count(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	u64 segments = bp_ck_seg(c->q, &s->piece);
	bool is_charge = !s->by_bytes || s->nsegs == s->front.nsegs;

	if (!bp_ck_range_is_data(&s->orig) || is_endless(segments) || s->front.endless)
		return BP_NO_CASE;
	if (c->pre < BP_MEETS_B && !s->by_bytes)
		return BP_NO_CASE;
	return bp_ck_verdict(
		c, is_charge && may_report(c->pre, s->nsegs, segments),
		"splitting reports %llu segments, there are %llu; the walk charged %llu",
		(unsigned long long)s->nsegs, (unsigned long long)segments,
		(unsigned long long)(s->by_bytes ? s->front.nsegs : s->nsegs));
}

/* INV-CNT-3 (B): seg(b) >= max(vectors touched, ceil(bi_size / max_segment_size)) */
static enum bp_ck_verdict split_reports_enough(struct bp_case *c)
{
	const struct bp_split *s = c->subject;
	u64 least = least_segments(c->q, &s->piece);

	if (!bp_ck_range_is_data(&s->orig))
		return BP_NO_CASE;
	return bp_ck_verdict(c, s->nsegs >= least, "splitting reports %llu segments, at least %llu",
			     (unsigned long long)s->nsegs, (unsigned long long)least);
}

void bp_ck_judge_split_count(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_CNT_1, split_reports_the_count },
		{ BP_INV_CNT_3, split_reports_enough },
	};

	bp_ck_judge_all(c, laws);
}

/* What splitting said of this piece, when it is still the piece it was. */
static const struct bp_front_record *as_front(const struct count *n, const struct request_queue *q)
{
	const struct bp_front_record *front = n->known ? &n->known->front : NULL;

	if (!front || !front->is_front || front->q != q)
		return NULL;
	if (!bp_ck_iter_equal(&front->iter, &n->range.iter) ||
	    memcmp(&front->limits, &q->limits, sizeof(front->limits)))
		return NULL;
	return front;
}

/* INV-CNT-1: counting one bio follows the definition, and agrees with what splitting reported */
static enum bp_ck_verdict count_is_seg(struct bp_case *c)
{
	const struct count *n = c->subject;
	const struct bp_front_record *front = as_front(n, c->q);
	bool agrees = !front || may_report(front->pre, front->nsegs, n->reported);

	if (n->is_list || is_endless(n->derived))
		return BP_NO_CASE;
	return bp_ck_verdict(c, agrees && n->reported == n->derived,
			     "counted %llu segments, there are %llu, splitting reported %llu",
			     (unsigned long long)n->reported, (unsigned long long)n->derived,
			     (unsigned long long)(front ? front->nsegs : n->derived));
}

/* INV-CNT-2 (any): seg(b1 -> b2 -> ..) = seg(b1) + seg(b2) + .. */
static enum bp_ck_verdict list_is_the_sum(struct bp_case *c)
{
	const struct count *n = c->subject;

	if (!n->is_list || is_endless(n->derived))
		return BP_NO_CASE;
	return bp_ck_verdict(c, n->reported == n->derived,
			     "counted %llu segments over the list, the bios have %llu",
			     (unsigned long long)n->reported, (unsigned long long)n->derived);
}

/* INV-CNT-3 (B) */
static enum bp_ck_verdict count_is_enough(struct bp_case *c)
{
	const struct count *n = c->subject;

	return bp_ck_verdict(c, n->reported >= n->at_least, "counted %llu segments, at least %llu",
			     (unsigned long long)n->reported, (unsigned long long)n->at_least);
}

static const struct bp_law count_laws[] = {
	{ BP_INV_CNT_1, count_is_seg },
	{ BP_INV_CNT_2, list_is_the_sum },
	{ BP_INV_CNT_3, count_is_enough },
};

static void add(struct count *n, const struct request_queue *q, const struct bp_ck_range *range)
{
	u64 segments = bp_ck_seg(q, range);

	n->derived = is_endless(segments) ? segments : n->derived + segments;
	n->at_least += least_segments(q, range);
}

static void judge_count(struct bp_check *check, const struct bp_event *event)
{
	struct count n = {
		.bio = event->bio,
		.range = bp_ck_range_known(check, event->bio),
		.known = bp_ck_bio_record(check, event->bio),
		.is_list = event->bio->bi_next,
		.reported = event->a,
	};
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.pre = BP_MEETS_A,
		.at = bp_event_info(event->id)->name,
		.subject = &n,
		.range = &n.range,
		.bio_serial = event->bio->bp_serial,
	};

	for (const struct bio *bio = event->bio; bio && !is_endless(n.derived);
	     bio = bio->bi_next) {
		struct bp_ck_range range = bp_ck_range_known(check, bio);

		add(&n, event->q, &range);
		c.pre = bp_min(c.pre, bp_ck_pre_of(event->q, &range));
	}
	bp_ck_judge_all(&c, count_laws);
}

struct twice {
	const struct bio *bio;
	const struct bp_recount *seen;
};

/* INV-CNT-4 (any): recounting gives the same and leaves bi_next and bi_iter */
static enum bp_ck_verdict recount_is_the_same(struct bp_case *c)
{
	const struct twice *t = c->subject;
	bool moved = !bp_ck_iter_equal(&t->bio->bi_iter, &t->seen->iter_before) ||
		     t->bio->bi_next != t->seen->next_before;

	return bp_ck_verdict(c, t->seen->first == t->seen->second && !moved,
			     "%u segments, then %u; the bio %s", t->seen->first, t->seen->second,
			     moved ? "changed" : "is as it was");
}

void bp_check_recount(struct bp_check *check, const struct bio *bio, const struct bp_recount *seen)
{
	struct twice twice = { bio, seen };
	struct bp_ck_range range = bp_ck_range_known(check, bio);
	struct bp_case c = {
		.check = check,
		.at = "recount",
		.subject = &twice,
		.range = &range,
		.bio_serial = bio->bp_serial,
	};

	bp_ck_judge_one(&c, BP_INV_CNT_4, recount_is_the_same);
}

void bp_ck_hear_count(struct bp_check *check, const struct bp_event *event)
{
	if (event->id == BP_EV_COUNT && event->bio)
		judge_count(check, event);
}
