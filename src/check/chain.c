/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-CHAIN: every part of a bio ends, and its owner is told once.
 *
 * R-CHN-2 is followed in the records: a child is finished when its turn came and nothing of it is
 * left, and the next turn of its parent belongs to it.
 */
#include <blkpath/split.h>

#include "family.h"

struct turn {
	const struct bio *bio;
	struct bp_chain_record *chain;
	bool nested;
	u64 lost;
	const char *what;
};

static struct bp_chain_record *chain_of(struct bp_check *check, const struct bio *bio)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, bio);

	return record ? &record->chain : NULL;
}

/* INV-CHAIN-2 (any): __bi_remaining = unfinished children + 1 while the own part has not ended */
static enum bp_ck_verdict remaining_is_what_is_left(struct bp_case *c)
{
	const struct turn *t = c->subject;
	unsigned left = t->chain->children + t->chain->arriving + !t->chain->own_ended;

	if (!bp_ck_flagged(t->bio, BIO_CHAIN))
		return BP_NO_CASE;
	return bp_ck_verdict(c, t->bio->__bi_remaining == (int)left,
			     "__bi_remaining %d; %u children unfinished, own part %s",
			     t->bio->__bi_remaining, t->chain->children + t->chain->arriving,
			     t->chain->own_ended ? "ended" : "not ended");
}

/* INV-CHAIN-1 (any): bi_end_io runs exactly once, after every front was ended */
static enum bp_ck_verdict owner_is_told_once(struct bp_case *c)
{
	const struct turn *t = c->subject;
	bool again = t->chain->told == t->bio->bi_end_io && t->chain->done;

	return bp_ck_verdict(c, !again && !t->chain->children && t->chain->own_ended,
			     "%s; %u children unfinished, own part %s",
			     again ? "told before" : "first time", t->chain->children,
			     t->chain->own_ended ? "ended" : "not ended");
}

/* INV-CHAIN-3 (any): non-zero iff some part failed; the value of R-CHN-3 */
static enum bp_ck_verdict status_is_right(struct bp_case *c)
{
	const struct turn *t = c->subject;

	return bp_ck_verdict(c, t->bio->bi_status == t->chain->status,
			     "status %u, the parts make it %u", t->bio->bi_status,
			     t->chain->status);
}

/* INV-CHAIN-4 (any): BIO_CHAIN is clear; every front was freed */
static enum bp_ck_verdict chain_is_gone(struct bp_case *c)
{
	const struct turn *t = c->subject;

	return bp_ck_verdict(c, !bp_ck_flagged(t->bio, BIO_CHAIN) && !t->chain->unfreed,
			     "BIO_CHAIN %s, %u fronts not freed",
			     bp_ck_flagged(t->bio, BIO_CHAIN) ? "set" : "clear", t->chain->unfreed);
}

/* INV-CHAIN-5 (any): k pieces, k - 1 chain completions */
static enum bp_ck_verdict each_child_completed_once(struct bp_case *c)
{
	const struct turn *t = c->subject;

	if (!t->chain->chained)
		return BP_NO_CASE;
	return bp_ck_verdict(c, t->chain->ended == t->chain->chained,
			     "%u fronts, %u chain completions", t->chain->chained, t->chain->ended);
}

/* INV-CHAIN-5 (any): the recursion depth does not grow */
static enum bp_ck_verdict turn_is_not_nested(struct bp_case *c)
{
	const struct turn *t = c->subject;

	return bp_ck_verdict(c, !t->nested, "the parent's turn runs inside its child's");
}

static struct bp_case case_of(struct bp_check *check, const char *at, const struct turn *t)
{
	return (struct bp_case){
		.check = check,
		.at = at,
		.subject = t,
		.bio_serial = t->bio ? t->bio->bp_serial : 0,
	};
}

static void hear_submit(struct bp_check *check, const struct bio *bio)
{
	struct bp_chain_record *chain = chain_of(check, bio);

	if (!chain)
		return;
	if (chain->done)
		*chain = (struct bp_chain_record){ 0 };
	chain->submitted = true;
	chain->failed = BLK_STS_OK;
}

static void hear_chain(struct bp_check *check, const struct bp_event *event)
{
	struct bp_chain_record *child = chain_of(check, event->bio);
	struct bp_chain_record *parent = chain_of(check, event->other);
	struct turn turn = { .bio = event->other, .chain = parent };
	struct bp_case c = case_of(check, bp_event_info(event->id)->name, &turn);

	if (!child || !parent)
		return;
	child->parent = event->other;
	parent->children++;
	parent->chained++;
	parent->unfreed++;
	bp_ck_judge_one(&c, BP_INV_CHAIN_2, remaining_is_what_is_left);
}

/* A finished child gives its place, and its error, to its parent (R-CHN-2 step 3). */
static void finish_child(struct bp_check *check, const struct bio *child,
			 struct bp_chain_record *chain)
{
	struct bp_chain_record *parent = chain_of(check, chain->parent);

	chain->finished = true;
	if (!parent)
		return;
	parent->children--;
	parent->arriving++;
	parent->ended++;
	parent->from = chain->frame;
	if (!parent->status)
		parent->status = child->bi_status;
}

/* A request ends with an error: every bio that it reaches has it, ended or not (R-END-1, R-END-3).
 */
static void hear_update(struct bp_check *check, const struct bp_event *event)
{
	u64 left = event->b;

	if (!event->a)
		return;
	for (const struct bio *bio = event->rq->bio; bio; bio = bio->bi_next) {
		struct bp_chain_record *chain = chain_of(check, bio);

		if (chain)
			chain->failed = (blk_status_t)event->a;
		if (left <= bio->bi_iter.bi_size)
			return;
		left -= bio->bi_iter.bi_size;
	}
}

/* G-6, G-18: the splitter ends what is left of a bio. */
static void hear_split_end(struct bp_check *check, const struct bp_event *event)
{
	bool failed = event->cut && event->cut->error;
	struct bp_chain_record *chain = failed ? chain_of(check, event->bio) : NULL;

	if (chain)
		chain->failed = BLK_STS_INVAL;
}

/*
 * The own part ended.  Its error wins; without one a child's stays.  What the request or the
 * splitter said is believed before what stands in the bio, where a child's error may have been
 * left.
 */
static void end_own_part(const struct bio *bio, struct bp_chain_record *chain)
{
	blk_status_t own = chain->failed ? chain->failed : bio->bi_status;

	chain->own_ended = true;
	if (own)
		chain->status = own;
}

static bool may_be_postponed(const struct bio *bio)
{
	return bio->bi_opf & REQ_INTEGRITY; /* R-INT-2: it may be ended a second time */
}

static void hear_endio(struct bp_check *check, const struct bp_event *event)
{
	static const struct bp_law laws[] = {
		{ BP_INV_CHAIN_2, remaining_is_what_is_left },
		{ BP_INV_CHAIN_5, turn_is_not_nested },
	};
	const struct bio *bio = event->bio;
	struct bp_chain_record *chain = chain_of(check, bio);
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0);
	struct turn turn = { .bio = bio, .chain = chain };
	struct bp_case c = case_of(check, bp_event_info(event->id)->name, &turn);

	if (!chain)
		return;
	turn.nested = chain->arriving && frame < chain->from;
	bp_ck_judge_all(&c, laws);
	chain->frame = frame;
	if (chain->arriving)
		chain->arriving--;
	else
		end_own_part(bio, chain);
	if (chain->own_ended && !chain->children && chain->parent && !may_be_postponed(bio))
		finish_child(check, bio, chain);
}

static void hear_done(struct bp_check *check, const struct bp_event *event)
{
	static const struct bp_law laws[] = {
		{ BP_INV_CHAIN_1, owner_is_told_once },
		{ BP_INV_CHAIN_3, status_is_right },
		{ BP_INV_CHAIN_4, chain_is_gone },
		{ BP_INV_CHAIN_5, each_child_completed_once },
	};
	struct bp_chain_record *chain = chain_of(check, event->bio);
	struct turn turn = { .bio = event->bio, .chain = chain };
	struct bp_case c = case_of(check, bp_event_info(event->id)->name, &turn);

	if (!chain)
		return;
	bp_ck_judge_all(&c, laws);
	chain->done = true;
	chain->told = event->bio->bi_end_io;
}

static void hear_free(struct bp_check *check, const struct bio *bio)
{
	struct bp_chain_record *chain = chain_of(check, bio);
	struct bp_chain_record *parent;

	if (!chain || !chain->parent)
		return;
	if (!chain->finished && chain->own_ended && !chain->children)
		finish_child(check, bio, chain);
	parent = chain_of(check, chain->parent);
	if (parent)
		parent->unfreed--;
}

void bp_ck_hear_chain(struct bp_check *check, const struct bp_event *event)
{
	switch (event->id) {
	case BP_EV_BIO_SUBMIT:
		hear_submit(check, event->bio);
		break;
	case BP_EV_BIO_CHAIN:
		hear_chain(check, event);
		break;
	case BP_EV_SPLIT_END:
		hear_split_end(check, event);
		break;
	case BP_EV_UPDATE_BEGIN:
		hear_update(check, event);
		break;
	case BP_EV_BIO_ENDIO:
		hear_endio(check, event);
		break;
	case BP_EV_BIO_DONE:
		hear_done(check, event);
		break;
	case BP_EV_BIO_FREE:
		hear_free(check, event->bio);
		break;
	default:
		break;
	}
}

/* INV-CHAIN-1 (any), at the end of a run */
static enum bp_ck_verdict nobody_waits(struct bp_case *c)
{
	const struct turn *t = c->subject;

	return bp_ck_verdict(c, !t->lost, "%llu %s", (unsigned long long)t->lost, t->what);
}

static void judge_end(struct bp_check *check, u64 lost, const char *what)
{
	struct turn turn = { .lost = lost, .what = what };
	struct bp_case c = case_of(check, "end", &turn);

	bp_ck_judge_one(&c, BP_INV_CHAIN_1, nobody_waits);
}

void bp_ck_chain_end(struct bp_check *check)
{
	struct bp_record *record;
	u64 waiting = 0;

	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		LIST_FOREACH (record, &check->records[i], link) {
			const struct bp_chain_record *chain =
				&((struct bp_ck_bio_record *)record)->chain;

			if (record->kind == BP_RECORD_BIO)
				waiting += chain->submitted && !chain->done && !chain->parent;
		}
	}
	judge_end(check, waiting, "submitted bios whose owner was never told");
	judge_end(check, check->env->hits[BP_SITE_BIO_ENDED_TWICE], "bios ended twice");
}
