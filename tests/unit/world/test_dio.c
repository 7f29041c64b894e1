/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Direct I/O: how memory becomes bios (B1 to B5, F1, G-19).
 */
#include "dio_test.h"

/* B1: pages 0 and 1 of one iovec, then the rest of page 1 as another: three vectors of room. */
static void bp_world_direct_io__iovecs_meet_in_a_page__counted_twice(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v6.1");
	t_iovec(t, 0x10000, 4608);
	t_iovec(t, 0x11200, 3584);
	assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 8192);
	assert_int_equal(t->nr_bios, 1);
	assert_int_equal(t->bios[0].room, 3);
	assert_int_equal(t->bios[0].vecs, 1); /* B3 */
}

/* [.aaaa][bbbb]: the first iovec ends a byte into its second page; b is elsewhere. */
static void bp_world_direct_io__iovec_ends_a_byte_into_a_page__that_page_is_its_own(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v6.18");
	blk_queue_dma_alignment(t->w->q, 0);
	t_iovec(t, 0x10001, 4096);
	t_iovec(t, 0x20000, 4096);
	assert_int_equal(t_transfer(t, REQ_OP_WRITE, 0), 8192);
	assert_int_equal(t->bios[0].room, 3);
	assert_bio(t, 0, 0, 16, 2);
}

/* B2: 300 scattered pages are 256 and 44. */
static void bp_world_direct_io__300_scattered_pages__two_bios(void **state)
{
	struct t_dio *t = *state;

	for (unsigned r = 0; bp_rules_at(r); r++) {
		t_dio_open(t, bp_rules_at(r)->name);
		t_pages(t, 300, 2);
		assert_int_equal(t_transfer(t, REQ_OP_WRITE, 80), 300 * 4096);
		assert_int_equal(t->nr_bios, 2);
		assert_bio(t, 0, 80, 256 * 8, 256);
		assert_bio(t, 1, 80 + 256 * 8, 44 * 8, 44);
		assert_int_equal(t->bios[1].room, 44);
	}
}

/* B4: 100 MiB in one run of memory are one bio of one vector. */
static void bp_world_direct_io__100_mib_that_touch__one_bio(void **state)
{
	struct t_dio *t = *state;

	for (unsigned r = 0; bp_rules_at(r); r++) {
		t_dio_open(t, bp_rules_at(r)->name);
		t_iovec(t, 0x40000000, 100 << 20);
		assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 100 << 20);
		assert_int_equal(t->nr_bios, 1);
		assert_bio(t, 0, 0, 100 << 11, 1);
	}
}

/* B4: 256 pages that touch, then 300 that do not: the second chunk has 255 slots. */
static void
bp_world_direct_io__touching_then_scattered__bio_ends_after_the_second_chunk(void **state)
{
	struct t_dio *t = *state;

	t_dio_open(t, "v6.1");
	t_pages(t, 256, 1);
	t_pages(t, 300, 2);
	assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 556 * 4096);
	assert_int_equal(t->nr_bios, 2);
	assert_bio(t, 0, 0, (256 + 255) * 8, 256);
	assert_bio(t, 1, 511 * 8, 45 * 8, 45);
}

/*
 * B5: 257 pages from the middle of the first one on, blocks of 4096: the first bio has half a page
 * too much.  What is cut off is counted again (B1): the second bio has room for three pages.
 */
static void bp_world_direct_io__bio_ends_inside_a_block__rest_comes_first(void **state)
{
	static const char *const rules[] = { "v6.1", "v6.18" };
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(rules); i++) {
		t_dio_open(t, rules[i]);
		t->w->q->limits.logical_block_size = 4096;
		t->w->q->limits.physical_block_size = 4096;
		t_pages(t, 258, 2);
		t_skip(t, 2048, 2048);
		assert_int_equal(t_transfer(t, REQ_OP_WRITE, 0), 257 * 4096);
		assert_int_equal(t->nr_bios, 2);
		assert_bio(t, 0, 0, 255 * 8, 256);
		assert_bio(t, 1, 255 * 8, 16, 3);
		assert_int_equal(t->bios[1].room, 3);
	}
}

/* B5: pieces of 1024, 256 times 1536 and 1024 bytes, each in a page of its own; blocks of 1024 */
static void bp_world_direct_io__rounding_alone_taken__as_that_kernel_rounds(void **state)
{
	static const struct {
		const char *name;
		enum bp_direct_rounding how;
		unsigned nr_bios, first_sectors, second_room;
		s64 ret;
	} cases[] = {
		{ "not at all", BP_DIRECT_ROUNDS_NOTHING, 2, 767, 2, 772 * 512 },
		{ "the bio", BP_DIRECT_ROUNDS_BIO, 2, 766, 3, 772 * 512 },
		{ "chunks: half a block never fits", BP_DIRECT_ROUNDS_CHUNKS, 1, 4, 0, -EFAULT },
	};
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		t_dio_open(t, "v6.18");
		t->rules.direct_rounding = cases[i].how;
		t->w->q->limits.logical_block_size = 1024;
		for (unsigned n = 0; n < 258; n++)
			t_iovec(t, 0x100000 + n * 0x2000, n && n < 257 ? 1536 : 1024);
		assert_int_equal(t_transfer(t, REQ_OP_READ, 0), cases[i].ret);
		assert_int_equal(t->nr_bios, cases[i].nr_bios);
		assert_int_equal(t->bios[0].sectors, cases[i].first_sectors);
		assert_int_equal(t->bios[1].room, cases[i].second_room);
	}
}

/*
 * B5: 256 pages that touch, from the middle of the first one on, then 300 that do not.  v6.1 gives
 * half a page back after the first chunk; it begins the second one and takes the place of a page.
 * The third, of that page's other half, comes to nothing.
 */
static void bp_world_direct_io__chunk_ends_inside_a_block__v6_18_goes_on(void **state)
{
	static const struct {
		const char *rules;
		unsigned pages, vecs;
	} cases[] = { { "v6.1", 255 + 254, 255 }, { "v6.18", 255 + 255, 256 } };
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].rules);
		t_dio_open(t, cases[i].rules);
		t->w->q->limits.logical_block_size = 4096;
		t->w->q->limits.physical_block_size = 4096;
		t_pages(t, 256, 1);
		for (unsigned n = 0; n < 300; n++)
			t_range(t, 0x40000000 + n * 0x2000, 4096);
		t_skip(t, 2048, 2048);
		assert_int_equal(t_transfer(t, REQ_OP_READ, 0), 555 * 4096);
		assert_int_equal(t->nr_bios, 2);
		assert_bio(t, 0, 0, cases[i].pages * 8, cases[i].vecs);
	}
}

/* F1, G-19: from inside the second page of a folio to the end of the next one, which touches it */
static void bp_world_direct_io__registered_buffer__one_bio_with_vectors_of_its_kind(void **state)
{
	static const struct {
		const char *rules;
		bool folios;
		unsigned vecs;
	} cases[] = {
		{ "v5.2", false, 1 },	{ "v5.2", true, 1 },	  { "v6.1", false, 1023 },
		{ "v6.1", true, 1023 }, { "v6.18", false, 1023 }, { "v6.18", true, 2 },
	};
	struct t_dio *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s, %s\n", cases[i].rules, cases[i].folios ? "folios" : "pages");
		t_dio_open(t, cases[i].rules);
		t->io.fixed = true;
		t->io.folios = cases[i].folios;
		t_iovec(t, 0x40000e00 + 4096, (4 << 20) - 4096 - 0xe00);
		assert_int_equal(t_transfer(t, REQ_OP_WRITE, 7), (4 << 20) - 4096 - 0xe00);
		assert_int_equal(t->nr_bios, 1);
		assert_bio(t, 0, 7, 8192 - 8 - 7, cases[i].vecs);
	}
}

/* G-19: pages that do not touch stay apart under each rule set. */
static void bp_world_direct_io__scattered_registered_pages__vector_each(void **state)
{
	struct t_dio *t = *state;

	for (unsigned r = 0; bp_rules_at(r); r++) {
		t_dio_open(t, bp_rules_at(r)->name);
		t->io.fixed = true;
		t_pages(t, 400, 2);
		assert_int_equal(t_transfer(t, REQ_OP_WRITE, 0), 400 * 4096);
		assert_int_equal(t->nr_bios, 1);
		assert_int_equal(t->bios[0].vecs, 400);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_dio_case(bp_world_direct_io__iovecs_meet_in_a_page__counted_twice),
		t_dio_case(bp_world_direct_io__iovec_ends_a_byte_into_a_page__that_page_is_its_own),
		t_dio_case(bp_world_direct_io__300_scattered_pages__two_bios),
		t_dio_case(bp_world_direct_io__100_mib_that_touch__one_bio),
		t_dio_case(
			bp_world_direct_io__touching_then_scattered__bio_ends_after_the_second_chunk),
		t_dio_case(bp_world_direct_io__bio_ends_inside_a_block__rest_comes_first),
		t_dio_case(bp_world_direct_io__rounding_alone_taken__as_that_kernel_rounds),
		t_dio_case(bp_world_direct_io__chunk_ends_inside_a_block__v6_18_goes_on),
		t_dio_case(bp_world_direct_io__registered_buffer__one_bio_with_vectors_of_its_kind),
		t_dio_case(bp_world_direct_io__scattered_registered_pages__vector_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
