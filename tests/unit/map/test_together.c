/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of mapping that meet in one request.  A letter per bio, '|' parts entries.
 */
#include <errno.h>

#include "map_test.h"

static void append(struct bio *bio)
{
	rq.biotail->bi_next = bio;
	rq.biotail = bio;
}

/*
 * R-MAP-6 with R-MAP-7: aa|a|b  a is cut at its 64 KiB; b would fit what was cut off, but is held
 * against the whole of a, which begins in an earlier window.
 */
static void blk_rq_map_sg__after_a_vector_that_was_cut__held_against_all_of_it(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xffff;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x18000, 0x14000 }));
	append(BIO(REQ_OP_READ, 160, { 0x2c000, 0x1000 }));
	rq.nr_phys_segments = 3;
	ENTRIES({ 0x18000, 0x10000 }, { 0x28000, 0x4000 }, { 0x2c000, 0x1000 });
}

/* R-MAP-9 with 8.4: the same for bus addresses, and inside one bio. */
static void blk_rq_map_sg__after_a_direct_vector_that_was_cut__held_against_all_of_it(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xffff;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x18000, 0x14000 }, { 0x2c000, 0x1000 }));
	rq.nr_phys_segments = 3;
	ENTRIES({ 0x18000, 0x8000 }, { 0x20000, 0xc000 }, { 0x2c000, 0x1000 });
}

/* R-MAP-6: ab|c  a third bio finds the entry as long as two have made it. */
static void blk_rq_map_sg__three_touching_bios__size_of_the_entry_counts(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = 8192;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x10000, 4096 }));
	append(BIO(REQ_OP_READ, 8, { 0x11000, 4096 }));
	append(BIO(REQ_OP_READ, 16, { 0x12000, 4096 }));
	rq.nr_phys_segments = 3;
	ENTRIES({ 0x10000, 8192 }, { 0x12000, 4096 });
}

/* G-1 with a mask of more than 32 bits: a|a  at 8 GiB, which the low half of the address hides. */
static void blk_rq_map_sg__boundary_of_8_gib__by_the_whole_address(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0x1ffffffff;
	w.q.limits.max_segment_size = UINT_MAX;
	t_rules(&w, bp_rules_find("v6.1"));
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1fffff000, 8192 }));
	rq.nr_phys_segments = 2;
	ENTRIES({ 0x1fffff000, 4096 }, { 0x200000000, 4096 });
}

/* R-MAP-7 with pages of 64 KiB: a|a|a  each piece has the page it begins in. */
static void blk_rq_map_sg__pages_of_64_kib__offsets_in_them(void **state)
{
	(void)state;
	w.env.page_shift = 16;
	w.q.limits.max_segment_size = 0x4000;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x18000, 0xc000 }));
	rq.nr_phys_segments = 3;
	ENTRIES({ 0x18000, 0x4000 }, { 0x1c000, 0x4000 }, { 0x20000, 0x4000 });
}

/* R-MAP-1 asks the first bio for its op: a driver's command may carry a WRITE_SAME. */
static void blk_rq_map_sg__write_same_in_a_command__one_page_view(void **state)
{
	struct bio *bio = BIO(REQ_OP_WRITE_SAME, 0, { 0x1000, 8192 });

	(void)state;
	t_request(&w, &rq, bio);
	rq.cmd_flags = REQ_OP_DRV_OUT;
	ENTRIES({ 0x1000, 4096 });
}

static int always(struct request *request)
{
	(void)request;
	return 1;
}

/* R-MAP-4: a driver's command that sends data is a write, too; one without data drains as well. */
static void blk_rq_map_sg__drain__of_commands_and_of_no_data(void **state)
{
	u8 buffer[512];

	(void)state;
	w.q.dma_drain_size = sizeof(buffer);
	w.q.dma_drain_needed = always;
	w.q.dma_drain_buffer = buffer;
	w.q.bp_dma_drain_page = pfn_to_page(9);
	memset(buffer, 0xaa, sizeof(buffer));
	t_request(&w, &rq, BIO(REQ_OP_DRV_IN, 0, { 0x1000, 4096 }));
	rq.nr_phys_segments = 2;
	ENTRIES({ 0x1000, 4096 }, { PAGE_ADDR(9), 512 });
	assert_int_equal(buffer[511], 0xaa);
	t_request(&w, &rq, BIO(REQ_OP_DRV_OUT, 0, { 0x1000, 4096 }));
	rq.nr_phys_segments = 2;
	ENTRIES({ 0x1000, 4096 }, { PAGE_ADDR(9), 512 });
	assert_int_equal(buffer[511], 0);
	rq.bio = rq.biotail = NULL;
	rq.__data_len = 0;
	rq.nr_phys_segments = 1;
	ENTRIES({ PAGE_ADDR(9), 512 });
}

/* R-MRG-1: a sum that wraps to 0 is an address as any other. */
static void vec_phys_mergeable__end_of_all_addresses__meets_the_first(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = ~0ul;
	assert_true(vec_phys_mergeable(&w.q, -4096ull, 4096, 0, 4096));
	assert_false(vec_phys_mergeable(&w.q, -4096ull, 4096, 4096, 4096));
}

/* R-SG-4: bytes of memory are counted, not what a mapping has made of them. */
static void sg_nents_for_len__after_mapping__bytes_of_memory(void **state)
{
	struct scatterlist table[2];

	(void)state;
	sg_init_table(table, 2);
	sg_set_page(&w.env, &table[0], pfn_to_page(1), 4096, 0);
	sg_set_page(&w.env, &table[1], pfn_to_page(2), 4096, 0);
	sg_dma_len(&table[0]) = 8192; /* an IOMMU has joined them */
	assert_int_equal(sg_nents_for_len(table, 8192), 2);
	assert_int_equal(sg_nents_for_len(table, 8193), -EINVAL);
}

static bool fail_third(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)kind;
	(void)bytes;
	return !*left || !(*left)--;
}

/* R-SG-5: chunks of an entry and a link; the link that leads nowhere is the entry more. */
static void __sg_alloc_table__no_memory_for_the_third_chunk__two_can_be_freed(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = fail_third };
	struct sg_table table;
	unsigned left = 2;

	(void)state;
	w.env.alloc_ops = &ops;
	w.env.alloc_arg = &left;
	assert_int_equal(__sg_alloc_table(&w.env, &table, 9, 2, NULL, GFP_KERNEL), -ENOMEM);
	w.env.alloc_ops = NULL;
	assert_int_equal(table.nents, 3);
	assert_int_equal(table.orig_nents, 3);
	__sg_free_table(&w.env, &table, 2, false);
	assert_int_equal(w.env.live[BP_ALLOC_SG], 0);
}

/* R-SG-1, R-SG-2: which of the two bits each of them leaves. */
static void sg_mark_end__a_link__bits_one_by_one(void **state)
{
	struct scatterlist sg = { .page_link = SG_CHAIN };

	(void)state;
	sg_set_page(&w.env, &sg, pfn_to_page(1), 512, 0);
	assert_true(sg_is_chain(&sg));
	sg_unmark_end(&sg);
	assert_true(sg_is_chain(&sg));
	sg_mark_end(&sg);
	assert_false(sg_is_chain(&sg));
	assert_true(sg_is_last(&sg));
	assert_ptr_equal(sg_page(&sg), pfn_to_page(1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_rq_map_sg__after_a_vector_that_was_cut__held_against_all_of_it),
		T(blk_rq_map_sg__after_a_direct_vector_that_was_cut__held_against_all_of_it),
		T(blk_rq_map_sg__three_touching_bios__size_of_the_entry_counts),
		T(blk_rq_map_sg__boundary_of_8_gib__by_the_whole_address),
		T(blk_rq_map_sg__pages_of_64_kib__offsets_in_them),
		T(blk_rq_map_sg__write_same_in_a_command__one_page_view),
		T(blk_rq_map_sg__drain__of_commands_and_of_no_data),
		T(vec_phys_mergeable__end_of_all_addresses__meets_the_first),
		T(sg_nents_for_len__after_mapping__bytes_of_memory),
		T(__sg_alloc_table__no_memory_for_the_third_chunk__two_can_be_freed),
		T(sg_mark_end__a_link__bits_one_by_one),
	};

	return cmocka_run_group_tests_name("map/together", tests, NULL, NULL);
}
