/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/prediction.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/dio.h"
#include "world/prediction_parts.h"

#define PAGE_SHIFT 12
#define TAGS 1024 /* as many as one transfer may need: who waits for a tag flushes its plug */

static unsigned long merge_flags(unsigned nomerges)
{
	static const unsigned long flags[] = {
		0,
		1ul << QUEUE_FLAG_NOXMERGES,
		1ul << QUEUE_FLAG_NOMERGES,
	};

	return flags[nomerges];
}

/* Defaults, and over them what the recording knows. */
static int describe(const struct bp_recording *r, const struct queue_limits *limits,
		    const struct bp_rules *rules, struct bp_limits_doc *doc)
{
	int error = bp_limits_load("default", rules, doc, NULL);
	struct queue_limits *to = &doc->limits;

	to->logical_block_size = limits->logical_block_size;
	to->physical_block_size = limits->physical_block_size;
	to->max_sectors = limits->max_sectors;
	to->max_hw_sectors = limits->max_hw_sectors;
	to->max_segments = limits->max_segments;
	to->max_segment_size = limits->max_segment_size;
	to->virt_boundary_mask = limits->virt_boundary_mask;
	to->seg_boundary_mask = limits->seg_boundary_mask;
	to->chunk_sectors = limits->chunk_sectors;
	doc->dma_alignment = r->limits.dma_alignment;
	doc->queue_flags |= merge_flags(r->limits.nomerges);
	return error;
}

static int transfer(struct bp_world *world, const struct bp_recording *r, int64_t *ret)
{
	struct bp_dio_iovec *iov = calloc(r->nr_iov + 1, sizeof(*iov));
	const struct bp_dio_io io = {
		.opf = r->write ? REQ_OP_WRITE : REQ_OP_READ,
		.sector = r->sector,
		.fixed = r->fixed,
		.folios = r->folios,
		.iov = iov,
		.nr_iov = r->nr_iov,
	};
	struct bp_catch catcher;
	int error = -ENOMEM;

	for (unsigned i = 0; iov && i < r->nr_iov; i++)
		iov[i] = (struct bp_dio_iovec){ r->ranges + r->iov[i].first, r->iov[i].nr };
	if (iov && bp_catch(&world->env, &catcher) == 0) {
		error = bp_world_direct_io(world, &io, ret);
		bp_catch_pop(&world->env, &catcher);
	} else if (iov) {
		error = -ECANCELED;
	}
	free(iov);
	return error;
}

static int run(struct bp_world *world, const struct bp_recording *r, struct bp_prediction *p)
{
	int64_t ret = 0;
	int error;

	bp_prediction_listen(p, &world->env);
	error = transfer(world, r, &ret);
	bp_sink_remove(&world->env, &p->sink);
	p->bug = error == -ECANCELED;
	if (p->bug)
		p->report = world->env.bug;
	else if (error)
		return error;
	else if (!bp_facts_add(&p->facts, BP_FACT_RET, (struct bp_fact_row){ { (u64)ret } }))
		return -ENOMEM;
	return p->no_memory || !bp_prediction_order(p, r) ? -ENOMEM : 0;
}

int bp_predict(const struct bp_recording *r, const struct queue_limits *limits,
	       const struct bp_rules *rules, struct bp_prediction *p)
{
	struct bp_limits_doc doc;
	const struct bp_world_config config = {
		.limits = &doc,
		.rules = rules,
		.page_shift = PAGE_SHIFT,
		.depth = TAGS,
	};
	struct bp_prediction_nvme *drive = NULL;
	struct bp_world *world;
	int error = describe(r, limits ? limits : &r->limits.limits, rules, &doc);

	memset(p, 0, sizeof(*p));
	if (!error)
		error = bp_world_open(&config, &world, NULL);
	if (error)
		return error;
	if (r->nvme)
		error = bp_prediction_nvme_open(world, &config, r, p, &drive);
	if (!error)
		error = run(world, r, p);
	bp_prediction_nvme_close(drive);
	bp_world_close(world);
	return error;
}

void bp_prediction_free(struct bp_prediction *p)
{
	bp_facts_free(&p->facts);
	bp_list_free(&p->cuts);
	bp_list_free(&p->requests);
	bp_list_free(&p->issued);
	bp_list_free(&p->entries);
	bp_list_free(&p->commands);
	bp_list_free(&p->pointers);
	bp_list_free(&p->rules_of_commands);
}
