/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches the splitter at work and brings its results to judgement.
 */
#include <limits.h>
#include <string.h>

#include "split.h"

struct open_split {
	struct bp_record record;
	struct bp_ck_range orig;
	unsigned built; /* vectors of its own table (G-9) */
	struct bio_vec table[];
};

/* Entries to copy: all that are known, or those that the range touches. */
static unsigned entries_of(const struct bp_ck_range *range)
{
	if (!range->table)
		return 0;
	if (range->nvecs != UINT_MAX)
		return range->nvecs;
	return range->iter.bi_idx + bp_ck_range_vectors(range);
}

static void begin(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_range range = bp_ck_range_known(check, event->bio);
	unsigned n = entries_of(&range);
	size_t bytes = n * sizeof(struct bio_vec);
	struct open_split *open =
		bp_ck_open(check, BP_RECORD_SPLIT, event->bio, sizeof(*open) + bytes);

	if (!open)
		return;
	if (n)
		memcpy(open->table, range.table, bytes);
	open->orig = range;
	open->orig.table = open->table;
	open->orig.nvecs = n;
	open->built = event->bio->bi_vcnt;
}

/* The same bio comes back as the remainder of its last cut. */
static void count_pieces(struct bp_ck_bio_record *known, const struct bp_split *s, enum bp_pre pre)
{
	struct bp_pieces_record *p = &known->pieces;

	if (!p->counting || !bp_ck_iter_equal(&p->rest, &s->orig.iter))
		*p = (struct bp_pieces_record){ true, pre, 0, s->orig.iter.bi_size, { 0 } };
	p->pieces++;
	p->rest = s->rest.iter;
	p->counting = s->rem;
}

static void remember_front(struct bp_check *check, const struct bp_split *s,
			   const struct request_queue *q, enum bp_pre pre)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, s->bio);

	if (!record)
		return;
	record->passed = q;
	record->passed_virt_boundary = q->limits.virt_boundary_mask;
	record->passed_iter = s->piece.iter;
	record->passed_nsegs = s->nsegs;
	if (!s->rem)
		return;
	record->nvecs = bp_ck_range_known(check, s->rem).nvecs;
	record->front.is_front = true;
	record->front.pre = pre;
	record->front.nsegs = s->nsegs;
	record->front.iter = s->piece.iter;
	record->front.q = q;
	memcpy(&record->front.limits, &q->limits, sizeof(q->limits));
}

/* R-QSP-14: without memory for the front the bio ends. */
static bool was_left_whole(const struct bp_event *event)
{
	return !event->other && event->cut && event->cut->cause != BP_CUT_NONE &&
	       !event->cut->error;
}

static void judge(struct bp_check *check, const struct bp_event *event,
		  const struct open_split *open)
{
	const struct bio *before = event->other ? event->other : event->bio;
	struct bp_split s = {
		.orig = open->orig,
		.piece = bp_ck_range_known(check, event->bio),
		.bio = event->bio,
		.rem = event->other,
		.known = bp_ck_bio_record(check, before),
		.nsegs = event->a,
		.error = event->cut ? event->cut->error : 0,
		.by_bytes = event->q->bp_rules->walk == BP_WALK_BYTES,
	};
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.pre = bp_ck_pre_of(event->q, &s.orig),
		.at = bp_event_info(event->id)->name,
		.subject = &s,
		.range = &s.orig,
		.front_bytes = s.rem ? s.piece.iter.bi_size : 0,
		.bio_serial = before->bp_serial,
	};

	if (s.by_bytes && bp_ck_range_is_data(&s.orig))
		s.front = bp_ck_front_of(event->q, &s.orig, open->built);
	if (s.error) {
		bp_ck_judge_refusal(&c);
		return;
	}
	if (s.rem)
		s.rest = bp_ck_range_known(check, s.rem);
	if (s.known)
		count_pieces(s.known, &s, c.pre);
	bp_ck_judge_split(&c);
	bp_ck_judge_split_count(&c);
	remember_front(check, &s, event->q, c.pre);
}

static void end(struct bp_check *check, const struct bp_event *event)
{
	const struct bio *before = event->other ? event->other : event->bio;
	const struct open_split *open = bp_ck_open_find(check, BP_RECORD_SPLIT, before);

	if (!open)
		return;
	if (!was_left_whole(event))
		judge(check, event, open);
	bp_ck_close(check, BP_RECORD_SPLIT, before);
}

void bp_ck_hear_split(struct bp_check *check, const struct bp_event *event)
{
	if (event->id == BP_EV_SPLIT_BEGIN)
		begin(check, event);
	else if (event->id == BP_EV_SPLIT_END)
		end(check, event);
}
