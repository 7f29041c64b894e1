/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Acts out what a tree did: our bios are cut where it cut, told its counts, given its entries.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/bio_data.h>
#include <blkpath/bio_end.h>
#include <blkpath/bio_life.h>
#include <blkpath/check.h>

#include "judge.h"
#include "ours.h"

struct stage {
	struct bp_env env;
	struct request_queue q;
	struct gendisk disk;
	struct bp_check *check;
	const struct kt_case *c;
	const struct kt_result *tree;
	struct kt_judgement *j;
};

static struct scatterlist table[KT_ENTRIES];

static void on_violation(void *arg, const struct bp_violation *violation)
{
	struct stage *st = arg;

	if (st->j->broken++ || st->j->first_case)
		return;
	bp_violation_text(violation, st->j->first, sizeof(st->j->first));
	st->j->first_case = malloc(sizeof(*st->c));
	if (st->j->first_case)
		*st->j->first_case = *st->c;
}

static struct bio *listed_bio(struct stage *st, const struct kt_bio *b)
{
	struct bio *bio = bio_kmalloc(&st->env, GFP_KERNEL, b->nr);

	bio->bi_opf = st->c->write ? REQ_OP_WRITE : REQ_OP_READ;
	bio->bi_disk = &st->disk;
	bio->bi_iter.bi_sector = b->sector;
	for (unsigned i = 0; i < b->nr; i++) {
		const struct kt_vec *v = &st->c->vecs[b->first + i];

		bio->bi_io_vec[i].bv_page = pfn_to_page(v->addr >> st->env.page_shift);
		bio->bi_io_vec[i].bv_offset = (unsigned)v->addr & (bp_page_size(&st->env) - 1);
		bio->bi_io_vec[i].bv_len = v->len;
		bio->bi_iter.bi_size += v->len;
		bio->bi_vcnt++;
	}
	if (b->done)
		bio_advance(bio, b->done);
	return bio;
}

/* The bio as the tree cut it; what is left of it stays in `bio`. */
static struct bio *cut(struct stage *st, struct bio *bio, const struct kt_row *piece)
{
	struct bio *front = NULL;

	bp_event(&st->env, SPLIT_BEGIN, .q = &st->q, .bio = bio);
	if (piece->n[1] < bio->bi_iter.bi_size)
		front = bio_split(bio, (int)(piece->n[1] / SECTOR_SIZE), GFP_NOIO,
				  &st->q.bio_split);
	if (front) {
		front->bi_opf |= REQ_NOMERGE;
		bio_set_flag(bio, BIO_QUEUE_ENTERED);
		bio_chain(front, bio);
	}
	bio_set_flag(front ? front : bio, BIO_SEG_VALID);
	(front ? front : bio)->bi_phys_segments = (unsigned)piece->n[2];
	if (front)
		bp_event(&st->env, SPLIT, .q = &st->q, .bio = front, .other = bio);
	bp_event(&st->env, SPLIT_END, .q = &st->q, .bio = front ? front : bio,
		 .other = front ? bio : NULL, .a = piece->n[2]);
	return front ? front : bio;
}

static void map(struct stage *st, struct request *rq, const struct kt_row *row)
{
	const struct kt_vec *v = &st->tree->entries[row->first];

	if (!row->nr)
		return;
	sg_init_table(table, row->nr);
	bp_event(&st->env, MAP_BEGIN, .q = &st->q, .rq = rq, .sgl = table);
	for (unsigned i = 0; i < row->nr; i++)
		sg_set_page(&st->env, &table[i], pfn_to_page(v[i].addr >> st->env.page_shift),
			    v[i].len, (unsigned)v[i].addr & (bp_page_size(&st->env) - 1));
	bp_event(&st->env, MAP_END, .q = &st->q, .rq = rq, .sgl = table, .a = row->nr);
}

/* A piece counted and mapped as a request of its own. */
static void request(struct stage *st, struct bio *bio, const struct kt_row *row, kt_number recount)
{
	struct request rq = { .q = &st->q, .cmd_flags = bio->bi_opf };

	blk_init_request_from_bio(&rq, bio);
	bp_event(&st->env, COUNT, .q = &st->q, .bio = bio, .a = recount);
	map(st, &rq, row);
}

static void act_split(struct stage *st)
{
	struct bio *bio = listed_bio(st, &st->c->bios[0]);

	for (unsigned i = 0; i < st->tree->nr_rows && st->tree->rows[i].what == KT_PIECE; i++) {
		const struct kt_row *piece = &st->tree->rows[i];
		struct bio *front = cut(st, bio, piece);

		request(st, front, piece, piece->n[3]);
		bio_endio(front);
	}
}

static void act_advance(struct stage *st)
{
	struct bio *bio = listed_bio(st, &st->c->bios[0]);

	for (unsigned i = 0; i < st->tree->nr_rows; i++) {
		const struct kt_row *row = &st->tree->rows[i];

		bio->bi_iter.bi_sector = row->n[0];
		bio->bi_iter.bi_size = (unsigned)row->n[1];
		bio->bi_iter.bi_idx = (unsigned)row->n[2];
		bio->bi_iter.bi_bvec_done = (unsigned)row->n[3];
		bio->bi_phys_segments = (unsigned)row->n[4];
		bio_set_flag(bio, BIO_SEG_VALID);
		if (row->n[1])
			request(st, bio, row, row->n[4]);
	}
}

void kt_judge(const struct kt_case *c, const struct kt_result *tree, const struct bp_rules *rules,
	      struct kt_judgement *j)
{
	static struct stage st;
	struct bp_catch catcher;

	if (tree->outcome != KT_OK || (c->kind != KT_SPLIT && c->kind != KT_ADVANCE) || c->discard)
		return;
	memset(&st, 0, sizeof(st));
	st.c = c;
	st.tree = tree;
	st.j = j;
	bp_env_init(&st.env);
	st.env.rules = rules;
	bp_queue_init(&st.env, &st.q);
	st.q.bp_rules = rules;
	st.disk.queue = &st.q;
	kt_ours_limits(&st.q.limits, &c->limits);
	st.check = bp_check_new(&st.env);
	if (st.check) {
		bp_check_on_violation(st.check, on_violation, &st);
		if (bp_catch(&st.env, &catcher) == 0) {
			c->kind == KT_SPLIT ? act_split(&st) : act_advance(&st);
			bp_catch_pop(&st.env, &catcher);
		}
		for (unsigned i = 0; i < BP_INV_NR; i++)
			j->judged += bp_check_judged(st.check, (enum bp_invariant)i);
		bp_check_free(st.check);
	}
	bp_env_fini(&st.env);
}
