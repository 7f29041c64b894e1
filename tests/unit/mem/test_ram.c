/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Simulated RAM (R-MEM-1, R-MEM-3, INV-BIO-3).
 */
#include "bp_test.h"

#include <string.h>

#include <blkpath/pci.h>

#include "mem/ram.h"

struct t_ram {
	struct bp_env env;
	struct bp_ram *ram;
};

static void start(struct t_ram *t)
{
	bp_env_init(&t->env);
	t->ram = bp_ram_new(&t->env);
	assert_non_null(t->ram);
}

static void stop(struct t_ram *t)
{
	bp_ram_free(t->ram);
	assert_null(t->env.page_ops);
	bp_env_fini(&t->env);
}

static void bp_ram_write__across_three_pages__read_back(void **state)
{
	struct t_ram t;
	u8 in[9000], out[9000];

	(void)state;
	start(&t);
	for (unsigned i = 0; i < sizeof(in); i++)
		in[i] = (u8)(i * 7);
	assert_int_equal(bp_ram_write(t.ram, bp_phys_addr(0x123456fff), in, sizeof(in)), 0);
	assert_int_equal(bp_ram_read(t.ram, bp_phys_addr(0x123456fff), out, sizeof(out)), 0);
	assert_memory_equal(in, out, sizeof(in));
	assert_int_equal(bp_page_bytes(&t.env, pfn_to_page(0x123457))[0], in[1]);
	assert_int_equal(bp_ram_report(t.ram).touched, 4);
	stop(&t);
}

static void bp_ram_write__beyond_the_last_frame__refused(void **state)
{
	struct t_ram t;
	u8 bytes[2] = { 1, 2 };

	(void)state;
	start(&t);
	t.env.max_pfn = 1;
	assert_int_equal(bp_ram_write(t.ram, bp_phys_addr(0x1fff), bytes, 2), -14);
	assert_int_equal(bp_ram_read(t.ram, bp_phys_addr(0x1fff), bytes, 2), -14);
	assert_int_equal(bytes[0], 1);
	assert_null(bp_page_bytes(&t.env, pfn_to_page(2)));
	assert_hits(&t.env, BP_SITE_PAGE_UNKNOWN, 1);
	stop(&t);
}

static void alloc_page_below__some_pages_in_use__next_one_under_the_limit(void **state)
{
	struct t_ram t;
	struct page *first, *second;

	(void)state;
	start(&t);
	bp_page_bytes(&t.env, pfn_to_page(0xfff));
	first = alloc_page_below(&t.env, 0x1000);
	second = alloc_page_below(&t.env, 0x1000);
	assert_int_equal(page_to_pfn(first), 0x1000);
	assert_int_equal(page_to_pfn(second), 0xffe);
	assert_int_equal(bp_ram_report(t.ram).allocated, 2);
	assert_int_equal(bp_ram_report(t.ram).first_pfn, 0xffe);
	put_page(&t.env, first);
	put_page(&t.env, second);
	assert_int_equal(bp_ram_report(t.ram).allocated, 0);
	assert_null(alloc_page_below(&t.env, 0));
	stop(&t);
}

/*  0 . . x . . . x     frames from 0, x in use: the highest run of the length */
static void bp_alloc_pages__runs__highest_that_is_free(void **state)
{
	static const struct {
		u64 nr, max_pfn, first; /* first 0: none */
	} cases[] = {
		{ 3, 7, 4 }, { 2, 7, 5 }, { 3, 5, 0 }, { 2, 4, 1 }, { 4, 7, 0 }, { 3, 100, 4 }
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_ram t;
		struct page *page;

		start(&t);
		t.env.max_pfn = 7;
		bp_page_bytes(&t.env, pfn_to_page(3));
		bp_page_bytes(&t.env, pfn_to_page(7));
		page = bp_alloc_pages(&t.env, cases[i].nr, cases[i].max_pfn);
		if (cases[i].first)
			assert_int_equal(page_to_pfn(page), cases[i].first);
		else
			assert_null(page);
		assert_int_equal(bp_ram_report(t.ram).allocated, page ? cases[i].nr : 0);
		for (u64 n = 0; page && n < cases[i].nr; n++) /* one piece */
			assert_ptr_equal(bp_page_bytes(&t.env, nth_page(page, n)),
					 bp_page_bytes(&t.env, page) + n * 4096);
		for (u64 n = 0; page && n < cases[i].nr; n++)
			put_page(&t.env, nth_page(page, n));
		stop(&t);
	}
}

/* A machine has devices between its memory. */
static void bp_ram_restrict__holes__nothing_allocated_there(void **state)
{
	static const struct resource have[] = {
		{ .start = 0, .end = 0x3fff },
		{ .start = 0x8000, .end = 0x8fff },
		{ .start = 0x9800, .end = 0xa7ff }, /* no whole page */
		{ .start = 0x10000, .end = 0x11fff },
	};
	static const u64 pfns[] = { 0x11, 0x10, 0x8, 0x3 };
	struct t_ram t;

	(void)state;
	start(&t);
	bp_ram_restrict(t.ram, have, 4);
	assert_int_equal(page_to_pfn(bp_alloc_pages(&t.env, 3, 0x20)), 1);
	put_page(&t.env, pfn_to_page(1));
	put_page(&t.env, pfn_to_page(2));
	put_page(&t.env, pfn_to_page(3));
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(page_to_pfn(alloc_page_below(&t.env, 0x20)), pfns[i]);
	assert_int_equal(page_to_pfn(alloc_page_below(&t.env, 0x7)), 0x2);
	assert_null(bp_alloc_pages(&t.env, 2, 0x20));
	put_page(&t.env, pfn_to_page(2));
	for (unsigned i = 0; i < 4; i++)
		put_page(&t.env, pfn_to_page(pfns[i]));
	stop(&t);
}

static void put_page__more_than_taken__report_and_finding(void **state)
{
	struct t_ram t;
	struct page *page = pfn_to_page(5);

	(void)state;
	start(&t);
	get_page(&t.env, page);
	assert_int_equal(bp_ram_report(t.ram).unbalanced, 1);
	put_page(&t.env, page);
	assert_int_equal(bp_ram_report(t.ram).unbalanced, 0);
	put_page(&t.env, page);
	assert_int_equal(bp_ram_report(t.ram).unbalanced, 1);
	assert_int_equal(bp_ram_report(t.ram).first_pfn, 5);
	put_page(&t.env, page);
	assert_hits(&t.env, BP_SITE_PAGE_PUT_FREE, 1);
	stop(&t);
}

/* [head|tail|tail|tail] */
static void bp_ram_compound__four_frames__references_go_to_the_head(void **state)
{
	struct t_ram t;

	(void)state;
	start(&t);
	bp_ram_compound(t.ram, 8, 2);
	get_page(&t.env, pfn_to_page(11));
	assert_true(PageCompound(&t.env, pfn_to_page(11)));
	assert_false(PageCompound(&t.env, pfn_to_page(12)));
	assert_int_equal(bp_ram_report(t.ram).first_pfn, 8);
	put_page(&t.env, pfn_to_page(9));
	assert_int_equal(bp_ram_report(t.ram).unbalanced, 0);
	t.env.max_pfn = 16;
	bp_ram_compound(t.ram, 16, 1); /* reaches beyond the machine: stops there */
	assert_int_equal(bp_ram_report(t.ram).touched, 6);
	stop(&t);
}

static void bp_ram_free__nothing__harmless(void **state)
{
	(void)state;
	bp_ram_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_ram_write__across_three_pages__read_back),
		cmocka_unit_test(bp_ram_write__beyond_the_last_frame__refused),
		cmocka_unit_test(alloc_page_below__some_pages_in_use__next_one_under_the_limit),
		cmocka_unit_test(bp_alloc_pages__runs__highest_that_is_free),
		cmocka_unit_test(bp_ram_restrict__holes__nothing_allocated_there),
		cmocka_unit_test(put_page__more_than_taken__report_and_finding),
		cmocka_unit_test(bp_ram_compound__four_frames__references_go_to_the_head),
		cmocka_unit_test(bp_ram_free__nothing__harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
