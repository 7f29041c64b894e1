/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody does to a target: a host that discards, an administrator, another transport.
 */
#include <string.h>

#include "proof/remote/flows.h"
#include "world/flow_world.h"
#include "world/gallery.h"
#include "world/gallery_target.h"

#define RANGES_MAX 4u
#define RANGE_BLOCKS_MAX 8u

void bp_flows_draw_deed(struct bp_flows_round *round)
{
	struct bp_choices *c = &round->trial->choices;

	if (!bp_choose_once_in(c, bp_flows_is_one(round) ? 2 : 3))
		return;
	round->deed = bp_flows_is_one(round)
			      ? (enum bp_flows_deed)bp_choose_between(c, BP_FLOWS_DISCARD,
								      BP_FLOWS_DEED_NR - 1)
			      : BP_FLOWS_DISCARD;
	bp_trial_say(round->trial, "%s", bp_flows_deed_name[round->deed]);
}

/* Of blocks that no command needs, so that it does not matter what becomes of them. */
static void discard(struct bp_flows_round *round, struct bp_flow_world *world)
{
	struct bp_choices *c = &round->trial->choices;
	const unsigned nr = (unsigned)bp_choose_between(c, 1, RANGES_MAX);
	const struct bp_initiator_segment segment = {
		.addr = bp_initiator_area(world->host),
		.bytes = nr * (u32)sizeof(struct nvme_dsm_range),
	};
	struct bp_initiator_command command = {
		.cmd = bp_initiator_dsm(BP_FLOW_NSID, nr, NVME_DSMGMT_AD),
		.segments = &segment,
		.nr_segments = 1,
		.way = (enum bp_initiator_way)bp_choose(c, BP_INITIATOR_USUAL, BP_INITIATOR_KEYED),
	};
	struct nvme_dsm_range range[RANGES_MAX] = { 0 };

	for (unsigned i = 0; i < nr; i++) {
		range[i].nlb = cpu_to_le32((u32)bp_choose_between(c, 1, RANGE_BLOCKS_MAX));
		range[i].slba = cpu_to_le64(
			RANGE_BLOCKS_MAX +
			bp_choose_below(c, BP_FLOWS_KEPT_BLOCKS - 2 * RANGE_BLOCKS_MAX));
	}
	memcpy(bp_initiator_memory(world->host, segment.addr, segment.bytes), range, segment.bytes);
	bp_initiator_do(world->host, BP_FLOW_QID, &command);
	if (round->mood != BP_FLOWS_DRIVE && round->mood != BP_FLOWS_FATAL &&
	    (command.is_lost || command.status))
		bp_trial_wrong(round->trial, "discard", "a discard ends with status %#x\n",
			       command.status);
}

/* The rest is of bus addresses. */
void bp_flows_do_deed(struct bp_flows_round *round, struct bp_flow_world *world)
{
	static bp_target_deed *const deeds[BP_FLOWS_DEED_NR] = {
		[BP_FLOWS_QUEUE_CHANGES] = bp_target_queue_without_flag,
		[BP_FLOWS_FREED_BY_HAND] = bp_target_stale_provider,
		[BP_FLOWS_SAME_NUMBER] = bp_target_same_number,
		[BP_FLOWS_NAMESPACE_GOES] = bp_target_namespace_goes,
	};
	struct bp_exhibit exhibit = { 0 };

	if (round->deed == BP_FLOWS_DISCARD)
		discard(round, world);
	if (deeds[round->deed] && world->flow->used && world->way == BP_FLOW_DIRECT)
		deeds[round->deed](world, &exhibit);
}
