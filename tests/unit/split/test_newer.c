/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What newer kernels do around the walk (S6, S7, G-5, G-6, G-9, G-18).  A letter per vector, '|'
 * where the front ends, '<' where the walk did.
 */
#include "newer_test.h"

#define AT(n) (0x100000ull + 0x10000ull * (n))

/* S6, G-5: what the walk took, less what rounding gives back. */
static void bp_split_find__rounding__whole_blocks_and_the_count_stays(void **state)
{
	static const struct {
		const char *name;
		struct t_queue queue;
		struct t_data data;
		unsigned sectors, nsegs, rounded_bytes;
	} cases[] = {
		{ "aab|b<bb  segments, to a sector",
		  { .max_segments = 2 },
		  { 0, { { AT(0), 768 }, { AT(1), 1024 }, { AT(2), 256 } } },
		  3,
		  2,
		  256 },
		{ "a|aa<a  segments, to a block of 4096",
		  { .lbs = 4096, .segment_size = 2048, .max_segments = 3 },
		  { 0, { { AT(0), 16384 } } },
		  8,
		  3,
		  2048 },
		{ "an odd byte",
		  { .max_segments = 2 },
		  { 0, { { AT(0), 767 }, { AT(1), 1024 }, { AT(2), 257 } } },
		  3,
		  2,
		  255 },
		{ "aaa|a<bbbb  a gap, to a block of 1024",
		  { .lbs = 1024, .virt_boundary = 0xfff },
		  { 0, { { AT(0), 3584 }, { AT(1), 4608 } } },
		  6,
		  1,
		  512 },
		{ "aaaabbbb|<c  whole blocks already",
		  { .lbs = 4096, .max_segments = 2 },
		  { 0, { { AT(0), 4096 }, { AT(1), 4096 }, { AT(2), 4096 } } },
		  16,
		  2,
		  0 },
		{ "a|b<b  the segment that goes back stays counted",
		  { .lbs = 4096, .max_segments = 2 },
		  { 0, { { AT(0), 4096 }, { AT(1), 512 }, { AT(2), 3584 } } },
		  8,
		  2,
		  512 },
		{ "aa|<a  a physical block is whole blocks, but from sector 1 the size is not",
		  { .lbs = 1024, .pbs = 4096, .max_sectors = 9 },
		  { 1, { { AT(0), 8192 } } },
		  6,
		  1,
		  512 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_cut cut = t_cut("v6.1", &cases[i].queue, &cases[i].data);

		print_message("# %s\n", cases[i].name);
		assert_int_not_equal(cut.cause, BP_CUT_NONE);
		assert_int_equal(cut.sectors, cases[i].sectors);
		assert_int_equal(cut.nsegs, cases[i].nsegs);
		assert_int_equal(cut.rounded_bytes, cases[i].rounded_bytes);
		cut = t_cut("v6.18", &cases[i].queue, &cases[i].data);
		assert_int_equal(cut.sectors, cases[i].sectors);
		assert_int_equal(cut.rounded_bytes, cases[i].rounded_bytes);
	}
}

/* S7, G-6: each cause can leave nothing; v6.1 has a front of 0 sectors, v6.18 an error. */
static void bp_split_find__nothing_left__error_in_v6_18_alone(void **state)
{
	static const struct {
		struct t_queue queue;
		struct t_data data;
		enum bp_cut_cause cause;
	} cases[] = {
		{ { .lbs = 4096, .max_sectors = 4 },
		  { 0, { { AT(0), 8192 } } },
		  BP_CUT_MAX_SECTORS },
		{ { .lbs = 4096, .chunk = 16 }, { 12, { { AT(0), 8192 } } }, BP_CUT_CHUNK_SECTORS },
		{ { .lbs = 1024, .max_segments = 1 },
		  { 0, { { AT(0), 512 }, { AT(1), 512 } } },
		  BP_CUT_MAX_SEGMENTS },
		{ { .lbs = 1024, .virt_boundary = 0xfff },
		  { 0, { { AT(0), 512 }, { AT(1), 512 } } },
		  BP_CUT_VIRT_BOUNDARY },
		{ { .max_segments = 1 },
		  { 0, { { AT(0), 256 }, { AT(1), 256 } } },
		  BP_CUT_MAX_SEGMENTS },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_cut cut = t_cut("v6.1", &cases[i].queue, &cases[i].data);

		assert_int_equal(cut.cause, cases[i].cause);
		assert_int_equal(cut.sectors, 0);
		assert_int_equal(cut.error, 0);
		cut = t_cut("v6.18", &cases[i].queue, &cases[i].data);
		assert_int_equal(cut.cause, cases[i].cause);
		assert_string_equal(cut.rule, "S7");
		assert_int_equal(cut.sectors, 0);
		assert_int_equal(cut.error, -EINVAL);
	}
}

/* G-9: every condition of the shortcut; max_sectors 4 would cut each of these. */
static void bp_split_find__one_page__accepted_unseen(void **state)
{
	static const struct {
		const char *name;
		struct t_queue queue;
		struct t_data data;
		bool unseen;
	} cases[] = {
		{ "a page", { .max_sectors = 4 }, { 0, { { AT(0), 4096 } } }, true },
		{ "the end of one", { .max_sectors = 4 }, { 0, { { AT(0) + 1024, 3072 } } }, true },
		{ "two", { .max_sectors = 4 }, { 0, { { AT(0) + 2048, 4096 } } }, false },
		{ "more than one", { .max_sectors = 4 }, { 0, { { AT(0), 8192 } } }, false },
		{ "a second vector",
		  { .max_sectors = 4 },
		  { 0, { { AT(0), 2048 }, { AT(1), 2048 } } },
		  false },
		{ "a chunk",
		  { .max_sectors = 4, .chunk = 128 },
		  { 0, { { AT(0), 4096 } } },
		  false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		assert_int_equal(t_cut("v5.2", &cases[i].queue, &cases[i].data).sectors, 4);
		assert_int_equal(t_cut("v6.1", &cases[i].queue, &cases[i].data).sectors,
				 cases[i].unseen ? 0 : 4);
	}
}

/* G-9: the table is looked at as it was built: [aaaa..] of which one sector is left is not. */
static void bp_split_find__rest_of_a_long_vector__looked_at(void **state)
{
	const struct t_queue queue = { .max_sectors = 4, .segment_size = 512 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0), 8192 }));
	struct bio *clone;
	struct bp_cut cut;

	(void)state;
	t_rules(&w, bp_rules_find("v6.1"));
	t_limits(&queue);
	bio_advance(bio, 4096);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.sectors, 4);
	bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0), 4096 }));
	clone = bio_clone_fast(bio, GFP_KERNEL, &w.bs); /* has no table of its own */
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_NONE);
	bp_split_find(&w.q, clone, &cut);
	assert_int_equal(cut.sectors, 4);
}

/* G-18: the start of every vector that the walk looks at. */
static void bp_split_find__dma_alignment__of_vectors_the_walk_sees(void **state)
{
	static const struct {
		const char *name;
		struct t_queue queue;
		struct t_data data;
		int vector; /* -1: nothing is wrong with what it sees */
	} cases[] = {
		{ "all fit",
		  { .dma_alignment = 511 },
		  { 0, { { AT(0) + 512, 768 }, { AT(1), 256 } } },
		  -1 },
		{ "the first", { .dma_alignment = 511 }, { 0, { { AT(0) + 4, 8192 } } }, 0 },
		{ "the last",
		  { .dma_alignment = 511 },
		  { 0, { { AT(0), 4096 }, { AT(1), 512 }, { AT(2) + 256, 512 } } },
		  2 },
		{ "just behind the front: it was looked at",
		  { .dma_alignment = 511, .max_sectors = 8 },
		  { 0, { { AT(0), 4096 }, { AT(1) + 256, 512 } } },
		  1 },
		{ "and before a gap is found there",
		  { .dma_alignment = 511, .virt_boundary = 0xfff },
		  { 0, { { AT(0), 4096 }, { AT(1) + 256, 512 } } },
		  1 },
		{ "behind that: not yet",
		  { .dma_alignment = 511, .max_sectors = 8 },
		  { 0, { { AT(0), 4096 }, { AT(1), 512 }, { AT(2) + 256, 512 } } },
		  -1 },
		{ "before a front of nothing",
		  { .lbs = 4096, .max_sectors = 4, .dma_alignment = 511 },
		  { 0, { { AT(0) + 4, 8192 } } },
		  0 },
		{ "G-9: a page is not looked at",
		  { .dma_alignment = 511 },
		  { 0, { { AT(0) + 4, 512 } } },
		  -1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_cut cut = t_cut("v6.1", &cases[i].queue, &cases[i].data);

		print_message("# %s\n", cases[i].name);
		assert_int_equal(cut.error, 0);
		cut = t_cut("v6.18", &cases[i].queue, &cases[i].data);
		if (cases[i].vector < 0) {
			assert_int_equal(cut.error, 0);
			continue;
		}
		assert_int_equal(cut.error, -EINVAL);
		assert_int_equal(cut.cause, BP_CUT_DMA_ALIGNMENT);
		assert_string_equal(bp_cut_limit_name(cut.cause), "dma_alignment");
		assert_string_equal(cut.rule, "G-18");
		assert_int_equal(cut.limit, 511);
		assert_int_equal(cut.vector, cases[i].vector);
		assert_int_equal(cut.sectors, 0);
	}
}

/* G-18: [abbb] of which a was done before: the rest begins at 2048, not at 512. */
static void bp_split_find__rest_of_a_vector__aligned_where_it_begins(void **state)
{
	const struct t_queue queue = { .dma_alignment = 2047 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ AT(0) + 512, 8192 }));
	struct bp_cut cut;

	(void)state;
	t_rules(&w, bp_rules_find("v6.18"));
	t_limits(&queue);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.error, -EINVAL);
	bio_advance(bio, 1536);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.error, 0);
	bio_advance(bio, 512);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.error, -EINVAL);
}

/* Other operations are cut as before: no rounding, no shortcut, no alignment. */
static void bp_split_find__discard__as_ever(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_DISCARD, 3, 0, NULL);
	struct bp_cut before, cut;

	(void)state;
	bio->bi_iter.bi_size = 1 << 20;
	w.q.limits.max_discard_sectors = 100;
	w.q.limits.logical_block_size = 4096;
	bp_split_find(&w.q, bio, &before);
	assert_int_equal(before.sectors, 100); /* not whole blocks */
	t_rules(&w, bp_rules_find("v6.18"));
	bp_split_find(&w.q, bio, &cut);
	assert_memory_equal(&cut, &before, sizeof(cut));
}

/* abc  three times 768 bytes, off the DMA alignment: v5.2 counts a sector of each. */
static void bp_split_find__direct_bio__as_under_v5_2(void **state)
{
	const struct t_queue queue = { .max_sectors = 4, .dma_alignment = 511 };
	const struct t_vec vecs[] = { { 0x10004, 768 }, { 0x20004, 768 }, { 0x30004, 768 } };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, 3, vecs);
	struct bp_cut cut;

	(void)state;
	t_limits(&queue);
	for (unsigned set = 0; bp_rules_at(set); set++) {
		t_rules(&w, bp_rules_at(set));
		bp_split_find(&w.q, bio, &cut);
		assert_int_equal(cut.cause, BP_CUT_NONE);
		assert_int_equal(cut.nsegs, 3);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split_find__rounding__whole_blocks_and_the_count_stays),
		T(bp_split_find__nothing_left__error_in_v6_18_alone),
		T(bp_split_find__one_page__accepted_unseen),
		T(bp_split_find__rest_of_a_long_vector__looked_at),
		T(bp_split_find__dma_alignment__of_vectors_the_walk_sees),
		T(bp_split_find__rest_of_a_vector__aligned_where_it_begins),
		T(bp_split_find__discard__as_ever),
		T(bp_split_find__direct_bio__as_under_v5_2),
	};

	return cmocka_run_group_tests_name("split/newer", tests, NULL, NULL);
}
