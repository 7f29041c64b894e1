/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a mapping says of itself, and sums that 32 bits do not hold.
 */
#include "map_test.h"
#include "record.h"

static struct t_record record;

static void append(struct bio *bio)
{
	rq.biotail->bi_next = bio;
	rq.biotail = bio;
}

/* The last report of any site. */
static struct bp_report seen;

static void keep(void *arg, const struct bp_report *report)
{
	(void)arg;
	seen = *report;
}

static void blk_rq_map_sg__each_kind_of_entry__told_as_new(void **state)
{
	static const struct {
		unsigned opf, rq_flags;
		struct t_vec vec;
		unsigned entries;
	} cases[] = {
		{ REQ_OP_READ, 0, { 0x1000, 4096 }, 1 },
		{ REQ_OP_READ, 0, { 0x1000, 65536 }, 2 },
		{ REQ_OP_WRITE_SAME, 0, { 0x1000, 512 }, 1 },
		{ REQ_OP_DISCARD, RQF_SPECIAL_PAYLOAD, { 0x1000, 512 }, 1 },
		{ REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 65536 }, 2 },
	};
	struct scatterlist table[4];

	(void)state;
	w.q.limits.max_segment_size = 32768;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_request(&w, &rq, BIO(cases[i].opf, 0, cases[i].vec));
		rq.rq_flags |= cases[i].rq_flags;
		rq.special_vec = (struct bio_vec){ pfn_to_page(77), 16, 32 };
		rq.nr_phys_segments = 4;
		sg_init_table(table, 4);
		t_record(&w.env, &record);
		assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), cases[i].entries);
		assert_ptr_equal(record.last[BP_EV_MAP_BEGIN].sgl, table);
		assert_int_equal(record.count[BP_EV_MAP_ENTRY], cases[i].entries);
		assert_int_equal(record.last[BP_EV_MAP_ENTRY].a, cases[i].entries - 1);
		assert_false(record.last[BP_EV_MAP_ENTRY].b);
	}
}

static void blk_rq_map_sg__direct_vectors_join__told(void **state)
{
	(void)state;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 4096 }, { 0x2000, 4096 }));
	t_record(&w.env, &record);
	ENTRIES({ 0x1000, 8192 });
	assert_int_equal(record.count[BP_EV_MAP_ENTRY], 2);
	assert_int_equal(record.last[BP_EV_MAP_ENTRY].a, 0);
	assert_true(record.last[BP_EV_MAP_ENTRY].b);
}

/* R-MAP-2: the finding says how many there were and how many were needed. */
static void blk_rq_map_sg__table_too_short__told_what_was_needed(void **state)
{
	struct scatterlist table[2];

	(void)state;
	w.env.on_report = keep;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ, 0, { 0x1000, 512 }, { 0x3000, 512 }, { 0x5000, 512 },
		      { 0x7000, 512 }));
	sg_init_table(table, 2);
	t_record(&w.env, &record);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 2);
	assert_int_equal(seen.site, BP_SITE_MAP_OVERRUN);
	assert_int_equal(seen.a, 2);
	assert_int_equal(seen.b, 4);
	assert_int_equal(record.last[BP_EV_MAP_ENTRY].sgl->dma_length, 0);
	t_request(&w, &rq, BIO(REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 3, { 0x30000, 8192 }));
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 0);
	assert_int_equal(seen.site, BP_SITE_MAP_DIRECT_WRITE_SAME);
	assert_int_equal(seen.a, 3);
	assert_int_equal(seen.b, 0);
}

/* R-MAP-3: what is no copy for user space is not padded; lengths add up; no entry, no padding. */
static void blk_rq_map_sg__padding__of_copies_that_have_an_entry(void **state)
{
	struct scatterlist table[2];

	(void)state;
	w.q.dma_pad_mask = 3;
	t_request(&w, &rq, BIO(REQ_OP_WRITE, 0, { 0x1000, 4098 }));
	rq.rq_flags = RQF_QUIET;
	rq.extra_len = 10;
	ENTRIES({ 0x1000, 4098 });
	assert_int_equal(rq.extra_len, 10);
	rq.rq_flags |= RQF_COPY_USER;
	ENTRIES({ 0x1000, 4100 });
	assert_int_equal(rq.extra_len, 12);
	t_request(&w, &rq, BIO(REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 0, { 0x30000, 8190 }));
	rq.rq_flags |= RQF_COPY_USER;
	sg_init_table(table, 2);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 0);
	assert_int_equal(rq.extra_len, 0);
}

static int always(struct request *request)
{
	(void)request;
	return 1;
}

/* R-MAP-4: a queue may keep the buffer where only its page is known. */
static void blk_rq_map_sg__drain_without_address__entry_all_the_same(void **state)
{
	(void)state;
	w.q.dma_drain_size = 512;
	w.q.dma_drain_needed = always;
	w.q.bp_dma_drain_page = pfn_to_page(9);
	t_request(&w, &rq, BIO(REQ_OP_WRITE, 0, { 0x1000, 4096 }));
	rq.nr_phys_segments++;
	ENTRIES({ 0x1000, 4096 }, { PAGE_ADDR(9), 512 });
}

/* R-MRG-1: ends meet to the byte; the last byte alone may lie behind a boundary. */
static void vec_phys_mergeable__bytes__each_counts(void **state)
{
	static const unsigned defects[] = { 0, 1 };

	(void)state;
	w.q.limits.seg_boundary_mask = 0xffff;
	for (size_t i = 0; i < bp_array_size(defects); i++) {
		bp_defect_set(&w.q.bp_defects, BP_DEF_6, defects[i]);
		assert_true(vec_phys_mergeable(&w.q, 0x1000, 0x1001, 0x2001, 1));
		assert_false(vec_phys_mergeable(&w.q, 0x1000, 0x1001, 0x2000, 1));
		assert_true(vec_phys_mergeable(&w.q, 0xe000, 0x1000, 0xf000, 0x1000));
		assert_false(vec_phys_mergeable(&w.q, 0xe000, 0x1000, 0xf000, 0x1001));
	}
}

/* DEF-6: what lies above 32 bits is not seen, be it 4 GiB apart. */
static void vec_phys_mergeable__def_6__the_low_halves_touch(void **state)
{
	(void)state;
	assert_false(vec_phys_mergeable(&w.q, 0x100001000, 0x1000, 0x200002000, 0x1000));
	bp_defect_set(&w.q.bp_defects, BP_DEF_6, true);
	assert_true(vec_phys_mergeable(&w.q, 0x100001000, 0x1000, 0x200002000, 0x1000));
	assert_false(vec_phys_mergeable(&w.q, 0x100001000, 0x1000, 0x200002200, 0x1000));
}

/* R-MAP-9: the sum of two lengths is not cut to 32 bits. */
static void blk_rq_map_sg__direct_sum_of_4_gib__not_joined(void **state)
{
	struct scatterlist table[3];

	(void)state;
	w.q.limits.max_segment_size = UINT_MAX;
	w.q.limits.seg_boundary_mask = (1ull << 40) - 1;
	t_request(&w, &rq, BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x1000, 0xfffff000 }));
	append(BIO(REQ_OP_READ | REQ_DMA_DIRECT, 8, { 0x100000000, 8192 }));
	sg_init_table(table, 3);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 2);
	assert_int_equal(table[1].dma_length, 8192);
}

/* R-MAP-6: neither is that of two lengths of pages. */
static void blk_rq_map_sg__page_sum_of_4_gib__not_joined(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = UINT_MAX;
	w.q.limits.seg_boundary_mask = (1ull << 40) - 1;
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 0xfffff000 }));
	append(BIO(REQ_OP_READ, 8, { 0x100000000, 8192 }));
	rq.nr_phys_segments = 2;
	ENTRIES({ 0x1000, 0xfffff000 }, { 0x100000000, 8192 });
}

/* G-1: page and offset together pass 4 GiB and meet a boundary of 8 GiB. */
static void blk_rq_map_sg__offset_beyond_4_gib__in_pieces(void **state)
{
	struct bio *bio = BIO(REQ_OP_READ, 0, { 0xffff7000, 0x12000 });

	(void)state;
	t_rules(&w, bp_rules_find("v6.1"));
	w.q.limits.max_segment_size = UINT_MAX;
	w.q.limits.seg_boundary_mask = (8ull << 30) - 1;
	bio->bi_io_vec[0].bv_offset = 0xfffff000;
	t_request(&w, &rq, bio);
	rq.nr_phys_segments = 2;
	ENTRIES({ 0x1ffff6000, 0xa000 }, { 0x200000000, 0x8000 });
}

/* QUIRK-2: where the empty piece was met, and how much was left. */
static void blk_rq_map_sg__empty_piece__told_where(void **state)
{
	struct scatterlist table[4];

	(void)state;
	sg_init_table(table, 4);
	t_request(&w, &rq, BIO(REQ_OP_READ, 0, { 0x1000, 8192 }));
	w.q.limits.seg_boundary_mask = ~0ul; /* counting would have met it, too */
	assert_bug(&w.env, BP_SITE_SEGMENT_EMPTY, blk_rq_map_sg(&w.q, &rq, table));
	assert_int_equal(w.env.bug.a, 0);
	assert_int_equal(w.env.bug.b, 8192);
	w.q.limits.seg_boundary_mask = BLK_SEG_BOUNDARY_MASK;
	t_request(&w, &rq, BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { ~0xfffull, 12288 }));
	w.q.limits.seg_boundary_mask = ~0ul;
	assert_bug(&w.env, BP_SITE_SEGMENT_EMPTY, blk_rq_map_sg(&w.q, &rq, table));
	assert_int_equal(w.env.bug.a, 0);
	assert_int_equal(w.env.bug.b, 8192);
}

/*
 * R-MAP-2, DEF-5: what found no room is thrown away whole, and the next without room begins anew:
 * the length that a joins left in its place does not keep the e that follows d from joining.
 */
static void blk_rq_map_sg__dropped_entries__know_nothing_of_each_other(void **state)
{
	struct scatterlist table[1];

	(void)state;
	w.env.on_report = keep;
	bp_defect_set(&w.q.bp_defects, BP_DEF_5, true);
	w.q.limits.max_segment_size = 8191;
	t_request(&w, &rq,
		  BIO(REQ_OP_READ | REQ_DMA_DIRECT, 0, { 0x10000, 4096 }, { 0x20000, 4096 },
		      { 0x21000, 4096 }, { 0x30000, 4096 }, { 0x31000, 4096 }));
	sg_init_table(table, 1);
	assert_int_equal(blk_rq_map_sg(&w.q, &rq, table), 1);
	assert_int_equal(seen.site, BP_SITE_MAP_OVERRUN);
	assert_int_equal(seen.a, 1);
	assert_int_equal(seen.b, 3); /* a, bc, de */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_rq_map_sg__each_kind_of_entry__told_as_new),
		T(blk_rq_map_sg__direct_vectors_join__told),
		T(blk_rq_map_sg__table_too_short__told_what_was_needed),
		T(blk_rq_map_sg__padding__of_copies_that_have_an_entry),
		T(blk_rq_map_sg__drain_without_address__entry_all_the_same),
		T(vec_phys_mergeable__bytes__each_counts),
		T(vec_phys_mergeable__def_6__the_low_halves_touch),
		T(blk_rq_map_sg__direct_sum_of_4_gib__not_joined),
		T(blk_rq_map_sg__page_sum_of_4_gib__not_joined),
		T(blk_rq_map_sg__offset_beyond_4_gib__in_pieces),
		T(blk_rq_map_sg__empty_piece__told_where),
		T(blk_rq_map_sg__dropped_entries__know_nothing_of_each_other),
	};

	return cmocka_run_group_tests_name("map/told", tests, NULL, NULL);
}
