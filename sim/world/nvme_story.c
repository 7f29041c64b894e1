/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "world/nvme_story.h"

static void tell_slots(struct bp_nvme_story *story, const struct bp_event *event)
{
	struct bp_told_command *command = bp_list_last(&story->commands);
	struct bp_slot_walk walk;
	struct bp_slot slot;

	command->first_slot = story->slots.n;
	bp_slots_start(&walk, event);
	while (bp_slots_next(&walk, &slot))
		story->no_memory |= !bp_list_add(&story->slots, slot);
	command->nr_slots = story->slots.n - command->first_slot;
}

static void on_built(struct bp_nvme_story *story, const struct bp_event *event)
{
	const struct bp_told_command command = {
		.request = event->rq->bp_serial,
		.opf = event->rq->cmd_flags,
		.built = event->nvme->built,
	};

	if (bp_list_add(&story->commands, command))
		tell_slots(story, event);
	else
		story->no_memory = true;
}

/* An id is used again, so it is the last one of that name. */
static unsigned command_of(const struct bp_nvme_story *story, u16 qid, u16 cid)
{
	for (unsigned i = story->commands.n; i--;) {
		const struct bp_nvme_built *built = &story->commands.at[i].built;

		if (built->qid == qid && le16_to_cpu(built->command.common.command_id) == cid)
			return i;
	}
	return BP_NOWHERE;
}

static unsigned about(const struct bp_nvme_story *story, const struct bp_event *event)
{
	const struct bp_nvme_event *n = event->nvme;

	switch (event->id) {
	case BP_EV_NVME_SUBMIT:
		return command_of(story, n->submit.qid,
				  le16_to_cpu(n->submit.command.common.command_id));
	case BP_EV_NVME_FETCH:
		return command_of(story, n->fetch.sqid,
				  le16_to_cpu(n->fetch.command.common.command_id));
	case BP_EV_NVME_CQE_POSTED:
		return command_of(story, le16_to_cpu(n->posted.cqe.sq_id),
				  le16_to_cpu(n->posted.cqe.command_id));
	case BP_EV_NVME_CQE_SEEN:
		return command_of(story, n->seen.qid, le16_to_cpu(n->seen.cqe.command_id));
	default:
		return BP_NOWHERE;
	}
}

/* Moves of data and lists are for a command; entries of rings are told by their own events. */
static unsigned about_dma(const struct bp_nvme_story *story, const struct bp_nvme_dma *dma)
{
	return command_of(story, dma->sqid, dma->cid);
}

static bool is_ring(const struct bp_nvme_dma *dma)
{
	return !dma->status && (dma->purpose == BP_NVME_DMA_SQE || dma->purpose == BP_NVME_DMA_CQE);
}

static void on_step(struct bp_nvme_story *story, const struct bp_event *event)
{
	const bool is_dma = event->id == BP_EV_NVME_DMA;
	const struct bp_told_step step = {
		.id = event->id,
		.ns = story->env->now_ns - story->start_ns,
		.command = is_dma ? about_dma(story, &event->nvme->dma) : about(story, event),
		.what = *event->nvme,
	};

	if (!is_dma || !is_ring(&event->nvme->dma))
		story->no_memory |= !bp_list_add(&story->steps, step);
}

static void on_done(struct bp_nvme_story *story, const struct bp_event *event)
{
	const struct bp_told_step step = {
		.id = event->id,
		.ns = story->env->now_ns - story->start_ns,
		.command = BP_NOWHERE,
		.sector = event->bio->bi_iter.bi_sector,
		.status = (blk_status_t)event->a,
	};

	story->no_memory |= !bp_list_add(&story->steps, step);
}

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct bp_nvme_story *story = bp_container_of(sink, struct bp_nvme_story, sink);

	switch (event->id) {
	case BP_EV_NVME_BUILT:
		on_built(story, event);
		break;
	case BP_EV_BIO_DONE:
		on_done(story, event);
		break;
	case BP_EV_NVME_SUBMIT:
	case BP_EV_NVME_DOORBELL:
	case BP_EV_NVME_FETCH:
	case BP_EV_NVME_DMA:
	case BP_EV_NVME_CQE_POSTED:
	case BP_EV_NVME_CQE_SEEN:
	case BP_EV_NVME_STATE:
	case BP_EV_NVME_CTRL_STATE:
		on_step(story, event);
		break;
	default:
		break;
	}
}

void bp_nvme_story_start(struct bp_nvme_story *story, struct bp_env *env)
{
	memset(story, 0, sizeof(*story));
	story->env = env;
	story->start_ns = env->now_ns;
	story->sink.fn = hear;
	bp_sink_add(env, &story->sink);
}

void bp_nvme_story_stop(struct bp_nvme_story *story)
{
	bp_sink_remove(story->env, &story->sink);
}

void bp_nvme_story_free(struct bp_nvme_story *story)
{
	bp_list_free(&story->commands);
	bp_list_free(&story->slots);
	bp_list_free(&story->steps);
}
