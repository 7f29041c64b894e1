/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MERGE: bios and requests joined.
 */
#include "merge.h"

static unsigned op_of(const struct request *rq)
{
	return rq->cmd_flags & REQ_OP_MASK;
}

static bool is_passthrough(const struct request *rq)
{
	return op_of(rq) >= REQ_OP_SCSI_IN && op_of(rq) <= REQ_OP_DRV_OUT;
}

/* R-MGE-3: its ranges need not touch. */
static bool is_multi_range_discard(const struct bp_case *c, const struct request *rq)
{
	return op_of(rq) == REQ_OP_DISCARD && c->q->limits.max_discard_segments > 1;
}

/* INV-MERGE-1 (any): __data_len = sum of bi_size */
static enum bp_ck_verdict length_is_the_sum(struct bp_case *c)
{
	const struct request *rq = ((const struct bp_offer *)c->subject)->rq;
	unsigned sum = 0;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		sum += bio->bi_iter.bi_size;
	return bp_ck_verdict(c, sum == rq->__data_len, "__data_len %u, its bios have %u",
			     rq->__data_len, sum);
}

/* After bytes that are no sector, the floors of the request and of its bios differ (R-END-2,
 * R-MGE-4). */
static bool is_whole_sectors(const struct bp_case *c, const struct request *rq)
{
	const struct bp_ck_request_record *record = bp_ck_request_record(c->check, rq);

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		if (bio->bi_iter.bi_size % SECTOR_SIZE)
			return false;
	return record && !record->ended_in_a_sector;
}

/* INV-MERGE-2 (any): __sector = S(first bio), S(next) = S(b) + N(b); a passthrough has no sector */
static enum bp_ck_verdict sectors_follow(struct bp_case *c)
{
	const struct request *rq = ((const struct bp_offer *)c->subject)->rq;
	sector_t at = rq->__sector;

	if (is_passthrough(rq) || is_multi_range_discard(c, rq) || !is_whole_sectors(c, rq))
		return BP_NO_CASE;
	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next) {
		if (bio->bi_iter.bi_sector != at)
			return bp_ck_verdict(c, false,
					     "a bio at %llu stands at %llu of the request",
					     (unsigned long long)bio->bi_iter.bi_sector,
					     (unsigned long long)at);
		at += bio->bi_iter.bi_size >> SECTOR_SHIFT;
	}
	return BP_HOLDS;
}

/* R-MGE-17 asks less when two discards are joined: ranges and sectors of the second are not added
 * up before. */
static bool joined_discards(const struct bp_case *c, const struct bp_offer *o)
{
	return o->other && is_multi_range_discard(c, o->rq);
}

/* INV-MERGE-3 (any): after a merge nr_phys_segments <= max_segments (max_discard_segments) */
static enum bp_ck_verdict segments_are_allowed(struct bp_case *c)
{
	const struct bp_offer *o = c->subject;
	unsigned most = is_multi_range_discard(c, o->rq) ? c->q->limits.max_discard_segments
							 : c->q->limits.max_segments;

	if (!o->merged || joined_discards(c, o))
		return BP_NO_CASE;
	return bp_ck_verdict(c, o->rq->nr_phys_segments <= most, "%u segments, at most %u",
			     o->rq->nr_phys_segments, most);
}

/* INV-MERGE-4 (any, whole sectors): after a merge blk_rq_sectors <= blk_rq_get_max_sectors(rq,
 * __sector) */
static enum bp_ck_verdict length_is_allowed(struct bp_case *c)
{
	const struct bp_offer *o = c->subject;
	unsigned sectors = o->rq->__data_len >> SECTOR_SHIFT;
	u64 most = bp_ck_max_request_sectors(c->q, o->rq->cmd_flags, o->rq->__sector);

	if (!o->merged || joined_discards(c, o) || !is_whole_sectors(c, o->rq))
		return BP_NO_CASE;
	return bp_ck_verdict(c, sectors <= most, "%u sectors at %llu, at most %llu", sectors,
			     (unsigned long long)o->rq->__sector, (unsigned long long)most);
}

static const char *disagreement(const struct bio *a, const struct bio *b)
{
	if ((a->bi_opf ^ b->bi_opf) & REQ_OP_MASK)
		return "op";
	if (a->bi_disk != b->bi_disk)
		return "disk";
	if (a->bi_write_hint != b->bi_write_hint)
		return "write hint";
	return a->bi_ioprio == b->bi_ioprio ? NULL : "ioprio";
}

/* INV-MERGE-5 (any): same op, disk, write hint, ioprio; a direct bio is alone (R-MGE-18: not in a
 * passthrough request) */
static enum bp_ck_verdict bios_agree(struct bp_case *c)
{
	const struct request *rq = ((const struct bp_offer *)c->subject)->rq;

	for (const struct bio *bio = rq->bio->bi_next; bio; bio = bio->bi_next) {
		const char *what = disagreement(rq->bio, bio);

		if (!what && !is_passthrough(rq) &&
		    (bp_ck_bio_is_direct(rq->bio) || bp_ck_bio_is_direct(bio)))
			what = "being alone: one is direct";
		if (what)
			return bp_ck_verdict(c, false, "bios %llu and %llu differ in %s",
					     (unsigned long long)rq->bio->bp_serial,
					     (unsigned long long)bio->bp_serial, what);
	}
	return BP_HOLDS;
}

/* What the splitter said of a bio: in the bio, or remembered here (G-12). False: nobody knows. */
static bool segments_of(const struct bp_case *c, const struct bio *bio, u64 *segments)
{
	const struct bp_ck_bio_record *record = bp_ck_bio_record(c->check, bio);

	*segments = bio->bi_phys_segments;
	if (!c->q->bp_rules->count_beside_bio)
		return bp_ck_flagged(bio, BIO_SEG_VALID);
	if (!record || record->passed != c->q ||
	    !bp_ck_iter_equal(&record->passed_iter, &bio->bi_iter))
		return false;
	*segments = bio->bi_iter.bi_size ? record->passed_nsegs : 0; /* R-SUB-8 */
	return true;
}

/* INV-MERGE-7 (any): not started, never partly completed: nr_phys_segments = sum of the bios' */
static enum bp_ck_verdict segments_are_the_sum(struct bp_case *c)
{
	const struct request *rq = ((const struct bp_offer *)c->subject)->rq;
	const struct bp_ck_request_record *record = bp_ck_request_record(c->check, rq);
	u64 sum = 0;

	if (rq->state != MQ_RQ_IDLE || rq->rq_flags & (RQF_STARTED | RQF_SPECIAL_PAYLOAD))
		return BP_NO_CASE;
	if (!record || record->partly_ended)
		return BP_NO_CASE;
	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next) {
		struct bp_ck_range range = bp_ck_range_known(c->check, bio);
		u64 segments;

		if (!bp_ck_range_is_data(&range) || !segments_of(c, bio, &segments))
			return BP_NO_CASE;
		sum += segments;
	}
	return bp_ck_verdict(c, sum == rq->nr_phys_segments,
			     "nr_phys_segments %u, its bios have %llu", rq->nr_phys_segments,
			     (unsigned long long)sum);
}

/* INV-MERGE-6 (any): a refused merge changes nothing */
static enum bp_ck_verdict refusal_changes_nothing(struct bp_case *c)
{
	const struct bp_offer *o = c->subject;
	const char *what;

	if (!o->before || o->merged)
		return BP_NO_CASE;
	what = bp_ck_rq_image_difference(o->before, o->rq);
	if (!what && o->bio && bp_ck_hash_of_bio(o->bio) != o->bio_before)
		what = "the bio";
	if (!what && o->other)
		what = bp_ck_rq_image_difference(o->other_before, o->other);
	return bp_ck_verdict(c, !what, "the refused merge changed %s", what);
}

static bool joined_where_it_belongs(const struct bp_offer *o)
{
	const struct request *before = &o->before->rq;

	if (o->other)
		return o->rq->bio == before->bio && o->rq->biotail == o->other_before->rq.biotail &&
		       before->biotail->bi_next == o->other_before->rq.bio && !o->other->bio;
	if (o->type == ELEVATOR_FRONT_MERGE)
		return o->rq->bio == o->bio && o->bio->bi_next == before->bio &&
		       o->rq->biotail == before->biotail;
	return o->rq->bio == before->bio && o->rq->biotail == o->bio &&
	       before->biotail->bi_next == o->bio;
}

/* INV-MERGE-8 (any): back at the tail, front at the head; each byte in one request */
static enum bp_ck_verdict joined_once_at_its_end(struct bp_case *c)
{
	const struct bp_offer *o = c->subject;

	if (!o->before || !o->merged)
		return BP_NO_CASE;
	return bp_ck_verdict(c, joined_where_it_belongs(o) && !o->held_by, "%s; %s",
			     joined_where_it_belongs(o) ? "joined at its end" : "joined elsewhere",
			     o->held_by ? "the bio is in another request" : "in no other request");
}

static const struct bp_law laws[] = {
	{ BP_INV_MERGE_1, length_is_the_sum },	  { BP_INV_MERGE_2, sectors_follow },
	{ BP_INV_MERGE_3, segments_are_allowed }, { BP_INV_MERGE_4, length_is_allowed },
	{ BP_INV_MERGE_5, bios_agree },		  { BP_INV_MERGE_6, refusal_changes_nothing },
	{ BP_INV_MERGE_7, segments_are_the_sum }, { BP_INV_MERGE_8, joined_once_at_its_end },
};

void bp_ck_judge_offer(struct bp_case *c)
{
	bp_ck_judge_all(c, laws);
}
