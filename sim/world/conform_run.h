/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a run: its world, its bios, its kinds.
 */
#ifndef SIM_WORLD_CONFORM_RUN_H
#define SIM_WORLD_CONFORM_RUN_H

#include <blkpath/request.h>

#include "conform.h"

/* The world of one case. */
struct bp_conform {
	struct bp_env env;
	struct request_queue q;
	struct gendisk disk;
	const struct bp_vector_case *c;
	json_t *pieces;
};

/* A value of the case. */
static inline json_t *bp_conform_get(const struct bp_conform *r, const char *key)
{
	return json_object_get(r->c->json, key);
}

/* ["0xaddr", length] of the format. */
json_t *bp_conform_pair(u64 addr, unsigned len);

struct bio *bp_conform_bio(struct bp_conform *r, unsigned room);
struct bio *bp_conform_listed_bio(struct bp_conform *r, u64 sector, json_t *vectors);
void bp_conform_start(struct bp_conform *r, struct request *rq, struct bio *bio);
json_t *bp_conform_scatterlist(struct bp_conform *r, struct request *rq);

/* S of the format: [sector, bytes, nsegs, recount, scatterlist]. */
json_t *bp_conform_summary(struct bp_conform *r, struct request *rq);

/* The driver of kind split, and how each kind runs. */
blk_qc_t bp_conform_take_piece(struct request_queue *q, struct bio *bio);
void bp_conform_kind(struct bp_conform *r, json_t *values);

#endif
