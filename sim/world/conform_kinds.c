/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The five kinds of golden vectors: submit and cut, merge, merge requests, advance, add.
 */
#include <string.h>

#include <blkpath/count.h>
#include <blkpath/merge.h>
#include <blkpath/split.h>

#include "conform_run.h"

/* The driver of kind split: each piece is a request of its own. */
blk_qc_t bp_conform_take_piece(struct request_queue *q, struct bio *bio)
{
	struct bp_conform *r = q->queuedata;
	struct request rq;

	blk_queue_split(q, &bio);
	if (!bio)
		return BLK_QC_T_NONE;
	bp_conform_start(r, &rq, bio);
	json_array_append_new(r->pieces, bp_conform_summary(r, &rq));
	bio_endio(bio);
	return BLK_QC_T_NONE;
}

static void run_split(struct bp_conform *r, json_t *values)
{
	struct bio *bio = bp_conform_listed_bio(r, (u64)json_integer_value(bp_conform_get(r, "s")),
						bp_conform_get(r, "v"));

	r->pieces = json_array();
	json_object_set_new(values, "out", r->pieces);
	generic_make_request(bio);
}

static void run_adv(struct bp_conform *r, json_t *values)
{
	struct bio *bio = bp_conform_listed_bio(r, (u64)json_integer_value(bp_conform_get(r, "s")),
						bp_conform_get(r, "v"));
	json_t *steps = json_array();
	json_t *bytes;
	size_t i;

	json_object_set_new(values, "adv", steps);
	json_array_foreach (bp_conform_get(r, "n"), i, bytes) {
		const struct bvec_iter *it = &bio->bi_iter;
		struct request rq;
		unsigned recount;

		bio_advance(bio, (unsigned)json_integer_value(bytes));
		recount = it->bi_size ? __blk_recalc_rq_segments(&r->q, bio) : 0;
		bio->bi_phys_segments = recount;
		bio_set_flag(bio, BIO_SEG_VALID);
		bp_conform_start(r, &rq, bio);
		json_array_append_new(
			steps,
			json_pack("[I, I, i, i, i, o]", (json_int_t)it->bi_sector,
				  (json_int_t)it->bi_size, it->bi_idx, it->bi_bvec_done, recount,
				  it->bi_size ? bp_conform_scatterlist(r, &rq) : json_array()));
	}
}

static struct bio *bio_of_pair(struct bp_conform *r, json_t *pair)
{
	return bp_conform_listed_bio(r, (u64)json_integer_value(json_array_get(pair, 0)),
				     json_array_get(pair, 1));
}

/* A bio of a merge case has passed the splitter, which the cases promise not to cut it. */
static struct bio *split_bio(struct bp_conform *r, json_t *pair)
{
	struct bio *bio = bio_of_pair(r, pair);

	blk_queue_split(&r->q, &bio);
	return bio;
}

static const char *direction_of(const struct request *rq, const struct bio *bio)
{
	switch (blk_try_merge(rq, bio)) {
	case ELEVATOR_BACK_MERGE:
		return "back";
	case ELEVATOR_FRONT_MERGE:
		return "front";
	default:
		return "none";
	}
}

static bool try_join(struct bp_conform *r, struct request *rq, struct bio *bio)
{
	switch (blk_try_merge(rq, bio)) {
	case ELEVATOR_BACK_MERGE:
		return bio_attempt_back_merge(&r->q, rq, bio);
	case ELEVATOR_FRONT_MERGE:
		return bio_attempt_front_merge(&r->q, rq, bio);
	default:
		return false;
	}
}

static json_t *merge_step(const struct request *rq, const char *direction, bool allowed,
			  bool merged)
{
	return json_pack("[s, i, i, i, i]", direction, allowed, merged, rq->nr_phys_segments,
			 !!(rq->cmd_flags & REQ_NOMERGE));
}

static void run_merge(struct bp_conform *r, json_t *values)
{
	json_t *steps = json_array();
	struct request rq;
	json_t *pair;
	size_t i;

	json_object_set_new(values, "steps", steps);
	json_array_foreach (bp_conform_get(r, "bios"), i, pair) {
		struct bio *bio = split_bio(r, pair);
		const char *direction;
		bool allowed, merged;

		if (!i) {
			bp_conform_start(r, &rq, bio);
			json_array_append_new(steps, merge_step(&rq, "init", true, true));
			continue;
		}
		direction = direction_of(&rq, bio);
		allowed = blk_rq_merge_ok(&rq, bio);
		merged = allowed && try_join(r, &rq, bio);
		json_array_append_new(steps, merge_step(&rq, direction, allowed, merged));
	}
	json_object_set_new(values, "rq", bp_conform_summary(r, &rq));
}

static void build_request(struct bp_conform *r, struct request *rq, json_t *bios)
{
	json_t *pair;
	size_t i;

	json_array_foreach (bios, i, pair) {
		struct bio *bio = split_bio(r, pair);

		if (!i)
			bp_conform_start(r, rq, bio);
		else if (blk_rq_merge_ok(rq, bio))
			try_join(r, rq, bio);
	}
}

static void run_rqmerge(struct bp_conform *r, json_t *values)
{
	struct request a, b;
	bool merged;

	build_request(r, &a, bp_conform_get(r, "a"));
	build_request(r, &b, bp_conform_get(r, "b"));
	merged = attempt_merge(&r->q, &a, &b);
	json_object_set_new(values, "merged", json_integer(merged));
	json_object_set_new(values, "rq", bp_conform_summary(r, &a));
}

static int add_one(struct bp_conform *r, const char *api, struct bio *bio, u64 addr, unsigned len)
{
	struct page *page = pfn_to_page(addr >> r->env.page_shift);
	unsigned offset = (unsigned)addr & (bp_page_size(&r->env) - 1);

	if (!strcmp(api, "bio_add_dma_addr"))
		return bio_add_dma_addr(&r->q, bio, bp_dma_addr(addr), len);
	if (!strcmp(api, "bio_add_pc_page"))
		return bio_add_pc_page(&r->q, bio, page, len, offset);
	return bio_add_page(bio, page, len, offset);
}

static json_t *vector_table(const struct bp_conform *r, const struct bio *bio)
{
	json_t *table = json_array();

	for (unsigned i = 0; i < bio->bi_vcnt; i++) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];
		u64 addr = bio_is_dma_direct(bio) ? bio->bi_dma_vec[i].dv_addr.dma
						  : bvec_phys(&r->env, bv).phys;

		json_array_append_new(table, bp_conform_pair(addr, bv->bv_len));
	}
	return table;
}

static void run_add(struct bp_conform *r, json_t *values)
{
	const char *api = json_string_value(bp_conform_get(r, "api"));
	struct bio *bio =
		bp_conform_bio(r, (unsigned)json_integer_value(bp_conform_get(r, "maxv")));
	json_t *ret = json_array();
	json_t *pair;
	size_t i;

	json_object_set_new(values, "ret", ret);
	json_array_foreach (bp_conform_get(r, "v"), i, pair) {
		unsigned len;
		u64 addr;

		bp_vector_range(pair, &addr, &len);
		json_array_append_new(ret, json_integer(add_one(r, api, bio, addr, len)));
	}
	json_object_set_new(values, "vecs", vector_table(r, bio));
	json_object_set_new(values, "size", json_integer(bio->bi_iter.bi_size));
}

static void (*const runners[BP_VECTOR_KINDS])(struct bp_conform *r, json_t *values) = {
	[BP_VECTOR_SPLIT] = run_split,	   [BP_VECTOR_MERGE] = run_merge,
	[BP_VECTOR_RQMERGE] = run_rqmerge, [BP_VECTOR_ADV] = run_adv,
	[BP_VECTOR_ADD] = run_add,
};

void bp_conform_kind(struct bp_conform *r, json_t *values)
{
	runners[r->c->kind](r, values);
}
