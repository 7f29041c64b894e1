/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bio of a case through the block core, and what became of it.
 */
#include <stdio.h>

#include "world/gallery_show.h"
#include "world/story.h"
#include "world/world.h"

static void note_pieces(struct bp_exhibit *exhibit, const struct bp_story *story)
{
	for (unsigned i = 0; i < story->pieces.n; i++) {
		const struct bp_told_piece *piece = &story->pieces.at[i];
		char name[BP_FACT_NAME_MAX];

		snprintf(name, sizeof(name), "piece %u", i + 1);
		bp_exhibit_note(exhibit, name, "%llu + %u, %u segments",
				(unsigned long long)piece->sector, piece->bytes >> SECTOR_SHIFT,
				piece->nsegs);
	}
}

static void note_entries(struct bp_exhibit *exhibit, const struct bp_story *story)
{
	for (unsigned i = 0; i < story->entries.n; i++) {
		char name[BP_FACT_NAME_MAX];

		snprintf(name, sizeof(name), "entry %u", i + 1);
		bp_exhibit_note(exhibit, name, "0x%llx + 0x%x",
				(unsigned long long)story->entries.at[i].addr,
				story->entries.at[i].len);
	}
}

void bp_show_submit(struct bp_world *world, const struct bp_gallery_case *shown,
		    struct bp_exhibit *exhibit)
{
	struct bp_scenario_io io = {
		.opf = shown->opf,
		.vectors = (struct bp_range *)shown->vectors,
		.nr_vectors = shown->nr_vectors,
	};
	struct bp_story story;
	unsigned bios;

	for (unsigned i = 0; i < shown->nr_vectors; i++)
		io.bytes += shown->vectors[i].len;
	bp_story_start(&story, &world->env);
	bp_world_submit(world, &io, 0, &bios);
	bp_world_drain(world);
	note_pieces(exhibit, &story);
	note_entries(exhibit, &story);
	bp_exhibit_note(exhibit, "status", "%s",
			world->failed ? bp_status_name(world->status) : "OK");
	bp_story_stop(&story);
	bp_story_free(&story);
}

void bp_show_two_at_once(struct bp_world *world, const struct bp_gallery_case *shown,
			 struct bp_exhibit *exhibit)
{
	unsigned bios;

	for (unsigned i = 0; i < 2; i++) {
		struct bp_scenario_io io = {
			.opf = shown->opf,
			.sector = (u64)i * 1024,
			.vectors = (struct bp_range *)shown->vectors,
			.nr_vectors = shown->nr_vectors,
			.bytes = shown->vectors[0].len,
		};

		bp_world_submit(world, &io, 0, &bios);
	}
	bp_world_drain(world);
	bp_exhibit_note(exhibit, "reads that failed", "%llu", (unsigned long long)world->failed);
	bp_exhibit_note(exhibit, "reads that never end", "%llu",
			(unsigned long long)world->pending);
}
