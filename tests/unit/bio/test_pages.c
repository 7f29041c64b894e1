/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages that a bio holds (R-HLP-4, R-HLP-5, DEF-7).
 */
#include "bio_test.h"

#define P 0x1000ull

static struct bp_page_state *page_state(struct t_mem *t, u64 pfn)
{
	return t->w.env.page_ops->state(t->w.env.page_arg, pfn);
}

/* [..aa][aaaa][a...] . [b...] */
static struct bio *four_pages(struct t_mem *t)
{
	return t_bio(&t->w, REQ_OP_READ, 0, 2,
		     T_VECS({ (P << 12) + 2048, 7168 }, { (P + 8) << 12, 512 }));
}

static const u64 pfns[] = { P, P + 1, P + 2, P + 8 };

static void bio_get_pages__and_release__one_reference_per_page(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = four_pages(t);
	int refs = t_refs(t, P);

	bio_advance(bio, 7168); /* plays no part */
	bio_get_pages(bio);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(t_refs(t, pfns[i]), refs + 1);
	bio_release_pages(bio);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(t_refs(t, pfns[i]), refs);
	bio_put(bio);
}

static void bio_free_pages__allocated_pages__all_returned(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 3);

	for (unsigned i = 0; i < 3; i++)
		bio_add_page(bio, alloc_page_below(&t->w.env, t->w.env.max_pfn), 4096, 0);
	assert_int_equal(bp_ram_report(t->ram).allocated, 3);
	bio_free_pages(bio);
	assert_int_equal(bp_ram_report(t->ram).allocated, 0);
	bio_put(bio);
}

static void bio_set_pages_dirty__compound_page__left_clean(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = four_pages(t);

	bp_ram_compound(t->ram, P, 1);
	bio_set_pages_dirty(bio);
	assert_false(page_state(t, P)->dirty);
	assert_false(page_state(t, P + 1)->dirty);
	assert_true(page_state(t, P + 2)->dirty);
	assert_true(page_state(t, P + 8)->dirty);
	bio_put(bio);
}

/* R-HLP-4: at once or by the worker, with and without references */
static void bio_check_pages_dirty__clean_or_dirty__released_now_or_later(void **state)
{
	static const struct {
		const char *name;
		bool dirty, compound, no_ref;
		unsigned works;
	} cases[] = {
		{ "dirty", true, false, false, 0 },
		{ "dirty, no references", true, false, true, 0 },
		{ "clean", false, false, false, 1 },
		{ "clean, no references", false, false, true, 1 },
		{ "compound", false, true, false, 0 },
	};

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio;
		struct t_mem *t;
		int refs;

		print_message("# %s\n", cases[i].name);
		t_mem_setup(state);
		t = *state;
		bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ P << 12, 8192 }));
		if (cases[i].compound)
			bp_ram_compound(t->ram, P, 1);
		refs = t_refs(t, P);
		if (cases[i].no_ref)
			bio_set_flag(bio, BIO_NO_PAGE_REF);
		else
			bio_get_pages(bio);
		if (cases[i].dirty)
			bio_set_pages_dirty(bio);
		bio_check_pages_dirty(bio);
		assert_int_equal(t->w.env.live[BP_ALLOC_BIO], cases[i].works);
		assert_int_equal(bp_work_run(&t->w.env), cases[i].works);
		assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 0);
		assert_int_equal(t_refs(t, P), refs);
		assert_int_equal(page_state(t, P + 1)->dirty, !cases[i].compound);
		t_mem_teardown(state);
	}
}

/* DEF-7 */
static void bio_check_pages_dirty__dma_direct_bio__put_or_leaked(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x1000, 512 }));

	t_defect(t, BP_DEF_7, true);
	bio_check_pages_dirty(bio);
	assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 1);
	t_defect(t, BP_DEF_7, false);
	bio_check_pages_dirty(bio);
	assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 0);
	assert_int_equal(t->w.env.page_accesses, 0); /* INV-DIR-2 */
}

/* R-HLP-5 */
static void bio_flush_dcache_pages__advanced_bio__only_what_is_left(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = four_pages(t);

	bio_advance(bio, 2048);
	bio_flush_dcache_pages(bio);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(page_state(t, pfns[i])->dcache_flushes, i > 0);
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_get_pages__and_release__one_reference_per_page),
		t_case(bio_free_pages__allocated_pages__all_returned),
		t_case(bio_set_pages_dirty__compound_page__left_clean),
		cmocka_unit_test(bio_check_pages_dirty__clean_or_dirty__released_now_or_later),
		t_case(bio_check_pages_dirty__dma_direct_bio__put_or_leaked),
		t_case(bio_flush_dcache_pages__advanced_bio__only_what_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
