/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios through split, count, merge, map and completion: part by part, or through a queue with a
 * device at its end.
 */
#ifndef SIM_PROOF_BLOCK_BLOCK_H
#define SIM_PROOF_BLOCK_BLOCK_H

#include <blkpath/mq.h>

#include "null/null.h"
#include "proof/mishap.h"
#include "proof/trial.h"

#define BP_BLOCK_BIOS 64
#define BP_BLOCK_VECTORS 256
#define BP_BLOCK_REQUESTS 1024
#define BP_BLOCK_PIECES 30 /* a bio is long enough for them; a few bios for ten times as many */

enum bp_block_kind { BP_BLOCK_PAGE, BP_BLOCK_DMA };

/* A request under test and its table. */
struct bp_block_request {
	struct request rq;
	struct scatterlist *table;
	unsigned room;
};

/**
 * struct bp_block - the world of a scenario
 * @aligned: PRE-A is meant to hold
 * @anywhere: vectors may begin where the device cannot (G-18)
 * @goes_on: memory goes on where it ended, in most places
 * @op: of most of its bios
 * @told: bios whose owner was told
 * @sectors_at: where the next bio may follow
 * @memory_at: where its memory may
 * @world: what the steps of a small world work on
 * @apart: bios do not join the request before
 * @mishap: an allocation that fails on the way
 * @spared: none does, for a bio of the scenario is made
 * @views: of the loop that runs; here, because a BUG may leave it
 */
struct bp_block {
	struct bp_trial *trial;
	struct bp_env env;
	enum bp_block_kind kind;
	struct request_queue *q;
	struct gendisk *disk;
	struct request_queue own_q; /* without a device */
	struct gendisk own_disk;
	struct bp_null *null;
	struct bp_check *check;
	bool aligned;
	bool anywhere;
	bool goes_on;
	unsigned op;
	u64 bios;
	u64 bugs;
	u64 told;
	u64 sectors_at;
	u64 memory_at;
	struct bio *twin;
	void *world;
	bool apart;
	struct bp_mishap mishap;
	bool spared;
	struct bp_view *views;
	unsigned nr_views;
	unsigned views_room;
	unsigned n;
	struct bp_block_request *requests[BP_BLOCK_REQUESTS];
};

/* Subjects: part by part, each piece counted, split and mapped twice; or the whole way. */
void bp_block_parts(struct bp_trial *trial);
void bp_block_device(struct bp_trial *trial);

/* A world begins: its environment may be changed until it starts with @rules; it ends empty. */
struct bp_block *bp_block_new(struct bp_trial *trial);
void bp_block_start(struct bp_block *p, const struct bp_rules *rules,
		    void (*start)(struct bp_block *p));
void bp_block_end(struct bp_block *p);
void bp_block_without_device(struct bp_block *p);

/* Runs a step. A BUG leaves a bio half done; the scenario goes on without it. */
void bp_block_step(struct bp_block *p, void (*fn)(struct bp_block *p));

/* Submits a bio, beside its twin of bus addresses where the rules know them. */
void bp_block_submit(struct bp_block *p, struct bio *bio);

void bp_block_limits(struct bp_block *p);
struct bio *bp_block_bio(struct bp_block *p);
struct bio *bp_block_bio_of(struct bp_block *p, unsigned op);
struct bio *bp_block_empty(struct bp_block *p, unsigned opf, unsigned vectors);

/* The same without an owner. */
struct bio *bp_block_orphan(struct bp_block *p, unsigned opf, unsigned vectors);

/* A vector of this memory, by pages or by bus address as the bio is; up to @vectors of any. */
void bp_block_put(struct bio *bio, u64 addr, unsigned len);
void bp_block_fill(struct bp_block *p, struct bio *bio, unsigned vectors);

struct bio *bp_block_twin_of(struct bp_block *p, const struct bio *page);

blk_qc_t bp_block_make_request(struct request_queue *q, struct bio *bio);
void bp_block_finish_requests(struct bp_block *p);

/* A request for a bio, behind those that there are. */
struct request *bp_block_make_one(struct bp_block *p, struct bio *bio);

/* Request @i has become part of another one, and is gone. */
void bp_block_drop_request(struct bp_block *p, unsigned i);

/* Offers request @i + 1 to request @i.  Return: it joined, and is gone. */
bool bp_block_join_requests(struct bp_block *p, unsigned i);
void bp_block_drop_requests(struct bp_block *p);

void bp_block_device_start(struct bp_block *p);
void bp_block_device_burst(struct bp_block *p);
void bp_block_device_stop(struct bp_block *p);

void bp_block_iterate(struct bp_block *p, struct bio *bio);
void bp_block_set_limits(struct bp_block *p);
void bp_block_misuse(struct bp_block *p);

/* The scenario in words. */
void bp_block_say_limits(struct bp_block *p);
void bp_block_say_bio(struct bp_block *p, const struct bio *bio);

#endif
