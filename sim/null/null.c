/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device: taking requests and completing them in virtual time.
 */
#include "null.h"

#include <blkpath/map.h>
#include <errno.h>
#include <stdio.h>

#include "command.h"

#define PS_PER_NS 1000

static bool strikes(const struct bp_null_fault *fault, u64 count)
{
	return fault->every && count % fault->every == 0;
}

/* A table of exactly the counted size; one more entry would be an overrun. */
static bool map(struct bp_null *null, struct bp_null_command *command)
{
	struct request *rq = command->rq;
	unsigned size = blk_rq_nr_phys_segments(rq);

	if (!bio_has_data(rq->bio) || !size)
		return true;
	if (sg_alloc_table(null->env, &command->table, size, GFP_NOIO)) {
		sg_free_table(null->env, &command->table);
		return false;
	}
	command->entries = (unsigned)bp_rq_map_sg(null->queue, rq, command->table.sgl, size);
	return true;
}

static void forget(struct bp_null *null, struct bp_null_command *command)
{
	sg_free_table(null->env, &command->table);
	bp_free(null->env, command);
}

static void arm(struct bp_null *null, u64 due_ns)
{
	if (!null->timer.armed || due_ns < null->timer.due_ns)
		bp_timer_arm(null->env, &null->timer, due_ns);
}

static blk_status_t take(struct bp_null *null, struct request *rq)
{
	const struct bp_null_config *config = &null->config;
	struct bp_null_command *command = bp_alloc(null->env, BP_ALLOC_WORK, sizeof(*command));

	if (!command)
		return BLK_STS_RESOURCE;
	command->rq = rq;
	command->number = null->issued + 1;
	command->due_ns = null->env->now_ns + config->latency_ns +
			  config->latency_ps_per_byte * blk_rq_bytes(rq) / PS_PER_NS;
	blk_mq_start_request(rq);
	if (!map(null, command)) {
		forget(null, command);
		return BLK_STS_RESOURCE;
	}
	null->issued++;
	TAILQ_INSERT_TAIL(&null->in_flight, command, link);
	arm(null, command->due_ns);
	return BLK_STS_OK;
}

static blk_status_t null_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct bp_null *null = hctx->driver_data;

	if (strikes(&null->config.refuse, ++null->offered)) {
		null->refused++;
		return null->config.refuse.status;
	}
	return take(null, bd->rq);
}

static void null_commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct bp_null *null = hctx->driver_data;

	null->commits++;
}

/* End what the device has just done, and leave the rest for another time. */
static void null_complete(struct request *rq)
{
	const struct bp_null *null = rq->mq_hctx->driver_data;
	blk_status_t status = null->result.status;
	unsigned bytes = null->result.bytes;

	if (status != BLK_STS_OK || bytes == blk_rq_bytes(rq)) {
		blk_mq_end_request(rq, status);
		return;
	}
	blk_update_request(rq, BLK_STS_OK, bytes);
	blk_mq_requeue_request(rq, true);
}

static unsigned bytes_done(const struct bp_null *null, const struct request *rq)
{
	unsigned limit = null->config.partial_bytes;

	return limit ? bp_min(limit, blk_rq_bytes(rq)) : blk_rq_bytes(rq);
}

static void finish(struct bp_null *null, struct bp_null_command *command)
{
	struct request *rq = command->rq;

	null->result.bytes = bytes_done(null, rq);
	if (strikes(&null->config.fail, ++null->completed))
		null->result.status = null->config.fail.status;
	else
		null->result.status = bp_null_transfer(null, command, null->result.bytes);
	TAILQ_REMOVE(&null->in_flight, command, link);
	forget(null, command);
	blk_mq_complete_request(rq);
}

/* Numbers that look random and are the same everywhere (splitmix64). */
static u64 next_random(struct bp_null *null)
{
	u64 z = null->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* How many pass over the one to end next, among `n` that are due in order of issue. */
static u64 passes_over(struct bp_null *null, u64 n)
{
	switch (null->config.order) {
	case BP_NULL_LIFO:
		return n - 1;
	case BP_NULL_SEEDED:
		return next_random(null) % n;
	default:
		return 0;
	}
}

static bool is_due(const struct bp_null *null, const struct bp_null_command *command, u64 newest)
{
	return command->due_ns <= null->env->now_ns && command->number <= newest;
}

/* The one to end next; commands after number `newest` wait. */
static struct bp_null_command *pick(struct bp_null *null, u64 newest)
{
	struct bp_null_command *command;
	u64 due = 0;

	TAILQ_FOREACH (command, &null->in_flight, link)
		due += is_due(null, command, newest);
	if (!due)
		return NULL;
	due = passes_over(null, due);
	TAILQ_FOREACH (command, &null->in_flight, link)
		if (is_due(null, command, newest) && due-- == 0)
			break;
	return command;
}

static void rearm(struct bp_null *null)
{
	const struct bp_null_command *command;

	bp_timer_cancel(null->env, &null->timer);
	TAILQ_FOREACH (command, &null->in_flight, link)
		arm(null, command->due_ns);
}

unsigned bp_null_run(struct bp_null *null)
{
	u64 newest = null->issued;
	struct bp_null_command *command;
	unsigned done = 0;

	for (; (command = pick(null, newest)); done++)
		finish(null, command);
	rearm(null);
	return done;
}

static void on_timer(struct bp_timer *timer)
{
	bp_null_run(bp_container_of(timer, struct bp_null, timer));
}

static const struct blk_mq_ops ops[] = {
	[false] = { .queue_rq = null_queue_rq, .complete = null_complete },
	[true] = { .queue_rq = null_queue_rq,
		   .complete = null_complete,
		   .commit_rqs = null_commit_rqs },
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
