/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world whose disk is an NVMe controller, with its story and its counts.
 */
#ifndef NVME_WORLD_H
#define NVME_WORLD_H

#include "bp_test.h"
#include "world/nvme_story.h"
#include "world/tally.h"
#include "world/verify.h"
#include "world/world.h"

struct t_nvme_world {
	struct bp_world *world;
	struct bp_nvme_doc doc;
	struct bp_device_doc device;
	struct bp_nvme_story story;
	struct bp_tally tally;
};

/* @keys and @faults as for --nvme and --fault; NULL for none. */
static inline void t_nvme_world_open(struct t_nvme_world *t, const char *keys, const char *fault)
{
	const struct bp_place at = { .key = "--nvme" };
	struct bp_world_config config = {
		.page_shift = 12, .device = &t->device, .nvme = &t->doc, .seed = 1
	};
	struct bp_error err = { 0 };

	bp_device_init(&t->device);
	bp_nvme_doc_init(&t->doc);
	t->device.is_nvme = t->doc.on = true;
	if ((keys && bp_nvme_doc_parse(&t->doc, &at, keys, &err)) ||
	    (fault && bp_nvme_doc_add_fault(&t->doc, &at, fault, &err)) ||
	    bp_nvme_doc_check(&t->doc, &at, &err) || bp_world_open(&config, &t->world, &err))
		fail_msg("%s", err.text);
	t->world->q->limits.max_sectors = t->world->q->limits.max_hw_sectors;
	bp_nvme_story_start(&t->story, &t->world->env);
	bp_tally_start(&t->tally, &t->world->env);
}

static inline void t_nvme_world_close(struct t_nvme_world *t)
{
	bp_tally_stop(&t->tally);
	bp_nvme_story_stop(&t->story);
	bp_nvme_story_free(&t->story);
	bp_world_unbind(t->world);
	assert_int_equal(bp_dma_ledger_stat(t->world->device.ledger).live, 0);
	bp_world_close(t->world);
}

static inline void t_nvme_world_io(struct t_nvme_world *t, unsigned opf, u64 sector, unsigned n,
				   const struct bp_range *ranges)
{
	struct bp_scenario_io io = {
		.opf = opf, .sector = sector, .vectors = (struct bp_range *)ranges, .nr_vectors = n
	};
	unsigned bios;

	for (unsigned i = 0; i < n; i++)
		io.bytes += ranges[i].len;
	assert_int_equal(bp_world_submit(t->world, &io, 1, &bios), 0);
	assert_true(bp_world_drain(t->world));
}

#endif
