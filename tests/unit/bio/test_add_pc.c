/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding pages to a passthrough bio (R-ADD-6).
 */
#include "bio_test.h"

#define P 0x1000ull
#define D 0xffffffffu

/* A bio of one vector, page 0 and `have` bytes; then one more piece. */
static void bio_add_pc_page__second_piece__joined_appended_or_refused(void **state)
{
	static const struct {
		const char *name;
		unsigned page, off, len;
		unsigned hw_sectors, segments, segment_size;
		unsigned long boundary, virt;
		unsigned capacity;
		int result;
		unsigned vcnt;
	} cases[] = {
		{ "elsewhere", 5, 0, 512, 255, 128, 65536, D, 0, 4, 512, 2 },
		{ "elsewhere, at the same offset", 5, 2048, 512, 255, 128, 65536, D, 0, 4, 512, 2 },
		{ "same page, next byte", 0, 2048, 512, 255, 128, 65536, D, 0, 4, 512, 1 },
		{ "same page, limits do not count", 0, 2048, 512, 255, 1, 512, 511, 511, 1, 512,
		  1 },
		{ "same page, gap", 0, 3072, 512, 255, 128, 65536, D, 0xfff, 4, 0, 1 },
		{ "gap at the start of the new", 5, 512, 512, 255, 128, 65536, D, 0xfff, 4, 0, 1 },
		{ "gap at the end of the last", 5, 0, 512, 255, 128, 65536, D, 0xfff, 4, 0, 1 },
		{ "no gap", 5, 0, 512, 255, 128, 65536, D, 0x7ff, 4, 512, 2 },
		{ "too many bytes", 5, 0, 512, 4, 128, 65536, D, 0, 4, 0, 1 },
		{ "just enough bytes", 5, 0, 512, 5, 128, 65536, D, 0, 4, 512, 2 },
		{ "half a sector too many is none", 5, 0, 1023, 5, 128, 65536, D, 0, 4, 1023, 2 },
		{ "no segment left", 5, 0, 512, 255, 1, 65536, D, 0, 4, 0, 1 },
		{ "no vector left", 5, 0, 512, 255, 128, 65536, D, 0, 1, 0, 1 },
	};
	struct t_mem *t = *state;
	struct queue_limits *lim = &t->w.q.limits;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_alloc(t, REQ_OP_DRV_OUT, cases[i].capacity);

		print_message("# %s\n", cases[i].name);
		lim->max_sectors = 1; /* plays no part */
		lim->max_hw_sectors = cases[i].hw_sectors;
		lim->max_segments = (u16)cases[i].segments;
		lim->max_segment_size = cases[i].segment_size;
		lim->seg_boundary_mask = cases[i].boundary;
		lim->virt_boundary_mask = cases[i].virt;
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 2048, 0), 2048);
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + cases[i].page),
						 cases[i].len, cases[i].off),
				 cases[i].result);
		assert_int_equal(bio->bi_vcnt, cases[i].vcnt);
		assert_int_equal(bio->bi_phys_segments, cases[i].vcnt);
		assert_int_equal(bio->bi_iter.bi_size, 2048 + cases[i].result);
		assert_true(bio_flagged(bio, BIO_SEG_VALID));
		bio_put(bio);
	}
}

/* Step 3c: [aaaa][aaaa], the next page in memory */
static void bio_add_pc_page__next_page__joined_while_one_segment(void **state)
{
	static const struct {
		const char *name;
		unsigned segment_size;
		unsigned long boundary;
		unsigned vcnt;
	} cases[] = {
		{ "fits", 8192, D, 1 },
		{ "too long", 8191, D, 2 },
		{ "inside the window", 65536, 0x1fff, 1 },
		{ "across a boundary", 65536, 0xfff, 2 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_alloc(t, REQ_OP_DRV_IN, 4);

		print_message("# %s\n", cases[i].name);
		t->w.q.limits.max_segment_size = cases[i].segment_size;
		t->w.q.limits.seg_boundary_mask = cases[i].boundary;
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 4096, 0), 4096);
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + 1), 4096, 0), 4096);
		assert_int_equal(bio->bi_vcnt, cases[i].vcnt);
		bio_put(bio);
	}
}

static void bio_add_pc_page__clone_or_direct__silently_refused(void **state)
{
	struct t_mem *t = *state;
	struct bio *clone = t_alloc(t, REQ_OP_DRV_IN, 4);
	struct bio *direct = t_alloc(t, REQ_OP_DRV_IN | REQ_DMA_DIRECT, 4);

	bio_set_flag(clone, BIO_CLONED);
	assert_int_equal(bio_add_pc_page(&t->w.q, clone, pfn_to_page(P), 512, 0), 0);
	assert_int_equal(bio_add_pc_page(&t->w.q, direct, pfn_to_page(P), 512, 0), 0);
	assert_int_equal(clone->bi_vcnt + direct->bi_vcnt, 0);
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
	bio_put(clone);
	bio_put(direct);
}

/* Step 3a: only a piece that continues its own page gives the reference back. */
static void __bio_add_pc_page__put_same_page__one_reference_less(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_DRV_IN, 4);
	int refs = t_refs(t, P);

	get_page(&t->w.env, pfn_to_page(P));
	__bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 512, 0, true);
	assert_int_equal(t_refs(t, P), refs + 1);
	__bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 512, 512, true);
	assert_int_equal(t_refs(t, P), refs);
	__bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 512, 1024, false);
	bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 512, 1536);
	assert_int_equal(t_refs(t, P), refs);
	bio_put(bio);
}

/* Step 2: the sum has 32 bits, so a bio near 4 GiB passes. */
static void bio_add_pc_page__sum_past_4_gib__wraps(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_DRV_IN, 4);

	t->w.q.limits.max_hw_sectors = 8;
	bio->bi_iter.bi_size = 0xfffff000;
	assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 0x2000, 0), 0x2000);
	assert_int_equal(bio->bi_iter.bi_size, 0x1000);
	bio_put(bio);
}

/* Step 3c joins another page: its reference is wanted. */
static void __bio_add_pc_page__put_same_page__next_page_is_held(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_DRV_IN, 4);
	int refs = t_refs(t, P + 1);

	__bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 4096, 0, true);
	__bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + 1), 512, 0, true);
	assert_int_equal(bio->bi_vcnt, 1);
	assert_int_equal(t_refs(t, P + 1), refs);
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_add_pc_page__second_piece__joined_appended_or_refused),
		t_case(bio_add_pc_page__next_page__joined_while_one_segment),
		t_case(bio_add_pc_page__clone_or_direct__silently_refused),
		t_case(__bio_add_pc_page__put_same_page__one_reference_less),
		t_case(bio_add_pc_page__sum_past_4_gib__wraps),
		t_case(__bio_add_pc_page__put_same_page__next_page_is_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
