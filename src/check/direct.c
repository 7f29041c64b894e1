/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DIR: direct bios stay clear of pages.
 */
#include <string.h>

#include "map.h"

struct open_path {
	struct bp_record record;
	u64 accesses;
};

struct direct {
	const struct bio *bio;
	u64 accesses;
	const char *what;
};

struct twin {
	const struct bp_ck_range *page;
	const struct bp_ck_range *direct;
	const struct bp_cut *page_cut;
	const struct bp_cut *direct_cut;
};

/* INV-DIR-1 (any): never BIO_BOUNCED, never an integrity payload */
static enum bp_ck_verdict is_left_alone(struct bp_case *c)
{
	const struct direct *d = c->subject;
	bool bounced = d->what || bp_ck_flagged(d->bio, BIO_BOUNCED);
	bool is_protected = d->bio->bi_opf & REQ_INTEGRITY;

	return bp_ck_verdict(c, !bounced && !is_protected, "%s, opf 0x%x, flags 0x%x",
			     d->what ? d->what : "on its way", d->bio->bi_opf, d->bio->bi_flags);
}

/* INV-DIR-5 (any): on a queue with QUEUE_FLAG_DMA_DIRECT, op not WRITE_SAME */
static enum bp_ck_verdict queue_takes_it(struct bp_case *c)
{
	const struct direct *d = c->subject;
	bool taken = c->q->queue_flags >> QUEUE_FLAG_DMA_DIRECT & 1;

	return bp_ck_verdict(c, taken && (d->bio->bi_opf & REQ_OP_MASK) != REQ_OP_WRITE_SAME,
			     "op %u, the queue %s direct bios", d->bio->bi_opf & REQ_OP_MASK,
			     taken ? "takes" : "does not take");
}

/* INV-DIR-2 (any): the count of page-model accesses stays, no descriptor is added */
static enum bp_ck_verdict no_page_is_touched(struct bp_case *c)
{
	const struct direct *d = c->subject;

	return bp_ck_verdict(c, !d->accesses && !d->what, "%llu accesses to pages%s%s",
			     (unsigned long long)d->accesses, d->what ? "; " : "",
			     d->what ? d->what : "");
}

static void judge_bio(struct bp_check *check, const struct bp_event *event, const struct bio *bio,
		      const struct bp_law *law, struct direct d)
{
	struct bp_case c = {
		.check = check,
		.q = event->q,
		.at = bp_event_info(event->id)->name,
		.subject = &d,
		.bio_serial = bio->bp_serial,
	};

	if (bp_ck_bio_is_direct(bio))
		bp_ck_judge(&c, law, 1);
}

static const struct bp_law alone = { BP_INV_DIR_1, is_left_alone };
static const struct bp_law taken = { BP_INV_DIR_5, queue_takes_it };
static const struct bp_law untouched = { BP_INV_DIR_2, no_page_is_touched };

static void judge_on_queue(struct bp_check *check, const struct bp_event *event,
			   const struct bio *bio)
{
	struct direct d = { .bio = bio };

	judge_bio(check, event, bio, &alone, d);
	judge_bio(check, event, bio, &taken, d);
}

/* Splitting and mapping look at no page, whatever stands in the vectors. */
static void begin(struct bp_check *check, const void *key)
{
	struct open_path *open = bp_ck_open(check, BP_RECORD_DIRECT, key, sizeof(*open));

	if (open)
		open->accesses = check->env->page_accesses;
}

static void end(struct bp_check *check, const struct bp_event *event, const void *key,
		const struct bio *bio)
{
	const struct open_path *open = bp_ck_open_find(check, BP_RECORD_DIRECT, key);
	struct direct d = { .bio = bio };

	if (!open)
		return;
	d.accesses = check->env->page_accesses - open->accesses;
	judge_bio(check, event, bio, &untouched, d);
	bp_ck_close(check, BP_RECORD_DIRECT, key);
}

/* A page descriptor in the table of a direct bio (R-ADD-4). */
static void hear_add(struct bp_check *check, const struct bp_event *event)
{
	const struct bio *bio = event->bio;
	bool dma = event->rule && !strcmp(event->rule, "R-ADD-8");

	judge_bio(check, event, bio, &untouched,
		  (struct direct){ .bio = bio, .what = dma ? NULL : "a page was added" });
}

/* The payload of a discard is a page on any path. */
static void hear_page(struct bp_check *check, const struct bp_event *event)
{
	const struct request *rq = event->rq;

	if (rq->bio && !(rq->rq_flags & RQF_SPECIAL_PAYLOAD))
		judge_bio(check, event, rq->bio, &untouched,
			  (struct direct){ rq->bio, 1, "the driver asks where it is" });
}

/* The bios of a request, on the queue that it is mapped for. */
static void hear_request(struct bp_check *check, const struct bp_event *event)
{
	for (const struct bio *bio = event->rq->bio; bio; bio = bio->bi_next)
		judge_on_queue(check, event, bio);
}

void bp_ck_hear_direct(struct bp_check *check, const struct bp_event *event)
{
	const struct bio *bio = event->bio;

	switch (event->id) {
	case BP_EV_BIO_ADD:
		hear_add(check, event);
		break;
	case BP_EV_BIO_BOUNCE:
		judge_bio(check, event, bio, &alone, (struct direct){ bio, 0, "bounced" });
		break;
	case BP_EV_INTEGRITY:
		judge_bio(check, event, bio, &alone, (struct direct){ bio, 0, "protected" });
		break;
	case BP_EV_BIO_QUEUE:
	case BP_EV_GETRQ:
		judge_on_queue(check, event, bio);
		break;
	case BP_EV_RQ_ISSUE:
		hear_request(check, event);
		break;
	case BP_EV_SPLIT_BEGIN:
		judge_on_queue(check, event, bio);
		begin(check, bio);
		break;
	case BP_EV_SPLIT_END:
		end(check, event, event->other ? event->other : bio, bio);
		break;
	case BP_EV_NVME_PAGE:
		hear_page(check, event);
		break;
	case BP_EV_MAP_BEGIN:
		hear_request(check, event);
		begin(check, event->rq);
		break;
	case BP_EV_MAP_END:
		if (event->rq->bio && !(event->rq->rq_flags & RQF_SPECIAL_PAYLOAD))
			end(check, event, event->rq, event->rq->bio);
		break;
	default:
		break;
	}
}

/* INV-DIR-4 (any): every entry has dma_address and dma_length */
static enum bp_ck_verdict entries_are_dma(struct bp_case *c)
{
	const struct bp_map *m = c->subject;
	const struct scatterlist *sg = m->sgl;

	if (!m->direct)
		return BP_NO_CASE;
	for (unsigned i = 0; i < m->entries - m->drain; i++) {
		struct bp_run run;

		sg = i ? bp_ck_entry_next(sg) : sg; /* nothing need stand behind the last */
		run = bp_ck_entry_run(c->check, c->q, sg, true);
		if (!run.len)
			return bp_ck_verdict(c, false, "entry %u: DMA address 0x%llx, length 0", i,
					     (unsigned long long)run.addr);
	}
	return BP_HOLDS;
}

void bp_ck_judge_map_direct(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_DIR_4, entries_are_dma);
}

/* INV-DIR-3 (A, m = 4095 or D): the same sectors, the same nsegs */
static enum bp_ck_verdict twins_split_alike(struct bp_case *c)
{
	const struct twin *t = c->subject;

	return bp_ck_verdict(c,
			     t->page_cut->sectors == t->direct_cut->sectors &&
				     t->page_cut->nsegs == t->direct_cut->nsegs &&
				     !t->page_cut->cause == !t->direct_cut->cause,
			     "pages: %u sectors, %u segments; direct: %u sectors, %u segments",
			     t->page_cut->sectors, t->page_cut->nsegs, t->direct_cut->sectors,
			     t->direct_cut->nsegs);
}

static bool have_one_sequence(const struct twin *t)
{
	struct bp_range_stream page, direct;

	return t->page->iter.bi_sector == t->direct->iter.bi_sector &&
	       bp_ck_range_vectors(t->page) == bp_ck_range_vectors(t->direct) &&
	       bp_ck_streams_equal(bp_ck_bytes(&page, t->page, NULL),
				   bp_ck_bytes(&direct, t->direct, NULL));
}

void bp_check_twin(struct bp_check *check, const struct request_queue *q, const struct bio *page,
		   const struct bio *direct, const struct bp_cut *page_cut,
		   const struct bp_cut *direct_cut)
{
	struct bp_ck_range page_range = bp_ck_range_known(check, page);
	struct bp_ck_range direct_range = bp_ck_range_known(check, direct);
	struct twin twin = { &page_range, &direct_range, page_cut, direct_cut };
	u64 mask = q->limits.seg_boundary_mask;
	struct bp_case c = {
		.check = check,
		.q = q,
		.pre = bp_min(bp_ck_pre_of(q, &page_range), bp_ck_pre_of(q, &direct_range)),
		.at = "twin",
		.subject = &twin,
		.range = &direct_range,
		.front_bytes = direct_cut->cause ? direct_cut->sectors << SECTOR_SHIFT : 0,
		.bio_serial = direct->bp_serial,
	};

	if (!q->bp_rules->dma_direct)
		return;
	if (mask != BLK_SEG_BOUNDARY_MASK && mask != ((u64)1 << page_range.page_shift) - 1)
		return;
	if (have_one_sequence(&twin))
		bp_ck_judge_one(&c, BP_INV_DIR_3, twins_split_alike);
}
