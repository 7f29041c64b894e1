/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking requests: into a table of exactly the counted size.
 */
#include <blkpath/map.h>

#include "command.h"

#define PS_PER_NS 1000

void bp_null_forget(struct bp_null *null, struct bp_null_command *command)
{
	bp_null_dma_unmap(null, command);
	sg_free_table(null->env, &command->table);
	bp_free(null->env, command);
}

void bp_null_arm(struct bp_null *null, u64 due_ns)
{
	if (!null->timer.armed || due_ns < null->timer.due_ns)
		bp_timer_arm(null->env, &null->timer, due_ns);
}

/* A table of exactly the counted size; one more entry would be an overrun. */
static bool map(struct bp_null *null, struct bp_null_command *command)
{
	struct request *rq = command->rq;
	unsigned size = blk_rq_nr_phys_segments(rq);

	if (!bio_has_data(rq->bio) || !size)
		return true;
	if (sg_alloc_table(null->env, &command->table, size, GFP_NOIO))
		return false;
	command->entries = (unsigned)bp_rq_map_sg(null->queue, rq, command->table.sgl, size);
	return true;
}

/* A list that cannot be mapped now waits for what is in flight; when nothing is, it never can. */
static blk_status_t no_mapping(const struct bp_null *null)
{
	return TAILQ_EMPTY(&null->in_flight) ? BLK_STS_IOERR : BLK_STS_RESOURCE;
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
		bp_null_forget(null, command);
		return BLK_STS_RESOURCE;
	}
	if (!bp_null_dma_map(null, command)) {
		bp_null_forget(null, command);
		return no_mapping(null);
	}
	null->issued++;
	TAILQ_INSERT_TAIL(&null->in_flight, command, link);
	bp_null_arm(null, command->due_ns);
	return BLK_STS_OK;
}

blk_status_t bp_null_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct bp_null *null = hctx->driver_data;

	if (bp_null_strikes(&null->config.refuse, ++null->offered)) {
		null->refused++;
		return null->config.refuse.status;
	}
	return take(null, bd->rq);
}
