/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-BIO: what a bio holds, and that it is returned.
 */
#include <limits.h>

#include "family.h"

struct held {
	const struct bio *bio;
	const struct bio *other; /* its source, front or remainder */
	const struct request *rq;
	struct bp_ck_bio_record *record;
	u64 lost;
	const char *what;
};

/* The table as built: bi_vcnt vectors, whatever bi_iter says. */
static unsigned length_of(const struct bio *bio, unsigned i)
{
	return bio->bi_io_vec[i].bv_len; /* at one place in both types (R-VEC-1) */
}

static u64 sum_of_lengths(const struct bio *bio)
{
	u64 sum = 0;

	for (unsigned i = 0; i < bio->bi_vcnt; i++)
		sum += length_of(bio, i);
	return sum;
}

/* A WRITE_SAME gets its size by hand; so does a bio that somebody built without adding. */
static bool is_filled_by_adding(const struct held *h)
{
	return h->record && h->record->only_added &&
	       (h->bio->bi_opf & REQ_OP_MASK) != REQ_OP_WRITE_SAME;
}

/* INV-BIO-1: bi_size is the sum of the vector lengths modulo 2^32 */
static enum bp_ck_verdict size_is_the_sum(struct bp_case *c)
{
	const struct held *h = c->subject;
	u64 sum = sum_of_lengths(h->bio);

	if (!is_filled_by_adding(h))
		return BP_NO_CASE;
	return bp_ck_verdict(c, h->bio->bi_iter.bi_size == (unsigned)sum,
			     "bi_size %u, %u vectors of %llu bytes", h->bio->bi_iter.bi_size,
			     h->bio->bi_vcnt, (unsigned long long)sum);
}

/* INV-BIO-2: bi_vcnt <= bi_max_vecs */
static enum bp_ck_verdict table_holds_them(struct bp_case *c)
{
	const struct bio *bio = ((const struct held *)c->subject)->bio;
	size_t vector = bp_ck_bio_is_direct(bio) ? sizeof(struct dma_vec) : sizeof(struct bio_vec);
	size_t room = bio->bi_max_vecs * sizeof(struct bio_vec) / vector;

	return bp_ck_verdict(c, bio->bi_vcnt <= room, "%u vectors, room for %zu", bio->bi_vcnt,
			     room);
}

/* INV-BIO-5: 0 < dv_len < 2^31, whole sectors, dv_addr + dv_len <= 2^64, no wrap of the sum */
static enum bp_ck_verdict dma_vectors_can_be_carried(struct bp_case *c)
{
	const struct held *h = c->subject;
	const struct bio *bio = h->bio;
	u64 sum = sum_of_lengths(bio);

	if (!bp_ck_bio_is_direct(bio) || !is_filled_by_adding(h))
		return BP_NO_CASE;
	for (unsigned i = 0; i < bio->bi_vcnt; i++) {
		u64 addr = bio->bi_dma_vec[i].dv_addr.dma;
		u64 len = bio->bi_dma_vec[i].dv_len;

		if (!len || len > INT_MAX || len % SECTOR_SIZE || addr > -len)
			return bp_ck_verdict(c, false, "vector %u: 0x%llx + %llu bytes", i,
					     (unsigned long long)addr, (unsigned long long)len);
	}
	return bp_ck_verdict(c, sum <= UINT_MAX, "%llu bytes do not fit bi_size",
			     (unsigned long long)sum);
}

/* INV-BIO-4: REQ_DMA_DIRECT is equal in a bio and its clones, fronts, remainders, request */
static enum bp_ck_verdict directness_is_kept(struct bp_case *c)
{
	const struct held *h = c->subject;
	unsigned flags = h->rq ? h->rq->cmd_flags : h->other->bi_opf;

	return bp_ck_verdict(c, (h->bio->bi_opf & REQ_DMA_DIRECT) == (flags & REQ_DMA_DIRECT),
			     "bi_opf 0x%x, %s 0x%x", h->bio->bi_opf, h->what, flags);
}

/* INV-BIO-3: freed exactly once; nothing below zero; all returned */
static enum bp_ck_verdict nothing_is_lost(struct bp_case *c)
{
	const struct held *h = c->subject;

	return bp_ck_verdict(c, !h->lost, "%llu %s", (unsigned long long)h->lost, h->what);
}

static struct bp_case case_of(struct bp_check *check, const char *at, const struct held *h)
{
	return (struct bp_case){
		.check = check,
		.at = at,
		.subject = h,
		.bio_serial = h->bio ? h->bio->bp_serial : 0,
		.rq_serial = h->rq ? h->rq->bp_serial : 0,
	};
}

static void judge_filled(struct bp_check *check, const struct bio *bio, const char *at)
{
	static const struct bp_law laws[] = {
		{ BP_INV_BIO_1, size_is_the_sum },
		{ BP_INV_BIO_2, table_holds_them },
		{ BP_INV_BIO_5, dma_vectors_can_be_carried },
	};
	struct held h = { .bio = bio, .record = bp_ck_bio_record(check, bio) };
	struct bp_case c = case_of(check, at, &h);

	bp_ck_judge_all(&c, laws);
}

static void judge_same_kind(struct bp_check *check, const struct bp_event *event,
			    const struct bio *bio, const struct bio *other, const char *what)
{
	struct held h = { .bio = bio, .other = other, .rq = event->rq, .what = what };
	struct bp_case c = case_of(check, bp_event_info(event->id)->name, &h);

	bp_ck_judge_one(&c, BP_INV_BIO_4, directness_is_kept);
}

static void judge_loss(struct bp_check *check, const char *at, const struct bio *bio, u64 lost,
		       const char *what)
{
	struct held h = { .bio = bio, .lost = lost, .what = what };
	struct bp_case c = case_of(check, at, &h);

	bp_ck_judge_one(&c, BP_INV_BIO_3, nothing_is_lost);
}

static void hear_alloc(struct bp_check *check, const struct bio *bio)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, bio);

	if (record)
		record->allocated = true;
}

static void hear_clone(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, event->bio);
	struct bp_ck_range source = bp_ck_range_known(check, event->other);

	judge_same_kind(check, event, event->bio, event->other, "that of its source");
	if (!record)
		return;
	record->nvecs = source.nvecs;
	record->source = event->other;
	record->only_added = false;
}

/* Adding to a clone must leave the bio alone whose table it shares. */
static void hear_add(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, event->bio);
	const char *at = bp_event_info(event->id)->name;

	if (!record)
		return;
	if (event->bio->bi_vcnt <= 1 && event->bio->bi_iter.bi_size == event->a)
		record->only_added = !record->source;
	judge_filled(check, event->bio, at);
	if (bp_ck_record_find(check, BP_RECORD_BIO, record->source, 0))
		judge_filled(check, record->source, at);
}

/* A bio that moved on has less left than its table holds. */
static void hear_advance(struct bp_check *check, const struct bio *bio)
{
	struct bp_ck_bio_record *record = bp_ck_bio_record(check, bio);

	if (record)
		record->only_added = false;
}

static void hear_request(struct bp_check *check, const struct bp_event *event)
{
	for (const struct bio *bio = event->rq->bio; bio; bio = bio->bi_next)
		judge_same_kind(check, event, bio, NULL, "cmd_flags");
}

static void hear_free(struct bp_check *check, const struct bp_event *event)
{
	struct bp_record *record = bp_ck_record_find(check, BP_RECORD_BIO, event->bio, 0);

	if (record)
		judge_loss(check, bp_event_info(event->id)->name, event->bio,
			   event->bio->bp_life == BP_BIO_FREED, "times freed before");
}

void bp_ck_hear_bio(struct bp_check *check, const struct bp_event *event)
{
	switch (event->id) {
	case BP_EV_BIO_ALLOC:
		hear_alloc(check, event->bio);
		break;
	case BP_EV_BIO_CLONE:
		hear_clone(check, event);
		break;
	case BP_EV_BIO_ADD:
		hear_add(check, event);
		break;
	case BP_EV_BIO_ADVANCE:
		hear_advance(check, event->bio);
		break;
	case BP_EV_BIO_SUBMIT:
		judge_filled(check, event->bio, bp_event_info(event->id)->name);
		break;
	case BP_EV_SPLIT:
		judge_same_kind(check, event, event->bio, event->other, "that of the remainder");
		break;
	case BP_EV_MAP_BEGIN:
	case BP_EV_RQ_ISSUE:
		hear_request(check, event);
		break;
	case BP_EV_BIO_FREE:
		hear_free(check, event);
		break;
	default:
		break;
	}
}

void bp_check_end(struct bp_check *check, u64 pages_held)
{
	const struct bp_env *env = check->env;
	const struct {
		u64 lost;
		const char *what;
	} accounts[] = {
		{ env->live[BP_ALLOC_BIO], "bios not freed" },
		{ env->live[BP_ALLOC_BVEC], "vector tables not freed" },
		{ env->hits[BP_SITE_FREE_TWICE], "frees too many" },
		{ env->hits[BP_SITE_BIO_FREED_USED], "uses of freed bios" },
		{ env->hits[BP_SITE_PAGE_PUT_FREE], "page references put below zero" },
		{ pages_held, "page references not returned" },
	};

	for (size_t i = 0; i < bp_array_size(accounts); i++)
		judge_loss(check, "end", NULL, accounts[i].lost, accounts[i].what);
	bp_ck_chain_end(check);
	bp_ck_nvme_rings_end(check);
	bp_ck_nvmet_end(check);
}
