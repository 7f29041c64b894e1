/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device: made and taken away.
 */
#include "null.h"

#include <errno.h>
#include <stdio.h>

#include "command.h"

static void commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct bp_null *null = hctx->driver_data;

	null->commits++;
}

static void on_timer(struct bp_timer *timer)
{
	bp_null_run(bp_container_of(timer, struct bp_null, timer));
}

static const struct blk_mq_ops ops[] = {
	[false] = { .queue_rq = bp_null_queue_rq, .complete = bp_null_complete },
	[true] = { .queue_rq = bp_null_queue_rq,
		   .complete = bp_null_complete,
		   .commit_rqs = commit_rqs },
};

static int make_queue(struct bp_null *null)
{
	const struct bp_null_config *config = &null->config;
	struct request_queue *q;
	int error;

	null->tag_set = (struct blk_mq_tag_set){
		.ops = &ops[config->has_commit],
		.nr_hw_queues = config->nr_hw_queues ? config->nr_hw_queues : 1,
		.queue_depth = config->queue_depth ? config->queue_depth : 64,
		.nr_cpus = config->nr_cpus,
		.flags = config->no_merge ? 0 : BLK_MQ_F_SHOULD_MERGE,
		.driver_data = null,
	};
	error = blk_mq_alloc_tag_set(null->env, &null->tag_set);
	if (error)
		return error;
	q = blk_mq_init_queue(null->env, &null->tag_set);
	if (!q) {
		blk_mq_free_tag_set(&null->tag_set);
		return -ENOMEM;
	}
	if (config->limits)
		q->limits = *config->limits;
	if (config->rules)
		q->bp_rules = config->rules;
	q->queue_flags |= config->queue_flags;
	null->queue = q;
	return 0;
}

static void make_disk(struct bp_null *null)
{
	const char *name = null->config.name ? null->config.name : "null0";

	snprintf(null->disk.disk_name, sizeof(null->disk.disk_name), "%s", name);
	null->disk.capacity = null->config.capacity_sectors;
	null->disk.queue = null->queue;
	null->disk.private_data = null;
}

int bp_null_create(struct bp_env *env, struct bp_ram *ram, const struct bp_null_config *config,
		   struct bp_null **null)
{
	struct bp_null *n = bp_alloc(env, BP_ALLOC_QUEUE, sizeof(*n));
	int error = -ENOMEM;

	if (!n)
		return -ENOMEM;
	n->env = env;
	n->ram = ram;
	n->config = *config;
	n->random = config->seed;
	n->timer.fn = on_timer;
	TAILQ_INIT(&n->in_flight);
	if (config->store_data)
		n->store = bp_store_new();
	if (n->store || !config->store_data)
		error = make_queue(n);
	if (error) {
		bp_store_free(n->store);
		bp_free(env, n);
		return error;
	}
	make_disk(n);
	*null = n;
	return 0;
}

void bp_null_destroy(struct bp_null *null)
{
	if (!null)
		return;
	if (blk_cleanup_queue(null->queue)) {
		bp_store_free(null->store);
		null->store = NULL;
		return;
	}
	bp_store_free(null->store);
	blk_mq_free_tag_set(&null->tag_set);
	bp_free(null->env, null);
}
