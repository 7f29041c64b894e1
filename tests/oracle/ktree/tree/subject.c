/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's side of a case: builds its bios and requests and calls the tree's own functions.
 *
 * Compiled against the headers of the tree and the shims.  KT_HAVE_* come from the feature tests of
 * build.sh.
 */
#include <linux/bio.h>
#include <linux/blk-integrity.h>
#include <linux/blkdev.h>
#include <linux/scatterlist.h>

#include "blk-mq-sched.h"
#include "blk-mq.h"
#include "blk.h"

#include "host.h"

struct task_struct kt_task;

static struct request_queue queue;
static struct gendisk disk;
static struct block_device bdev;
static struct scatterlist table[KT_ENTRIES];
static unsigned table_used;

static struct kt_result *result;
static struct bio *remainder; /* what the splitter gave back to the submission loop */

/* The rest of a bio that was cut comes back here. */
void submit_bio_noacct(struct bio *bio)
{
	remainder = bio;
}

#ifdef KT_HAVE_SUBMIT_BIO_NOACCT_NOCHECK_SPLIT
void submit_bio_noacct_nocheck(struct bio *bio, bool split)
{
	remainder = bio;
}
#else
void submit_bio_noacct_nocheck(struct bio *bio)
{
	remainder = bio;
}
#endif

struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	if (sg + 1 == table + KT_ENTRIES)
		kt_stop(KT_TOO_LONG, "sg_next");
	table_used = sg + 2 - table;
	return sg + 1;
}

/* Without an elevator there is nothing to tell. */
void elv_merge_requests(struct request_queue *q, struct request *rq, struct request *next)
{
}

static struct kt_row *row(enum kt_what what)
{
	struct kt_row *made = kt_row_add(result, what);

	if (!made)
		kt_stop(KT_TOO_LONG, "row");
	return made;
}

static void entry(kt_number addr, unsigned len)
{
	if (!kt_entry_add(result, addr, len))
		kt_stop(KT_TOO_LONG, "entry");
}

static void set_limits(const struct kt_limits *from)
{
	struct queue_limits *to = &queue.limits;

	memset(to, 0, sizeof(*to));
	to->logical_block_size = from->logical_block;
	to->physical_block_size = from->physical_block;
	to->max_sectors = from->max_sectors;
	to->max_hw_sectors = from->max_hw_sectors;
	to->max_segments = from->max_segments;
	to->max_segment_size = from->max_segment_size;
	to->chunk_sectors = from->chunk_sectors;
	to->seg_boundary_mask = from->boundary_mask;
	to->virt_boundary_mask = from->virt_mask;
	to->max_discard_sectors = to->max_hw_discard_sectors = from->max_discard;
	to->discard_granularity = from->discard_granularity;
	to->discard_alignment = from->discard_alignment;
	to->max_discard_segments = (unsigned short)from->max_discard_segments;
}

static void set_world(const struct kt_limits *limits)
{
	memset(&queue, 0, sizeof(queue));
	queue.disk = &disk;
	disk.queue = &queue;
	disk.part0 = &bdev;
	disk.bio_split.bio_pool.kt_bytes = sizeof(struct bio);
	disk.bio_split.bvec_pool.kt_bytes = sizeof(struct bio_vec) * BIO_MAX_VECS;
	bdev.bd_disk = &disk;
	bdev.bd_queue = &queue;
	set_limits(limits);
}

static unsigned told;
static int told_errno;

static void on_end(struct bio *bio)
{
	told++;
	told_errno = bio->bi_status;
}

static struct bio *empty_bio(const struct kt_case *c, unsigned room)
{
	struct bio *bio = kt_alloc(sizeof(*bio));
	struct bio_vec *vecs = kt_alloc(sizeof(*vecs) * (room + 1));

	bio_init(bio, &bdev, vecs, room,
		 c->discard ? REQ_OP_DISCARD
		 : c->write ? REQ_OP_WRITE
			    : REQ_OP_READ);
	bio->bi_end_io = on_end;
	return bio;
}

/* Vectors go in as listed: no add function joins or refuses anything. */
static struct bio *listed_bio(const struct kt_case *c, const struct kt_bio *b)
{
	struct bio *bio = empty_bio(c, b->nr);

	bio->bi_iter.bi_sector = b->sector;
	for (unsigned i = 0; i < b->nr; i++) {
		const struct kt_vec *v = &c->vecs[b->first + i];

		bvec_set_page(&bio->bi_io_vec[i], pfn_to_page(v->addr >> PAGE_SHIFT), v->len,
			      v->addr & ~PAGE_MASK);
		bio->bi_iter.bi_size += v->len;
	}
	bio->bi_vcnt = b->nr;
	bio->bi_iter.bi_size += b->bytes;
	if (b->done)
		bio_advance(bio, b->done);
	return bio;
}

/* As submission does: the front, or NULL when the bio was ended. The rest is in `remainder`. */
static struct bio *front_of(struct bio *bio, unsigned *nr_segs)
{
	remainder = NULL;
	*nr_segs = 1;
#ifdef KT_HAVE_BIO_MAY_EXCEED_LIMITS
	if (!bio_may_exceed_limits(bio, &queue.limits))
		return bio;
#endif
	return __bio_split_to_limits(bio, &queue.limits, nr_segs);
}

static void start(struct request *rq, struct bio *bio, unsigned nr_segs)
{
	memset(rq, 0, sizeof(*rq));
	INIT_LIST_HEAD(&rq->queuelist);
	rq->q = &queue;
	rq->cmd_flags = bio->bi_opf;
	rq->__sector = bio->bi_iter.bi_sector;
	blk_rq_bio_prep(rq, bio, nr_segs);
}

static int map(struct request *rq)
{
	struct scatterlist *last = NULL;

	memset(table, 0, sizeof(table[0]) * max(table_used, 1u));
	table_used = 0;
#ifdef KT_HAVE_MAP_SG_QUEUE
	return __blk_rq_map_sg(&queue, rq, table, &last);
#else
	return __blk_rq_map_sg(rq, table, &last);
#endif
}

static void scatterlist(struct request *rq)
{
	int nents = map(rq);

	for (int i = 0; i < nents; i++)
		entry(page_to_phys(sg_page(&table[i])) + table[i].offset, table[i].length);
}

static void summary(enum kt_what what, struct request *rq)
{
	struct kt_row *s = row(what);

	s->n[0] = blk_rq_pos(rq);
	s->n[1] = blk_rq_bytes(rq);
	s->n[2] = rq->nr_phys_segments;
	if (req_op(rq) == REQ_OP_DISCARD)
		return;
	s->n[3] = blk_recalc_rq_segments(rq);
	scatterlist(rq);
}

static void run_split(const struct kt_case *c)
{
	struct bio *bio = listed_bio(c, &c->bios[0]);
	struct kt_row *ended;

	told = 0;
	told_errno = 0;
	while (bio) {
		unsigned nr_segs;
		struct bio *front = front_of(bio, &nr_segs);
		struct request rq;

		if (front) {
			start(&rq, front, nr_segs);
			summary(KT_PIECE, &rq);
			bio_endio(front);
		}
		bio = remainder;
	}
	ended = row(KT_ENDED);
	ended->n[0] = told;
	ended->n[1] = told_errno;
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
		start(&rq, bio, 0);
		rq.nr_phys_segments = s->n[4] = blk_recalc_rq_segments(&rq);
		scatterlist(&rq);
	}
}

static struct bio *front_of_listed(const struct kt_case *c, unsigned i, unsigned *nr_segs)
{
	return front_of(listed_bio(c, &c->bios[i]), nr_segs);
}

static unsigned direction(struct request *rq, struct bio *bio)
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

/* The list of a queue's waiting requests, with one in it. */
static bool join(struct request *rq, struct bio *bio, unsigned nr_segs)
{
	LIST_HEAD(waiting);
	bool joined;

	list_add(&rq->queuelist, &waiting);
	joined = blk_bio_list_merge(&queue, &waiting, bio, nr_segs);
	list_del_init(&rq->queuelist);
	return joined;
}

static void offer(const struct kt_case *c, unsigned i, struct request *rq, bool tell)
{
	unsigned nr_segs;
	struct bio *bio = front_of_listed(c, i, &nr_segs);
	struct kt_row *s = tell ? row(KT_OFFERED) : NULL;
	unsigned where, allowed, merged, bytes;

	if (!bio)
		return;
	bytes = bio->bi_iter.bi_size;
	where = direction(rq, bio);
	allowed = blk_rq_merge_ok(rq, bio);
	merged = allowed &&
		 (where == KT_BACK || where == KT_RANGE || (tell && where == KT_FRONT)) &&
		 join(rq, bio, nr_segs);
	if (!tell)
		return;
	s->n[0] = where;
	s->n[1] = allowed;
	s->n[2] = merged;
	s->n[3] = rq->nr_phys_segments;
	s->n[4] = !!(rq->cmd_flags & REQ_NOMERGE);
	s->n[5] = bytes;
}

static bool begin(const struct kt_case *c, unsigned i, struct request *rq)
{
	unsigned nr_segs;
	struct bio *bio = front_of_listed(c, i, &nr_segs);

	if (bio)
		start(rq, bio, nr_segs);
	return bio != NULL;
}

static void run_merge(const struct kt_case *c)
{
	struct request rq;
	struct kt_row *s;

	if (!begin(c, 0, &rq))
		return;
	s = row(KT_OFFERED);
	s->n[0] = KT_INIT;
	s->n[1] = s->n[2] = 1;
	s->n[3] = rq.nr_phys_segments;
	s->n[4] = !!(rq.cmd_flags & REQ_NOMERGE);
	s->n[5] = blk_rq_bytes(&rq);
	for (unsigned i = 1; i < c->nr_bios; i++)
		offer(c, i, &rq, true);
	summary(KT_REQUEST, &rq);
}

static bool build(const struct kt_case *c, struct request *rq, unsigned first, unsigned end)
{
	if (!begin(c, first, rq))
		return false;
	for (unsigned i = first + 1; i < end; i++)
		offer(c, i, rq, false);
	return true;
}

static void run_rqmerge(const struct kt_case *c)
{
	struct request a, b;
	struct kt_row *s;

	if (!build(c, &a, 0, c->nr_front) || !build(c, &b, c->nr_front, c->nr_bios))
		return;
	s = row(KT_MERGED);
	s->n[0] = blk_attempt_req_merge(&queue, &a, &b);
	s->n[1] = !!(a.cmd_flags & REQ_NOMERGE);
	s->n[2] = !!(b.cmd_flags & REQ_NOMERGE);
	summary(KT_REQUEST, &a);
}

static int add(const struct kt_case *c, struct bio *bio, const struct kt_vec *v)
{
	struct page *page = pfn_to_page(v->addr >> PAGE_SHIFT);
	unsigned offset = v->addr & ~PAGE_MASK;

#ifdef KT_HAVE_ADD_PC_PAGE
	if (c->kind == KT_ADD_PC_PAGE)
		return bio_add_pc_page(&queue, bio, page, v->len, offset);
#endif
	return bio_add_page(bio, page, v->len, offset);
}

static void run_add(const struct kt_case *c)
{
	struct bio *bio = empty_bio(c, c->room);

	for (unsigned i = 0; i < c->nr_vecs; i++)
		row(KT_ADDED)->n[0] = add(c, bio, &c->vecs[i]);
	row(KT_TABLE)->n[0] = bio->bi_iter.bi_size;
	for (unsigned i = 0; i < bio->bi_vcnt; i++)
		entry(page_to_phys(bio->bi_io_vec[i].bv_page) + bio->bi_io_vec[i].bv_offset,
		      bio->bi_io_vec[i].bv_len);
}

void kt_tree_run(const struct kt_case *c, struct kt_result *r)
{
	static void (*const runs[KT_KINDS])(const struct kt_case *) = {
		[KT_SPLIT] = run_split,	    [KT_MERGE] = run_merge,  [KT_RQMERGE] = run_rqmerge,
		[KT_ADVANCE] = run_advance, [KT_ADD_PAGE] = run_add, [KT_ADD_PC_PAGE] = run_add,
	};

	result = r;
	set_world(&c->limits);
	runs[c->kind](c);
}
