/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/queue.h>

#include "world/flow_world.h"
#include "world/gallery.h"
#include "world/gallery_target.h"

#define QID 1
#define NR_SECTORS 8u
#define GAP 2048u

static void note_end(struct bp_exhibit *exhibit, const char *name,
		     const struct bp_initiator_command *command)
{
	if (command->is_lost)
		bp_exhibit_note(exhibit, name, "no response");
	else
		bp_exhibit_note(exhibit, name, "status 0x%x", command->status);
}

/* R-C3.5 */
void bp_target_discard(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	const struct nvme_dsm_range range = {
		.nlb = cpu_to_le32(NR_SECTORS),
		.slba = cpu_to_le64(64),
	};
	const struct bp_initiator_segment segment = {
		.addr = bp_initiator_area(world->host),
		.bytes = sizeof(range),
	};
	struct bp_initiator_command command = {
		.cmd = bp_initiator_dsm(BP_FLOW_NSID, 1, NVME_DSMGMT_AD),
		.segments = &segment,
		.nr_segments = 1,
		.way = BP_INITIATOR_KEYED,
	};

	memcpy(bp_initiator_memory(world->host, segment.addr, segment.bytes), &range,
	       sizeof(range));
	bp_initiator_do(world->host, QID, &command);
	note_end(exhibit, "discard", &command);
}

void bp_target_queue_without_flag(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	(void)exhibit;
	blk_queue_flag_clear(QUEUE_FLAG_DMA_DIRECT, world->disk->queue);
}

/* What the blocks should hold is written over zeros, so that what is left out is seen. */
void bp_target_write_behind_a_gap(struct bp_flow_world *world, struct bp_exhibit *exhibit)
{
	const struct bp_initiator_twist twist = { .add_addr = GAP, .add_length = -GAP };
	const struct bp_initiator_segment segment = {
		.addr = bp_initiator_area(world->host),
		.bytes = GAP + NR_SECTORS * SECTOR_SIZE,
	};
	struct bp_initiator_command zero = {
		.cmd = bp_initiator_write_zeroes(BP_FLOW_NSID, 0, NR_SECTORS),
	};
	struct bp_initiator_command write = {
		.cmd = bp_initiator_rw(nvme_cmd_write, BP_FLOW_NSID, 0, NR_SECTORS),
		.segments = &segment,
		.nr_segments = 1,
		.way = BP_INITIATOR_CAPSULE,
		.twist = &twist,
	};
	u8 *data = bp_initiator_memory(world->host, segment.addr, segment.bytes);

	for (unsigned i = 0; i < NR_SECTORS; i++)
		bp_flow_data(world, BP_FLOW_PREPARED, i, data + GAP + i * SECTOR_SIZE);
	bp_initiator_do(world->host, QID, &zero);
	bp_initiator_do(world->host, QID, &write);
	note_end(exhibit, "write", &write);
}
