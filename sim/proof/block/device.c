/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole way: submission, plug, merging, scheduler, tags and flush, to a null device that
 * completes in any order, in parts, sometimes with an error or not at once.
 */
#include <stdlib.h>

#include <blkpath/plug.h>

#include "proof/block/block.h"
#include "sched/sched.h"

#define BURST 8

static void configure(struct bp_block *p, struct bp_null_config *config)
{
	struct bp_choices *r = &p->trial->choices;

	*config = (struct bp_null_config){ .order = BP_NULL_SEEDED };
	config->nr_hw_queues = (unsigned)bp_choose(r, 1, 1, 2);
	config->queue_depth = (unsigned)bp_choose(r, 1, 2, 4, 64);
	config->latency_ns = bp_choose(r, 0, 1000);
	config->no_merge = bp_choose_once_in(r, 4);
	config->has_commit = bp_choose_once_in(r, 2);
	config->partial_bytes = (unsigned)bp_choose(r, 0, 0, 4096, 65536);
	config->seed = bp_choose_below(r, 256);
	config->queue_flags =
		bp_choose(r, 0, 1ul << QUEUE_FLAG_WC, 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA);
	config->refuse.every = (unsigned)bp_choose(r, 0, 0, 3);
	config->refuse.status = BLK_STS_RESOURCE;
	config->fail.every = (unsigned)bp_choose(r, 0, 0, 5);
	config->fail.status = BLK_STS_MEDIUM;
}

void bp_block_device_start(struct bp_block *p)
{
	struct bp_null_config config;

	configure(p, &config);
	if (bp_null_create(&p->env, NULL, &config, &p->null))
		abort();
	p->q = p->null->queue;
	p->disk = &p->null->disk;
	if (bp_choose_once_in(&p->trial->choices, 3) &&
	    blk_mq_init_sched(p->q, bp_sched_find("sorted")))
		abort();
}

static unsigned flags(struct bp_block *p, const struct bio *bio)
{
	struct bp_choices *r = &p->trial->choices;

	if (!op_is_write(bio->bi_opf) || !bp_choose_once_in(r, 16))
		return 0;
	return (unsigned)bp_choose(r, REQ_FUA, REQ_PREFLUSH, REQ_FUA | REQ_PREFLUSH);
}

static void submit(struct bp_block *p)
{
	struct bio *bio = bp_block_bio(p);

	p->bios++;
	if (bio->bi_iter.bi_size) {
		bio->bi_opf |= flags(p, bio);
		submit_bio(bio);
		return;
	}
	p->told++;
	bio_put(bio);
}

void bp_block_device_burst(struct bp_block *p)
{
	struct blk_plug plug;
	bool plugged = !bp_choose_once_in(&p->trial->choices, 3);
	unsigned n = (unsigned)bp_choose_between(&p->trial->choices, 1, BURST);

	if (plugged)
		blk_start_plug(&p->env, &plug);
	while (n--)
		submit(p);
	if (plugged)
		blk_finish_plug(&p->env, &plug);
	if (bp_choose_once_in(&p->trial->choices, 2))
		bp_null_run(p->null);
}

void bp_block_device_stop(struct bp_block *p)
{
	p->mishap = (struct bp_mishap){ 0 }; /* what waits for memory would wait for ever */
	while (p->told < p->bios && bp_wait(&p->env))
		continue;
	bp_null_destroy(p->null);
}
