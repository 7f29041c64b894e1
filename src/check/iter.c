/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-ITER: iterators and loops.
 */
#include "family.h"

struct step {
	const struct bio *bio;
	struct bvec_iter before;
	struct bvec_iter after;
	unsigned bytes;
	bool result;
	u64 warnings;
};

struct loop {
	struct bp_ck_range range;
	enum bp_loop kind;
	struct bvec_iter start;
	struct bvec_iter end;
	const struct bp_view *views;
	unsigned n;
};

struct view_stream {
	struct bp_stream stream;
	const struct loop *loop;
	unsigned next;
};

/* INV-ITER-1: the yielded lengths add up to bi_size */
static enum bp_ck_verdict lengths_add_up(struct bp_case *c)
{
	const struct loop *l = c->subject;
	u64 sum = 0;

	for (unsigned i = 0; i < l->n; i++)
		sum += l->views[i].len;
	return bp_ck_verdict(c, sum == l->start.bi_size, "%u views of %llu bytes, bi_size %u", l->n,
			     (unsigned long long)sum, l->start.bi_size);
}

static bool next_view(struct bp_stream *stream, struct bp_run *run)
{
	struct view_stream *s = bp_container_of(stream, struct view_stream, stream);
	const struct bp_view *view = &s->loop->views[s->next];

	if (s->next == s->loop->n)
		return false;
	s->next++;
	*run = (struct bp_run){ view->addr, view->len };
	return true;
}

/* INV-ITER-2: single-page and multi-page loop yield one sequence, that of the vectors */
static enum bp_ck_verdict bytes_are_the_vectors(struct bp_case *c)
{
	const struct loop *l = c->subject;
	struct view_stream seen = { { next_view }, l, 0 };
	struct bp_range_stream want;

	return bp_ck_verdict(c,
			     bp_ck_streams_equal(&seen.stream, bp_ck_bytes(&want, &l->range, NULL)),
			     "%u views do not give the bytes of the vectors", l->n);
}

/* INV-ITER-3: a single-page view keeps to its page */
static enum bp_ck_verdict views_keep_to_a_page(struct bp_case *c)
{
	const struct loop *l = c->subject;
	u64 page = (u64)1 << l->range.page_shift;

	if (l->kind != BP_LOOP_SEGMENT)
		return BP_NO_CASE;
	for (unsigned i = 0; i < l->n; i++) {
		const struct bp_view *v = &l->views[i];

		if (v->offset >= page || (u64)v->offset + v->len > page)
			return bp_ck_verdict(c, false, "view %u: offset %u, length %u", i,
					     v->offset, v->len);
	}
	return BP_HOLDS;
}

/* INV-ITER-6, second half: bio_for_each_dvec leaves the sector */
static enum bp_ck_verdict dma_loop_leaves_the_sector(struct bp_case *c)
{
	const struct loop *l = c->subject;

	if (l->kind != BP_LOOP_DVEC)
		return BP_NO_CASE;
	return bp_ck_verdict(c, l->end.bi_sector == l->start.bi_sector,
			     "the loop moved the sector from %llu to %llu",
			     (unsigned long long)l->start.bi_sector,
			     (unsigned long long)l->end.bi_sector);
}

static const struct bp_law loop_laws[] = {
	{ BP_INV_ITER_1, lengths_add_up },
	{ BP_INV_ITER_2, bytes_are_the_vectors },
	{ BP_INV_ITER_3, views_keep_to_a_page },
	{ BP_INV_ITER_6, dma_loop_leaves_the_sector },
};

void bp_check_loop(struct bp_check *check, const struct bio *bio, enum bp_loop loop,
		   struct bvec_iter start, const struct bp_view *views, unsigned n,
		   struct bvec_iter end)
{
	struct loop l = { bp_ck_range_known(check, bio), loop, start, end, views, n };
	struct bp_case c = {
		.check = check,
		.at = "loop",
		.subject = &l,
		.range = &l.range,
		.bio_serial = bio->bp_serial,
	};

	l.range.iter = start;
	bp_ck_judge_all(&c, loop_laws);
}

/* INV-ITER-5: bi_size > 0 implies bi_bvec_done < length of vector bi_idx */
static enum bp_ck_verdict stands_inside_a_vector(struct bp_case *c)
{
	const struct step *s = c->subject;
	struct bvec_iter it = s->after;
	unsigned len;

	if (!it.bi_size || !bp_ck_range_is_data(c->range) || it.bi_idx >= c->range->nvecs)
		return BP_NO_CASE;
	len = c->range->table[it.bi_idx].bv_len; /* at one place in both types (R-VEC-1) */
	if (!len)
		return BP_NO_CASE;
	return bp_ck_verdict(c, it.bi_bvec_done < len, "%u bytes done of vector %u, which has %u",
			     it.bi_bvec_done, it.bi_idx, len);
}

/* INV-ITER-6: bi_sector' = bi_sector + (n >> 9) */
static enum bp_ck_verdict sector_follows_the_bytes(struct bp_case *c)
{
	const struct step *s = c->subject;

	return bp_ck_verdict(c,
			     s->after.bi_sector == s->before.bi_sector + (s->bytes >> SECTOR_SHIFT),
			     "%u bytes moved the sector from %llu to %llu", s->bytes,
			     (unsigned long long)s->before.bi_sector,
			     (unsigned long long)s->after.bi_sector);
}

/* INV-ITER-4: advance(a); advance(b) is advance(a + b) */
static enum bp_ck_verdict steps_add_up(struct bp_case *c)
{
	const struct step *s = c->subject; /* before: after one step; after: after two */
	const struct bvec_iter *once = &s->before;
	const struct bvec_iter *twice = &s->after;
	bool same_place = once->bi_idx == twice->bi_idx && once->bi_size == twice->bi_size &&
			  once->bi_bvec_done == twice->bi_bvec_done;
	bool same_sector = once->bi_sector == twice->bi_sector || s->bytes % SECTOR_SIZE;

	return bp_ck_verdict(
		c, same_place && same_sector,
		"one step: sector %llu, vector %u + %u, %u left; two steps, the first of "
		"%u: sector %llu, vector %u + %u, %u left",
		(unsigned long long)once->bi_sector, once->bi_idx, once->bi_bvec_done,
		once->bi_size, s->bytes, (unsigned long long)twice->bi_sector, twice->bi_idx,
		twice->bi_bvec_done, twice->bi_size);
}

/* INV-ITER-7: false, bi_size' = 0, idx and done unchanged, one warning */
static enum bp_ck_verdict failure_is_clean(struct bp_case *c)
{
	const struct step *s = c->subject;
	bool still = s->after.bi_idx == s->before.bi_idx &&
		     s->after.bi_bvec_done == s->before.bi_bvec_done;

	return bp_ck_verdict(
		c, !s->result && !s->after.bi_size && still && s->warnings == 1,
		"result %d, %u bytes left, vector %u + %u after %u + %u, %llu warnings", s->result,
		s->after.bi_size, s->after.bi_idx, s->after.bi_bvec_done, s->before.bi_idx,
		s->before.bi_bvec_done, (unsigned long long)s->warnings);
}

static void judge_step(struct bp_check *check, const char *at, const struct step *step,
		       const struct bp_law *laws, size_t n)
{
	struct bp_ck_range range = bp_ck_range_known(check, step->bio);
	struct bp_case c = {
		.check = check,
		.at = at,
		.subject = step,
		.range = &range,
		.bio_serial = step->bio->bp_serial,
	};

	range.iter = step->before;
	bp_ck_judge(&c, laws, n);
}

void bp_check_advance(struct bp_check *check, const struct bio *bio, struct bvec_iter before,
		      unsigned bytes, struct bvec_iter after)
{
	static const struct bp_law laws[] = {
		{ BP_INV_ITER_5, stands_inside_a_vector },
		{ BP_INV_ITER_6, sector_follows_the_bytes },
	};
	struct step step = { .bio = bio, .before = before, .after = after, .bytes = bytes };

	judge_step(check, "advance", &step, laws, bp_array_size(laws));
}

void bp_check_advance_twice(struct bp_check *check, const struct bio *bio, unsigned first,
			    struct bvec_iter once, struct bvec_iter twice)
{
	static const struct bp_law laws[] = { { BP_INV_ITER_4, steps_add_up } };
	struct step step = { .bio = bio, .before = once, .after = twice, .bytes = first };

	judge_step(check, "advance twice", &step, laws, bp_array_size(laws));
}

void bp_check_overrun(struct bp_check *check, const struct bio *bio, struct bvec_iter before,
		      struct bvec_iter after, bool result, u64 warnings)
{
	static const struct bp_law laws[] = { { BP_INV_ITER_7, failure_is_clean } };
	struct step step = { bio, before, after, 0, result, warnings };

	judge_step(check, "advance too far", &step, laws, bp_array_size(laws));
}

void bp_ck_hear_iter(struct bp_check *check, const struct bp_event *event)
{
	static const struct bp_law laws[] = { { BP_INV_ITER_5, stands_inside_a_vector } };
	struct step step = { .bio = event->bio };

	if (event->id != BP_EV_BIO_ADVANCE)
		return;
	step.before = step.after = event->bio->bi_iter;
	judge_step(check, bp_event_info(event->id)->name, &step, laws, bp_array_size(laws));
}
