/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/types.h>

#include "record/pattern.h"

const struct bp_pattern bp_patterns[] = {
	{ .name = "plain", .fixed = true, .lay = bp_pattern_plain },
	{ .name = "contig", .fixed = true, .lay = bp_pattern_contig },
	{ .name = "runs", .fixed = true, .lay = bp_pattern_runs },
	{ .name = "frag", .fixed = true, .lay = bp_pattern_frag },
	{ .name = "small", .fixed = true, .lay = bp_pattern_small },
	{ .name = "pieces", .lay = bp_pattern_pieces },
	{ .name = "prplike", .lay = bp_pattern_prplike },
	{ .name = "gapmix", .lay = bp_pattern_gapmix },
	{ .name = "tiny", .lay = bp_pattern_tiny },
	{ .name = "mixed", .lay = bp_pattern_mixed },
	{ .name = "sublbs", .lay = bp_pattern_sublbs, .min_block_bytes = 2 * SECTOR_SIZE },
	{ .name = "misaligned", .lay = bp_pattern_misaligned, .rare = 4 },
};

unsigned bp_patterns_count(void)
{
	return bp_array_size(bp_patterns);
}

unsigned bp_pattern_length(const struct bp_pattern_room *room)
{
	static const unsigned most[] = { 32 << 10, 512 << 10, 2 << 20 };
	unsigned bytes = most[bp_dice_below(room->dice, 3)];
	unsigned blocks = bp_max(bytes / room->block_bytes, 1u);

	return bp_dice_between(room->dice, 1, blocks) * room->block_bytes;
}

unsigned bp_pattern_offset(const struct bp_pattern_room *room)
{
	if (bp_dice_once_in(room->dice, 2))
		return 0;
	return bp_dice_below(room->dice, BP_PLAN_PAGE / SECTOR_SIZE) * SECTOR_SIZE;
}
