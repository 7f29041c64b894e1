/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Vector tables (R-BIO-1, R-BIO-4).
 */
#include "bio_test.h"

static void bvec_alloc__edges_of_the_slabs__right_pool(void **state)
{
	static const struct {
		unsigned nr, idx, vecs;
	} cases[] = {
		{ 1, 1, 1 },	 { 2, 2, 4 },	  { 4, 2, 4 },	   { 5, 3, 16 },
		{ 16, 3, 16 },	 { 17, 4, 64 },	  { 64, 4, 64 },   { 65, 5, 128 },
		{ 128, 5, 128 }, { 129, 6, 256 }, { 256, 6, 256 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		unsigned idx = 0;
		struct bio_vec *table = bvec_alloc(&t->w.env, GFP_NOWAIT, cases[i].nr, &idx);

		assert_non_null(table);
		assert_int_equal(idx, cases[i].idx);
		assert_int_equal(bvec_nr_vecs(idx), cases[i].vecs);
		memset(&table[cases[i].vecs - 1], 1, sizeof(*table));
		bvec_free(&t->w.env, table, idx);
	}
}

static void bvec_alloc__none_or_too_many__null(void **state)
{
	struct t_mem *t = *state;
	unsigned idx = 77;

	assert_null(bvec_alloc(&t->w.env, GFP_KERNEL, 0, &idx));
	assert_null(bvec_alloc(&t->w.env, GFP_KERNEL, 257, &idx));
	assert_int_equal(idx, 77);
}

static void bvec_alloc__slab_fails__largest_pool_for_those_who_may_sleep(void **state)
{
	static const struct {
		const char *name;
		gfp_t gfp;
		unsigned nr, failures, idx;
	} cases[] = {
		{ "may sleep", GFP_NOIO, 5, 1, 6 },
		{ "may not", GFP_NOWAIT, 5, 1, 0 },
		{ "both fail", GFP_KERNEL, 5, 2, 0 },
		{ "largest fails", GFP_KERNEL, 200, 1, 0 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		unsigned idx = 0;
		struct bio_vec *table;

		print_message("# %s\n", cases[i].name);
		t_fail(t, BP_ALLOC_BVEC, 0, cases[i].failures);
		table = bvec_alloc(&t->w.env, cases[i].gfp, cases[i].nr, &idx);
		assert_int_equal(idx, cases[i].idx);
		assert_int_equal(!table, !cases[i].idx);
		assert_int_equal(t->fail_first, 0);
		bvec_free(&t->w.env, table, idx);
	}
}

static void bvec_free__no_such_pool__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio_vec table[1];

	bvec_free(&t->w.env, table, 0);
	assert_bug(&t->w.env, BP_SITE_BVEC_FREE_INDEX, (bvec_free(&t->w.env, table, 7), 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bvec_alloc__edges_of_the_slabs__right_pool),
		t_case(bvec_alloc__none_or_too_many__null),
		t_case(bvec_alloc__slab_fails__largest_pool_for_those_who_may_sleep),
		t_case(bvec_free__no_such_pool__bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
