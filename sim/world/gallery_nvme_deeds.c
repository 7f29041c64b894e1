/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deeds of the gallery with a controller: more than one I/O, or memory that is not as usual.
 */
#include <blkpath/nvme_pci.h>

#include "world/gallery_nvme_told.h"
#include "world/gallery_show.h"

#define ENTRIES_MAX 257u
#define PAGE 4096u

/* NVH-8: a discard says where by its sector, and has no vectors. */
void bp_show_discard(struct bp_world *world, const struct bp_gallery_case *shown,
		     struct bp_exhibit *exhibit)
{
	const struct bp_scenario_io io = { .opf = shown->opf, .bytes = PAGE };

	bp_show_io(world, exhibit, "discard:", &io);
}

/* P2P-C4.3: a driver that asks for no offsets gets none from a bounce buffer. */
static void forget_offsets(struct bp_world *world)
{
	world->nvme.dev->dev->dma_parms.min_align_mask = 0;
}

/* B is cut within its second vector, at the most that the controller takes. */
void bp_show_bounced_prps(struct bp_world *world, const struct bp_gallery_case *shown,
			  struct bp_exhibit *exhibit)
{
	struct bp_range vectors[] = { { 0x10000, PAGE }, { 0x20000, 2 * PAGE } };
	const struct bp_scenario_io cut = {
		.opf = shown->opf,
		.vectors = vectors,
		.nr_vectors = bp_array_size(vectors),
		.bytes = 3 * PAGE,
	};
	const struct bp_scenario_io bounced = bp_show_io_of(shown);

	forget_offsets(world);
	bp_show_io(world, exhibit, "A:", &bounced);
	bp_show_io(world, exhibit, "B:", &cut);
}

void bp_show_broken_lists(struct bp_world *world, const struct bp_gallery_case *shown,
			  struct bp_exhibit *exhibit)
{
	struct bp_range odd[] = { { 0x10002, 512 } };
	const struct bp_scenario_io direct = {
		.opf = shown->opf | REQ_DMA_DIRECT,
		.vectors = odd,
		.nr_vectors = bp_array_size(odd),
		.bytes = odd[0].len,
	};
	const struct bp_scenario_io bounced = bp_show_io_of(shown);

	forget_offsets(world);
	bp_show_io(world, exhibit, "A:", &direct);
	bp_show_io(world, exhibit, "B:", &bounced);
}

/* Pages that do not touch. */
static void show_entries(struct bp_world *world, struct bp_exhibit *exhibit, const char *name,
			 unsigned opf, unsigned entries)
{
	struct bp_range vectors[ENTRIES_MAX];
	const struct bp_scenario_io io = {
		.opf = opf,
		.vectors = vectors,
		.nr_vectors = entries,
		.bytes = entries * PAGE,
	};

	for (unsigned i = 0; i < entries; i++)
		vectors[i] = (struct bp_range){ 0x1000000 + (u64)i * 2 * PAGE, PAGE };
	bp_show_io(world, exhibit, name, &io);
}

void bp_show_long_sgls(struct bp_world *world, const struct bp_gallery_case *shown,
		       struct bp_exhibit *exhibit)
{
	show_entries(world, exhibit, "256:", shown->opf, ENTRIES_MAX - 1);
	show_entries(world, exhibit, "257:", shown->opf, ENTRIES_MAX);
}

/* The bounce buffer has room for one of two. */
void bp_show_full_bounce(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	struct bp_scenario_io io = bp_show_io_of(shown);
	unsigned bios;

	bp_world_submit(world, &io, 0, &bios);
	io.sector = 1024;
	bp_world_submit(world, &io, 0, &bios);
	bp_world_drain(world);
	bp_exhibit_note(exhibit, "reads that failed", "%llu", (unsigned long long)world->failed);
	bp_exhibit_note(exhibit, "reads that never end", "%llu",
			(unsigned long long)world->pending);
}
