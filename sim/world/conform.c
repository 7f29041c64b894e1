/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A golden vector through the real path: submit, cut, count, merge, map.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/count.h>
#include <blkpath/map.h>
#include <blkpath/merge.h>
#include <blkpath/split.h>

#include "conform.h"

/* The world of one case. */
struct run {
	struct bp_env env;
	struct request_queue q;
	struct gendisk disk;
	const struct bp_vector_case *c;
	json_t *pieces;
};

static json_t *get(const struct run *r, const char *key)
{
	return json_object_get(r->c->json, key);
}

static json_t *hex_pair(u64 addr, unsigned len)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, addr);
	return json_pack("[s, I]", text, (json_int_t)len);
}

static struct bio *new_bio(struct run *r, unsigned room)
{
	struct bio *bio = bio_kmalloc(&r->env, GFP_KERNEL, room);

	bio->bi_opf = r->c->write ? REQ_OP_WRITE : REQ_OP_READ;
	if (r->c->dma)
		bio->bi_opf |= REQ_DMA_DIRECT;
	bio->bi_disk = &r->disk;
	return bio;
}

/* Vectors go into the bio as listed: no add function joins or refuses anything. */
static struct bio *listed_bio(struct run *r, u64 sector, json_t *vectors)
{
	struct bio *bio = new_bio(r, (unsigned)json_array_size(vectors));
	unsigned len;
	size_t i;
	json_t *pair;
	u64 addr;

	bio->bi_iter.bi_sector = sector;
	json_array_foreach (vectors, i, pair) {
		bp_vector_range(pair, &addr, &len);
		if (r->c->dma) {
			bio->bi_dma_vec[i].dv_addr = addr;
			bio->bi_dma_vec[i].dv_len = len;
		} else {
			bio->bi_io_vec[i].bv_page = pfn_to_page(addr >> r->env.page_shift);
			bio->bi_io_vec[i].bv_offset = (unsigned)addr & (bp_page_size(&r->env) - 1);
			bio->bi_io_vec[i].bv_len = len;
		}
		bio->bi_vcnt++;
		bio->bi_iter.bi_size += len;
	}
	return bio;
}

static struct bio *bio_of_pair(struct run *r, json_t *pair)
{
	return listed_bio(r, (u64)json_integer_value(json_array_get(pair, 0)),
			  json_array_get(pair, 1));
}

/* Entries that a mapping can need at most: each vector in its smallest pieces. */
static unsigned table_size(const struct run *r, const struct request *rq)
{
	u64 piece = bp_min((u64)r->q.limits.max_segment_size, r->q.limits.seg_boundary_mask);
	u64 entries = 1;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next)
		entries += UIO_MAXIOV + bio->bi_iter.bi_size / bp_max(piece, (u64)1) * 2;
	return (unsigned)bp_min(entries, (u64)1 << 24);
}

static json_t *scatterlist_of(struct run *r, struct request *rq)
{
	unsigned capacity = table_size(r, rq);
	struct scatterlist *sg, *table = bp_alloc(&r->env, BP_ALLOC_SG, capacity * sizeof(*table));
	int i, nents = bp_rq_map_sg(&r->q, rq, table, capacity);
	json_t *list = json_array(); /* not before the mapping, which a BUG may leave */

	for_each_sg (table, sg, nents, i)
		json_array_append_new(list, r->c->dma ? hex_pair(sg_dma_address(sg), sg_dma_len(sg))
						      : hex_pair(sg_phys(&r->env, sg), sg->length));
	bp_free(&r->env, table);
	return list;
}

/* S of the format: [sector, bytes, nsegs, recount, scatterlist]. */
static json_t *summary(struct run *r, struct request *rq)
{
	unsigned recount = __blk_recalc_rq_segments(&r->q, rq->bio);

	return json_pack("[I, I, i, i, o]", (json_int_t)blk_rq_pos(rq),
			 (json_int_t)blk_rq_bytes(rq), rq->nr_phys_segments, recount,
			 scatterlist_of(r, rq));
}

static void start_request(struct run *r, struct request *rq, struct bio *bio)
{
	memset(rq, 0, sizeof(*rq));
	rq->q = &r->q;
	rq->cmd_flags = bio->bi_opf;
	blk_init_request_from_bio(rq, bio);
}

/* The driver of kind split: each piece is a request of its own. */
static blk_qc_t take_piece(struct request_queue *q, struct bio *bio)
{
	struct run *r = q->queuedata;
	struct request rq;

	blk_queue_split(q, &bio);
	start_request(r, &rq, bio);
	json_array_append_new(r->pieces, summary(r, &rq));
	bio_endio(bio);
	return BLK_QC_T_NONE;
}

static void run_split(struct run *r, json_t *values)
{
	struct bio *bio = listed_bio(r, (u64)json_integer_value(get(r, "s")), get(r, "v"));

	r->pieces = json_array();
	json_object_set_new(values, "out", r->pieces);
	generic_make_request(bio);
}

static void run_adv(struct run *r, json_t *values)
{
	struct bio *bio = listed_bio(r, (u64)json_integer_value(get(r, "s")), get(r, "v"));
	json_t *steps = json_array();
	json_t *bytes;
	size_t i;

	json_object_set_new(values, "adv", steps);
	json_array_foreach (get(r, "n"), i, bytes) {
		const struct bvec_iter *it = &bio->bi_iter;
		struct request rq;
		unsigned recount;

		bio_advance(bio, (unsigned)json_integer_value(bytes));
		recount = it->bi_size ? __blk_recalc_rq_segments(&r->q, bio) : 0;
		bio->bi_phys_segments = recount;
		bio_set_flag(bio, BIO_SEG_VALID);
		start_request(r, &rq, bio);
		json_array_append_new(
			steps,
			json_pack("[I, I, i, i, i, o]", (json_int_t)it->bi_sector,
				  (json_int_t)it->bi_size, it->bi_idx, it->bi_bvec_done, recount,
				  it->bi_size ? scatterlist_of(r, &rq) : json_array()));
	}
}

/* A bio of a merge case has passed the splitter, which the cases promise not to cut it. */
static struct bio *split_bio(struct run *r, json_t *pair)
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

static bool try_join(struct run *r, struct request *rq, struct bio *bio)
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

static void run_merge(struct run *r, json_t *values)
{
	json_t *steps = json_array();
	struct request rq;
	json_t *pair;
	size_t i;

	json_object_set_new(values, "steps", steps);
	json_array_foreach (get(r, "bios"), i, pair) {
		struct bio *bio = split_bio(r, pair);
		const char *direction;
		bool allowed, merged;

		if (!i) {
			start_request(r, &rq, bio);
			json_array_append_new(steps, merge_step(&rq, "init", true, true));
			continue;
		}
		direction = direction_of(&rq, bio);
		allowed = blk_rq_merge_ok(&rq, bio);
		merged = allowed && try_join(r, &rq, bio);
		json_array_append_new(steps, merge_step(&rq, direction, allowed, merged));
	}
	json_object_set_new(values, "rq", summary(r, &rq));
}

static void build_request(struct run *r, struct request *rq, json_t *bios)
{
	json_t *pair;
	size_t i;

	json_array_foreach (bios, i, pair) {
		struct bio *bio = split_bio(r, pair);

		if (!i)
			start_request(r, rq, bio);
		else if (blk_rq_merge_ok(rq, bio))
			try_join(r, rq, bio);
	}
}

static void run_rqmerge(struct run *r, json_t *values)
{
	struct request a, b;
	bool merged;

	build_request(r, &a, get(r, "a"));
	build_request(r, &b, get(r, "b"));
	merged = attempt_merge(&r->q, &a, &b);
	json_object_set_new(values, "merged", json_integer(merged));
	json_object_set_new(values, "rq", summary(r, &a));
}

static int add_one(struct run *r, const char *api, struct bio *bio, u64 addr, unsigned len)
{
	struct page *page = pfn_to_page(addr >> r->env.page_shift);
	unsigned offset = (unsigned)addr & (bp_page_size(&r->env) - 1);

	if (!strcmp(api, "bio_add_dma_addr"))
		return bio_add_dma_addr(&r->q, bio, addr, len);
	if (!strcmp(api, "bio_add_pc_page"))
		return bio_add_pc_page(&r->q, bio, page, len, offset);
	return bio_add_page(bio, page, len, offset);
}

static json_t *vector_table(const struct run *r, const struct bio *bio)
{
	json_t *table = json_array();

	for (unsigned i = 0; i < bio->bi_vcnt; i++) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];
		u64 addr = bio_is_dma_direct(bio)
				   ? bio->bi_dma_vec[i].dv_addr
				   : page_to_phys(&r->env, bv->bv_page) + bv->bv_offset;

		json_array_append_new(table, hex_pair(addr, bv->bv_len));
	}
	return table;
}

static void run_add(struct run *r, json_t *values)
{
	const char *api = json_string_value(get(r, "api"));
	struct bio *bio = new_bio(r, (unsigned)json_integer_value(get(r, "maxv")));
	json_t *ret = json_array();
	json_t *pair;
	size_t i;

	json_object_set_new(values, "ret", ret);
	json_array_foreach (get(r, "v"), i, pair) {
		unsigned len;
		u64 addr;

		bp_vector_range(pair, &addr, &len);
		json_array_append_new(ret, json_integer(add_one(r, api, bio, addr, len)));
	}
	json_object_set_new(values, "vecs", vector_table(r, bio));
	json_object_set_new(values, "size", json_integer(bio->bi_iter.bi_size));
}

static void (*const runners[BP_VECTOR_KINDS])(struct run *r, json_t *values) = {
	[BP_VECTOR_SPLIT] = run_split,	   [BP_VECTOR_MERGE] = run_merge,
	[BP_VECTOR_RQMERGE] = run_rqmerge, [BP_VECTOR_ADV] = run_adv,
	[BP_VECTOR_ADD] = run_add,
};

int bp_conform_run(const struct bp_vector_case *c, const struct bp_defects *defects,
		   struct bp_conform_result *result)
{
	const struct bp_rules *rules = bp_rules_find(c->rules);
	struct bp_catch catcher;
	struct run *r;

	memset(result, 0, sizeof(*result));
	if (!rules)
		return -EINVAL;
	r = calloc(1, sizeof(*r));
	result->values = json_object();
	if (!r || !result->values)
		return -ENOMEM;
	r->c = c;
	bp_env_init(&r->env);
	bp_queue_init(&r->env, &r->q);
	r->q.limits = c->limits;
	r->q.bp_rules = rules;
	r->q.bp_defects = r->env.defects = *defects;
	r->q.make_request_fn = take_piece;
	r->q.queuedata = r;
	r->disk.queue = &r->q;
	if (c->dma)
		blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &r->q);
	if (bp_catch(&r->env, &catcher) == 0) {
		runners[c->kind](r, result->values);
		bp_catch_pop(&r->env, &catcher);
	} else {
		result->bug = true;
		result->site = r->env.bug;
	}
	result->warnings = r->env.hits[BP_SITE_MAP_TOO_MANY];
	bp_env_fini(&r->env);
	free(r);
	return 0;
}
