/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random bios through split, count, merge, map and completion, with the checker listening.
 *
 * A round is a world of its own: random limits and a few bios.  Its numbers follow from the seed of
 * the run and its own number alone, so any round can be run again by itself.
 */
#ifndef PROP_H
#define PROP_H

#include <random.h>

#include <blkpath/check.h>
#include <blkpath/mq.h>

#include "null/null.h"

#define PROP_VECTORS 256
#define PROP_REQUESTS 1024
#define PROP_PIECES 30 /* a bio is long enough for them; a few bios for ten times as many */

enum prop_kind { PROP_PAGE, PROP_DMA };

struct prop_options {
	enum prop_kind kind;
	u64 seed;
	u64 count; /* bios */
	u64 round; /* the only one to run; ~0 for all */
	const char *defect;
	int expect; /* invariant that must be broken, -1 for none */
	const char *rules;
	const char *with; /* a switch as another rule set has it: "byte-walk=v6.1" */
	bool mixtures;	  /* every rule set with every switch of every other, in turn */
	struct bp_rules in_force;
	bool device;
	bool quiet;
};

/* A request under test and its table. */
struct prop_request {
	struct request rq;
	struct scatterlist *table;
	unsigned room;
};

/* What a run adds up. */
struct prop_totals {
	u64 rounds;
	u64 bios;
	u64 bugs;
	u64 shown;
	u64 judged[BP_INV_NR];
	u64 broken[BP_INV_NR];
};

struct prop_round {
	const struct prop_options *options;
	struct prop_totals *totals;
	u64 number;
	struct t_random random;
	struct bp_env env;
	struct request_queue *q;
	struct gendisk *disk;
	struct request_queue own_q; /* without a device */
	struct gendisk own_disk;
	struct bp_null *null;
	struct bp_check *check;
	bool aligned; /* PRE-A is meant to hold */
	unsigned op;  /* most of its bios */
	u64 bios;
	u64 bugs;
	u64 bad_bugs;	/* where none is allowed */
	u64 told;	/* bios whose owner was told */
	u64 sectors_at; /* where the next bio may follow */
	u64 memory_at;	/* where its memory may */
	struct bio *twin;
	struct bp_view *views; /* of the loop that runs; here, because a BUG may leave it */
	unsigned nr_views;
	unsigned views_room;
	unsigned n;
	struct prop_request *requests[PROP_REQUESTS];
};

extern const char *const prop_kinds[];

/* Return: false on bad use, after saying how to use it. */
bool prop_options_read(struct prop_options *options, int argc, char **argv);

/* Sets @in_force from @rules and @with. Return: false when there is no such switch or rule set. */
bool prop_mixture_find(struct prop_options *options);

/*
 * Runs all rounds under every mixture. What invariants say of one is not counted: no kernel is like
 * that. Return: false when a round met a BUG that no rule allows.
 */
bool prop_mixtures_run(const struct prop_options *options, struct prop_totals *totals);

/* Runs the rounds that are asked for. Return: as prop_round_run(). */
bool prop_run(const struct prop_options *options, struct prop_totals *totals);

/* Runs one round and adds it up. Return: false when it met a BUG that no rule allows. */
bool prop_round_run(const struct prop_options *options, u64 number, struct prop_totals *totals);

void prop_limits(struct prop_round *p);
struct bio *prop_bio(struct prop_round *p);
struct bio *prop_twin_of(struct prop_round *p, const struct bio *page);

blk_qc_t prop_make_request(struct request_queue *q, struct bio *bio);
void prop_finish_requests(struct prop_round *p);
void prop_drop_requests(struct prop_round *p);

void prop_device_start(struct prop_round *p);
void prop_device_burst(struct prop_round *p);
void prop_device_stop(struct prop_round *p);

void prop_iterate(struct prop_round *p, struct bio *bio);
void prop_set_limits(struct prop_round *p);
void prop_misuse(struct prop_round *p);

#endif
