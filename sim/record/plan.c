/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "record/pattern.h"

unsigned bp_plan_run(struct bp_plan *plan, enum bp_run_kind kind, unsigned pages)
{
	pages = bp_min(pages, BP_PLAN_PAGES - plan->pages);
	if (!pages || plan->nr_runs == BP_PLAN_SLICES)
		return 0;
	plan->runs[plan->nr_runs++] = (struct bp_run){ kind, pages };
	plan->pages += pages;
	return pages;
}

void bp_plan_huge(struct bp_plan *plan)
{
	plan->huge = true;
	plan->pages = BP_PLAN_HUGE / BP_PLAN_PAGE;
}

bool bp_plan_slice(struct bp_plan *plan, unsigned start, unsigned bytes)
{
	if (!bytes || plan->nr_slices == BP_PLAN_SLICES)
		return false;
	plan->slices[plan->nr_slices++] = (struct bp_slice){ start, bytes };
	plan->bytes += bytes;
	return true;
}

static const struct bp_pattern *choose_pattern(struct bp_dice *dice,
					       const struct bp_plan_bounds *bounds, bool fixed)
{
	for (;;) {
		const struct bp_pattern *p = &bp_patterns[bp_dice_below(dice, bp_patterns_count())];

		if (fixed && !p->fixed)
			continue;
		if (bounds->block_bytes < p->min_block_bytes)
			continue;
		if (p->rare && !bp_dice_once_in(dice, p->rare))
			continue;
		return p;
	}
}

/* A quarter begins where a page of the device does. */
static u64 choose_sector(struct bp_dice *dice, const struct bp_plan_bounds *bounds, unsigned bytes)
{
	u64 block = bounds->block_bytes >> SECTOR_SHIFT;
	u64 step = bp_dice_once_in(dice, 4) ? bp_max(block, (u64)8) : block;
	u64 used = (bytes + SECTOR_SIZE - 1) >> SECTOR_SHIFT;

	return bp_dice_roll(dice) % ((bounds->sectors - used) / step) * step;
}

void bp_plan_make(struct bp_plan *plan, const struct bp_plan_bounds *bounds, u64 seed,
		  unsigned number)
{
	struct bp_dice dice = bp_dice_for(seed, number);
	const struct bp_pattern *pattern;
	bool fixed = bp_dice_once_in(&dice, 8) && bounds->fixed;
	struct bp_pattern_room room = {
		.dice = &dice,
		.block_bytes = bounds->block_bytes,
		.fixed = fixed,
		.huge = bounds->huge,
	};

	pattern = choose_pattern(&dice, bounds, fixed);
	*plan = (struct bp_plan){ .pattern = pattern->name };
	plan->write = bp_dice_once_in(&dice, 2);
	if (!bounds->reads || !bounds->writes)
		plan->write = bounds->writes;
	pattern->lay(plan, &room);
	plan->sector = choose_sector(&dice, bounds, plan->bytes);
}
