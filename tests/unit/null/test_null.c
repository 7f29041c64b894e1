/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The null device: what is written through any path is read back equal.
 */
#include "bp_test.h"

#include <string.h>

#include "null/null.h"

#define PAGE 4096u
#define MEMORY 0x10000000ull /* pages of a bio, one after the other or scattered */

struct t_null {
	struct bp_env env;
	struct bp_ram *ram;
	struct bp_null *null;
	unsigned ended;
	blk_status_t status;
};

static void start(struct t_null *t, const struct bp_null_config *config)
{
	memset(t, 0, sizeof(*t));
	bp_env_init(&t->env);
	t->ram = bp_ram_new(&t->env);
	assert_int_equal(bp_null_create(&t->env, t->ram, config, &t->null), 0);
}

static void stop(struct t_null *t)
{
	bp_null_destroy(t->null);
	assert_int_equal(bp_ram_report(t->ram).allocated, 0);
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		assert_int_equal(t->env.live[kind], 0);
	bp_ram_free(t->ram);
	bp_env_fini(&t->env);
}

static void count_end(struct bio *bio)
{
	struct t_null *t = bio->bi_private;

	t->ended++;
	if (bio->bi_status)
		t->status = bio->bi_status;
	bio_put(bio);
}

static struct bio *make(struct t_null *t, unsigned opf, sector_t sector, unsigned vecs)
{
	struct bio *bio = bio_kmalloc(&t->env, GFP_KERNEL, vecs);

	bio->bi_opf = opf;
	bio->bi_disk = &t->null->disk;
	bio->bi_iter.bi_sector = sector;
	bio->bi_end_io = count_end;
	bio->bi_private = t;
	return bio;
}

/* `pages` pages from `addr`, `stride` apart, of which `len` bytes at `offset` are used. */
struct shape {
	u64 addr;
	u64 stride;
	unsigned offset;
	unsigned len;
	unsigned pages;
};

static struct bio *make_data(struct t_null *t, unsigned opf, sector_t sector, struct shape s)
{
	struct bio *bio = make(t, opf, sector, s.pages);

	for (unsigned i = 0; i < s.pages; i++) {
		u64 at = s.addr + i * s.stride + s.offset;

		if (opf & REQ_DMA_DIRECT)
			assert_int_equal(bio_add_dma_addr(t->null->queue, bio, at, s.len), s.len);
		else
			assert_int_equal(bio_add_page(bio, pfn_to_page(at / PAGE), s.len,
						      (unsigned)(at % PAGE)),
					 s.len);
	}
	return bio;
}

static void drain(struct t_null *t)
{
	while (bp_wait(&t->env))
		;
}

static u8 pattern(u64 sector_byte)
{
	return (u8)(sector_byte * 31 + (sector_byte >> 9) * 7 + 1);
}

static void fill(struct t_null *t, struct shape s, u64 first)
{
	for (unsigned i = 0; i < s.pages; i++)
		for (unsigned k = 0; k < s.len; k++) {
			u8 byte = pattern(first++);

			bp_ram_write(t->ram, s.addr + i * s.stride + s.offset + k, &byte, 1);
		}
}

static void check_filled(struct t_null *t, struct shape s, u64 first)
{
	for (unsigned i = 0; i < s.pages; i++)
		for (unsigned k = 0; k < s.len; k++) {
			u8 byte;

			bp_ram_read(t->ram, s.addr + i * s.stride + s.offset + k, &byte, 1);
			assert_int_equal(byte, pattern(first++));
		}
}

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(write_read__all_paths__data_is_equal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
