/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patterns of many iovecs.
 */
#include "record/pattern.h"

#define PIECE_MAX (20u << 10)
#define WHOLE_PAGES_MAX 8u
#define BYTES_MAX (4u << 20)

static unsigned any_kind(const struct bp_pattern_room *room)
{
	return bp_dice_below(room->dice, BP_RUN_KINDS);
}

/* Pages for @bytes from @offset on, and the slice; false when there is no room. */
static bool add(struct bp_plan *plan, enum bp_run_kind kind, unsigned offset, unsigned bytes)
{
	unsigned start = plan->pages * BP_PLAN_PAGE + offset;
	unsigned pages = (offset + bytes + BP_PLAN_PAGE - 1) / BP_PLAN_PAGE;

	if (plan->pages + pages > BP_PLAN_PAGES || plan->bytes + bytes > BYTES_MAX ||
	    plan->nr_runs == BP_PLAN_SLICES || plan->nr_slices == BP_PLAN_SLICES)
		return false;
	bp_plan_run(plan, kind, pages);
	return bp_plan_slice(plan, start, bytes);
}

/* Each iovec begins where the one before ended. */
void bp_pattern_pieces(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned offset = bp_pattern_offset(room);
	unsigned left = bp_pattern_length(room);
	unsigned most = bp_max(PIECE_MAX / room->block_bytes, 1u);

	if (room->huge && bp_dice_once_in(room->dice, 2))
		bp_plan_huge(plan);
	else
		bp_plan_run(plan, any_kind(room),
			    (offset + left + BP_PLAN_PAGE - 1) / BP_PLAN_PAGE);
	while (left) {
		unsigned bytes = bp_dice_between(room->dice, 1, most) * room->block_bytes;

		bytes = plan->nr_slices == BP_PLAN_SLICES - 1 ? left : bp_min(bytes, left);
		bp_plan_slice(plan, offset, bytes);
		offset += bytes;
		left -= bytes;
	}
}

/* Whole pages, or blocks where they are larger. */
static unsigned whole(const struct bp_pattern_room *room)
{
	unsigned unit = bp_max(room->block_bytes, BP_PLAN_PAGE);

	return bp_dice_between(room->dice, 1, bp_max(WHOLE_PAGES_MAX * BP_PLAN_PAGE / unit, 1u)) *
	       unit;
}

/* From somewhere in a page up to its end; nothing where only a whole page is a block. */
static unsigned tail_of_page(const struct bp_pattern_room *room)
{
	if (room->block_bytes >= BP_PLAN_PAGE)
		return 0;
	return bp_dice_below(room->dice, BP_PLAN_PAGE / room->block_bytes) * room->block_bytes;
}

/* Begins in a page, ends in a page, whole pages between: what a PRP list can take in one go. */
void bp_pattern_prplike(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned wanted = bp_dice_between(room->dice, 4, 160);
	unsigned tail = tail_of_page(room);

	if (tail)
		add(plan, any_kind(room), BP_PLAN_PAGE - tail, tail);
	for (unsigned i = 1; i < wanted; i++)
		if (!add(plan, any_kind(room), 0, whole(room)))
			return;
	add(plan, any_kind(room), 0,
	    bp_dice_between(room->dice, 1, PIECE_MAX / room->block_bytes + 1) * room->block_bytes);
}

/* The same with a gap now and then. */
void bp_pattern_gapmix(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned wanted = bp_dice_between(room->dice, 6, 160);

	for (unsigned i = 0; i < wanted; i++) {
		unsigned offset = bp_dice_once_in(room->dice, 8) ? bp_pattern_offset(room) : 0;
		unsigned bytes = whole(room);

		if (bp_dice_once_in(room->dice, 8))
			bytes = bp_dice_between(room->dice, 1, 12) * room->block_bytes;
		if (!add(plan, any_kind(room), offset, bytes))
			return;
	}
}

/* Hundreds of blocks, each in pages of its own. */
void bp_pattern_tiny(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	unsigned wanted = bp_dice_between(room->dice, 32, 700);

	for (unsigned i = 0; i < wanted; i++) {
		unsigned offset = bp_dice_below(room->dice, BP_PLAN_PAGE / SECTOR_SIZE);

		if (!add(plan, any_kind(room), offset * SECTOR_SIZE, room->block_bytes))
			return;
	}
}

static bool add_blocks(struct bp_plan *plan, const struct bp_pattern_room *room, unsigned kind,
		       unsigned most_bytes)
{
	unsigned blocks = bp_max(most_bytes / room->block_bytes, 1u);

	return add(plan, kind, bp_pattern_offset(room),
		   bp_dice_between(room->dice, 1, blocks) * room->block_bytes);
}

void bp_pattern_mixed(struct bp_plan *plan, const struct bp_pattern_room *room)
{
	static const unsigned most[] = { 4 << 10, 24 << 10, 96 << 10 };
	unsigned wanted = bp_dice_between(room->dice, 3, 64);

	for (unsigned i = 0; i < wanted; i++)
		if (!add_blocks(plan, room, any_kind(room), most[bp_dice_below(room->dice, 3)]))
			return;
}
