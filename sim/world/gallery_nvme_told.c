/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "world/gallery_nvme_told.h"
#include "world/nvme_story.h"

#define ULL(x) ((unsigned long long)(x))

/* An exhibit, and the I/O that its facts are about. */
struct teller {
	struct bp_exhibit *exhibit;
	const char *io;
};

static void note(const struct teller *to, const char *what, const char *value)
{
	char name[BP_FACT_NAME_MAX];

	snprintf(name, sizeof(name), "%s %s", to->io, what);
	bp_exhibit_note(to->exhibit, name, "%s", value);
}

/* NVC-21: what an SGL descriptor leads to. */
static void note_descriptor(const struct teller *to, const char *what, const struct bp_slot *slot)
{
	static const char *const types[16] = {
		[NVME_SGL_FMT_DATA_DESC] = "data",
		[NVME_SGL_FMT_SEG_DESC] = "Segment",
		[NVME_SGL_FMT_LAST_SEG_DESC] = "Last Segment",
	};
	char text[BP_FACT_VALUE_MAX];

	snprintf(text, sizeof(text), "%s of 0x%llx bytes", types[slot->type >> 4],
		 ULL(slot->bytes));
	note(to, what, text);
}

static void note_prps(const struct teller *to, const struct nvme_command *command)
{
	char text[BP_FACT_VALUE_MAX];

	snprintf(text, sizeof(text), "0x%llx, 0x%llx", ULL(le64_to_cpu(command->rw.dptr.prp1)),
		 ULL(le64_to_cpu(command->rw.dptr.prp2)));
	note(to, "PRP1, PRP2", text);
}

static void note_pointer(const struct teller *to, const struct bp_nvme_story *story)
{
	const struct bp_told_command *told;

	if (!story->commands.n) {
		note(to, "command", "none");
		return;
	}
	told = bp_list_last(&story->commands);
	if (!(told->built.command.common.flags & NVME_CMD_SGL_ALL)) {
		note_prps(to, &told->built.command);
		return;
	}
	for (unsigned i = 0; i < told->nr_slots; i++) {
		const struct bp_slot *slot = &story->slots.at[told->first_slot + i];

		if (slot->list == BP_SLOT_IN_COMMAND)
			note_descriptor(to, "DPTR", slot);
		else if (!slot->is_data)
			note_descriptor(to, "link", slot);
	}
}

/* NVH-33: without what it says of another try. */
static void note_answer(const struct teller *to, const struct bp_nvme_story *story)
{
	char text[BP_FACT_VALUE_MAX];

	for (unsigned i = 0; i < story->steps.n; i++) {
		const struct bp_told_step *step = &story->steps.at[i];

		if (step->id != BP_EV_NVME_CQE_POSTED || step->command + 1 != story->commands.n)
			continue;
		snprintf(text, sizeof(text), "status 0x%02x",
			 le16_to_cpu(step->what.posted.cqe.status) >> 1 & 0x7ff);
		note(to, "answer", text);
		return;
	}
}

void bp_show_io(struct bp_world *world, struct bp_exhibit *exhibit, const char *name,
		const struct bp_scenario_io *io)
{
	const struct teller to = { exhibit, name };
	const u64 failed = world->failed;
	struct bp_nvme_story story;
	unsigned bios;

	bp_nvme_story_start(&story, &world->env);
	bp_world_plug(world);
	bp_world_submit(world, io, 0, &bios);
	bp_world_unplug(world);
	bp_world_drain(world);
	note_pointer(&to, &story);
	note_answer(&to, &story);
	note(&to, "status", world->failed == failed ? "OK" : bp_status_name(world->status));
	bp_nvme_story_stop(&story);
	bp_nvme_story_free(&story);
}

struct bp_scenario_io bp_show_io_of(const struct bp_gallery_case *shown)
{
	struct bp_scenario_io io = {
		.opf = shown->opf,
		.vectors = (struct bp_range *)shown->vectors,
		.nr_vectors = shown->nr_vectors,
	};

	for (unsigned i = 0; i < shown->nr_vectors; i++)
		io.bytes += shown->vectors[i].len;
	return io;
}
