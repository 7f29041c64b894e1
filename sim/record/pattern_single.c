/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patterns of one iovec: it is the frames below it that differ.
 */
#include "record/pattern.h"

#define RUN_PAGES_MAX 24u
#define SMALL_MAX (32u << 10)

static unsigned pages_for(unsigned offset, unsigned bytes)
{
	return (offset + bytes + BP_PLAN_PAGE - 1) / BP_PLAN_PAGE;
}

static void name_arena(struct bp_plan *plan, const struct bp_pattern_room *room, const char *name)
{
	plan->arena = room->fixed ? name : NULL;
}

static void lay_one(struct bp_plan *plan, const struct bp_pattern_room *room, enum bp_run_kind kind,
		    unsigned bytes)
{
	static const char *const names[] = { "plain", "runs", "frag" };
	unsigned offset = bp_pattern_offset(room);

	bp_plan_run(plan, kind, pages_for(offset, bytes));
	bp_plan_slice(plan, offset, bytes);
	name_arena(plan, room, names[kind]);
}

/* Anywhere in two pages of 2 MiB. */
static void lay_huge(struct bp_plan *plan, const struct bp_pattern_room *room, unsigned bytes)
{
	unsigned places = (BP_PLAN_HUGE - bytes) / SECTOR_SIZE;

	bp_plan_huge(plan);
	bp_plan_slice(plan, bp_dice_between(room->dice, 0, places) * SECTOR_SIZE, bytes);
	name_arena(plan, room, "huge");
}

void bp_pattern_plain(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	lay_one(plan, room, BP_RUN_AS_IS, bp_pattern_length(room));
}

void bp_pattern_contig(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned bytes = bp_pattern_length(room);

	if (room->huge)
		lay_huge(plan, room, bytes);
	else
		lay_one(plan, room, BP_RUN_TOGETHER, bytes);
}

void bp_pattern_frag(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	lay_one(plan, room, BP_RUN_APART, bp_pattern_length(room));
}

void bp_pattern_runs(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned bytes = bp_pattern_length(room);
	unsigned offset = bp_pattern_offset(room);
	unsigned left = pages_for(offset, bytes);

	while (left) {
		unsigned pages = bp_dice_between(room->dice, 1, RUN_PAGES_MAX);

		left -= bp_plan_run(plan, BP_RUN_TOGETHER, bp_min(pages, left));
	}
	bp_plan_slice(plan, offset, bytes);
	name_arena(plan, room, "runs");
}

void bp_pattern_small(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned blocks = bp_max(SMALL_MAX / room->block_bytes, 1u);
	unsigned bytes = bp_dice_between(room->dice, 1, blocks) * room->block_bytes;
	unsigned kind = bp_dice_below(room->dice, BP_RUN_KINDS + (room->huge ? 1 : 0));

	if (kind == BP_RUN_KINDS)
		lay_huge(plan, room, bytes);
	else
		lay_one(plan, room, kind, bytes);
}
