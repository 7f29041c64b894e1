/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One command of a flow: what it brings, and what came of it.
 */
#include <errno.h>
#include <string.h>

#include "world/flow_slot.h"

#define NOTHING_READ 0x5a

static u64 number_of(const struct bp_flow_world *world, const struct bp_world_flow_ended *ended)
{
	return (u64)(ended - world->flow->ended) + BP_FLOW_FIRST;
}

static struct bp_extent extent_of(const struct bp_world_flow_ended *ended)
{
	return (struct bp_extent){ ended->slba, ended->bytes >> SECTOR_SHIFT };
}

static enum bp_left left_by(const struct bp_world_flow_ended *ended)
{
	return ended->op == BP_FLOW_ZERO ? BP_LEFT_ZEROS : BP_LEFT_STAMP;
}

static void fill(const struct bp_flow_slot *slot)
{
	const struct bp_world_flow_ended *ended = slot->ended;
	u8 sector[SECTOR_SIZE];

	memset(sector, NOTHING_READ, sizeof(sector));
	for (u32 at = 0; at < ended->bytes; at += SECTOR_SIZE) {
		if (ended->op == BP_FLOW_WRITE)
			bp_flow_data(slot->world, number_of(slot->world, ended),
				     ended->slba + (at >> SECTOR_SHIFT), sector);
		bp_flow_memory_put(&slot->memory, at, sector, SECTOR_SIZE);
	}
}

static void compare(const struct bp_flow_slot *slot)
{
	struct bp_world_flow_ended *ended = slot->ended;

	for (u32 at = 0; at < ended->bytes; at += SECTOR_SIZE) {
		u8 sector[SECTOR_SIZE];
		unsigned wrong, first = 0;

		bp_flow_memory_get(&slot->memory, at, sector, SECTOR_SIZE);
		wrong = bp_flow_wrong(slot->world, ended->slba + (at >> SECTOR_SHIFT), sector,
				      &first);
		if (!wrong)
			slot->world->flow->verified_bytes += SECTOR_SIZE;
		else if (!ended->wrong_bytes)
			ended->wrong_at = at + first;
		ended->wrong_bytes += wrong;
	}
	if (ended->wrong_bytes)
		ended->state = BP_FLOW_WRONG;
}

static void judge(struct bp_flow_slot *slot)
{
	struct bp_world_flow_ended *ended = slot->ended;

	ended->state = BP_FLOW_GOOD;
	if (bp_flow_changes(ended))
		bp_image_settle(&slot->world->image, extent_of(ended),
				number_of(slot->world, ended), left_by(ended));
	if (ended->op == BP_FLOW_READ)
		compare(slot);
}

/* Between two commands nothing of the host's memory changes but what a command reads. */
static void end(struct bp_flow_slot *slot)
{
	struct bp_world_flow_ended *ended = slot->ended;

	ended->status = slot->command.status;
	ended->state = slot->command.is_lost ? BP_FLOW_LOST : BP_FLOW_FAILED;
	if (ended->state == BP_FLOW_FAILED && !ended->status)
		judge(slot);
	if (!bp_flow_memory_is_guarded(&slot->memory)) {
		ended->wrong_bytes++;
		ended->wrong_at = ended->bytes;
		ended->state = BP_FLOW_WRONG;
	}
	slot->ended = NULL;
}

static void done(struct bp_initiator_command *command)
{
	end(command->context);
}

static union nvmf_command command_of(const struct bp_world_flow_ended *ended)
{
	const u32 blocks = ended->bytes >> SECTOR_SHIFT;

	switch (ended->op) {
	case BP_FLOW_WRITE:
		return bp_initiator_rw(nvme_cmd_write, BP_FLOW_NSID, ended->slba, blocks);
	case BP_FLOW_READ:
		return bp_initiator_rw(nvme_cmd_read, BP_FLOW_NSID, ended->slba, blocks);
	case BP_FLOW_ZERO:
		return bp_initiator_write_zeroes(BP_FLOW_NSID, ended->slba, blocks);
	case BP_FLOW_FLUSH:
	case BP_FLOW_OPS:
		break;
	}
	return bp_initiator_flush(BP_FLOW_NSID);
}

/* R-D3: what lies before the data in its capsule is not told as data. */
static struct bp_initiator_twist twist_of(const struct bp_world_flow_io *io)
{
	struct bp_initiator_twist twist = io->twist;

	twist.add_addr += io->gap;
	twist.add_length -= io->gap;
	return twist;
}

int bp_flow_start(struct bp_flow_slot *slot, struct bp_world_flow_ended *ended)
{
	struct bp_flow_world *world = slot->world;
	const struct bp_world_flow_io *io = bp_flow_io_of(world, ended);
	const bool has_data = ended->op == BP_FLOW_WRITE || ended->op == BP_FLOW_READ;

	if (bp_flow_changes(ended) &&
	    !bp_image_try(&world->image, extent_of(ended), number_of(world, ended), left_by(ended)))
		return -ENOMEM;
	slot->ended = ended;
	slot->twist = twist_of(io);
	bp_flow_memory_cut(&slot->memory, io);
	slot->command = (struct bp_initiator_command){
		.cmd = command_of(ended),
		.segments = slot->memory.segment,
		.nr_segments = has_data ? slot->memory.nr : 0,
		.way = io->way,
		.twist = &slot->twist,
		.done = done,
		.context = slot,
	};
	fill(slot);
	if (bp_initiator_submit(world->host, BP_FLOW_QID, &slot->command)) {
		slot->command.is_lost = true; /* the connection was given up */
		end(slot);
	}
	return 0;
}
