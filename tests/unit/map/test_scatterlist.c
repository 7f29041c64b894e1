/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatterlist tables (R-SG-1 to R-SG-5).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/scatterlist.h>

#include "bp_test.h"

static struct bp_env env;

static int setup(void **state)
{
	(void)state;
	bp_env_init(&env);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(env.live[BP_ALLOC_SG], 0);
	bp_env_fini(&env);
	return 0;
}

static void sg_set_page__entry_with_end__keeps_the_bits(void **state)
{
	struct scatterlist sg;

	(void)state;
	sg_init_one(&env, &sg, t_buf(0x12345), 100);
	assert_true(sg_is_last(&sg));
	assert_int_equal(sg_phys(&env, &sg).phys, 0x12345);
	assert_int_equal(sg.offset, 0x345);
	assert_int_equal(sg.length, 100);
	sg_set_page(&env, &sg, pfn_to_page(3), 7, 9);
	assert_true(sg_is_last(&sg));
	assert_ptr_equal(sg_page(&sg), pfn_to_page(3));
	assert_bug(&env, BP_SITE_SG_PAGE_BITS,
		   (sg_set_page(&env, &sg, (struct page *)(uintptr_t)6, 1, 0), 0));
}

static void sg_nents_for_len__table(void **state)
{
	struct scatterlist sgl[3];

	(void)state;
	sg_init_table(sgl, 3);
	for (unsigned i = 0; i < 3; i++)
		sg_set_buf(&env, &sgl[i], t_buf(0x1000 * i), 100);
	assert_int_equal(sg_nents_for_len(sgl, 0), 0);
	assert_int_equal(sg_nents_for_len(sgl, 1), 1);
	assert_int_equal(sg_nents_for_len(sgl, 100), 1);
	assert_int_equal(sg_nents_for_len(sgl, 101), 2);
	assert_int_equal(sg_nents_for_len(sgl, 300), 3);
	assert_int_equal(sg_nents_for_len(sgl, 301), -EINVAL);
	assert_ptr_equal(sg_last(&env, sgl, 3), &sgl[2]);
	assert_bug(&env, BP_SITE_SG_LAST_OPEN, sg_last(&env, sgl, 2));
	assert_int_equal(sg_nents(NULL), 0);
}

/* Chunks of max_ents: every one but the last gives an entry up for the link. */
static void sg_alloc_table__sizes__chunks(void **state)
{
	static const struct {
		unsigned nents, chunks;
	} cases[] = { { 1, 1 },	  { 8, 1 },   { 9, 1 },	  { 127, 1 },
		      { 128, 1 }, { 129, 2 }, { 255, 2 }, { 256, 3 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct sg_table table;

		assert_int_equal(sg_alloc_table(&env, &table, cases[i].nents, GFP_KERNEL), 0);
		assert_int_equal(table.nents, cases[i].nents);
		assert_int_equal(table.orig_nents, cases[i].nents);
		assert_int_equal(sg_nents(table.sgl), (int)cases[i].nents);
		assert_int_equal(env.live[BP_ALLOC_SG], cases[i].chunks);
		sg_free_table(&env, &table);
		assert_null(table.sgl);
	}
}

static void sg_alloc_table__no_entries__refused(void **state)
{
	struct sg_table table;

	(void)state;
	assert_int_equal(sg_alloc_table(&env, &table, 0, GFP_KERNEL), -EINVAL);
	assert_bug(&env, BP_SITE_SG_ALLOC_EMPTY, sg_alloc_table_chained(&env, &table, 0, NULL));
	assert_int_equal(env.bug.a, 0);
	assert_int_equal(env.bug.b, 0);
}

static bool fail_after(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)kind;
	(void)bytes;
	return !*left || !(*left)--;
}

/* Each chunk fails once; nothing stays behind, and the half-made table can be freed. */
static void sg_alloc_table__no_memory__nothing_stays(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = fail_after };
	struct scatterlist first[SG_CHUNK_SIZE];
	unsigned left;

	(void)state;
	env.alloc_ops = &ops;
	env.alloc_arg = &left;
	for (unsigned i = 0; i < 3; i++) {
		struct sg_table table;

		left = i;
		assert_int_equal(sg_alloc_table(&env, &table, 300, GFP_KERNEL), -ENOMEM);
		assert_int_equal(env.live[BP_ALLOC_SG], 0);
		left = i;
		assert_int_equal(__sg_alloc_table(&env, &table, 300, 128, NULL, GFP_KERNEL),
				 -ENOMEM);
		if (i)
			assert_int_equal(sg_nents(table.sgl), (int)table.nents);
		else
			assert_int_equal(table.orig_nents, 0);
		sg_free_table(&env, &table);
	}
	for (unsigned i = 0; i < 2; i++) {
		struct sg_table table;

		left = i;
		assert_int_equal(sg_alloc_table_chained(&env, &table, 300, first), -ENOMEM);
		assert_int_equal(env.live[BP_ALLOC_SG], 0);
	}
}

static void sg_alloc_table_chained__first_chunk__used(void **state)
{
	struct scatterlist first[SG_CHUNK_SIZE];
	struct sg_table table;

	(void)state;
	assert_int_equal(sg_alloc_table_chained(&env, &table, 128, first), 0);
	assert_ptr_equal(table.sgl, first);
	assert_int_equal(env.live[BP_ALLOC_SG], 0);
	sg_free_table_chained(&env, &table, first);
	assert_ptr_equal(table.sgl, first); /* nothing was done */
	assert_int_equal(sg_alloc_table_chained(&env, &table, 300, first), 0);
	assert_ptr_equal(table.sgl, first);
	assert_int_equal(env.live[BP_ALLOC_SG], 2);
	assert_int_equal(sg_nents(table.sgl), 300);
	sg_free_table_chained(&env, &table, first);
	assert_int_equal(sg_alloc_table_chained(&env, &table, 5, NULL), 0);
	assert_int_equal(env.live[BP_ALLOC_SG], 1);
	sg_free_table_chained(&env, &table, NULL);
}

static bool note_size(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)kind;
	*(size_t *)arg = bytes;
	return false;
}

/* R-SG-5: chunks of 4 hold 3 and a link, the last one 4; what is longer than any pool is had whole.
 */
static void __sg_alloc_table__other_chunks__each_freed_once(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = note_size };
	struct sg_table table;
	size_t bytes;

	(void)state;
	for (unsigned nents = 1; nents <= 13; nents++) {
		assert_int_equal(__sg_alloc_table(&env, &table, nents, 4, NULL, GFP_KERNEL), 0);
		assert_int_equal(env.live[BP_ALLOC_SG], nents <= 4 ? 1 : 1 + (nents - 2) / 3);
		assert_int_equal(sg_nents(table.sgl), nents);
		__sg_free_table(&env, &table, 4, false);
		assert_int_equal(env.live[BP_ALLOC_SG], 0);
	}
	env.alloc_ops = &ops;
	env.alloc_arg = &bytes;
	assert_int_equal(__sg_alloc_table(&env, &table, 200, 200, NULL, GFP_KERNEL), 0);
	assert_int_equal(bytes, 200 * sizeof(struct scatterlist));
	__sg_free_table(&env, &table, 200, false);
}

/* R-SG-5: a chunk comes from the smallest pool that holds it. */
static void sg_alloc_table_chained__sizes__of_pools(void **state)
{
	static const unsigned sizes[][2] = { { 1, 8 },	  { 8, 8 },    { 9, 16 },  { 16, 16 },
					     { 17, 32 },  { 32, 32 },  { 33, 64 }, { 64, 64 },
					     { 65, 128 }, { 128, 128 } };
	static const struct bp_alloc_ops ops = { .should_fail = note_size };
	size_t bytes = 0;

	(void)state;
	env.alloc_ops = &ops;
	env.alloc_arg = &bytes;
	for (size_t i = 0; i < bp_array_size(sizes); i++) {
		struct sg_table table;

		assert_int_equal(sg_alloc_table_chained(&env, &table, sizes[i][0], NULL), 0);
		assert_int_equal(bytes, sizes[i][1] * sizeof(struct scatterlist));
		sg_free_table_chained(&env, &table, NULL);
	}
}

/* The chunk of the caller is a table of its own, as many entries as were asked for. */
static void sg_alloc_table_chained__chunk_with_old_entries__made_anew(void **state)
{
	struct scatterlist first[SG_CHUNK_SIZE];
	struct sg_table table;

	(void)state;
	memset(first, 0x5a, sizeof(first));
	assert_int_equal(sg_alloc_table_chained(&env, &table, 5, first), 0);
	assert_int_equal(table.nents, 5);
	assert_int_equal(table.orig_nents, 5);
	assert_int_equal(sg_nents(table.sgl), 5);
	assert_int_equal(first[0].length, 0);
	assert_int_equal(first[5].length, 0x5a5a5a5a);
}

/* No entry of a list may follow its last, and a list has one. */
static void sg_last__not_the_last__told(void **state)
{
	struct scatterlist sgl[3];

	(void)state;
	sg_init_table(sgl, 3);
	assert_bug(&env, BP_SITE_SG_LAST_OPEN, sg_last(&env, sgl, 2));
	assert_int_equal(env.bug.a, 2);
	assert_int_equal(env.bug.b, 0);
	assert_bug(&env, BP_SITE_SG_LAST_OPEN, sg_last(&env, sgl, 0));
	assert_ptr_equal(sg_last(&env, sgl, 7), &sgl[2]);
}

/* Lengths that together pass 4 GiB. */
static void sg_nents_for_len__beyond_4_gib__counted(void **state)
{
	struct scatterlist sgl[3];

	(void)state;
	sg_init_table(sgl, 3);
	for (unsigned i = 0; i < 3; i++)
		sg_set_page(&env, &sgl[i], pfn_to_page(1), 0xfffff000, 0);
	assert_int_equal(sg_nents_for_len(sgl, 0x1ffffe000), 2);
	assert_int_equal(sg_nents_for_len(sgl, 0x200000000), 3);
}

/* An entry that was the last becomes a link: no END stays, though the bit was there. */
static void sg_chain__entry_with_end__goes_on(void **state)
{
	struct scatterlist first[2], second[1];

	(void)state;
	sg_init_table(first, 2);
	sg_init_table(second, 1);
	sg_chain(first, 2, (struct scatterlist *)((uintptr_t)second | SG_END));
	assert_false(sg_is_last(&first[1]));
	assert_int_equal(sg_nents(first), 2);
}

/* R-SG-3: the last entry is lost as a data slot. */
static void sg_chain__last_entry_in_use__becomes_the_link(void **state)
{
	struct scatterlist first[2], second[1];

	(void)state;
	sg_init_table(first, 2);
	sg_set_buf(&env, &first[1], t_buf(0x1234), 100);
	sg_init_one(&env, second, t_buf(0x5000), 200);
	sg_chain(first, 2, second);
	assert_true(sg_is_chain(&first[1]));
	assert_false(sg_is_last(&first[1]));
	assert_int_equal(first[1].offset, 0);
	assert_int_equal(first[1].length, 0);
	assert_ptr_equal(sg_next(first), second);
	assert_int_equal(sg_nents(second), 1);
	sg_mark_end(&first[1]); /* R-SG-1: a link no more */
	assert_false(sg_is_chain(&first[1]));
	assert_true(sg_is_last(&first[1]));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(__sg_alloc_table__other_chunks__each_freed_once),
		T(sg_alloc_table_chained__sizes__of_pools),
		T(sg_alloc_table_chained__chunk_with_old_entries__made_anew),
		T(sg_last__not_the_last__told),
		T(sg_nents_for_len__beyond_4_gib__counted),
		T(sg_chain__entry_with_end__goes_on),
		T(sg_set_page__entry_with_end__keeps_the_bits),
		T(sg_nents_for_len__table),
		T(sg_alloc_table__sizes__chunks),
		T(sg_alloc_table__no_entries__refused),
		T(sg_alloc_table__no_memory__nothing_stays),
		T(sg_alloc_table_chained__first_chunk__used),
		T(sg_chain__last_entry_in_use__becomes_the_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
