/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-REQ: completion, states and tags.
 */
#include <blkpath/mq.h>

#include "family.h"

struct open_update {
	struct bp_record record;
	unsigned data_len;
	unsigned bio_bytes;
	sector_t sector;
	unsigned asked;
	bool empties; /* a bio of no bytes among others */
};

struct tag_record {
	struct bp_record record;
	const struct request *holder;
};

struct update {
	const struct request *rq;
	const struct open_update *before;
	unsigned asked;
	unsigned ended;
	bool more;
};

static const char *const state_names[] = { "IDLE", "IN_FLIGHT", "COMPLETE" };

static unsigned bytes_of_bios(const struct request *rq)
{
	unsigned bytes = 0;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		bytes += bio->bi_iter.bi_size;
	return bytes;
}

static bool has_part_of_a_sector(const struct request *rq)
{
	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		if (bio->bi_iter.bi_size % SECTOR_SIZE)
			return true;
	return false;
}

static bool has_empty_bio(const struct request *rq)
{
	for (const struct bio *bio = rq->bio; bio && rq->bio->bi_next; bio = bio->bi_next)
		if (!bio->bi_iter.bi_size)
			return true;
	return false;
}

static bool is_passthrough(const struct request *rq)
{
	unsigned op = rq->cmd_flags & REQ_OP_MASK;

	return op >= REQ_OP_SCSI_IN && op <= REQ_OP_DRV_OUT;
}

/* INV-REQ-1 (any): bytes ended + __data_len = length before; __sector moved by them >> 9 */
static enum bp_ck_verdict ended_and_left_are_all(struct bp_case *c)
{
	const struct update *u = c->subject;
	sector_t moved = u->rq->__sector - u->before->sector;
	bool sector_moves = u->more && !is_passthrough(u->rq);

	return bp_ck_verdict(c,
			     u->ended + u->rq->__data_len == u->before->data_len &&
				     moved == (sector_moves ? u->ended >> SECTOR_SHIFT : 0),
			     "ended %u, left %u of %u bytes; sector moved by %llu", u->ended,
			     u->rq->__data_len, u->before->data_len, (unsigned long long)moved);
}

/* INV-REQ-2 (any): blk_update_request(rq, e, blk_rq_bytes(rq)) is false; an empty bio behind data
 * waits for another call (R-END-2 step 3) */
static enum bp_ck_verdict all_bytes_are_the_end(struct bp_case *c)
{
	const struct update *u = c->subject;

	if (u->asked < u->before->data_len || u->before->empties)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !u->more, "%u of %u bytes ended, more is left", u->asked,
			     u->before->data_len);
}

static void update_begin(struct bp_check *check, const struct bp_event *event)
{
	struct open_update *open = bp_ck_open(check, BP_RECORD_UPDATE, event->rq, sizeof(*open));
	struct bp_ck_request_record *record = bp_ck_request_record(check, event->rq);

	if (!open || !record)
		return;
	record->partly_ended = true;
	record->ended_in_a_sector |= event->b % SECTOR_SIZE || has_part_of_a_sector(event->rq);
	open->data_len = event->rq->__data_len;
	open->bio_bytes = bytes_of_bios(event->rq);
	open->sector = event->rq->__sector;
	open->asked = (unsigned)event->b;
	open->empties = has_empty_bio(event->rq);
}

static void update_end(struct bp_check *check, const struct bp_event *event)
{
	static const struct bp_law laws[] = {
		{ BP_INV_REQ_1, ended_and_left_are_all },
		{ BP_INV_REQ_2, all_bytes_are_the_end },
	};
	const struct open_update *open = bp_ck_open_find(check, BP_RECORD_UPDATE, event->rq);
	struct update u = { .rq = event->rq, .before = open, .more = event->a };
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.at = bp_event_info(event->id)->name,
		.subject = &u,
		.rq_serial = event->rq->bp_serial,
	};

	if (!open)
		return;
	u.asked = open->asked;
	u.ended = open->bio_bytes - bytes_of_bios(event->rq);
	bp_ck_judge_all(&c, laws);
	bp_ck_close(check, BP_RECORD_UPDATE, event->rq);
}

struct step {
	const struct bp_ck_request_record *record;
	u64 from;
	u64 to;
};

/* R-SUB-10, R-SUB-11: a started request may also be taken back, or end without a completion. */
static bool may_follow(u64 from, u64 to)
{
	switch (from) {
	case MQ_RQ_IDLE:
		return to == MQ_RQ_IN_FLIGHT;
	case MQ_RQ_IN_FLIGHT:
		return to == MQ_RQ_COMPLETE || to == MQ_RQ_IDLE;
	case MQ_RQ_COMPLETE:
		return to == MQ_RQ_IDLE;
	}
	return false;
}

static const char *state_name(u64 state)
{
	return state < bp_array_size(state_names) ? state_names[state] : "?";
}

/* INV-REQ-3 (any): IDLE -> IN_FLIGHT -> COMPLETE -> IDLE */
static enum bp_ck_verdict state_may_follow(struct bp_case *c)
{
	const struct step *s = c->subject;
	bool as_known = !s->record->state_known || s->record->state == s->from;

	return bp_ck_verdict(c, as_known && may_follow(s->from, s->to), "%s to %s, seen last %s",
			     state_name(s->from), state_name(s->to),
			     s->record->state_known ? state_name(s->record->state) : "nothing");
}

static void hear_state(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_request_record *record = bp_ck_request_record(check, event->rq);
	struct step step = { record, event->a, event->b };
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.at = bp_event_info(event->id)->name,
		.subject = &step,
		.rq_serial = event->rq->bp_serial,
	};

	if (!record)
		return;
	bp_ck_judge_one(&c, BP_INV_REQ_3, state_may_follow);
	record->state = (enum mq_rq_state)event->b;
	record->state_known = true;
}

/* INV-REQ-3 (any): a tag is held by at most one request per hardware context */
static enum bp_ck_verdict tag_is_free(struct bp_case *c)
{
	const struct tag_record *tag = c->subject;

	return bp_ck_verdict(c, !tag->holder, "tag %llu is held by request %llu",
			     (unsigned long long)tag->record.number,
			     (unsigned long long)(tag->holder ? tag->holder->bp_serial : 0));
}

/* Queues that share a tag set share its tags. */
static const void *tag_space(const struct bp_event *event)
{
	const struct blk_mq_hw_ctx *hctx = event->rq->mq_hctx;

	return hctx ? (const void *)hctx->tags : event->q;
}

static void hear_tag(struct bp_check *check, const struct bp_event *event)
{
	const void *space = tag_space(event);
	struct bp_record *held = bp_ck_record_find(check, BP_RECORD_TAG, space, event->a);
	struct tag_record *tag = (struct tag_record *)held;
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.at = bp_event_info(event->id)->name,
		.rq_serial = event->rq->bp_serial,
	};

	if (!event->b) {
		bp_ck_record_drop(check, held);
		return;
	}
	if (!tag)
		tag = (struct tag_record *)bp_ck_record_new(check, BP_RECORD_TAG, space, event->a,
							    sizeof(*tag));
	if (!tag)
		return;
	c.subject = tag;
	bp_ck_judge_one(&c, BP_INV_REQ_3, tag_is_free);
	tag->holder = event->rq;
}

void bp_ck_hear_request(struct bp_check *check, const struct bp_event *event)
{
	switch (event->id) {
	case BP_EV_UPDATE_BEGIN:
		update_begin(check, event);
		break;
	case BP_EV_UPDATE_END:
		update_end(check, event);
		break;
	case BP_EV_RQ_STATE:
		hear_state(check, event);
		break;
	case BP_EV_RQ_TAG:
		hear_tag(check, event);
		break;
	default:
		break;
	}
}
