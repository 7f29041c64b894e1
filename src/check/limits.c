/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-LIM: queue limits.
 */
#include <blkpath/limit_setters.h>

#include "limit_table.h"

struct twice {
	const struct bp_stacking *once;
	const struct bp_stacking *twice;
};

/* INV-LIM-1 (any): lbs <= pbs <= io_min */
static enum bp_ck_verdict blocks_are_ordered(struct bp_case *c)
{
	const struct queue_limits *l = c->subject;

	return bp_ck_verdict(c,
			     l->logical_block_size <= l->physical_block_size &&
				     l->physical_block_size <= l->io_min,
			     "logical %u, physical %u, io_min %u", l->logical_block_size,
			     l->physical_block_size, l->io_min);
}

/* INV-LIM-2 (any): 8 <= max_hw_sectors, max_sectors <= min(max_hw_sectors, 2560) */
static enum bp_ck_verdict sectors_are_ordered(struct bp_case *c)
{
	const struct queue_limits *l = c->subject;

	return bp_ck_verdict(c,
			     l->max_hw_sectors >= 8 && l->max_sectors <= l->max_hw_sectors &&
				     l->max_sectors <= BLK_DEF_MAX_SECTORS,
			     "max_hw_sectors %u, max_sectors %u", l->max_hw_sectors,
			     l->max_sectors);
}

/* The setters after which INV-LIM-1 and INV-LIM-2 are due. */
static const struct {
	enum bp_setter setter;
	struct bp_law law;
} due[] = {
	{ BP_SETTER_LOGICAL_BLOCK_SIZE, { BP_INV_LIM_1, blocks_are_ordered } },
	{ BP_SETTER_PHYSICAL_BLOCK_SIZE, { BP_INV_LIM_1, blocks_are_ordered } },
	{ BP_SETTER_IO_MIN, { BP_INV_LIM_1, blocks_are_ordered } },
	{ BP_SETTER_MAX_HW_SECTORS, { BP_INV_LIM_2, sectors_are_ordered } },
};

void bp_ck_hear_limits(struct bp_check *check, const struct bp_event *event)
{
	struct bp_case c = { .check = check, .q = event->q };

	if (event->id != BP_EV_LIMIT_SET)
		return;
	c.at = bp_event_info(event->id)->name;
	c.subject = &event->q->limits;
	for (size_t i = 0; i < bp_array_size(due); i++)
		if (due[i].setter == event->a)
			bp_ck_judge(&c, &due[i].law, 1);
}

/* Step 1 of 5.3: a limit that may only become stricter; 0 stands for none. */
static bool is_stricter(u64 stacked, u64 input)
{
	return !input || stacked <= input;
}

static const char *weakened(const struct bp_stacking *s)
{
	for (unsigned i = 0; i < bp_ck_limit_count(); i++) {
		u64 stacked = bp_ck_limit_value(s->stacked, i);

		if (!bp_ck_limit_tightens(i))
			continue;
		if (!is_stricter(stacked, bp_ck_limit_value(s->top, i)) ||
		    !is_stricter(stacked, bp_ck_limit_value(s->bottom, i)))
			return bp_ck_limit_name(i);
	}
	return NULL;
}

/* Unless step 6 fires, which puts the logical block in place of the physical one. */
static const char *shrunk(const struct bp_stacking *s)
{
	unsigned logical = bp_max(s->top->logical_block_size, s->bottom->logical_block_size);
	unsigned physical = bp_max(s->top->physical_block_size, s->bottom->physical_block_size);
	bool step_6 = physical & (logical - 1);

	if (s->stacked->logical_block_size < logical)
		return "logical_block_size";
	return s->stacked->physical_block_size < physical && !step_6 ? "physical_block_size" : NULL;
}

/* INV-LIM-3 (any): step 1 is <= every non-zero input; lbs, pbs >= both inputs */
static enum bp_ck_verdict stacking_tightens(struct bp_case *c)
{
	const struct bp_stacking *s = c->subject;
	const char *field = weakened(s);

	if (!field)
		field = shrunk(s);
	return bp_ck_verdict(c, !field, "%s; the call returned %d", field, s->result);
}

static const char *difference(const struct queue_limits *a, const struct queue_limits *b)
{
	for (unsigned i = 0; i < bp_ck_limit_count(); i++)
		if (bp_ck_limit_value(a, i) != bp_ck_limit_value(b, i))
			return bp_ck_limit_name(i);
	return NULL;
}

/* Sizes that no setter leaves (INV-LIM-1) are misaligned only until step 6 has mended the top. */
static bool set_by_setters(const struct queue_limits *lim)
{
	return lim->logical_block_size <= lim->physical_block_size &&
	       lim->physical_block_size <= lim->io_min;
}

/* INV-LIM-4 (any): stacking the same bottom at start 0 twice equals once, with the same result */
static enum bp_ck_verdict stacking_again_changes_nothing(struct bp_case *c)
{
	const struct twice *t = c->subject;
	const char *field = difference(t->once->stacked, t->twice->stacked);

	if (!set_by_setters(t->once->bottom))
		return BP_NO_CASE;
	return bp_ck_verdict(c, !field && t->once->result == t->twice->result,
			     "%s; the calls returned %d and %d", field ? field : "no field differs",
			     t->once->result, t->twice->result);
}

void bp_check_stacked(struct bp_check *check, const struct bp_stacking *seen)
{
	struct bp_case c = { .check = check, .at = "stack", .subject = seen };

	bp_ck_judge_one(&c, BP_INV_LIM_3, stacking_tightens);
}

void bp_check_stacked_twice(struct bp_check *check, const struct bp_stacking *once,
			    const struct bp_stacking *twice)
{
	struct twice both = { once, twice };
	struct bp_case c = { .check = check, .at = "stack twice", .subject = &both };

	bp_ck_judge_one(&c, BP_INV_LIM_4, stacking_again_changes_nothing);
}
