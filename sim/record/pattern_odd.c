/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patterns whose iovecs are no whole blocks, or do not begin where the device can: what the
 * kernel refuses, and where, differs between its generations (G-18).
 */
#include "record/pattern.h"

#define OFF_ALIGNMENT 256u
#define BEFORE_MAX (2u << 20)

static void add(struct bp_plan *plan, enum bp_run_kind kind, unsigned offset, unsigned bytes)
{
	unsigned start = plan->pages * BP_PLAN_PAGE + offset;

	bp_plan_run(plan, kind, (offset + bytes + BP_PLAN_PAGE - 1) / BP_PLAN_PAGE);
	bp_plan_slice(plan, start, bytes);
}

/* Sectors; only their sum is whole blocks. */
void bp_pattern_sublbs(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned wanted = bp_dice_between(room->dice, 2, 320);
	unsigned sectors, over;

	for (unsigned i = 0; i < wanted; i++) {
		sectors = bp_dice_between(room->dice, 1, 4);
		add(plan, bp_dice_below(room->dice, BP_RUN_KINDS), bp_pattern_offset(room),
		    sectors * SECTOR_SIZE);
	}
	over = plan->bytes % room->block_bytes;
	if (over)
		add(plan, BP_RUN_APART, 0, room->block_bytes - over);
}

/* A sum that is no whole block. */
static void misfit(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned extra = room->block_bytes > SECTOR_SIZE ? SECTOR_SIZE : OFF_ALIGNMENT;
	unsigned blocks = bp_dice_between(room->dice, 1, 32);

	add(plan, bp_dice_below(room->dice, BP_RUN_KINDS), 0, blocks * room->block_bytes + extra);
}

/* Often as many as a bio, a piece of so many sectors or one of so many segments holds. */
static unsigned choose_before(const struct bp_pattern_room *room)
{
	static const unsigned full[] = { 8, 16, 20, 24, 40, 64, 127, 128, 129, 256 };
	unsigned most = bp_min(300u, BEFORE_MAX / room->block_bytes);

	if (bp_dice_once_in(room->dice, 2))
		return bp_min(full[bp_dice_below(room->dice, bp_array_size(full))], most);
	return bp_dice_between(room->dice, 0, most);
}

/* The iovec in the middle begins where no sector does. */
static void shifted(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned before = choose_before(room);

	for (unsigned i = 0; i < before; i++)
		add(plan, BP_RUN_APART, 0, room->block_bytes);
	add(plan, BP_RUN_AS_IS, OFF_ALIGNMENT, room->block_bytes);
	add(plan, BP_RUN_AS_IS, 0, room->block_bytes);
}

void bp_pattern_misaligned(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	if (bp_dice_once_in(room->dice, 3))
		misfit(plan, room);
	else
		shifted(plan, room);
}
