/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our side of a case: the library, asked for the same things as the tree.
 */
#include <string.h>

#include <blkpath/bio_build.h>
#include <blkpath/bio_data.h>
#include <blkpath/bio_end.h>
#include <blkpath/bio_life.h>
#include <blkpath/count.h>
#include <blkpath/map.h>
#include <blkpath/merge.h>
#include <blkpath/queue.h>
#include <blkpath/split.h>

#include "ours.h"
#include "subjects.h"
#include "why.h"

static const struct bp_rules *rules;
static struct kt_result *result;
static struct scatterlist table[KT_ENTRIES];

/* The world of the case that runs. */
static struct bp_env env;
static struct request_queue queue;
static struct gendisk disk;
static unsigned told;
static blk_status_t told_status;

void kt_ours_rules(const struct bp_rules *chosen)
{
	rules = chosen;
}

static struct kt_row *row(enum kt_what what)
{
	struct kt_row *made = kt_row_add(result, what);

	if (!made) {
		result->outcome = KT_TOO_LONG;
		result->nr_rows = 0; /* what comes next overwrites what nobody will read */
		made = kt_row_add(result, what);
	}
	return made;
}

static void entry(u64 addr, unsigned len)
{
	if (!kt_entry_add(result, addr, len))
		result->outcome = KT_TOO_LONG;
}

void kt_ours_limits(struct queue_limits *to, const struct kt_limits *from)
{
	to->logical_block_size = from->logical_block;
	to->physical_block_size = from->physical_block;
	to->max_sectors = from->max_sectors;
	to->max_hw_sectors = from->max_hw_sectors;
	to->max_segments = (u16)from->max_segments;
	to->max_segment_size = from->max_segment_size;
	to->chunk_sectors = from->chunk_sectors;
	to->seg_boundary_mask = from->boundary_mask;
	to->virt_boundary_mask = from->virt_mask;
	to->max_discard_sectors = to->max_hw_discard_sectors = from->max_discard;
	to->discard_granularity = from->discard_granularity;
	to->discard_alignment = from->discard_alignment;
	to->max_discard_segments = (unsigned short)from->max_discard_segments;
}

static void on_end(struct bio *bio)
{
	told++;
	told_status = bio->bi_status;
}

static struct bio *empty_bio(const struct kt_case *c, unsigned room)
{
	struct bio *bio = bio_kmalloc(&env, GFP_KERNEL, room);

	bio->bi_opf = c->discard ? REQ_OP_DISCARD : c->write ? REQ_OP_WRITE : REQ_OP_READ;
	bio->bi_disk = &disk;
	bio->bi_end_io = on_end;
	return bio;
}

static struct bio *listed_bio(const struct kt_case *c, const struct kt_bio *b)
{
	struct bio *bio = empty_bio(c, b->nr);

	bio->bi_iter.bi_sector = b->sector;
	for (unsigned i = 0; i < b->nr; i++) {
		const struct kt_vec *v = &c->vecs[b->first + i];

		bio->bi_io_vec[i].bv_page = pfn_to_page(v->addr >> env.page_shift);
		bio->bi_io_vec[i].bv_offset = (unsigned)v->addr & (bp_page_size(&env) - 1);
		bio->bi_io_vec[i].bv_len = v->len;
		bio->bi_iter.bi_size += v->len;
		bio->bi_vcnt++;
	}
	bio->bi_iter.bi_size += b->bytes;
	if (b->done)
		bio_advance(bio, b->done);
	return bio;
}

static void start(struct request *rq, struct bio *bio)
{
	memset(rq, 0, sizeof(*rq));
	rq->q = &queue;
	rq->cmd_flags = bio->bi_opf;
	blk_init_request_from_bio(rq, bio);
}

static void scatterlist(struct request *rq)
{
	int nents = bp_rq_map_sg(&queue, rq, table, KT_ENTRIES);

	for (int i = 0; i < nents; i++)
		entry(sg_phys(&env, &table[i]).phys, table[i].length);
}

static void summary(enum kt_what what, struct request *rq)
{
	struct kt_row *s = row(what);

	s->n[0] = blk_rq_pos(rq);
	s->n[1] = blk_rq_bytes(rq);
	s->n[2] = rq->nr_phys_segments;
	if (req_op(rq) == REQ_OP_DISCARD)
		return;
	s->n[3] = __blk_recalc_rq_segments(&queue, rq->bio);
	scatterlist(rq);
}

/* The driver of a split: each piece is a request of its own. */
static blk_qc_t take_piece(struct request_queue *q, struct bio *bio)
{
	struct request rq;

	blk_queue_split(q, &bio);
	if (!bio)
		return BLK_QC_T_NONE;
	start(&rq, bio);
	summary(KT_PIECE, &rq);
	bio_endio(bio);
	return BLK_QC_T_NONE;
}

static void run_split(const struct kt_case *c)
{
	struct kt_row *ended;

	told = 0;
	told_status = 0;
	generic_make_request(listed_bio(c, &c->bios[0]));
	ended = row(KT_ENDED);
	ended->n[0] = told;
	ended->n[1] = told_status;
}

static void run_advance(const struct kt_case *c)
{
	struct bio *bio = listed_bio(c, &c->bios[0]);

	for (unsigned i = 0; i < c->nr_steps; i++) {
		struct kt_row *s = row(KT_ADVANCED);
		struct request rq;

		bio_advance(bio, c->steps[i]);
		s->n[0] = bio->bi_iter.bi_sector;
		s->n[1] = bio->bi_iter.bi_size;
		s->n[2] = bio->bi_iter.bi_idx;
		s->n[3] = bio->bi_iter.bi_bvec_done;
		if (!bio->bi_iter.bi_size)
			continue;
		s->n[4] = __blk_recalc_rq_segments(&queue, bio);
		bio->bi_phys_segments = (unsigned)s->n[4];
		bio_set_flag(bio, BIO_SEG_VALID);
		start(&rq, bio);
		scatterlist(&rq);
	}
}

/* The remainder, if there is one, goes nowhere. */
static blk_qc_t drop(struct request_queue *q, struct bio *bio)
{
	(void)q;
	(void)bio;
	return BLK_QC_T_NONE;
}

static struct bio *front_of_listed(const struct kt_case *c, unsigned i)
{
	struct bio *bio = listed_bio(c, &c->bios[i]);

	blk_queue_split(&queue, &bio);
	return bio;
}

static unsigned direction(const struct request *rq, const struct bio *bio)
{
	switch (blk_try_merge(rq, bio)) {
	case ELEVATOR_BACK_MERGE:
		return KT_BACK;
	case ELEVATOR_FRONT_MERGE:
		return KT_FRONT;
	case ELEVATOR_DISCARD_MERGE:
		return KT_RANGE;
	default:
		return KT_NONE;
	}
}

static bool join(struct request *rq, struct bio *bio, unsigned where)
{
	if (where == KT_RANGE)
		return bio_attempt_discard_merge(&queue, rq, bio);
	return where == KT_BACK ? bio_attempt_back_merge(&queue, rq, bio)
				: bio_attempt_front_merge(&queue, rq, bio);
}

static void tell(unsigned where, bool allowed, bool merged, const struct request *rq,
		 unsigned bytes)
{
	struct kt_row *s = row(KT_OFFERED);

	s->n[0] = where;
	s->n[1] = allowed;
	s->n[2] = merged;
	s->n[3] = rq->nr_phys_segments;
	s->n[4] = !!(rq->cmd_flags & REQ_NOMERGE);
	s->n[5] = bytes;
}

static bool begin(const struct kt_case *c, unsigned i, struct request *rq)
{
	struct bio *bio = front_of_listed(c, i);

	if (bio)
		start(rq, bio);
	return bio != NULL;
}

static void run_merge(const struct kt_case *c)
{
	struct request rq;

	if (!begin(c, 0, &rq))
		return;
	tell(KT_INIT, true, true, &rq, blk_rq_bytes(&rq));
	for (unsigned i = 1; i < c->nr_bios; i++) {
		struct bio *bio = front_of_listed(c, i);
		unsigned where, bytes;
		bool allowed;

		if (!bio)
			continue;
		where = direction(&rq, bio);
		bytes = bio->bi_iter.bi_size;
		allowed = blk_rq_merge_ok(&rq, bio);
		tell(where, allowed, allowed && where != KT_NONE && join(&rq, bio, where), &rq,
		     bytes);
	}
	summary(KT_REQUEST, &rq);
}

static bool build(const struct kt_case *c, struct request *rq, unsigned first, unsigned end)
{
	if (!begin(c, first, rq))
		return false;
	for (unsigned i = first + 1; i < end; i++) {
		struct bio *bio = front_of_listed(c, i);

		if (bio && blk_rq_merge_ok(rq, bio) &&
		    (direction(rq, bio) == KT_BACK || direction(rq, bio) == KT_RANGE))
			join(rq, bio, direction(rq, bio));
	}
	return true;
}

static void run_rqmerge(const struct kt_case *c)
{
	struct request a, b;
	struct kt_row *s;
	bool merged;

	if (!build(c, &a, 0, c->nr_front) || !build(c, &b, c->nr_front, c->nr_bios))
		return;
	merged = attempt_merge(&queue, &a, &b) != NULL;
	s = row(KT_MERGED);
	s->n[0] = merged;
	s->n[1] = !!(a.cmd_flags & REQ_NOMERGE);
	s->n[2] = !!(b.cmd_flags & REQ_NOMERGE);
	summary(KT_REQUEST, &a);
}

static int add(const struct kt_case *c, struct bio *bio, const struct kt_vec *v)
{
	struct page *page = pfn_to_page(v->addr >> env.page_shift);
	unsigned offset = (unsigned)v->addr & (bp_page_size(&env) - 1);

	if (c->kind == KT_ADD_PC_PAGE)
		return bio_add_pc_page(&queue, bio, page, v->len, offset);
	return bio_add_page(bio, page, v->len, offset);
}

static void run_add(const struct kt_case *c)
{
	struct bio *bio = empty_bio(c, c->room);

	for (unsigned i = 0; i < c->nr_vecs; i++)
		row(KT_ADDED)->n[0] = (kt_number)add(c, bio, &c->vecs[i]);
	row(KT_TABLE)->n[0] = bio->bi_iter.bi_size;
	for (unsigned i = 0; i < bio->bi_vcnt; i++) {
		const struct bio_vec *v = &bio->bi_io_vec[i];

		entry(bvec_phys(&env, v).phys, v->bv_len);
	}
}

static void set_world(const struct kt_case *c)
{
	bp_env_init(&env);
	env.rules = rules;
	bp_queue_init(&env, &queue);
	queue.bp_rules = rules;
	queue.make_request_fn = c->kind == KT_SPLIT ? take_piece : drop;
	disk.queue = &queue;
	blk_queue_flag_set(QUEUE_FLAG_DISCARD, &queue);
	kt_ours_limits(&queue.limits, &c->limits);
	kt_why_listen(&env, result);
}

static void note(enum kt_outcome outcome, enum bp_site_id site)
{
	const char *function = bp_site_get(site)->function;

	result->outcome = outcome;
	memset(result->function, 0, sizeof(result->function));
	strncpy(result->function, function, sizeof(result->function) - 1);
}

void kt_ours_run(const struct kt_case *c, struct kt_result *r)
{
	static void (*const runs[KT_KINDS])(const struct kt_case *) = {
		[KT_SPLIT] = run_split,	    [KT_MERGE] = run_merge,  [KT_RQMERGE] = run_rqmerge,
		[KT_ADVANCE] = run_advance, [KT_ADD_PAGE] = run_add, [KT_ADD_PC_PAGE] = run_add,
	};
	struct bp_catch catcher;

	result = r;
	r->outcome = KT_OK;
	memset(r->function, 0, sizeof(r->function));
	r->nr_rows = r->nr_entries = 0;
	set_world(c);
	if (bp_catch(&env, &catcher) == 0) {
		runs[c->kind](c);
		bp_catch_pop(&env, &catcher);
		if (r->outcome == KT_OK && env.hits[BP_SITE_MAP_OVERRUN])
			r->outcome = KT_TOO_LONG;
		if (r->outcome == KT_OK && env.hits[BP_SITE_MAP_TOO_MANY])
			note(KT_WARNED, BP_SITE_MAP_TOO_MANY);
	} else {
		note(KT_BUGGED, env.bug.site);
		kt_why_bug(bp_site_get(env.bug.site)->rule);
	}
	bp_env_fini(&env);
}
