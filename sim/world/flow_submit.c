/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands of a flow, in order, as many at a time as the host's queue takes.  One waits for
 * those before that it shares blocks with, unless both read: so there is one answer.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/flow_world.h"

/* Behind the data of each command: nobody writes there. */
#define GUARD_BYTES 512u
#define GUARD 0xa5
#define NOTHING_READ 0x5a

struct bp_flow_slot {
	struct bp_flow_world *world;
	struct bp_initiator_command command;
	struct bp_initiator_segment segment;
	struct bp_world_flow_ended *ended; /* NULL: it is free */
};

static u64 number_of(const struct bp_flow_world *world, const struct bp_world_flow_ended *ended)
{
	return (u64)(ended - world->flow->ended) + BP_FLOW_FIRST;
}

static bool changes(const struct bp_world_flow_ended *ended)
{
	return ended->op == BP_FLOW_WRITE || ended->op == BP_FLOW_ZERO;
}

static struct bp_extent extent_of(const struct bp_world_flow_ended *ended)
{
	return (struct bp_extent){ ended->slba, ended->bytes >> SECTOR_SHIFT };
}

static enum bp_left left_by(const struct bp_world_flow_ended *ended)
{
	return ended->op == BP_FLOW_ZERO ? BP_LEFT_ZEROS : BP_LEFT_STAMP;
}

static u8 *memory_of(const struct bp_flow_slot *slot)
{
	return bp_initiator_memory(slot->world->host, slot->segment.addr, slot->world->slot_bytes);
}

/* A flush orders all that is under way. */
static bool must_wait(const struct bp_world_flow_ended *a, const struct bp_world_flow_ended *b)
{
	if (a->op == BP_FLOW_FLUSH || b->op == BP_FLOW_FLUSH)
		return true;
	return (changes(a) || changes(b)) && a->slba < b->slba + (b->bytes >> SECTOR_SHIFT) &&
	       b->slba < a->slba + (a->bytes >> SECTOR_SHIFT);
}

/* Where a command can go now; NULL: nowhere. */
static struct bp_flow_slot *slot_for(const struct bp_flow_world *world,
				     const struct bp_world_flow_ended *ended)
{
	struct bp_flow_slot *free = NULL;

	for (unsigned i = 0; i < world->nr_slots; i++) {
		struct bp_flow_slot *slot = &world->slots[i];

		if (!slot->ended)
			free = free ?: slot;
		else if (world->setup->one_by_one || must_wait(ended, slot->ended))
			return NULL;
	}
	return free;
}

static void fill(const struct bp_flow_slot *slot)
{
	const struct bp_world_flow_ended *ended = slot->ended;
	u8 *memory = memory_of(slot);

	memset(memory, NOTHING_READ, ended->bytes);
	memset(memory + ended->bytes, GUARD, GUARD_BYTES);
	if (ended->op != BP_FLOW_WRITE)
		return;
	for (u32 at = 0; at < ended->bytes; at += SECTOR_SIZE)
		bp_flow_data(slot->world, number_of(slot->world, ended),
			     ended->slba + (at >> SECTOR_SHIFT), memory + at);
}

static bool is_guarded(const struct bp_flow_slot *slot)
{
	const u8 *guard = memory_of(slot) + slot->ended->bytes;

	for (unsigned i = 0; i < GUARD_BYTES; i++)
		if (guard[i] != GUARD)
			return false;
	return true;
}

static void compare(const struct bp_flow_slot *slot)
{
	struct bp_world_flow_ended *ended = slot->ended;
	const u8 *memory = memory_of(slot);

	for (u32 at = 0; at < ended->bytes; at += SECTOR_SIZE) {
		unsigned first = 0;
		const unsigned wrong = bp_flow_wrong(
			slot->world, ended->slba + (at >> SECTOR_SHIFT), memory + at, &first);

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
	if (changes(ended))
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
	if (!is_guarded(slot)) {
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

static int start(struct bp_flow_world *world, struct bp_flow_slot *slot,
		 struct bp_world_flow_ended *ended)
{
	const struct bp_world_flow_io *io = bp_flow_io_of(world, ended);
	const bool has_data = ended->op == BP_FLOW_WRITE || ended->op == BP_FLOW_READ;

	if (changes(ended) &&
	    !bp_image_try(&world->image, extent_of(ended), number_of(world, ended), left_by(ended)))
		return -ENOMEM;
	slot->ended = ended;
	slot->segment.bytes = ended->bytes;
	slot->command = (struct bp_initiator_command){
		.cmd = command_of(ended),
		.segments = &slot->segment,
		.nr_segments = has_data,
		.way = io->way,
		.twist = &io->twist,
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

static bool is_idle(const struct bp_flow_world *world)
{
	for (unsigned i = 0; i < world->nr_slots; i++)
		if (world->slots[i].ended)
			return false;
	return true;
}

static int start_more(struct bp_flow_world *world, unsigned *next)
{
	struct bp_world_flow *flow = world->flow;

	for (; *next < flow->nr_ended; ++*next) {
		struct bp_flow_slot *slot = slot_for(world, &flow->ended[*next]);
		int error = slot ? start(world, slot, &flow->ended[*next]) : 0;

		if (!slot || error)
			return error;
	}
	return 0;
}

int bp_flow_submit(struct bp_flow_world *world)
{
	unsigned next = 0;
	int error;

	for (unsigned i = 0; i < world->nr_slots; i++) {
		world->slots[i].world = world;
		world->slots[i].segment.addr =
			bp_initiator_area(world->host) + i * world->slot_bytes;
	}
	do {
		error = start_more(world, &next);
		if (error)
			return error;
	} while (bp_wait(&world->env) || !is_idle(world));
	return 0;
}

int bp_flow_slots(struct bp_flow_world *world)
{
	world->nr_slots = bp_min((unsigned)world->setup->depth, world->flow->nr_ended);
	world->slots = calloc(bp_max(world->nr_slots, 1u), sizeof(*world->slots));
	return world->slots ? 0 : -ENOMEM;
}
