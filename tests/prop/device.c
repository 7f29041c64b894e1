/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole way: submission, plug, merging, scheduler, tags and flush, to a null device that
 * completes in any order, in parts, sometimes with an error or not at once.
 */
#include <stdlib.h>

#include <blkpath/plug.h>

#include "prop.h"
#include "sched/sched.h"

#define BURST 8

static void configure(struct prop_round *p, struct bp_null_config *config)
{
	struct t_random *r = &p->random;

	*config = (struct bp_null_config){
		.nr_hw_queues = (unsigned)t_pick(r, 1, 1, 2),
		.queue_depth = (unsigned)t_pick(r, 1, 2, 4, 64),
		.latency_ns = t_pick(r, 0, 1000),
		.no_merge = t_once_in(r, 4),
		.has_commit = t_once_in(r, 2),
		.partial_bytes = (unsigned)t_pick(r, 0, 0, 4096, 65536),
		.order = BP_NULL_SEEDED,
		.seed = t_random(r),
		.queue_flags = t_pick(r, 0, 1ul << QUEUE_FLAG_WC,
				      1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA),
	};
	config->refuse.every = (unsigned)t_pick(r, 0, 0, 3);
	config->refuse.status = BLK_STS_RESOURCE;
	config->fail.every = (unsigned)t_pick(r, 0, 0, 5);
	config->fail.status = BLK_STS_MEDIUM;
}

void prop_device_start(struct prop_round *p)
{
	struct bp_null_config config;

	configure(p, &config);
	if (bp_null_create(&p->env, NULL, &config, &p->null))
		abort();
	p->q = p->null->queue;
	p->disk = &p->null->disk;
	if (t_once_in(&p->random, 3) && blk_mq_init_sched(p->q, bp_sched_find("sorted")))
		abort();
}

static unsigned flags(struct prop_round *p, const struct bio *bio)
{
	struct t_random *r = &p->random;

	if (!op_is_write(bio->bi_opf) || !t_once_in(r, 16))
		return 0;
	return (unsigned)t_pick(r, REQ_FUA, REQ_PREFLUSH, REQ_FUA | REQ_PREFLUSH);
}

static void submit(struct prop_round *p)
{
	struct bio *bio = prop_bio(p);

	p->bios++;
	if (bio->bi_iter.bi_size) {
		bio->bi_opf |= flags(p, bio);
		submit_bio(bio);
		return;
	}
	p->told++;
	bio_put(bio);
}

void prop_device_burst(struct prop_round *p)
{
	struct blk_plug plug;
	bool plugged = !t_once_in(&p->random, 3);
	unsigned n = (unsigned)t_between(&p->random, 1, BURST);

	if (plugged)
		blk_start_plug(&p->env, &plug);
	while (n--)
		submit(p);
	if (plugged)
		blk_finish_plug(&p->env, &plug);
	if (t_once_in(&p->random, 2))
		bp_null_run(p->null);
}

void prop_device_stop(struct prop_round *p)
{
	while (p->told < p->bios && bp_wait(&p->env))
		continue;
	bp_null_destroy(p->null);
}
