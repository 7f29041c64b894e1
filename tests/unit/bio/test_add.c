/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding pages (R-ADD-1 to -5, EX-25, INV-BIO-1, INV-BIO-2, QUIRK-5, DEF-9).
 */
#include "bio_test.h"

#define P 0x1000ull

static struct page *page(u64 n)
{
	return pfn_to_page(P + n);
}

/* EX-25: [aaaa][a] . [bbbb] . [cccc][cccc] */
static void bio_add_page__example_25__three_vectors(void **state)
{
	static const struct {
		unsigned page, len;
		int result;
		unsigned vcnt, last_len;
	} steps[] = {
		{ 0, 4096, 4096, 1, 4096 }, { 1, 512, 512, 1, 4608 }, { 3, 4096, 4096, 2, 4096 },
		{ 5, 4096, 4096, 3, 4096 }, { 7, 4096, 0, 3, 4096 },  { 6, 4096, 4096, 3, 8192 },
	};
	struct t_mem *t = *state;
	struct bio *bio = bio_alloc_bioset(&t->w.env, GFP_KERNEL, 3, &t->w.bs);
	unsigned sum = 0;

	assert_int_equal(bio->bi_max_vecs, 3);
	assert_ptr_equal(bio->bi_io_vec, bio->bi_inline_vecs);
	for (unsigned i = 0; i < bp_array_size(steps); i++) {
		assert_int_equal(bio_add_page(bio, page(steps[i].page), steps[i].len, 0),
				 steps[i].result);
		assert_int_equal(bio->bi_vcnt, steps[i].vcnt);
		assert_int_equal(bio->bi_io_vec[bio->bi_vcnt - 1].bv_len, steps[i].last_len);
		sum += (unsigned)steps[i].result;
		assert_int_equal(bio->bi_iter.bi_size, sum); /* INV-BIO-1 */
	}
	assert_true(bio_full(bio));
	assert_int_equal(t->events[BP_EV_BIO_ADD], 5);
	assert_true(t->last[BP_EV_BIO_ADD].b);
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
	bio_put(bio);
}

/* R-ADD-2; the vector is page 0, bytes 1024 to 3071, or as `off` and `len` say. */
static void page_is_mergeable__table__as_the_rule_says(void **state)
{
	static const struct {
		const char *name;
		unsigned off, len;
		unsigned new_page, new_off, new_len;
		bool any_page, same_page;
		unsigned warnings;
	} cases[] = {
		{ "next byte of the page", 1024, 2048, 0, 3072, 512, true, true, 0 },
		{ "a byte is missing", 1024, 2048, 0, 3073, 512, false, false, 0 },
		{ "overlap", 1024, 2048, 0, 3071, 512, false, false, 0 },
		{ "next page", 1024, 3072, 1, 0, 512, true, false, 0 },
		{ "next page, not its start", 1024, 3072, 1, 1, 512, false, false, 0 },
		{ "page after the next", 1024, 3072, 2, 0, 512, false, false, 0 },
		{ "multi-page vector, next page", 0, 8192, 2, 0, 4096, true, false, 0 },
		{ "multi-page vector, its last page", 0, 5000, 1, 904, 100, true, true, 0 },
		{ "same byte told from its first page", 0, 5000, 0, 5000, 100, false, false, 0 },
		{ "just fills the page", 1024, 2048, 0, 3072, 1024, true, true, 0 },
		{ "leaves the page", 1024, 2048, 0, 3072, 2000, true, true, 1 },
	};
	struct t_mem *t = *state;
	struct bp_env *env = &t->w.env;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio_vec bv = { page(0), cases[i].len, cases[i].off };
		struct page *next = page(cases[i].new_page);
		u64 before = env->hits[BP_SITE_MERGE_SAME_PAGE];

		print_message("# %s\n", cases[i].name);
		assert_int_equal(page_is_mergeable(env, &bv, next, cases[i].new_len,
						   cases[i].new_off, false),
				 cases[i].any_page);
		assert_int_equal(page_is_mergeable(env, &bv, next, cases[i].new_len,
						   cases[i].new_off, true),
				 cases[i].same_page);
		assert_hits(env, BP_SITE_MERGE_SAME_PAGE, before + cases[i].warnings);
	}
}

static void page_is_mergeable__other_page_sizes__by_the_frame(void **state)
{
	struct t_mem *t = *state;
	struct bio_vec bv = { page(0), 512, 0 };

	t->w.env.page_shift = 9;
	assert_true(page_is_mergeable(&t->w.env, &bv, page(1), 512, 0, false));
	t->w.env.page_shift = 16;
	assert_false(page_is_mergeable(&t->w.env, &bv, page(1), 512, 0, false));
	assert_true(page_is_mergeable(&t->w.env, &bv, page(0), 512, 512, true));
}

/* R-ADD-3: no limit of the queue counts, a vector grows past 64 KiB. */
static void bio_add_page__256_touching_pages__one_vector(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(bio_add_page(bio, page(i), 4096, 0), 4096);
	assert_int_equal(bio->bi_vcnt, 1);
	assert_int_equal(bio->bi_io_vec[0].bv_len, 1 << 20);
	bio_put(bio);
}

static void __bio_try_merge_page__empty_bio__false(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	assert_false(__bio_try_merge_page(bio, page(0), 512, 0, false));
	assert_int_equal(bio->bi_iter.bi_size, 0);
	bio_put(bio);
}

static void __bio_try_merge_page__clone__warns_and_false(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 512 }));

	bio_set_flag(bio, BIO_CLONED);
	assert_false(__bio_try_merge_page(bio, page(0), 512, 512, false));
	assert_hits(&t->w.env, BP_SITE_TRY_MERGE_CLONED, 1);
	assert_int_equal(bio->bi_io_vec[0].bv_len, 512);
	bio_put(bio);
}

/* R-ADD-4: the kernel writes behind the table. */
static void __bio_add_page__full_bio__write_reported_instead_of_done(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 512 }));
	struct bio *bare = t_alloc(t, REQ_OP_READ, 0);

	__bio_add_page(bio, page(5), 512, 0);
	assert_hits(&t->w.env, BP_SITE_ADD_FULL, 1);
	assert_hits(&t->w.env, BP_SITE_ADD_OVERRUN, 1);
	assert_int_equal(bio->bi_vcnt, 1);
	assert_int_equal(bio->bi_iter.bi_size, 512);
	__bio_add_page(bare, page(5), 512, 0);
	assert_hits(&t->w.env, BP_SITE_ADD_OVERRUN, 2);
	bio_put(bio);
	bio_put(bare);
}

/* R-ADD-4: a clone into a bio with room of its own writes into the source's table. */
static void bio_add_page__clone_with_room__warns_twice_and_overwrites_the_source(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 512 }));
	struct bio *clone = t_alloc(t, REQ_OP_READ, 4);

	__bio_clone_fast(clone, src);
	assert_int_equal(bio_add_page(clone, page(9), 1024, 0), 1024);
	assert_hits(&t->w.env, BP_SITE_TRY_MERGE_CLONED, 1);
	assert_hits(&t->w.env, BP_SITE_ADD_CLONED, 1);
	assert_vec(src->bi_io_vec[0], P + 9, 0, 1024);
	bio_put(clone);
	bio_put(src);
}

static void bio_add_page__fast_clone__no_room(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 512 }));
	struct bio *clone = bio_clone_fast(src, GFP_KERNEL, NULL);

	assert_int_equal(bio_add_page(clone, page(9), 1024, 0), 0);
	assert_hits(&t->w.env, BP_SITE_ADD_CLONED, 0);
	bio_put(clone);
	bio_put(src);
}

/* QUIRK-5: bi_size is one page below 4 GiB. */
static void bio_add_page__past_4_gib__wraps_unless_mended(void **state)
{
	static const struct {
		const char *name;
		bool mended;
		unsigned page, len;
		int result;
		unsigned size;
	} cases[] = {
		{ "new vector, kept", false, 9, 8192, 8192, 4096 },
		{ "new vector, mended", true, 9, 8192, 0, -4096u },
		{ "joined, kept", false, 1, 8192, 8192, 4096 },
		{ "joined, mended", true, 1, 8192, 0, -4096u },
		{ "just fits", true, 1, 4095, 4095, -1u },
		{ "exactly 4 GiB", true, 1, 4096, 0, -4096u },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_alloc(t, REQ_OP_READ, 2);

		print_message("# %s\n", cases[i].name);
		t_defect(t, BP_QUIRK_5, cases[i].mended);
		bio_add_page(bio, page(0), 4096, 0);
		bio->bi_iter.bi_size = -4096u;
		assert_int_equal(bio_add_page(bio, page(cases[i].page), cases[i].len, 0),
				 cases[i].result);
		assert_int_equal(bio->bi_iter.bi_size, cases[i].size);
		bio_put(bio);
	}
	t_defect(t, BP_QUIRK_5, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_add_page__example_25__three_vectors),
		t_case(page_is_mergeable__table__as_the_rule_says),
		t_case(page_is_mergeable__other_page_sizes__by_the_frame),
		t_case(bio_add_page__256_touching_pages__one_vector),
		t_case(__bio_try_merge_page__empty_bio__false),
		t_case(__bio_try_merge_page__clone__warns_and_false),
		t_case(__bio_add_page__full_bio__write_reported_instead_of_done),
		t_case(bio_add_page__clone_with_room__warns_twice_and_overwrites_the_source),
		t_case(bio_add_page__fast_clone__no_room),
		t_case(bio_add_page__past_4_gib__wraps_unless_mended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
