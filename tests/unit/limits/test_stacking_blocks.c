/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacking (block.md 5.3): block sizes and alignments, steps 3 to 8; then the invariants.
 */
#include <limits.h>

#include "bp_test.h"

/* lbs, pbs, io_min, io_opt, alignment_offset */
struct blocks {
	u16 lbs;
	unsigned pbs, io_min, io_opt, offset;
};

static void put(struct queue_limits *lim, struct blocks b)
{
	lim->logical_block_size = b.lbs;
	lim->physical_block_size = b.pbs;
	lim->io_min = b.io_min;
	lim->io_opt = b.io_opt;
	lim->alignment_offset = b.offset;
}

static const struct {
	const char *name;
	struct blocks top, bottom;
	sector_t start;
	int result;
	struct blocks want;
} cases[] = {
	{ "equal",
	  { 512, 512, 512, 0, 0 },
	  { 512, 512, 512, 0, 0 },
	  0,
	  0,
	  { 512, 512, 512, 0, 0 } },
	{ "the larger blocks win",
	  { 512, 4096, 4096, 0, 0 },
	  { 4096, 4096, 65536, 0, 0 },
	  0,
	  0,
	  { 4096, 4096, 65536, 0, 0 } },

	/* step 3: what is left to the next 4096 */
	{ "begins at sector 1",
	  { 512, 512, 512, 0, 0 },
	  { 512, 4096, 4096, 0, 0 },
	  1,
	  0,
	  { 512, 4096, 4096, 0, 3584 } },
	{ "begins where the offset says",
	  { 512, 512, 512, 0, 0 },
	  { 512, 4096, 4096, 0, 3584 },
	  7,
	  0,
	  { 512, 4096, 4096, 0, 0 } },
	{ "io_min is the wider step",
	  { 512, 512, 512, 0, 0 },
	  { 512, 512, 65536, 0, 0 },
	  8,
	  0,
	  { 512, 512, 65536, 0, 61440 } },
	{ "a start beyond 32 bits",
	  { 512, 512, 512, 0, 0 },
	  { 512, 4096, 4096, 0, 0 },
	  0x300000001,
	  0,
	  { 512, 4096, 4096, 0, 3584 } },

	{ "an offset inside one sector",
	  { 512, 512, 512, 0, 0 },
	  { 512, 512, 512, 0, 256 },
	  9,
	  -1,
	  { 512, 512, 512, 0, 256 } },

	/* step 4: 4096 against 4096 + 3584 */
	{ "out of step",
	  { 512, 4096, 4096, 0, 0 },
	  { 512, 4096, 4096, 0, 0 },
	  1,
	  -1,
	  { 512, 4096, 4096, 0, 3584 } },
	{ "in step, 6144 and 3072",
	  { 512, 4096, 4096, 0, 2048 },
	  { 512, 2048, 2048, 0, 0 },
	  2,
	  0,
	  { 512, 4096, 4096, 0, 2048 } },
	{ "the same offset on both",
	  { 512, 4096, 4096, 0, 3584 },
	  { 512, 4096, 4096, 0, 0 },
	  1,
	  0,
	  { 512, 4096, 4096, 0, 3584 } },

	{ "the same offset, sizes out of step",
	  { 512, 4096, 4096, 0, 1024 },
	  { 512, 8192, 8192, 0, 1024 },
	  0,
	  0,
	  { 512, 8192, 8192, 0, 1024 } },
	{ "the offset of the top counts",
	  { 512, 4096, 4096, 0, 1024 },
	  { 512, 4096, 4096, 0, 0 },
	  0,
	  -1,
	  { 512, 4096, 4096, 0, 1024 } },

	/* step 5 */
	{ "io_opt of both",
	  { 512, 512, 512, 98304, 0 },
	  { 512, 512, 512, 65536, 0 },
	  0,
	  0,
	  { 512, 512, 512, 196608, 0 } },
	{ "io_opt of one",
	  { 512, 512, 512, 0, 0 },
	  { 512, 512, 512, 65536, 0 },
	  0,
	  0,
	  { 512, 512, 512, 65536, 0 } },
	{ "io_opt of the other",
	  { 512, 512, 512, 98304, 0 },
	  { 512, 512, 512, 0, 0 },
	  0,
	  0,
	  { 512, 512, 512, 98304, 0 } },
	{ "io_opt in 32 bits",
	  { 512, 512, 512, 0x80000000, 0 },
	  { 512, 512, 512, 1536, 0 },
	  0,
	  0,
	  { 512, 512, 512, 0x80000000, 0 } },

	/* step 6 */
	{ "pbs is not whole lbs",
	  { 512, 512, 512, 0, 0 },
	  { 4096, 6144, 8192, 0, 0 },
	  0,
	  -1,
	  { 4096, 4096, 8192, 0, 0 } },
	{ "io_min is not whole pbs",
	  { 512, 512, 512, 0, 0 },
	  { 512, 4096, 6144, 0, 0 },
	  0,
	  -1,
	  { 512, 4096, 4096, 0, 0 } },
	{ "io_opt is not whole pbs",
	  { 512, 512, 512, 0, 0 },
	  { 512, 4096, 4096, 6144, 0 },
	  0,
	  -1,
	  { 512, 4096, 4096, 0, 0 } },

	/* step 8 */
	{ "lcm of offsets",
	  { 512, 4096, 4096, 0, 1024 },
	  { 512, 4096, 4096, 0, 1536 },
	  0,
	  -1,
	  { 512, 4096, 4096, 0, 3072 } },
	{ "offset is not whole lbs",
	  { 4096, 4096, 4096, 0, 512 },
	  { 4096, 4096, 4096, 0, 512 },
	  0,
	  -1,
	  { 4096, 4096, 4096, 0, 512 } },

	/* no granularity: a division by zero in the kernel */
	{ "bottom without blocks",
	  { 512, 512, 512, 0, 0 },
	  { 0, 0, 0, 0, 0 },
	  9,
	  0,
	  { 512, 512, 512, 0, 0 } },
	{ "no blocks at all", { 0, 0, 0, 0, 0 }, { 0, 0, 0, 0, 0 }, 9, 0, { 0, 0, 0, 0, 0 } },
	{ "top without blocks",
	  { 0, 0, 0, 0, 0 },
	  { 512, 4096, 4096, 0, 0 },
	  1,
	  0,
	  { 512, 4096, 4096, 0, 3584 } },
};

static void blk_stack_limits__steps_3_to_8__table(void **state)
{
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct queue_limits top = w->q.limits, bottom = w->q.limits;
		const struct blocks *want = &cases[i].want;

		put(&top, cases[i].top);
		put(&bottom, cases[i].bottom);
		int result = blk_stack_limits(&top, &bottom, cases[i].start);

		if (result != cases[i].result || top.misaligned != (result != 0) ||
		    top.logical_block_size != want->lbs || top.physical_block_size != want->pbs ||
		    top.io_min != want->io_min || top.io_opt != want->io_opt ||
		    top.alignment_offset != want->offset)
			fail_msg("%s: %d, %u %u %u %u %u", cases[i].name, result,
				 top.logical_block_size, top.physical_block_size, top.io_min,
				 top.io_opt, top.alignment_offset);
	}
}

static u32 next(u64 *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (u32)(*seed >> 33);
}

static struct queue_limits random_bottom(const struct queue_limits *defaults, u64 *seed)
{
	struct queue_limits b = *defaults;

	b.logical_block_size = (u16)(512u << next(seed) % 4);
	b.physical_block_size = (unsigned)b.logical_block_size << next(seed) % 4;
	b.io_min = b.physical_block_size * (1 + next(seed) % 3);
	b.io_opt = 4096 * (next(seed) % 33);
	b.alignment_offset = 512 * (next(seed) % 9);
	b.max_sectors = next(seed) % 3000;
	b.max_hw_sectors = 1 + next(seed) % 70000;
	b.max_segments = (u16)next(seed);
	b.max_segment_size = next(seed);
	b.seg_boundary_mask = (1ul << (12 + next(seed) % 40)) - 1;
	b.virt_boundary_mask = next(seed) % 2 ? 0xFFF : 0;
	b.chunk_sectors = next(seed) % 2 ? 8u << next(seed) % 8 : 0;
	b.discard_granularity = 512 * (next(seed) % 17);
	b.discard_alignment = 512 * (next(seed) % 17);
	b.max_discard_sectors = b.max_hw_discard_sectors = next(seed) % 4096;
	return b;
}

/* INV-LIM-4 */
static void blk_stack_limits__the_same_bottom_twice__as_once(void **state)
{
	struct t_world *w = *state;
	u64 seed = 20;

	for (unsigned i = 0; i < 20000; i++) {
		struct queue_limits bottom = random_bottom(&w->q.limits, &seed);
		struct queue_limits once = { 0 }, twice;
		int result;

		blk_set_stacking_limits(&w->env, &once);
		result = blk_stack_limits(&once, &bottom, 0);
		twice = once;
		assert_int_equal(blk_stack_limits(&twice, &bottom, 0), result);
		assert_memory_equal(&once, &twice, sizeof(once));
	}
}

#define NOT_ABOVE(field)                                                                           \
	assert_true((!old.field || top.field <= old.field) &&                                      \
		    (!bottom.field || top.field <= bottom.field))

/* INV-LIM-3 */
static void blk_stack_limits__random_pairs__narrower_limits_and_wider_blocks(void **state)
{
	struct t_world *w = *state;
	u64 seed = 3;

	for (unsigned i = 0; i < 20000; i++) {
		struct queue_limits old = random_bottom(&w->q.limits, &seed);
		struct queue_limits bottom = random_bottom(&w->q.limits, &seed);
		struct queue_limits top = old;

		blk_stack_limits(&top, &bottom, next(&seed));
		NOT_ABOVE(max_sectors);
		NOT_ABOVE(max_hw_sectors);
		NOT_ABOVE(max_dev_sectors);
		NOT_ABOVE(bounce_pfn);
		NOT_ABOVE(seg_boundary_mask);
		NOT_ABOVE(virt_boundary_mask);
		NOT_ABOVE(max_segments);
		NOT_ABOVE(max_discard_segments);
		NOT_ABOVE(max_integrity_segments);
		NOT_ABOVE(max_segment_size);
		assert_true(top.logical_block_size >= old.logical_block_size);
		assert_true(top.logical_block_size >= bottom.logical_block_size);
		assert_true(top.physical_block_size >= old.physical_block_size);
		assert_true(top.physical_block_size >= bottom.physical_block_size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_stack_limits__steps_3_to_8__table),
		t_in_world(blk_stack_limits__the_same_bottom_twice__as_once),
		t_in_world(blk_stack_limits__random_pairs__narrower_limits_and_wider_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
