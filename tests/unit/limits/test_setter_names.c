/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each setter says what it did, once, under its own name.
 */
#include <string.h>

#include <blkpath/event.h>

#include "bp_test.h"

struct ear {
	struct bp_sink sink;
	struct bp_event last;
	unsigned heard;
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct ear *ear = bp_container_of(sink, struct ear, sink);

	ear->last = *event;
	ear->heard++;
}

#define SAYS(SYMBOL, number, call)                                                                 \
	do {                                                                                       \
		ear.heard = 0;                                                                     \
		call;                                                                              \
		assert_int_equal(ear.heard, 1);                                                    \
		assert_int_equal(ear.last.id, BP_EV_LIMIT_SET);                                    \
		assert_ptr_equal(ear.last.q, q);                                                   \
		assert_int_equal(ear.last.a, BP_SETTER_##SYMBOL);                                  \
		assert_int_equal(ear.last.b, number);                                              \
		assert_string_equal(ear.last.limit, bp_setter_name(BP_SETTER_##SYMBOL));           \
		said |= 1u << BP_SETTER_##SYMBOL;                                                  \
	} while (0)

static void limit_set__each_setter__says_itself_and_the_value(void **state)
{
	struct t_world *w = *state;
	struct request_queue *q = &w->q;
	struct block_device bdev = { .bd_disk = &w->disk };
	struct ear ear = { .sink.fn = hear };
	unsigned said = 0;

	bp_sink_add(&w->env, &ear.sink);
	SAYS(MAX_HW_SECTORS, 8, blk_queue_max_hw_sectors(q, 7)); /* what was set, not asked */
	SAYS(MAX_SECTORS_STORE, 8, queue_max_sectors_store(q, 4));
	SAYS(MAX_SEGMENTS, 1, blk_queue_max_segments(q, 0));
	SAYS(MAX_DISCARD_SEGMENTS, 9, blk_queue_max_discard_segments(q, 9));
	SAYS(MAX_SEGMENT_SIZE, 4096, blk_queue_max_segment_size(q, 1));
	SAYS(SEGMENT_BOUNDARY, 4095, blk_queue_segment_boundary(q, 1));
	SAYS(VIRT_BOUNDARY, 4095, blk_queue_virt_boundary(q, 4095));
	SAYS(LOGICAL_BLOCK_SIZE, 1024, blk_queue_logical_block_size(q, 1024));
	SAYS(PHYSICAL_BLOCK_SIZE, 1024, blk_queue_physical_block_size(q, 512));
	SAYS(ALIGNMENT_OFFSET, 512, blk_queue_alignment_offset(q, 1536));
	SAYS(IO_MIN, 1024, blk_queue_io_min(q, 1));
	SAYS(IO_OPT, 8192, blk_queue_io_opt(q, 8192));
	SAYS(CHUNK_SECTORS, 256, blk_queue_chunk_sectors(q, 256));
	SAYS(MAX_DISCARD_SECTORS, 5, blk_queue_max_discard_sectors(q, 5));
	SAYS(MAX_WRITE_SAME_SECTORS, 6, blk_queue_max_write_same_sectors(q, 6));
	SAYS(MAX_WRITE_ZEROES_SECTORS, 7, blk_queue_max_write_zeroes_sectors(q, 7));
	SAYS(DMA_ALIGNMENT, 511, blk_queue_update_dma_alignment(q, 3));
	SAYS(DMA_PAD, 3, blk_queue_update_dma_pad(q, 3));
	blk_queue_max_segments(q, 2);
	SAYS(DMA_DRAIN, 16, blk_queue_dma_drain(q, NULL, NULL, 16));
	SAYS(BOUNCE_LIMIT, 0xFFFFFF, blk_queue_bounce_limit(q, 0xFFFFFF));
	SAYS(WRITE_CACHE, 1, blk_queue_write_cache(q, true, false));
	SAYS(DISK_STACK, 4096, disk_stack_limits(&w->disk, &bdev, 4096));
	SAYS(QUEUE_STACK, 0, blk_queue_stack_limits(q, q));
	assert_int_equal(said, (1u << BP_SETTER_NR) - 1);
	bp_sink_remove(&w->env, &ear.sink);
}

static void limit_set__refused__silence(void **state)
{
	struct t_world *w = *state;
	struct ear ear = { .sink.fn = hear };

	bp_sink_add(&w->env, &ear.sink);
	queue_max_sectors_store(&w->q, 0);
	w->q.limits.max_segments = 1;
	blk_queue_dma_drain(&w->q, NULL, NULL, 16);
	assert_int_equal(ear.heard, 0);
	bp_sink_remove(&w->env, &ear.sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(limit_set__each_setter__says_itself_and_the_value),
		t_in_world(limit_set__refused__silence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
