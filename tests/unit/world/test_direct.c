/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <blkpath/bio_life.h>

#include "bp_test.h"
#include "world/direct.h"

static struct t_world world;

static int setup(void **state)
{
	(void)state;
	t_world_init(&world);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	t_world_fini(&world);
	return 0;
}

static struct bp_scenario_io io_of(const char *layout, unsigned bytes)
{
	struct bp_scenario_io io = { .opf = REQ_OP_READ, .sector = 100, .bytes = bytes };
	struct bp_error err = { 0 };

	assert_int_equal(bp_layout_parse(&(struct bp_place){ .key = "layout" }, layout, 12,
					 &io.layout, &err),
			 0);
	if (bp_layout_is_dma(&io.layout))
		io.opf |= REQ_DMA_DIRECT;
	return io;
}

/* What a bio must look like. */
struct want {
	sector_t sector;
	unsigned bytes;
	unsigned vectors;
};

static void builds(const struct bp_scenario_io *io, const struct want *want, unsigned n, int error)
{
	struct bp_direct direct;
	struct bio *bio;
	unsigned i = 0;

	bp_direct_start(&direct, &world.q, &world.bs, io, 1);
	for (; (bio = bp_direct_next(&direct)); i++) {
		assert_true(i < n);
		assert_int_equal(bio->bi_iter.bi_sector, want[i].sector);
		assert_int_equal(bio->bi_iter.bi_size, want[i].bytes);
		assert_int_equal(bio->bi_vcnt, want[i].vectors);
		assert_int_equal(bio->bi_opf, io->opf);
		bio_put(bio);
	}
	assert_int_equal(i, n);
	assert_int_equal(direct.error, error);
	assert_int_equal(world.env.live[BP_ALLOC_BIO], 0);
}

#define WANT(...)                                                                                  \
	(const struct want[])                                                                      \
	{                                                                                          \
		__VA_ARGS__                                                                        \
	}

/* 256 pages | 256 pages | 1 page */
static void bp_direct_next__513_scattered_pages__256_vectors_each(void **state)
{
	struct bp_scenario_io io = io_of("scattered", 513 * 4096);

	(void)state;
	builds(&io, WANT({ 100, 1 << 20, 256 }, { 2148, 1 << 20, 256 }, { 4196, 4096, 1 }), 3, 0);
}

static void bp_direct_next__contiguous__one_vector(void **state)
{
	struct bp_scenario_io io = io_of("contiguous", 64 << 20);

	(void)state;
	builds(&io, WANT({ 100, 64 << 20, 1 }), 1, 0);
}

/* The first page lacks 512 bytes, so 256 vectors are 1 MiB less 512: whole blocks of 512. */
static void bp_direct_next__offset__first_vector_is_short(void **state)
{
	struct bp_scenario_io io = io_of("scattered,offset=512", 2 << 20);

	(void)state;
	builds(&io, WANT({ 100, (1 << 20) - 512, 256 }, { 2147, 1 << 20, 256 }, { 4195, 512, 1 }),
	       3, 0);
}

/* With blocks of 4096 the 256th vector gives up what does not fill a block. */
static void bp_direct_next__offset_and_large_blocks__ends_on_a_block(void **state)
{
	struct bp_scenario_io io = io_of("scattered,offset=512", 2 << 20);

	(void)state;
	world.q.limits.logical_block_size = 4096;
	builds(&io,
	       WANT({ 100, (1 << 20) - 4096, 256 }, { 2140, (1 << 20) - 4096, 256 },
		    { 4180, 8192, 3 }),
	       3, 0);
}

static void bp_direct_next__dma__dma_vectors(void **state)
{
	struct bp_scenario_io io = io_of("dma=0x10000,vector=4k", 16384);

	(void)state;
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &world.q);
	builds(&io, WANT({ 100, 16384, 4 }), 1, 0);
}

static void bp_direct_next__dma_on_a_queue_without_it__error(void **state)
{
	struct bp_scenario_io io = io_of("dma=0x10000", 4096);

	(void)state;
	builds(&io, NULL, 0, -EINVAL);
}

static void bp_direct_next__given_vectors__as_listed(void **state)
{
	struct bp_range vectors[] = { { 0x1000, 4096 }, { 0x2000, 4096 }, { 0x8000, 512 } };
	struct bp_scenario_io io = {
		.opf = REQ_OP_WRITE, .bytes = 8704, .vectors = vectors, .nr_vectors = 3
	};

	(void)state;
	builds(&io, WANT({ 0, 8704, 3 }), 1, 0);
}

static void bp_direct_next__empty_vector__kept(void **state)
{
	struct bp_range vectors[] = { { 0x1000, 0 }, { 0x2000, 4096 } };
	struct bp_scenario_io io = {
		.opf = REQ_OP_WRITE, .bytes = 4096, .vectors = vectors, .nr_vectors = 2
	};

	(void)state;
	builds(&io, WANT({ 0, 4096, 2 }), 1, 0);
}

static void bp_direct_next__no_data__no_vectors(void **state)
{
	struct bp_scenario_io io = io_of("scattered", 1 << 20);

	(void)state;
	io.opf = REQ_OP_DISCARD;
	builds(&io, WANT({ 100, 1 << 20, 0 }), 1, 0);
	io.opf = REQ_OP_WRITE | REQ_PREFLUSH;
	io.bytes = 0;
	builds(&io, WANT({ 100, 0, 0 }), 1, 0);
}

static void bp_direct_next__write_same__one_block(void **state)
{
	struct bp_scenario_io io = io_of("scattered", 1 << 20);

	(void)state;
	io.opf = REQ_OP_WRITE_SAME;
	builds(&io, WANT({ 100, 1 << 20, 1 }), 1, 0);
}

static bool always(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg, (void)bytes;
	return kind == BP_ALLOC_BIO;
}

static void bp_direct_next__no_memory__error(void **state)
{
	static const struct bp_alloc_ops none = { always };
	struct bp_scenario_io io = io_of("scattered", 4096);

	(void)state;
	world.env.alloc_ops = &none;
	builds(&io, NULL, 0, -ENOMEM);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bp_direct_next__513_scattered_pages__256_vectors_each),
		CASE(bp_direct_next__contiguous__one_vector),
		CASE(bp_direct_next__offset__first_vector_is_short),
		CASE(bp_direct_next__offset_and_large_blocks__ends_on_a_block),
		CASE(bp_direct_next__dma__dma_vectors),
		CASE(bp_direct_next__dma_on_a_queue_without_it__error),
		CASE(bp_direct_next__given_vectors__as_listed),
		CASE(bp_direct_next__empty_vector__kept),
		CASE(bp_direct_next__no_data__no_vectors),
		CASE(bp_direct_next__write_same__one_block),
		CASE(bp_direct_next__no_memory__error),
	};

	return cmocka_run_group_tests_name("direct", tests, NULL, NULL);
}
