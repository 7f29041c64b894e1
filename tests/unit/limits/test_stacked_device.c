/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacking on a disk with blocks of 4096 bytes and partitions at 63 and 2048 (block.md 5.3).
 */
#include <string.h>

#include "bp_test.h"

struct below {
	struct request_queue q;
	struct gendisk disk;
	struct hd_struct part[2];
};

static void make_below(struct t_world *w, struct below *below)
{
	memset(below, 0, sizeof(*below));
	bp_queue_init(&w->env, &below->q);
	blk_queue_logical_block_size(&below->q, 4096);
	blk_queue_chunk_sectors(&below->q, 256);
	below->disk.queue = &below->q;
	below->disk.part = below->part;
	below->disk.nr_parts = 2;
	below->part[0].start_sect = 63;
	below->part[1].start_sect = 2048;
}

static void bdev_stack_limits__partitions__their_start_counts(void **state)
{
	static const struct {
		u8 partno;
		sector_t start;
		int result;
	} cases[] = {
		{ 0, 0, 0 }, { 0, 63, -1 }, { 1, 0, -1 }, { 1, 1, 0 },
		{ 2, 0, 0 }, { 2, 1, -1 },  { 3, 0, 0 }, /* there is none: the disk */
	};
	struct t_world *w = *state;
	struct below below;

	make_below(w, &below);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct block_device bdev = { &below.disk, cases[i].partno };
		struct queue_limits top = { 0 };

		blk_set_stacking_limits(&w->env, &top);
		assert_int_equal(bdev_stack_limits(&top, &bdev, cases[i].start), cases[i].result);
	}
}

static void disk_stack_limits__misfit__one_line_and_no_flags(void **state)
{
	struct t_world *w = *state;
	struct below below;
	struct block_device bdev = { &below.disk, 2 };

	make_below(w, &below);
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &below.q);
	blk_set_stacking_limits(&w->env, &w->q.limits);
	disk_stack_limits(&w->disk, &bdev, 4096);
	assert_hits(&w->env, BP_SITE_LIM_STACK_MISALIGNED, 0);
	assert_int_equal(w->q.limits.chunk_sectors, 256);
	assert_int_equal(w->q.queue_flags, 0);
	disk_stack_limits(&w->disk, &bdev, 512); /* sector 1 */
	assert_hits(&w->env, BP_SITE_LIM_STACK_MISALIGNED, 1);
	disk_stack_limits(&w->disk, &bdev, 512 + 511);
	assert_hits(&w->env, BP_SITE_LIM_STACK_MISALIGNED, 2);
	assert_int_equal(w->q.limits.misaligned, 1);
}

static void blk_queue_stack_limits__two_queues__from_sector_0(void **state)
{
	struct t_world *w = *state;
	struct below below;

	make_below(w, &below);
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &below.q);
	blk_queue_stack_limits(&w->q, &below.q);
	assert_int_equal(w->q.limits.chunk_sectors, 256);
	assert_int_equal(w->q.limits.discard_alignment, 0);
	assert_int_equal(w->q.limits.alignment_offset, 0);
	assert_int_equal(w->q.limits.misaligned, 0);
	assert_int_equal(w->q.queue_flags, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(bdev_stack_limits__partitions__their_start_counts),
		t_in_world(disk_stack_limits__misfit__one_line_and_no_flags),
		t_in_world(blk_queue_stack_limits__two_queues__from_sector_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
