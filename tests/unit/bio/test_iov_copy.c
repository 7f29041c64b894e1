/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Passthrough data that is copied (4.6).
 */
#include "bio_test.h"

#include <errno.h>

#include <blkpath/iov_iter.h>

#define BIO 0x1000000ull
#define USER 0x2000000ull /* user addresses are physical ones here; frames from MISSING are not */
#define MISSING 0x3000000ull

static struct page *pin(void *arg, u64 addr)
{
	struct t_mem *t = arg;
	struct page *page = pfn_to_page(addr >> 12);

	if (addr >= MISSING)
		return NULL;
	get_page(&t->w.env, page);
	return page;
}

static const struct bp_user_ops user_ops = { pin };

/* User abcdef in two runs across a page edge; the bio takes them as 4 + 2 bytes. */
static const struct bp_iovec runs[] = { { USER + 4094, 4 }, { USER + 0x5000, 2 } };

static struct bio *six_bytes(struct t_mem *t)
{
	return t_bio(&t->w, REQ_OP_DRV_OUT, 0, 2, T_VECS({ BIO + 100, 4 }, { BIO + 0x8000, 2 }));
}

static struct iov_iter six_user_bytes(struct t_mem *t)
{
	struct iov_iter iter;

	bp_iov_iter_user(&iter, runs, 2, 6, &user_ops, t);
	return iter;
}

static void bio_copy_from_iter__runs_across_pages__in_order(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = six_bytes(t);
	struct iov_iter iter = six_user_bytes(t);
	char seen[7] = "";

	bp_ram_write(t->ram, bp_phys_addr(USER + 4094), "abcd", 4);
	bp_ram_write(t->ram, bp_phys_addr(USER + 0x5000), "ef", 2);
	assert_int_equal(bio_copy_from_iter(bio, &iter), 0);
	bp_ram_read(t->ram, bp_phys_addr(BIO + 100), seen, 4);
	bp_ram_read(t->ram, bp_phys_addr(BIO + 0x8000), seen + 4, 2);
	assert_string_equal(seen, "abcdef");
	assert_int_equal(iter.count, 0);
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	bio_put(bio);
}

static void bio_copy_to_iter__runs_across_pages__in_order_and_iterator_kept(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = six_bytes(t);
	struct iov_iter iter = six_user_bytes(t);
	char seen[7] = "";

	bp_ram_write(t->ram, bp_phys_addr(BIO + 100), "abcd", 4);
	bp_ram_write(t->ram, bp_phys_addr(BIO + 0x8000), "ef", 2);
	assert_int_equal(bio_copy_to_iter(bio, &iter), 0);
	bp_ram_read(t->ram, bp_phys_addr(USER + 4094), seen, 4);
	bp_ram_read(t->ram, bp_phys_addr(USER + 0x5000), seen + 4, 2);
	assert_string_equal(seen, "abcdef");
	assert_int_equal(iter.count, 6);
	bio_put(bio);
}

static void bio_copy_from_iter__vector_source_shorter_than_the_bio__ends_with_it(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(USER >> 12), 5, 4094 } };
	struct bio *bio = six_bytes(t);
	struct iov_iter iter;
	char seen[7] = "......";

	iov_iter_bvec(&iter, source, 1, 5, true);
	bp_ram_write(t->ram, bp_phys_addr(USER + 4094), "abcde", 5);
	bp_ram_write(t->ram, bp_phys_addr(BIO + 0x8000), "..", 2);
	assert_int_equal(bio_copy_from_iter(bio, &iter), 0);
	bp_ram_read(t->ram, bp_phys_addr(BIO + 100), seen, 4);
	bp_ram_read(t->ram, bp_phys_addr(BIO + 0x8000), seen + 4, 2);
	assert_string_equal(seen, "abcde.");
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	bio_put(bio);
}

static void bio_copy_from_iter__page_missing__fault(void **state)
{
	static const struct bp_iovec missing[] = { { MISSING, 6 } };
	struct t_mem *t = *state;
	struct bio *bio = six_bytes(t);
	struct iov_iter iter;

	bp_iov_iter_user(&iter, missing, 1, 6, &user_ops, t);
	assert_int_equal(bio_copy_from_iter(bio, &iter), -EFAULT);
	assert_int_equal(bio_copy_to_iter(bio, &iter), -EFAULT);
	assert_int_equal(iter.count, 6);
	bio_put(bio);
}

static void bio_copy_from_iter__memory_without_bytes__passed_over(void **state)
{
	const u64 nowhere = 0x10000000;
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_DRV_OUT, 0, 1, T_VECS({ nowhere, 6 }));
	const struct bio_vec source[] = { { pfn_to_page(nowhere >> 12), 6, 0 } };
	struct bio *good = six_bytes(t);
	struct iov_iter iter = six_user_bytes(t);
	char seen[5] = "";

	t->w.env.max_pfn = (nowhere >> 12) - 1;
	bp_ram_write(t->ram, bp_phys_addr(BIO + 100), "kept", 4);
	assert_int_equal(bio_copy_from_iter(bio, &iter), 0);
	assert_int_equal(iter.count, 0);
	iov_iter_bvec(&iter, source, 1, 6, true);
	assert_int_equal(bio_copy_from_iter(good, &iter), 0);
	assert_int_equal(iter.count, 0);
	bp_ram_read(t->ram, bp_phys_addr(BIO + 100), seen, 4);
	assert_string_equal(seen, "kept");
	bio_put(bio);
	bio_put(good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_copy_from_iter__runs_across_pages__in_order),
		t_case(bio_copy_to_iter__runs_across_pages__in_order_and_iterator_kept),
		t_case(bio_copy_from_iter__vector_source_shorter_than_the_bio__ends_with_it),
		t_case(bio_copy_from_iter__page_missing__fault),
		t_case(bio_copy_from_iter__memory_without_bytes__passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
