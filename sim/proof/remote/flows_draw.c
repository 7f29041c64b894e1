/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine and commands of a far host.
 */
#include <string.h>

#include "proof/remote/flows.h"
#include "world/flow_memory.h"

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
	{ "virt", MIB, 128 },
};

/* A work request for each page makes many of a mebibyte (DEF-NVMET-10). */
static u32 draw_bytes(struct bp_flows_round *round, u32 most)
{
	struct bp_choices *c = &round->trial->choices;
	const u32 usual = (u32)bp_choose(c, 512, PAGE, 4 * PAGE, 16 * PAGE, 16 * PAGE, 64 * PAGE);
	const bool is_long = bp_choose_once_in(c, round->setup.max_sge == 1 ? 4 : 40);
	const u32 at_most = bp_min(is_long ? MIB : usual, most);
	const u32 unit = at_most < PAGE ? 512 : (u32)bp_choose(c, PAGE, 512);

	return at_most - unit * (u32)bp_choose_edge(c, 0, at_most / unit - 1, 0);
}

static enum bp_flow_op draw_op(struct bp_choices *c)
{
	const u64 dice = bp_choose_below(c, 100);

	if (dice < 48)
		return BP_FLOW_WRITE;
	if (dice < 92)
		return BP_FLOW_READ;
	return dice < 96 ? BP_FLOW_ZERO : BP_FLOW_FLUSH;
}

/* In the capsule goes what a target takes there (R-C5.4). */
static enum bp_initiator_way draw_way(struct bp_choices *c, const struct bp_flows_round *round,
				      const struct bp_world_flow_io *io)
{
	if (io->op == BP_FLOW_WRITE && io->bytes <= round->setup.inline_bytes &&
	    bp_choose_once_in(c, bp_flows_is_one(round) ? 2 : 4))
		return BP_INITIATOR_CAPSULE;
	return (enum bp_initiator_way)bp_choose(c, BP_INITIATOR_USUAL, BP_INITIATOR_KEYED,
						BP_INITIATOR_KEYED_OWN);
}

/* Where the host has the data, and what lies before it in the capsule: whole dwords (NVH-17). */
static void draw_places(struct bp_flows_round *round, struct bp_world_flow_io *io)
{
	struct bp_choices *c = &round->trial->choices;
	const u32 inline_bytes = round->setup.inline_bytes;

	if (bp_choose_once_in(c, 2))
		io->place = (u32)bp_choose_edge(c, 0, PAGE - 1, 1, 4, 512, PAGE - 1);
	if (bp_choose_once_in(c, 2))
		io->pieces = (u32)bp_choose_between(c, 2, BP_FLOW_PIECES_MAX);
	if (io->way == BP_INITIATOR_CAPSULE && io->bytes < inline_bytes)
		io->gap = (u32)bp_choose_edge(c, 0, inline_bytes - io->bytes, 0, 4,
					      inline_bytes - io->bytes) &
			  ~3u;
}

static void say_io(const struct bp_flows_round *round, const struct bp_world_flow_io *io)
{
	static const char *const ways[] = {
		[BP_INITIATOR_USUAL] = "",
		[BP_INITIATOR_CAPSULE] = " in the capsule",
		[BP_INITIATOR_KEYED] = " with a key",
		[BP_INITIATOR_KEYED_OWN] = " with a key of its own",
	};

	bp_trial_say(round->trial, "%s%s%s, %u bytes at block %llu, place %u, %u pieces, gap %u",
		     bp_flow_op_name[io->op], ways[io->way],
		     bp_flows_has_twist(io) ? " with something wrong" : "", io->bytes,
		     (unsigned long long)io->slba, io->place, io->pieces ?: 1, io->gap);
}

/* One way alone may want more regions than there are, and has more in capsules. */
static u32 most_bytes(const struct bp_flows_round *round, const struct kind *kind)
{
	if (!bp_flows_is_one(round))
		return kind->most_bytes;
	if (round->setup.inline_bytes && bp_choose_once_in(&round->trial->choices, 2))
		return round->setup.inline_bytes;
	return MIB;
}

static void draw_io(struct bp_flows_round *round, const struct kind *kind,
		    struct bp_world_flow_io *io)
{
	struct bp_choices *c = &round->trial->choices;

	io->op = draw_op(c);
	if (io->op != BP_FLOW_FLUSH) {
		io->bytes = draw_bytes(round, most_bytes(round, kind));
		io->slba = BP_FLOWS_KEPT_BLOCKS +
			   bp_choose_below(c, (NAMESPACE - io->bytes) / 512 + 1);
		io->seed = bp_choose_below(c, 256);
		if (io->op == BP_FLOW_WRITE || io->op == BP_FLOW_READ)
			io->way = draw_way(c, round, io);
		draw_places(round, io);
	}
	bp_flows_spoil(round, io);
	say_io(round, io);
}

/* Whose memory, and how much of it: none is left sometimes, and some lies too far away. */
static void draw_memory(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;
	struct bp_world_flow_setup *setup = &round->setup;

	setup->drive = BP_SERVED_DRIVE;
	if (setup->own == BP_SERVED_MORE && bp_choose_once_in(c, 10))
		setup->drive = BP_SERVED_APART;
	setup->provider = bp_choose_once_in(c, 2) ? NULL : BP_SERVED_MEMORY;
	setup->pool_bytes = bp_choose(c, 0, 0, 16 * PAGE, 2 * MIB);
}

static void draw_machine(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;
	struct bp_world_assumed *assumed = &round->setup.assumed;

	round->setup.own = BP_SERVED_MORE;
	if (bp_flows_is_one(round) && bp_choose_once_in(c, 4))
		round->setup.own = BP_SERVED_AT_ZERO;
	round->setup.hca = BP_SERVED_HCA;
	assumed->offset = bp_choose(c, 0, 0, 0, MIB, (u64)1 << 32, (u64)0x3f00 * MIB);
	assumed->iommu = bp_choose_once_in(c, 4) ? BP_P2P_IOMMU_ON : BP_P2P_IOMMU_UNKNOWN;
}

/* What a target has little of. */
static void draw_narrow(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;
	struct bp_world_flow_setup *setup = &round->setup;

	setup->max_sge = (int)bp_choose(c, 0, 1, 2);
	setup->bounces = setup->own != BP_SERVED_AT_ZERO && bp_choose_once_in(c, 4);
	setup->overdraft = (u16)bp_choose(c, 0, 0, 2);
	bp_trial_say(round->trial,
		     "in way %s%s%s, %u commands too many, %d entries in a work request",
		     bp_flow_way_name[round->way], setup->bounces ? " with bounces" : "",
		     setup->own == BP_SERVED_AT_ZERO ? " with memory at bus address 0" : "",
		     setup->overdraft, setup->max_sge);
}

static unsigned draw_nr(struct bp_choices *c, bool is_one)
{
	return (unsigned)bp_choose_between(
		c, 1, is_one ? bp_choose(c, 2, 4, 8) : bp_choose(c, 4, 16, BP_FLOWS_COMMANDS));
}

static void say_setup(const struct bp_flows_round *round)
{
	const struct bp_world_flow_setup *s = &round->setup;

	bp_trial_say(round->trial, "%s: %s, depth %u, %u bytes in capsules%s%s",
		     bp_flows_mood_name[round->mood], s->profile, s->depth, s->inline_bytes,
		     s->force_mr ? ", force_mr" : "", s->one_by_one ? ", one by one" : "");
	bp_trial_say(round->trial, "%s, memory of %s, %llu bytes, window offset %#llx%s",
		     strcmp(s->drive, BP_SERVED_APART) ? "a drive" : "a drive apart",
		     s->provider ? "a card" : "the drive", (unsigned long long)s->pool_bytes,
		     (unsigned long long)s->assumed.offset,
		     s->assumed.iommu == BP_P2P_IOMMU_ON ? ", an IOMMU" : "");
}

static enum bp_flows_mood draw_mood(struct bp_choices *c, bool is_one)
{
	return (enum bp_flows_mood)bp_choose(c, BP_FLOWS_CLEAN,
					     is_one ? BP_FLOWS_TWISTS : BP_FLOWS_CLEAN,
					     BP_FLOWS_TWISTS, BP_FLOWS_DRIVE, BP_FLOWS_FATAL);
}

void bp_flows_draw(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;
	struct bp_world_flow_setup *setup = &round->setup;
	const struct kind *kind = &kinds[bp_choose(c, 0, 0, 1, 2, 3)];

	round->mood = draw_mood(c, bp_flows_is_one(round));
	*setup = bp_world_flow_default();
	setup->profile = kind->profile;
	setup->depth = (u16)bp_min(bp_choose(c, 2, 5, 16, 32, 128), (u64)kind->most_depth);
	setup->inline_bytes = (u32)bp_choose(c, 0, 512, PAGE, 2 * PAGE, 4 * PAGE);
	setup->force_mr = bp_choose_once_in(c, bp_flows_is_one(round) ? 2 : 4);
	setup->one_by_one = bp_choose_once_in(c, 8);
	setup->seed = bp_choose_below(c, 256);
	setup->bytes = NAMESPACE + BP_FLOWS_KEPT_BLOCKS * 512;
	setup->check = true;
	setup->defects = round->trial->setup->defects;
	draw_machine(round);
	draw_memory(round);
	say_setup(round);
	if (bp_flows_is_one(round))
		draw_narrow(round);
	bp_flows_draw_deed(round);
	setup->io = round->io;
	setup->nr_ios = draw_nr(c, bp_flows_is_one(round));
	bp_flows_draw_faults(round);
	for (unsigned i = 0; i < setup->nr_ios; i++)
		draw_io(round, kind, &round->io[i]);
}
