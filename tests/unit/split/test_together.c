/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two rules of splitting that meet in one bio.  A letter per vector, '|' where the walk ends, '.' a
 * gap, 0 an empty vector.
 */
#include <blkpath/count.h>

#include "newer_test.h"

#define AT(n) (0x100000ull + 0x10000ull * (n))

static struct bp_cut cut_of(struct bio *bio)
{
	struct bp_cut cut;

	bp_split_find(&w.q, bio, &cut);
	return cut;
}

/* The walk of newer kernels, S3 to S5 with G-14 and with each other. */
static void bp_split_find__byte_walk__two_rules_in_one_place(void **state)
{
	static const struct {
		const char *name;
		struct t_queue queue;
		struct t_data data;
		enum bp_cut_cause cause;
		const char *rule;
		unsigned sectors, nsegs, rounded_bytes;
	} cases[] = {
		{ "0aa|aa  G-14, S5: the segment of an empty vector is not there for the next",
		  { .max_segments = 2, .segment_size = 4096 },
		  { 0, { { AT(0), 0 }, { AT(1), 16384 } } },
		  BP_CUT_MAX_SEGMENTS,
		  "S5",
		  8,
		  2,
		  0 },
		{ "0.|aa  G-14, S3: an empty vector has an end, too",
		  { .virt_boundary = 0xfff },
		  { 0, { { AT(0) + 512, 0 }, { AT(1), 4096 } } },
		  BP_CUT_VIRT_BOUNDARY,
		  "S3",
		  0,
		  1,
		  0 },
		{ "aa.|0bb  G-14, S3: nothing does not close a gap",
		  { .virt_boundary = 0xfff },
		  { 0, { { AT(0), 2048 }, { AT(1), 0 }, { AT(2), 4096 } } },
		  BP_CUT_VIRT_BOUNDARY,
		  "S3",
		  4,
		  1,
		  0 },
		{ "aabb  S4, S1: a page is one segment on a queue with chunks, too",
		  { .chunk = 128, .segment_size = 512, .max_segments = 2 },
		  { 0, { { AT(0), 4096 }, { AT(1), 4096 } } },
		  BP_CUT_NONE,
		  NULL,
		  0,
		  2,
		  0 },
		{ "aa|a  S4, S5: a segment off the edge is a gap, though it was the last one",
		  { .segment_size = 6144, .virt_boundary = 0xfff, .max_segments = 1 },
		  { 0, { { AT(0), 16384 } } },
		  BP_CUT_VIRT_BOUNDARY,
		  "S4",
		  12,
		  1,
		  0 },
		{ "a.|bb  S3, S6: what a gap leaves of a sector is given back",
		  { .virt_boundary = 0xfff },
		  { 0, { { AT(0), 768 }, { AT(1), 4352 } } },
		  BP_CUT_VIRT_BOUNDARY,
		  "S3",
		  1,
		  1,
		  256 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_cut cut = t_cut("v6.1", &cases[i].queue, &cases[i].data);

		print_message("# %s\n", cases[i].name);
		assert_int_equal(cut.cause, cases[i].cause);
		assert_int_equal(cut.sectors, cases[i].sectors);
		assert_int_equal(cut.nsegs, cases[i].nsegs);
		assert_int_equal(cut.rounded_bytes, cases[i].rounded_bytes);
		if (cut.cause)
			assert_string_equal(cut.rule, cases[i].rule);
	}
}

/* S3: a|.b  the offset counts from the vector's first page, which need not be the one it is in. */
static void bp_split_find__offset_of_a_whole_page__a_gap_for_64_kib(void **state)
{
	const struct t_queue queue = { .virt_boundary = 0xffff };
	struct bio *bio =
		t_bio(&w, REQ_OP_WRITE, 0, 2, T_VECS({ AT(0), 0x10000 }, { AT(2), 4096 }));

	(void)state;
	bio->bi_io_vec[1].bv_offset = 4096;
	t_limits(&queue);
	for (unsigned set = 0; bp_rules_at(set); set++) {
		t_rules(&w, bp_rules_at(set));
		assert_int_equal(cut_of(bio).cause, BP_CUT_VIRT_BOUNDARY);
		assert_int_equal(cut_of(bio).sectors, 128);
	}
}

/* R-QSP-13.2, S5: the limit is max_sectors, not max_hw_sectors. */
static void bp_split_find__chunk_and_hardware_limit__max_sectors_is_named(void **state)
{
	const struct t_queue queue = { .max_sectors = 4, .chunk = 8 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0), 8192 }));

	(void)state;
	t_limits(&queue);
	w.q.limits.max_hw_sectors = 64;
	for (unsigned set = 0; bp_rules_at(set); set++) {
		t_rules(&w, bp_rules_at(set));
		assert_int_equal(cut_of(bio).cause, BP_CUT_MAX_SECTORS);
		assert_int_equal(cut_of(bio).sectors, 4);
	}
}

/* R-QSP-13.2 with R-QSP-11.3: aa|aa|  what is taken for its size ends at an edge before. */
static void bp_split_find__edge_inside_the_part_that_fits__named(void **state)
{
	const struct t_queue queue = { .max_sectors = 16,
				       .segment_size = 6144,
				       .virt_boundary = 0xfff };
	struct bp_cut cut;

	(void)state;
	t_limits(&queue);
	cut = cut_of(t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0), 16384 })));
	assert_int_equal(cut.cause, BP_CUT_VIRT_BOUNDARY);
	assert_string_equal(cut.rule, "R-QSP-11.3");
	assert_int_equal(cut.sectors, 12);
	assert_int_equal(cut.vector_byte, 6144);
}

/* R-ITER-6 with R-QSP-13.1: 0.|  offered again, an empty vector is its own neighbour. */
static void bp_split_find__empty_vector_off_the_edge__gap_to_itself(void **state)
{
	const struct t_queue queue = { .virt_boundary = 0xfff };
	struct bp_cut cut;

	(void)state;
	t_limits(&queue);
	cut = cut_of(t_bio(&w, REQ_OP_WRITE, 0, 2, T_VECS({ AT(0) + 512, 0 }, { AT(1), 4096 })));
	assert_int_equal(cut.cause, BP_CUT_VIRT_BOUNDARY);
	assert_int_equal(cut.sectors, 0);
	assert_int_equal(cut.nsegs, 1);
}

/* G-1 with the walk of v5.2: .aaa|a  the rest of a vector is measured by its address, too. */
static void bp_split_find__rest_of_a_vector__boundary_by_address(void **state)
{
	struct bp_rules rules = *bp_rules_find("v5.2");
	const struct t_queue queue = { .boundary = 0xffff };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ 0x1f000, 8192 }));

	(void)state;
	t_limits(&queue);
	bio_advance(bio, 512);
	bp_rules_take(&rules, bp_rules_find("v6.1"), BP_RULE_boundary_origin);
	t_rules(&w, &rules);
	assert_int_equal(cut_of(bio).nsegs, 2);
	assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 2);
	t_rules(&w, bp_rules_find("v6.1"));
	assert_int_equal(cut_of(bio).nsegs, 2);
	assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 2);
	t_rules(&w, bp_rules_find("v5.2"));
	assert_int_equal(cut_of(bio).nsegs, 1);
}

/* R-QSP-1: the commands of a driver are split as reads and writes are. */
static void bp_split_find__passthrough__limits_of_data(void **state)
{
	const struct t_queue narrow = { .max_segments = 2 }, small = { .max_sectors = 4 };
	struct bio *bio = t_bio_pages(&w, REQ_OP_DRV_OUT, 0, 3, AT(0), 0x10000, 4096);

	(void)state;
	t_limits(&narrow);
	assert_int_equal(cut_of(bio).cause, BP_CUT_MAX_SEGMENTS);
	assert_int_equal(cut_of(bio).sectors, 16);
	t_limits(&small);
	w.q.limits.max_hw_sectors = 1024;
	assert_int_equal(cut_of(bio).cause, BP_CUT_MAX_SECTORS);
	assert_int_equal(cut_of(bio).sectors, 4);
}

/* R-QSP-13.5 speaks of a page, as S4 does. */
static void bp_split_find__v5_2_and_pages_of_64_kib__one_segment_inside(void **state)
{
	const struct t_queue queue = { .segment_size = 4096 };
	const struct t_data data = { 0, { { 0x100000, 32768 }, { 0x200000, 512 } } };

	(void)state;
	w.env.page_shift = 16;
	assert_int_equal(t_cut("v5.2", &queue, &data).nsegs, 2);
	w.env.page_shift = 12;
	assert_int_equal(t_cut("v5.2", &queue, &data).nsegs, 9);
}

/* QUIRK-4 with an advanced bio: nothing fits, which is told of where the rest begins. */
static void bp_split_find__nothing_fits_the_rest__place_where_it_begins(void **state)
{
	const struct t_queue queue = { .lbs = 4096, .max_sectors = 4 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0), 16384 }));
	struct bp_cut cut;

	(void)state;
	t_limits(&queue);
	bio_advance(bio, 4096);
	cut = cut_of(bio);
	assert_int_equal(cut.cause, BP_CUT_MAX_SECTORS);
	assert_int_equal(cut.sectors, 0);
	assert_int_equal(cut.vector_byte, 4096);
}

/* G-9: the table is looked at as it was built, though a part of it is done, or all. */
static void bp_split_find__rest_of_a_page__accepted_unseen(void **state)
{
	const struct t_queue queue = { .max_sectors = 4 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0), 4096 }));

	(void)state;
	t_limits(&queue);
	t_rules(&w, bp_rules_find("v6.1"));
	bio_advance(bio, 512);
	assert_int_equal(cut_of(bio).cause, BP_CUT_NONE);
	assert_int_equal(cut_of(bio).nsegs, 1);
	bio->bi_iter.bi_size = 0;
	assert_int_equal(cut_of(bio).nsegs, 1);
}

/* G-18 with every cause to stop: the vector where it stopped was looked at; one without bytes too.
 */
static void bp_split_find__misaligned_where_the_walk_stops__refused(void **state)
{
	static const struct {
		struct t_queue queue;
		struct t_data data;
	} cases[] = {
		{ { .dma_alignment = 511, .chunk = 8 },
		  { 0, { { AT(0), 4096 }, { AT(1) + 256, 512 } } } },
		{ { .dma_alignment = 511, .max_segments = 1 },
		  { 0, { { AT(0), 4096 }, { AT(1) + 256, 512 } } } },
		{ { .dma_alignment = 511 },
		  { 0, { { AT(0), 4096 }, { AT(1) + 256, 0 }, { AT(2), 4096 } } } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_cut cut = t_cut("v6.18", &cases[i].queue, &cases[i].data);

		assert_int_equal(cut.error, -EINVAL);
		assert_int_equal(cut.vector, 1);
		assert_int_equal(cut.nsegs, 0); /* of what fails nothing is counted */
	}
}

/* R-QSP-7: what has one page of data has a limit of its own, max_sectors plays no part. */
static void bp_split_find__write_same_above_max_sectors__own_limit(void **state)
{
	const struct t_queue queue = { .max_sectors = 255 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE_SAME, 0, 1, T_VECS({ AT(0), 512 }));

	(void)state;
	t_limits(&queue);
	bio->bi_iter.bi_size = 2500 << SECTOR_SHIFT;
	w.q.limits.max_write_same_sectors = 1000;
	assert_int_equal(cut_of(bio).sectors, 1000);
}

/* R-QSP-6: what is told is the limit that somebody set, not what granularity left of it. */
static void bp_split_find__discard_limit_rounded__told_whole(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_DISCARD, 0, 0, NULL);

	(void)state;
	bio->bi_iter.bi_size = 300 << SECTOR_SHIFT;
	w.q.limits.max_discard_sectors = 100;
	w.q.limits.discard_granularity = 4096;
	assert_int_equal(cut_of(bio).sectors, 96);
	assert_int_equal(cut_of(bio).limit, 100);
}

/* R-ITER-5: by its operation, before it is asked what kind of vectors it has. */
static void bio_advance__direct_write_same__vectors_stay(void **state)
{
	struct bio *bio =
		t_bio(&w, REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x10000, 512 }));

	(void)state;
	bio->bi_iter.bi_size = 4096;
	bio_advance(bio, 1024);
	assert_int_equal(bio->bi_iter.bi_size, 3072);
	assert_int_equal(bio->bi_iter.bi_idx, 0);
	assert_int_equal(bio->bi_iter.bi_bvec_done, 0);
	assert_int_equal(bio->bi_iter.bi_sector, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split_find__byte_walk__two_rules_in_one_place),
		T(bp_split_find__offset_of_a_whole_page__a_gap_for_64_kib),
		T(bp_split_find__chunk_and_hardware_limit__max_sectors_is_named),
		T(bp_split_find__edge_inside_the_part_that_fits__named),
		T(bp_split_find__empty_vector_off_the_edge__gap_to_itself),
		T(bp_split_find__rest_of_a_vector__boundary_by_address),
		T(bp_split_find__passthrough__limits_of_data),
		T(bp_split_find__v5_2_and_pages_of_64_kib__one_segment_inside),
		T(bp_split_find__nothing_fits_the_rest__place_where_it_begins),
		T(bp_split_find__rest_of_a_page__accepted_unseen),
		T(bp_split_find__misaligned_where_the_walk_stops__refused),
		T(bp_split_find__write_same_above_max_sectors__own_limit),
		T(bp_split_find__discard_limit_rounded__told_whole),
		T(bio_advance__direct_write_same__vectors_stay),
	};

	return cmocka_run_group_tests_name("split/together", tests, NULL, NULL);
}
