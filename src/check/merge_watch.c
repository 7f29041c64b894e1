/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches offers, and requests wherever they changed.
 */
#include "merge.h"

struct open_merge {
	struct bp_record record;
	struct bp_rq_image rq;
	struct bp_rq_image other;
	u64 bio;
	enum elv_merge type;
};

static void judge(struct bp_check *check, const struct bp_event *event,
		  const struct bp_offer *offer)
{
	struct bp_ck_range first;
	struct bp_case c = {
		.check = check,
		.q = offer->rq->q,
		.at = bp_event_info(event->id)->name,
		.subject = offer,
		.range = &first,
		.bio_serial = event->bio ? event->bio->bp_serial : 0,
		.rq_serial = offer->rq->bp_serial,
	};

	if (!offer->rq->bio)
		return;
	first = bp_ck_range_known(check, offer->rq->bio);
	bp_ck_judge_offer(&c);
}

static void hold(struct bp_check *check, const struct bio *bio, const struct request *rq)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, bio);

	if (record)
		record->rq = rq;
}

static void begin(struct bp_check *check, const struct bp_event *event)
{
	struct open_merge *open = bp_ck_open(check, BP_RECORD_MERGE, event->rq, sizeof(*open));

	if (!open)
		return;
	bp_ck_rq_image_take(&open->rq, event->rq);
	if (event->bio)
		open->bio = bp_ck_hash_of_bio(event->bio);
	if (event->other_rq)
		bp_ck_rq_image_take(&open->other, event->other_rq);
	open->type = event->bio ? (enum elv_merge)event->a : ELEVATOR_BACK_MERGE;
}

/* The bio joined; it may be in this request alone. */
static void take_bio(struct bp_check *check, struct bp_offer *offer)
{
	const struct bp_ck_bio_record *record = bp_ck_bio_record(check, offer->bio);

	offer->held_by = record ? record->rq : NULL;
	hold(check, offer->bio, offer->rq);
}

static void take_bios_of(struct bp_check *check, const struct bp_offer *offer)
{
	for (const struct bio *bio = offer->other_before->rq.bio; bio; bio = bio->bi_next)
		hold(check, bio, offer->rq);
}

static void end(struct bp_check *check, const struct bp_event *event)
{
	struct open_merge *open = bp_ck_open_find(check, BP_RECORD_MERGE, event->rq);
	struct bp_offer offer = {
		.rq = event->rq,
		.bio = event->bio,
		.other = event->other_rq,
		.merged = event->a,
	};

	if (!open)
		return;
	offer.before = &open->rq;
	offer.bio_before = open->bio;
	offer.other_before = &open->other;
	offer.type = open->type;
	if (offer.merged && offer.bio)
		take_bio(check, &offer);
	if (offer.merged && offer.other)
		take_bios_of(check, &offer);
	judge(check, event, &offer);
	bp_ck_close(check, BP_RECORD_MERGE, event->rq);
}

/* A request that nobody offers anything to: its shape alone is judged. */
static void look(struct bp_check *check, const struct bp_event *event)
{
	judge(check, event, &(struct bp_offer){ .rq = event->rq });
}

/* INV-MERGE-8: a bio that gets a request of its own is in no other. */
static enum bp_ck_verdict was_free(struct bp_case *c)
{
	const struct bp_ck_bio_record *record = c->subject;

	return bp_ck_verdict(c, !record->rq, "the bio is in another request");
}

static void get(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, event->bio);
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.at = bp_event_info(event->id)->name,
		.subject = record,
		.bio_serial = event->bio->bp_serial,
		.rq_serial = event->rq->bp_serial,
	};

	if (!record)
		return;
	bp_ck_judge_one(&c, BP_INV_MERGE_8, was_free);
	record->rq = event->rq;
}

void bp_ck_hear_merge(struct bp_check *check, const struct bp_event *event)
{
	switch (event->id) {
	case BP_EV_MERGE_BEGIN:
	case BP_EV_RQ_MERGE_BEGIN:
		begin(check, event);
		break;
	case BP_EV_MERGE_END:
	case BP_EV_RQ_MERGE_END:
		end(check, event);
		break;
	case BP_EV_GETRQ:
		get(check, event);
		break;
	case BP_EV_UPDATE_END:
	case BP_EV_RQ_INSERT:
	case BP_EV_RQ_ISSUE:
	case BP_EV_MAP_BEGIN:
		look(check, event);
		break;
	case BP_EV_BIO_SUBMIT:
	case BP_EV_BIO_ENDIO:
		hold(check, event->bio, NULL);
		break;
	default:
		break;
	}
}
