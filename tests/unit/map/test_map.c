/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From request to scatterlist (block.md 8.2 to 8.4).
 */
#include "map_test.h"
#include "record.h"

/* Appends a bio behind the request's last, without asking whether it may join. */
static void append(struct bio *bio)
{
	rq.biotail->bi_next = bio;
	rq.biotail = bio;
	rq.__data_len += bio->bi_iter.bi_size;
	rq.nr_phys_segments = 64;
}

/* R-MAP-6: aa|b inside a bio stays apart, ab across bios joins. */
static void blk_rq_map_sg__pages__join_only_across_bios(void **state)
{
	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }, { 0x2000, 4096 }));
	append(BIO(REQ_OP_READ, 16, { 0x3000, 4096 }, { 0x4000, 4096 }));
	ENTRIES({ 0x1000, 4096 }, { 0x2000, 8192 }, { 0x4000, 4096 });
}

/* The event of an entry says which it is, and whether it only grew. */
static void blk_rq_map_sg__pages_join__told_of_the_entry_that_grows(void **state)
{
	static struct t_record record;

	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }));
	append(BIO(REQ_OP_READ, 8, { 0x2000, 4096 }));
	t_record(&w.env, &record);
	ENTRIES({ 0x1000, 8192 });
	assert_int_equal(record.count[BP_EV_MAP_ENTRY], 2);
	assert_int_equal(record.last[BP_EV_MAP_ENTRY].a, 0);
	assert_true(record.last[BP_EV_MAP_ENTRY].b);
	append(BIO(REQ_OP_READ, 16, { 0x7000, 4096 }));
	ENTRIES({ 0x1000, 8192 }, { 0x7000, 4096 });
	assert_int_equal(record.last[BP_EV_MAP_ENTRY].a, 1);
	assert_false(record.last[BP_EV_MAP_ENTRY].b);
}

/* R-MAP-6: each reason not to join. */
static void blk_rq_map_sg__pages__joins_end_at_limits(void **state)
{
	static const struct {
		const char *name;
		unsigned max_size;
		unsigned long mask;
		u64 first, second;
		unsigned entries;
	} cases[] = {
		{ "touching", 65536, BLK_SEG_BOUNDARY_MASK, 0x1000, 0x2000, 1 },
		{ "hole", 65536, BLK_SEG_BOUNDARY_MASK, 0x1000, 0x3000, 2 },
		{ "size", 4096, BLK_SEG_BOUNDARY_MASK, 0x1000, 0x2000, 2 },
		{ "just the size", 8192, BLK_SEG_BOUNDARY_MASK, 0x1000, 0x2000, 1 },
		{ "boundary", 65536, 0x1FFF, 0x1000, 0x2000, 2 },
		{ "up to the boundary", 65536, 0x1FFF, 0x2000, 0x3000, 1 },
		{ "off the page", 65536, BLK_SEG_BOUNDARY_MASK, 0x1200, 0x2200, 1 },
		{ "R-MRG-1: 4 GiB", 65536, BLK_SEG_BOUNDARY_MASK, 0xFFFFF000, 0x100000000, 2 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w.q.limits.max_segment_size = cases[i].max_size;
		w.q.limits.seg_boundary_mask = cases[i].mask;
		t_request(&w, &rq, BIO(REQ_OP_READ, 0, { cases[i].first, 4096 }));
		append(BIO(REQ_OP_READ, 8, { cases[i].second, 4096 }));
		print_message("# %s\n", cases[i].name);
		assert_int_equal(t_map(&w, &rq, got, T_ENTRIES_MAX), cases[i].entries);
	}
}

/* R-MAP-8: an empty bio between two others does not matter. */
static void blk_rq_map_sg__pages__empty_bio_changes_nothing(void **state)
{
	struct bio *empty = t_bio(&w, REQ_OP_READ, 8, 0, NULL);

	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }));
	append(empty);
	append(BIO(REQ_OP_READ, 8, { 0x2000, 4096 }));
	ENTRIES({ 0x1000, 8192 });
}

/* R-MAP-6: the bio before began inside its vector; its last vector counts from there. */
static void blk_rq_map_sg__pages__begins_inside_a_vector(void **state)
{
	struct bio *first = BIO(REQ_OP_READ, 0, { 0x1000, 8192 });

	(void)state;
	bio_advance(first, 6144);
	t_request(&w, &rq, first);
	append(BIO(REQ_OP_READ, 16, { 0x3000, 4096 }));
	ENTRIES({ 0x2800, 0x1800 });
}

/* R-MAP-7: pieces; offsets of entries lie inside a page (INV-MAP-7). */
static void blk_rq_map_sg__pages__large_vector_in_pieces(void **state)
{
	struct scatterlist table[8];

	(void)state;
	w.q.limits.max_segment_size = 0x1800;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x10200, 0x4000 }));
	ENTRIES({ 0x10200, 0x1800 }, { 0x11A00, 0x1800 }, { 0x13200, 0x1000 });
	sg_init_table(table, 8);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 3);
	assert_int_equal(table[1].offset, 0xA00);
	assert_true(sg_is_last(&table[2]));
	assert_int_equal(sg_nents(table), 3);
}

/* R-MAP-1: a payload of its own stands before everything else. */
static void blk_rq_map_sg__special_payload__whatever_the_op(void **state)
{
	static const unsigned opfs[] = { REQ_OP_READ, REQ_OP_WRITE_SAME, REQ_OP_DISCARD,
					 REQ_OP_WRITE | REQ_DMA_DIRECT,
					 REQ_OP_WRITE_SAME | REQ_DMA_DIRECT };
	struct scatterlist table[2];

	(void)state;
	for (size_t i = 0; i < bp_array_size(opfs); i++) {
		t_request(&w, &rq, BIO(opfs[i], 0, { 0x8000, 512 }));
		rq.rq_flags |= RQF_SPECIAL_PAYLOAD;
		rq.special_vec = (struct bio_vec){ pfn_to_page(77), 16, 32 };
		rq.nr_phys_segments = 0; /* R-REQ-1: counts as one */
		sg_init_table(table, 2);
		assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
		assert_int_equal(sg_phys(&w.env, &table[0]).phys, PAGE_ADDR(77) + 32);
		assert_int_equal(table[0].length, 16);
		assert_hits(&w.env, BP_SITE_MAP_TOO_MANY, 0);
		assert_int_equal(sg_dma_len(&table[0]), 0);
	}
}

/* R-MAP-1: the flag of the request decides; under DEF-12 its bios are of another kind. */
static void blk_rq_map_sg__kinds_differ__the_request_decides(void **state)
{
	struct scatterlist table[2];

	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x8000, 512 }));
	rq.cmd_flags &= ~REQ_DMA_DIRECT;
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(table[0].length, 512);
	assert_int_equal(sg_dma_len(&table[0]), 0);
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x8000, 512 }));
	rq.cmd_flags |= REQ_DMA_DIRECT;
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(table[0].length, 0);
	assert_int_equal(sg_dma_len(&table[0]), 512);
}

/* EX-13, QUIRK-7: joining was allowed for the first page, the whole vector does not join: a gap. */
static void blk_rq_map_sg__ex_13__gap_by_merging(void **state)
{
	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFFF;
	w.q.limits.virt_boundary_mask = 0xFFF;
	t_request(&w, &rq, BIO(REQ_OP_WRITE, 0, { 0x2203000, 0x2000 }));
	append(BIO(REQ_OP_WRITE, 16, { 0xE4F000, 0x600 }));
	append(BIO(REQ_OP_WRITE, 19, { 0xE4F600, 0x1000 }));
	ENTRIES({ 0x2203000, 0x2000 }, { 0xE4F000, 0x600 }, { 0xE4F600, 0x1000 });
}

/* R-MAP-9: direct vectors join inside one bio as well. */
static void blk_rq_map_sg__direct__joins_every_vector(void **state)
{
	(void)state;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }, { 0x2000, 4096 },
		      { 0x9000, 512 }));
	ENTRIES({ 0x1000, 8192 }, { 0x9000, 512 });
}

/* R-MAP-10: only the DMA half of an entry is written. */
static void blk_rq_map_sg__direct__leaves_the_page_half(void **state)
{
	struct scatterlist table[2];

	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }));
	sg_init_table(table, 2);
	sg_set_page(&w.env, table, pfn_to_page(5), 100, 7);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_ptr_equal(sg_page(table), pfn_to_page(5));
	assert_int_equal(table[0].offset, 7);
	assert_int_equal(table[0].length, 100);
	assert_int_equal(table[0].dma_length, 4096);
}

/* R-MAP-11: where sg_dma_len is `length`, DEF-5 does no harm. */
static void blk_rq_map_sg__shared_length__def_5_vanishes(void **state)
{
	struct scatterlist table[2];

	(void)state;
	w.q.bp_sg_len_shared = true;
	bp_defect_set(&w.q.bp_defects, BP_DEF_5, true);
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }, { 0x2000, 4096 }));
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(table[0].length, 8192);
}

/* DEF-5: a stale length makes joining depend on what the table held before. */
static void blk_rq_map_sg__def_5_reused_table__depends_on_history(void **state)
{
	struct scatterlist table[4];

	(void)state;
	bp_defect_set(&w.q.bp_defects, BP_DEF_5, true);
	w.q.limits.max_segment_size = 8192;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }, { 0x2000, 4096 }));
	sg_init_table(table, 4);
	assert_int_equal(bp_rq_map_sg(&w.q, &rq, table, 4), 1);
	assert_int_equal(bp_rq_map_sg(&w.q, &rq, table, 4), 1);
	assert_int_equal(bp_rq_map_sg(&w.q, &rq, table, 4), 2);
}

/* DEF-6: narrowed to 32 bits, ranges 4 GiB apart look like neighbours. */
static void blk_rq_map_sg__def_6__joins_strangers(void **state)
{
	(void)state;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }, { 0x100002000, 4096 }));
	ENTRIES({ 0x1000, 4096 }, { 0x100002000, 4096 });
	bp_defect_set(&w.q.bp_defects, BP_DEF_6, true);
	ENTRIES({ 0x1000, 8192 });
}

/* R-MAP-1: the special payload is a page, also in a direct request. */
static void blk_rq_map_sg__special_payload__one_page_entry(void **state)
{
	struct scatterlist table[2];

	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_DISCARD | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }));
	rq.rq_flags |= RQF_SPECIAL_PAYLOAD;
	rq.special_vec = (struct bio_vec){ pfn_to_page(77), 16, 32 };
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(sg_phys(&w.env, table).phys, PAGE_ADDR(77) + 32);
	assert_int_equal(table[0].length, 16);
	assert_int_equal(table[0].dma_length, 0);
}

/* R-MAP-1, DEF-14: a direct WRITE_SAME is refused, or read as a page. */
static void blk_rq_map_sg__direct_write_same__refused_or_garbage(void **state)
{
	struct scatterlist table[2];
	struct bio *bio = BIO(REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 0, { 0x30000, 8192 });

	(void)state;
	t_request(&w, &rq, bio);
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 0);
	assert_hits(&w.env, BP_SITE_MAP_DIRECT_WRITE_SAME, 1);

	bp_defect_set(&w.q.bp_defects, BP_DEF_14, true);
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal((u64)sg_page(table), 0x30000);
	assert_int_equal(table[0].length, 4096);
	assert_int_equal(table[0].dma_length, 0);
	bio->bi_dma_vec[0].dv_addr = bp_dma_addr(0x30002);
	sg_init_table(table, 2);
	assert_bug(&w.env, BP_SITE_SG_PAGE_BITS, blk_rq_map_sg(&w.q, &rq, table));
}

static void blk_rq_map_sg__no_bio__no_entries(void **state)
{
	struct scatterlist table[1];

	(void)state;
	memset(&rq, 0, sizeof(rq));
	rq.q = &w.q;
	sg_init_table(table, 1);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 0);
}

/* R-MAP-6: a later vector of a bio is not joined, though it touches the bio before. */
static void blk_rq_map_sg__pages__only_the_first_vector_joins(void **state)
{
	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }));
	append(BIO(REQ_OP_READ, 8, { 0x9000, 4096 }, { 0x2000, 4096 }));
	ENTRIES({ 0x1000, 4096 }, { 0x9000, 4096 }, { 0x2000, 4096 });
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }));
	append(BIO(REQ_OP_READ, 8, { 0x2000, 4096 }, { 0x2000, 4096 }));
	ENTRIES({ 0x1000, 8192 }, { 0x2000, 4096 });
}

/* R-MAP-7: what ends with its first page is one entry, whatever the limits. */
static void blk_rq_map_sg__pages__limits_below_a_page(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = 512;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 4096 }));
	ENTRIES({ 0x1000, 4096 });
	w.q.limits.max_segment_size = 0x800;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1800, 4096 }));
	rq.nr_phys_segments = 2;
	ENTRIES({ 0x1800, 0x800 }, { 0x2000, 0x800 });
}

/* R-MAP-9: from inside a vector on, over three vectors and into the next bio. */
static void blk_rq_map_sg__direct__joins_from_inside_across_bios(void **state)
{
	struct bio *first = BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }, { 0x2000, 4096 },
				{ 0x3000, 4096 });

	(void)state;
	bio_advance(first, 1024);
	t_request(&w, &rq, first);
	append(BIO(REQ_OP_READ | REQ_DMA_DIRECT, 22, { 0x4000, 4096 }));
	ENTRIES({ 0x1400, 0x3C00 });
}

/* R-MAP-3: padding of a direct request goes to `length`, which nobody reads. */
static void blk_rq_map_sg__direct_padding__dma_length_stays(void **state)
{
	struct scatterlist table[1];

	(void)state;
	t_request(&w, &rq, BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 514 }));
	rq.rq_flags |= RQF_COPY_USER;
	w.q.dma_pad_mask = 3;
	sg_init_table(table, 1);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(table[0].length, 2);
	assert_int_equal(table[0].dma_length, 514);
	assert_int_equal(rq.extra_len, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_rq_map_sg__pages__join_only_across_bios),
		T(blk_rq_map_sg__pages_join__told_of_the_entry_that_grows),
		T(blk_rq_map_sg__pages__joins_end_at_limits),
		T(blk_rq_map_sg__pages__empty_bio_changes_nothing),
		T(blk_rq_map_sg__pages__begins_inside_a_vector),
		T(blk_rq_map_sg__pages__large_vector_in_pieces),
		T(blk_rq_map_sg__special_payload__whatever_the_op),
		T(blk_rq_map_sg__kinds_differ__the_request_decides),
		T(blk_rq_map_sg__ex_13__gap_by_merging),
		T(blk_rq_map_sg__direct__joins_every_vector),
		T(blk_rq_map_sg__direct__leaves_the_page_half),
		T(blk_rq_map_sg__shared_length__def_5_vanishes),
		T(blk_rq_map_sg__def_5_reused_table__depends_on_history),
		T(blk_rq_map_sg__def_6__joins_strangers),
		T(blk_rq_map_sg__special_payload__one_page_entry),
		T(blk_rq_map_sg__direct_write_same__refused_or_garbage),
		T(blk_rq_map_sg__no_bio__no_entries),
		T(blk_rq_map_sg__pages__only_the_first_vector_joins),
		T(blk_rq_map_sg__pages__limits_below_a_page),
		T(blk_rq_map_sg__direct__joins_from_inside_across_bios),
		T(blk_rq_map_sg__direct_padding__dma_length_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
