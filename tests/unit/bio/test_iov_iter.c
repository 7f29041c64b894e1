/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places in memory (B1, B5), and vectors that a bio borrows (G-19).
 */
#include "bio_test.h"

#include <errno.h>

#include <blkpath/iov_iter.h>

#define P 0x1000ull

/* B1 */
static void iov_iter_npages__pieces__each_counted_apart(void **state)
{
	static const struct {
		const char *name;
		struct bp_iovec iov[3];
		unsigned skip, max, pages;
	} cases[] = {
		{ "one page", { { 0x1000, 4096 } }, 0, 256, 1 },
		{ "part of a page", { { 0x1200, 512 } }, 0, 256, 1 },
		{ "across an edge", { { 0x1e00, 1024 } }, 0, 256, 2 },
		{ "to the edge", { { 0x1e00, 512 } }, 0, 256, 1 },
		{ "two pieces meet in a page", { { 0x1000, 512 }, { 0x1200, 512 } }, 0, 256, 2 },
		{ "an empty piece between",
		  { { 0x1000, 512 }, { 0x1e00, 0 }, { 0x5000, 512 } },
		  0,
		  256,
		  2 },
		{ "no more than wanted", { { 0x1000, 40960 }, { 0x1000, 4096 } }, 0, 4, 4 },
		{ "from inside a piece", { { 0x1000, 8192 } }, 512, 256, 2 },
		{ "from inside its last page", { { 0x1000, 8192 } }, 4608, 256, 1 },
		{ "at the end", { { 0x1000, 8192 } }, 8192, 256, 0 },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const struct bp_iovec *iov = cases[i].iov;
		struct iov_iter iter;

		print_message("# %s\n", cases[i].name);
		bp_iov_iter_user(&iter, iov, 3, iov[0].len + iov[1].len + iov[2].len, NULL, NULL);
		iov_iter_advance(&iter, cases[i].skip);
		assert_int_equal(iov_iter_npages(&t->w.env, &iter, cases[i].max), cases[i].pages);
	}
}

/* Less is asked for than the pieces hold. */
static void iov_iter_npages__vectors__up_to_the_count(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 8192, 512 },
					  { pfn_to_page(P), 512, 0 } };
	struct iov_iter iter;

	iov_iter_bvec(&iter, source, 2, 8704, true);
	assert_int_equal(iov_iter_npages(&t->w.env, &iter, 256), 4);
	iov_iter_bvec(&iter, source, 2, 3584, true);
	assert_int_equal(iov_iter_npages(&t->w.env, &iter, 256), 1);
}

/* aaaa|bb|cc: from each place back to each place before it */
static void iov_iter_revert__any_way_back__same_place(void **state)
{
	const struct bio_vec source[] = { { pfn_to_page(P), 4, 0 },
					  { pfn_to_page(P), 0, 0 },
					  { pfn_to_page(P), 2, 0 },
					  { pfn_to_page(P), 2, 0 } };
	static const struct bp_iovec iov[] = { { 0, 4 }, { 0, 0 }, { 0, 2 }, { 0, 2 } };

	(void)state;
	for (unsigned i = 0; i < 9 * 9 * 2; i++) {
		unsigned there = i / 18, back = i / 2 % 9;
		struct iov_iter iter;

		if (back > there)
			continue;
		if (i % 2)
			iov_iter_bvec(&iter, source, 4, 8, true);
		else
			bp_iov_iter_user(&iter, iov, 4, 8, NULL, NULL);
		iov_iter_advance(&iter, there);
		iov_iter_revert(&iter, there - back);
		assert_int_equal(iter.count, 8 - back);
		iov_iter_advance(&iter, 8 - back);
		assert_int_equal(iter.count, 0);
		assert_int_equal(iter.nr_segs, 0);
	}
}

/* G-19: touching vectors stay two, and the bio begins inside the first. */
static void bio_iov_iter_get_pages__vectors_as_they_are__borrowed(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 4096, 0 },
					  { pfn_to_page(P + 1), 4096, 0 } };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 0);
	struct iov_iter iter;

	t->w.q.bp_rules = bp_rules_find("v6.1");
	iov_iter_bvec(&iter, source, 2, 6656, false);
	iov_iter_advance(&iter, 512);
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_ptr_equal(bio->bi_io_vec, source);
	assert_int_equal(bio->bi_vcnt, 2);
	assert_int_equal(bio->bi_iter.bi_size, 6144);
	assert_int_equal(bio->bi_iter.bi_bvec_done, 512);
	assert_true(bio_full(bio));
	assert_true(bio_flagged(bio, BIO_NO_PAGE_REF));
	assert_int_equal(iter.count, 0);
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	bio_put(bio);
}

static void bio_iov_iter_get_pages__table_of_its_own__warns(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 4096, 0 } };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 2);
	struct iov_iter iter;

	t->w.q.bp_rules = bp_rules_find("v6.18");
	iov_iter_bvec(&iter, source, 1, 4096, true);
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), -EINVAL);
	assert_hits(&t->w.env, BP_SITE_IOV_HAS_TABLE, 1);
	assert_int_equal(iter.count, 4096);
	bio_put(bio);
}

static void bio_iov_iter_get_pages__more_than_fields_hold__refused(void **state)
{
	static const struct bio_vec source[70000];
	struct t_mem *t = *state;
	struct iov_iter iter;

	t->w.q.bp_rules = bp_rules_find("v6.1");
	for (int i = 0; i < 2; i++) {
		struct bio *bio = t_alloc(t, REQ_OP_READ, 0);

		iov_iter_bvec(&iter, source, i ? 65535 : 65536, i ? 0x100000000 : 4096, true);
		assert_int_equal(bio_iov_iter_get_pages(bio, &iter), -EINVAL);
		assert_int_equal(bio->bi_vcnt, 0);
		bio_put(bio);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(iov_iter_npages__pieces__each_counted_apart),
		t_case(iov_iter_npages__vectors__up_to_the_count),
		t_case(iov_iter_revert__any_way_back__same_place),
		t_case(bio_iov_iter_get_pages__vectors_as_they_are__borrowed),
		t_case(bio_iov_iter_get_pages__table_of_its_own__warns),
		t_case(bio_iov_iter_get_pages__more_than_fields_hold__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
