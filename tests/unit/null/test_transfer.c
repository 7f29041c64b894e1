/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device: what is written through any path is read back equal.
 */
#include "null_test.h"

#include "sched/sched.h"

static const struct queue_limits tight = {
	.bounce_pfn = ~0ul,
	.seg_boundary_mask = 0xffff,
	.max_hw_sectors = 64,
	.max_sectors = 40,
	.max_segments = 3,
	.max_segment_size = 8192,
	.logical_block_size = 512,
	.physical_block_size = 512,
	.io_min = 512,
};

static const struct path {
	const char *name;
	struct bp_null_config config;
	unsigned opf; /* flags of the write */
	bool limited;
	bool low; /* bounce */
	bool plug;
	bool sched;
} paths[] = {
	{ .name = "plain", .config = { .store_data = true } },
	{ .name = "split", .config = { .store_data = true }, .limited = true },
	{ .name = "dma-direct", .config = { .store_data = true }, .opf = REQ_DMA_DIRECT },
	{ .name = "dma-direct, split",
	  .config = { .store_data = true },
	  .opf = REQ_DMA_DIRECT,
	  .limited = true },
	{ .name = "plugged and merged", .config = { .store_data = true }, .plug = true },
	{ .name = "plugged, split and merged",
	  .config = { .store_data = true },
	  .plug = true,
	  .limited = true },
	{ .name = "partial", .config = { .store_data = true, .partial_bytes = 1536 } },
	{ .name = "partial, split",
	  .config = { .store_data = true, .partial_bytes = 4608 },
	  .limited = true },
	{ .name = "partial, dma-direct",
	  .config = { .store_data = true, .partial_bytes = 512 },
	  .opf = REQ_DMA_DIRECT },
	{ .name = "refused every third time, backwards",
	  .config = { .store_data = true,
		      .refuse = { 3, BLK_STS_RESOURCE },
		      .order = BP_NULL_LIFO,
		      .latency_ns = 1000 },
	  .limited = true },
	{ .name = "device busy every second time, any order, few tags",
	  .config = { .store_data = true,
		      .refuse = { 2, BLK_STS_DEV_RESOURCE },
		      .order = BP_NULL_SEEDED,
		      .seed = 7,
		      .queue_depth = 2,
		      .latency_ns = 1000,
		      .latency_ps_per_byte = 500 },
	  .limited = true,
	  .plug = true },
	{ .name = "several queues with limited plugging",
	  .config = { .store_data = true, .nr_hw_queues = 4, .latency_ns = 10 },
	  .plug = true,
	  .limited = true },
	{ .name = "several queues and commit_rqs",
	  .config = { .store_data = true, .nr_hw_queues = 2, .nr_cpus = 4, .has_commit = true },
	  .plug = true,
	  .limited = true },
	{ .name = "scheduler", .config = { .store_data = true }, .limited = true, .sched = true },
	{ .name = "scheduler, refused, few tags, partial",
	  .config = { .store_data = true,
		      .refuse = { 3, BLK_STS_RESOURCE },
		      .partial_bytes = 4096,
		      .queue_depth = 2,
		      .latency_ns = 1000 },
	  .plug = true,
	  .sched = true },
	{ .name = "scheduler, flush, data, flush",
	  .config = { .store_data = true },
	  .opf = REQ_PREFLUSH | REQ_FUA,
	  .sched = true },
	{ .name = "bounced", .config = { .store_data = true }, .low = true },
	{ .name = "bounced and split",
	  .config = { .store_data = true },
	  .low = true,
	  .limited = true },
	{ .name = "flush, data, flush",
	  .config = { .store_data = true },
	  .opf = REQ_PREFLUSH | REQ_FUA },
	{ .name = "flush, data, flush, partial and refused",
	  .config = { .store_data = true,
		      .partial_bytes = 1024,
		      .refuse = { 2, BLK_STS_RESOURCE } },
	  .opf = REQ_PREFLUSH | REQ_FUA,
	  .limited = true },
	{ .name = "flush, data, flush, dma-direct",
	  .config = { .store_data = true },
	  .opf = REQ_PREFLUSH | REQ_FUA | REQ_DMA_DIRECT },
};

/* [ffff][ffff] [gggg] scattered, [hhhhhhhh] contiguous, [ii..][ii..] parts of pages */
static const struct shape shapes[] = {
	{ MEMORY, 2 * PAGE, 0, PAGE, 8 },
	{ MEMORY + 0x100000, PAGE, 0, PAGE, 12 },
	{ MEMORY + 0x200000, PAGE, 512, 1024, 9 },
	{ MEMORY + 0x300000, 3 * PAGE, 1536, 2560, 5 },
};

static u64 bytes_of(struct shape s)
{
	return (u64)s.pages * s.len;
}

/* All shapes after each other on the disk. */
static void submit_all(struct t_null *t, unsigned opf, bool plugged)
{
	struct blk_plug plug;
	u64 pos = 0;

	if (plugged)
		blk_start_plug(&t->env, &plug);
	for (unsigned i = 0; i < bp_array_size(shapes); i++) {
		submit_bio(make_data(t, opf, pos / 512, shapes[i]));
		pos += bytes_of(shapes[i]);
	}
	if (plugged)
		blk_finish_plug(&t->env, &plug);
}

static void run_path(const struct path *path)
{
	unsigned flags = path->opf & REQ_DMA_DIRECT;
	struct t_null t;
	u64 pos = 0;

	start(&t, &path->config);
	if (path->limited)
		t.null->queue->limits = tight;
	if (path->low)
		t.null->queue->limits.bounce_pfn = 0x1000;
	t.null->queue->queue_flags |= 1ul << QUEUE_FLAG_DMA_DIRECT | 1ul << QUEUE_FLAG_WC;
	if (path->sched)
		assert_int_equal(blk_mq_init_sched(t.null->queue, &bp_sched_sorted), 0);
	t.env.max_pfn = 0x20000;
	t.env.max_low_pfn = 0x20000;
	for (unsigned i = 0; i < bp_array_size(shapes); i++) {
		fill(&t, shapes[i], pos);
		pos += bytes_of(shapes[i]);
	}
	submit_all(&t, REQ_OP_WRITE | path->opf, path->plug);
	drain(&t);
	assert_int_equal(t.ended, bp_array_size(shapes));
	for (unsigned i = 0; i < bp_array_size(shapes); i++)
		fill(&t, shapes[i], 12345 + i); /* nothing that was written */
	submit_all(&t, REQ_OP_READ | flags, path->plug);
	drain(&t);
	assert_int_equal(t.ended, 2 * bp_array_size(shapes));
	assert_int_equal(t.status, BLK_STS_OK);
	pos = 0;
	for (unsigned i = 0; i < bp_array_size(shapes); i++) {
		check_filled(&t, shapes[i], pos);
		pos += bytes_of(shapes[i]);
	}
	assert_int_equal(t.null->queue->bp_usage, 0);
	stop(&t);
}

static void write_read__all_paths__data_is_equal(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(paths); i++) {
		print_message("# %s\n", paths[i].name);
		run_path(&paths[i]);
	}
}

/* Ops that move no data, or other data than they cover. */
static const struct {
	unsigned opf;
	unsigned sectors; /* of 16 that were written, from the fourth on */
	bool zeroes;
} blanks[] = {
	{ REQ_OP_DISCARD, 8, true },
	{ REQ_OP_SECURE_ERASE, 1, true },
	{ REQ_OP_WRITE_ZEROES, 11, true },
	{ REQ_OP_DRV_OUT, 8, false },
};

static void enable_all(struct request_queue *q)
{
	q->queue_flags |= 1ul << QUEUE_FLAG_DISCARD | 1ul << QUEUE_FLAG_SECERASE;
	q->limits.max_discard_sectors = 100;
	q->limits.max_hw_discard_sectors = 100;
	q->limits.discard_granularity = 512;
	q->limits.max_write_zeroes_sectors = 100;
	q->limits.max_write_same_sectors = 100;
}

static void submit_bio__ops_without_data__zeroes_where_asked(void **state)
{
	const struct shape s = { MEMORY, PAGE, 0, PAGE, 2 };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(blanks); i++) {
		u64 from = 3 * 512, to = from + blanks[i].sectors * 512;
		struct t_null t;
		struct bio *bio;

		start(&t, &(struct bp_null_config){ .store_data = true });
		enable_all(t.null->queue);
		fill(&t, s, 0);
		submit_bio(make_data(&t, REQ_OP_WRITE, 0, s));
		drain(&t);
		bio = make(&t, blanks[i].opf, 3, 0);
		if (blanks[i].zeroes)
			bio->bi_iter.bi_size = blanks[i].sectors * 512;
		submit_bio(bio);
		drain(&t);
		assert_int_equal(t.ended, 2);
		assert_int_equal(t.status, BLK_STS_OK);
		for (u64 pos = 0; pos < 2 * PAGE; pos++) {
			bool blank = blanks[i].zeroes && pos >= from && pos < to;
			u8 byte;

			bp_store_read(t.null->store, pos, &byte, 1);
			assert_int_equal(byte, blank ? 0 : pattern(pos));
		}
		stop(&t);
	}
}

/* [abcd] written eleven times; the last time only half of it fits. */
static void submit_bio__write_same__one_block_over_all(void **state)
{
	const struct shape s = { MEMORY, PAGE, 1024, 512, 1 };
	struct t_null t;
	struct bio *bio;

	(void)state;
	start(&t, &(struct bp_null_config){ .store_data = true, .partial_bytes = 2560 });
	enable_all(t.null->queue);
	fill(&t, s, 0);
	bio = make_data(&t, REQ_OP_WRITE_SAME, 7, s);
	bio->bi_iter.bi_size = 11 * 512;
	submit_bio(bio);
	drain(&t);
	assert_int_equal(t.status, BLK_STS_OK);
	for (u64 pos = 0; pos < 20 * 512; pos++) {
		bool same = pos >= 7 * 512 && pos < 18 * 512;
		u8 byte;

		bp_store_read(t.null->store, pos, &byte, 1);
		assert_int_equal(byte, same ? pattern(pos % 512) : 0);
	}
	assert_int_equal(t.null->completed, 3);
	stop(&t);
}

/* DEF-14: the DMA address is taken for a page; there is no such memory. */
static void submit_bio__def_14_write_same__device_reads_nowhere(void **state)
{
	const struct shape s = { MEMORY, PAGE, 1024, 512, 1 };
	struct t_null t;

	(void)state;
	start(&t, &(struct bp_null_config){ .store_data = true });
	enable_all(t.null->queue);
	t.defective = true;
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, t.null->queue);
	bp_defect_set(&t.null->queue->bp_defects, BP_DEF_14, true);
	submit_bio(make_data(&t, REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 0, s));
	drain(&t);
	assert_int_equal(t.ended, 1);
	assert_int_equal(t.status, BLK_STS_IOERR);
	stop(&t);
}

/* A DMA address where there is no memory. */
static void submit_bio__address_beyond_memory__ioerr(void **state)
{
	static const unsigned ops[] = { REQ_OP_READ, REQ_OP_WRITE };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(ops); i++) {
		const struct shape s = { 1ull << 40, PAGE, 0, PAGE, 1 };
		struct t_null t;

		start(&t, &(struct bp_null_config){ .store_data = true });
		t.env.max_pfn = 0xffff;
		blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, t.null->queue);
		submit_bio(make_data(&t, ops[i] | REQ_DMA_DIRECT, 0, s));
		drain(&t);
		assert_int_equal(t.status, BLK_STS_IOERR);
		stop(&t);
	}
}

/* DEF-5: the second of two touching vectors is merged into `length` and never moved. */
static void submit_bio__def_5__bytes_are_lost(void **state)
{
	const struct shape s = { MEMORY, PAGE, 0, PAGE, 2 };
	struct t_null t;

	(void)state;
	start(&t, &(struct bp_null_config){ .store_data = true });
	t.defective = true;
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, t.null->queue);
	bp_defect_set(&t.null->queue->bp_defects, BP_DEF_5, true);
	fill(&t, s, 0);
	submit_bio(make_data(&t, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, s));
	drain(&t);
	assert_int_equal(t.status, BLK_STS_OK);
	assert_int_equal(t.null->bytes, PAGE);
	stop(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_read__all_paths__data_is_equal),
		cmocka_unit_test(submit_bio__ops_without_data__zeroes_where_asked),
		cmocka_unit_test(submit_bio__write_same__one_block_over_all),
		cmocka_unit_test(submit_bio__def_14_write_same__device_reads_nowhere),
		cmocka_unit_test(submit_bio__address_beyond_memory__ioerr),
		cmocka_unit_test(submit_bio__def_5__bytes_are_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
