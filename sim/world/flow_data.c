/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of commands, and what the drive should hold: each sector bears the stamp of the command
 * that wrote it (stamp.h).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nvme/namespace.h"
#include "nvme/namespaces.h"
#include "world/flow_world.h"
#include "world/stamp.h"

#define HASH_START 0xcbf29ce484222325ull
#define HASH_PRIME 0x100000001b3ull

static const struct bp_world_flow_ended *command_of(const struct bp_flow_world *world, u64 number)
{
	return &world->flow->ended[number - BP_FLOW_FIRST];
}

void bp_flow_data(const struct bp_flow_world *world, u64 number, u64 sector, u8 bytes[SECTOR_SIZE])
{
	u64 seed = world->setup->seed;

	if (number >= BP_FLOW_FIRST)
		seed ^= bp_flow_io_of(world, command_of(world, number))->seed << 32;
	bp_stamp_write(seed, (struct bp_stamp){ number, sector }, bytes);
}

/* What a command leaves in a sector; false: it has nothing to do with it. */
static bool leaves(const struct bp_flow_world *world, u64 number, u64 sector, u8 bytes[SECTOR_SIZE])
{
	const struct bp_world_flow_ended *command = command_of(world, number);

	if (sector < command->slba || sector - command->slba >= command->bytes >> SECTOR_SHIFT ||
	    (command->op != BP_FLOW_WRITE && command->op != BP_FLOW_ZERO))
		return false;
	memset(bytes, 0, SECTOR_SIZE);
	if (command->op == BP_FLOW_WRITE)
		bp_flow_data(world, number, sector, bytes);
	return true;
}

/* After a failure it may be there, and may not. */
static bool may_be(const struct bp_flow_world *world, const struct bp_image_sector *want,
		   u64 sector, const u8 bytes[SECTOR_SIZE])
{
	u8 other[SECTOR_SIZE];

	for (u64 number = bp_max((u64)want->settled + 1, (u64)BP_FLOW_FIRST); number <= want->tried;
	     number++)
		if (leaves(world, number, sector, other) && !memcmp(other, bytes, SECTOR_SIZE))
			return true;
	return false;
}

unsigned bp_flow_wrong(const struct bp_flow_world *world, u64 sector, const u8 bytes[SECTOR_SIZE],
		       unsigned *first)
{
	const struct bp_image_sector want = bp_image_at(&world->image, sector);
	u8 meant[SECTOR_SIZE] = { 0 };
	unsigned wrong = 0;

	if (want.settled && want.left == BP_LEFT_STAMP)
		bp_flow_data(world, want.settled, sector, meant);
	for (unsigned i = SECTOR_SIZE; i-- > 0;)
		if (bytes[i] != meant[i]) {
			*first = i;
			wrong++;
		}
	return wrong && may_be(world, &want, sector, bytes) ? 0 : wrong;
}

static struct bp_medium *medium_of(const struct bp_flow_world *world)
{
	return bp_nvme_namespace(world->ctrl, BP_FLOW_NSID)->medium;
}

static int prepare(struct bp_flow_world *world, const struct bp_world_flow_ended *read)
{
	const struct bp_extent where = { read->slba, read->bytes >> SECTOR_SHIFT };
	u8 bytes[SECTOR_SIZE];

	if (!bp_image_try(&world->image, where, BP_FLOW_PREPARED, BP_LEFT_STAMP))
		return -ENOMEM;
	bp_image_settle(&world->image, where, BP_FLOW_PREPARED, BP_LEFT_STAMP);
	for (u64 i = 0; i < where.sectors; i++) {
		bp_flow_data(world, BP_FLOW_PREPARED, where.sector + i, bytes);
		if (bp_medium_write(medium_of(world), where.sector + i, 1, bytes, NULL, true))
			return -ENOMEM;
	}
	return 0;
}

int bp_flow_prepare(struct bp_flow_world *world)
{
	const struct bp_world_flow *flow = world->flow;
	int error = 0;

	for (unsigned i = 0; i < flow->nr_ended && !error; i++)
		if (flow->ended[i].op == BP_FLOW_READ)
			error = prepare(world, &flow->ended[i]);
	return error;
}

/* A write that is wrong on the drive is that of the command that said it went well. */
static void blame(struct bp_flow_world *world, u64 sector, unsigned wrong, unsigned first)
{
	const u64 number = bp_image_at(&world->image, sector).settled;
	struct bp_world_flow_ended *command;

	if (number < BP_FLOW_FIRST)
		return;
	command = &world->flow->ended[number - BP_FLOW_FIRST];
	if (!command->wrong_bytes)
		command->wrong_at = (sector - command->slba) * SECTOR_SIZE + first;
	command->wrong_bytes += wrong;
	command->state = BP_FLOW_WRONG;
}

static void add_hash(struct bp_world_flow *flow, u64 sector, const u8 bytes[SECTOR_SIZE])
{
	u64 hash = (flow->disk_hash ?: HASH_START) ^ sector;

	for (unsigned i = 0; i < SECTOR_SIZE; i++)
		hash = (hash ^ bytes[i]) * HASH_PRIME;
	flow->disk_hash = hash;
}

static int look_at(struct bp_flow_world *world, u64 sector)
{
	struct bp_world_flow *flow = world->flow;
	u8 bytes[SECTOR_SIZE], state;
	unsigned wrong, first = 0;

	if (bp_medium_read(medium_of(world), sector, 1, bytes, NULL, &state))
		return -ENOMEM;
	flow->disk_bytes += SECTOR_SIZE;
	add_hash(flow, sector, bytes);
	wrong = bp_flow_wrong(world, sector, bytes, &first);
	if (wrong)
		blame(world, sector, wrong, first);
	else
		flow->verified_bytes += SECTOR_SIZE;
	return 0;
}

int bp_flow_look(struct bp_flow_world *world)
{
	struct bp_extent where = { 0 };
	int error = 0;

	while (!error && bp_image_next(&world->image, &where, 1)) {
		error = look_at(world, where.sector);
		where.sector++;
	}
	return error;
}
