/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "flows.h"
#include "world/flow_memory.h"

#define HCA "0000:03:00.0"
#define DRIVE "0000:04:00.0"
#define MEMORY "0000:05:00.0"
#define APART "0000:06:00.0"

#define PAGE 4096u
#define KIB 1024u
#define MIB (1024u * KIB)

/* A small part of the namespace, so that commands meet. */
#define NAMESPACE ((u64)8 * MIB)

/* What an adapter, and a queue of it, can take (R-A1.4): so much that one region is enough. */
struct kind {
	const char *profile;
	u32 most_bytes;
	u16 most_depth;
};

static const struct kind kinds[] = {
	{ "ib", MIB, 128 },
	{ "iwarp", MIB, 64 },
	{ "tiny", 2 * PAGE, 16 },
};

static u32 draw_bytes(struct t_random *random, u32 most)
{
	const u32 usual = (u32)t_pick(random, 512, PAGE, 4 * PAGE, 16 * PAGE, 16 * PAGE, 64 * PAGE);
	const u32 at_most = bp_min(t_once_in(random, 40) ? MIB : usual, most);
	const u32 unit = at_most < PAGE ? 512 : (u32)t_pick(random, 512, PAGE);

	return t_once_in(random, 4) ? at_most : unit * (u32)t_between(random, 1, at_most / unit);
}

static enum bp_flow_op draw_op(struct t_random *random)
{
	const u64 dice = t_below(random, 100);

	if (dice < 48)
		return BP_FLOW_WRITE;
	if (dice < 92)
		return BP_FLOW_READ;
	return dice < 96 ? BP_FLOW_ZERO : BP_FLOW_FLUSH;
}

/* In the capsule goes what a target takes there (R-C5.4). */
static enum bp_initiator_way draw_way(struct t_random *random, const struct flows_round *round,
				      const struct bp_world_flow_io *io)
{
	if (io->op == BP_FLOW_WRITE && io->bytes <= round->setup.inline_bytes &&
	    t_once_in(random, 4))
		return BP_INITIATOR_CAPSULE;
	return (enum bp_initiator_way)t_pick(random, BP_INITIATOR_USUAL, BP_INITIATOR_KEYED,
					     BP_INITIATOR_KEYED_OWN);
}

/* Where the host has the data, and what lies before it in the capsule: whole dwords (NVH-17). */
static void draw_places(struct flows_round *round, struct bp_world_flow_io *io)
{
	struct t_random *random = &round->random;
	const u32 inline_bytes = round->setup.inline_bytes;

	if (t_once_in(random, 2))
		io->place = (u32)t_pick(random, 1, 4, 512, t_below(random, PAGE), PAGE - 1);
	if (t_once_in(random, 2))
		io->pieces = (u32)t_between(random, 2, BP_FLOW_PIECES_MAX);
	if (io->way == BP_INITIATOR_CAPSULE && io->bytes < inline_bytes)
		io->gap = (u32)t_pick(random, 0, 4, t_below(random, inline_bytes - io->bytes) & ~3u,
				      inline_bytes - io->bytes);
}

static void draw_io(struct flows_round *round, const struct kind *kind, struct bp_world_flow_io *io)
{
	struct t_random *random = &round->random;

	memset(io, 0, sizeof(*io));
	io->op = draw_op(random);
	if (io->op == BP_FLOW_FLUSH)
		return;
	io->bytes = draw_bytes(random, kind->most_bytes);
	io->slba = t_below(random, (NAMESPACE - io->bytes) / 512 + 1);
	io->seed = t_below(random, 1u << 31);
	if (io->op == BP_FLOW_WRITE || io->op == BP_FLOW_READ)
		io->way = draw_way(random, round, io);
	draw_places(round, io);
}

/* Whose memory, and how much of it: none is left sometimes, and some lies too far away. */
static void draw_memory(struct flows_round *round)
{
	struct t_random *random = &round->random;
	struct bp_world_flow_setup *setup = &round->setup;

	setup->drive = t_once_in(random, 10) ? APART : DRIVE;
	setup->provider = t_once_in(random, 2) ? MEMORY : NULL;
	setup->pool_bytes = t_pick(random, 0, 0, 16 * PAGE, 2 * MIB);
}

static void draw_machine(struct flows_round *round)
{
	struct t_random *random = &round->random;
	struct bp_world_assumed *assumed = &round->setup.assumed;

	assumed->has_offset = t_once_in(random, 3);
	assumed->offset = t_pick(random, 0, MIB, (u64)1 << 32, (u64)0x3f00 * MIB);
	assumed->iommu = t_once_in(random, 4) ? BP_P2P_IOMMU_ON : BP_P2P_IOMMU_UNKNOWN;
	assumed->acs =
		(enum bp_assumed_acs)t_pick(random, BP_ACS_AS_IT_IS, BP_ACS_OFF, BP_ACS_DEFAULT);
}

void flows_draw(struct flows_round *round, unsigned commands)
{
	struct t_random *random = &round->random;
	struct bp_world_flow_setup *setup = &round->setup;
	const struct kind *kind = &kinds[t_pick(random, 0, 0, 1, 2)];

	round->mood = (enum flows_mood)t_pick(random, FLOWS_CLEAN, FLOWS_CLEAN, FLOWS_TWISTS,
					      FLOWS_DRIVE, FLOWS_FATAL);
	*setup = bp_world_flow_default();
	setup->machine = round->machine;
	setup->hca = HCA;
	setup->profile = kind->profile;
	setup->depth = (u16)bp_min(t_pick(random, 2, 5, 16, 32, 128), (u64)kind->most_depth);
	setup->inline_bytes = (u32)t_pick(random, 0, 512, PAGE, 2 * PAGE, 4 * PAGE);
	setup->force_mr = t_once_in(random, 4);
	setup->one_by_one = t_once_in(random, 8);
	setup->seed = t_random(random);
	setup->bytes = NAMESPACE;
	setup->check = true;
	draw_memory(round);
	draw_machine(round);
	setup->io = round->io;
	setup->nr_ios = commands;
	setup->fault = round->fault;
	setup->drive_fault = round->drive_fault;
	for (unsigned i = 0; i < commands; i++)
		draw_io(round, kind, &round->io[i]);
	flows_draw_wrong(round);
}
