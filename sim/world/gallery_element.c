/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The most that an element of the driver's pool holds (NVH-3, EX-NVME-7).
 *
 *   sg 0 | sg 1 | ... | sg 126 | list 0 | list 1 | list 2      4064 and 24 bytes
 */
#include <blkpath/nvme_event.h>
#include <blkpath/nvme_pci.h>

#include "world/gallery_show.h"
#include "world/world.h"

#define RUN 0x8000u
#define OFFSET 0x200u
#define BYTES (4u << 20)

struct element_show {
	struct bp_sink sink;
	struct bp_nvme_built built;
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct element_show *s = bp_container_of(sink, struct element_show, sink);

	if (event->id == BP_EV_NVME_BUILT)
		s->built = event->nvme->built;
}

/* 4 MiB that begin inside a page, in as many runs as a request may have; the last takes the rest.
 */
static void lay_out(struct bp_range runs[NVME_MAX_SEGS])
{
	u32 left = BYTES;

	for (unsigned i = 0; i < NVME_MAX_SEGS; i++) {
		const u32 off = i ? 0 : OFFSET;

		runs[i].addr = 0x1000000 + i * 0x100000ull + off;
		runs[i].len = i + 1 == NVME_MAX_SEGS ? left : RUN - off;
		left -= runs[i].len;
	}
}

static void note(const struct element_show *s, const struct bp_world *world,
		 struct bp_exhibit *exhibit)
{
	const size_t used =
		s->built.nents * sizeof(struct scatterlist) + s->built.nr_lists * sizeof(void *);

	bp_exhibit_note(exhibit, "entries", "%u", s->built.nents);
	bp_exhibit_note(exhibit, "lists", "%u", s->built.nr_lists);
	bp_exhibit_note(exhibit, "the element has", "%zu bytes", world->nvme.dev->bp_iod_bytes);
	bp_exhibit_note(exhibit, "the request uses", "%zu bytes", used);
	bp_exhibit_note(exhibit, "status", "%s",
			world->failed ? bp_status_name(world->status) : "OK");
}

void bp_show_full_element(struct bp_world *world, const struct bp_gallery_case *shown,
			  struct bp_exhibit *exhibit)
{
	struct element_show s = { .sink.fn = hear };
	struct bp_range runs[NVME_MAX_SEGS];
	const struct bp_scenario_io io = {
		.opf = shown->opf,
		.bytes = BYTES,
		.vectors = runs,
		.nr_vectors = NVME_MAX_SEGS,
	};
	unsigned bios;

	lay_out(runs);
	world->q->limits.max_sectors = world->q->limits.max_hw_sectors; /* max_sectors_kb */
	bp_sink_add(&world->env, &s.sink);
	bp_world_submit(world, &io, 0, &bios);
	bp_world_drain(world);
	bp_sink_remove(&world->env, &s.sink);
	note(&s, world, exhibit);
}
