/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios over the memory of whoever asks (R-HLP-3, QUIRK-9), and copies of it.
 */
#include "bio_test.h"

#include <errno.h>

#include <blkpath/iov_iter.h>

#define P 0x1000ull
#define USER 0x7f0000000000ull /* user page n is frame P + n */

/* Every user page is there but the tenth. */
static struct page *pin(void *arg, u64 addr)
{
	struct t_mem *t = arg;
	u64 n = (addr - USER) >> t->w.env.page_shift;

	if (n == 10)
		return NULL;
	get_page(&t->w.env, pfn_to_page(P + n));
	return pfn_to_page(P + n);
}

static const struct bp_user_ops user_ops = { pin };

static struct iov_iter user_iter(struct t_mem *t, const struct bp_iovec *iov, unsigned nr)
{
	struct iov_iter iter;
	size_t bytes = 0;

	for (unsigned i = 0; i < nr; i++)
		bytes += iov[i].len;
	bp_iov_iter_user(&iter, iov, nr, bytes, &user_ops, t);
	return iter;
}

static struct iov_iter bvec_iter(const struct bio_vec *bvec, unsigned nr, bool no_ref)
{
	struct iov_iter iter;
	size_t bytes = 0;

	for (unsigned i = 0; i < nr; i++)
		bytes += bvec[i].bv_len;
	iov_iter_bvec(&iter, bvec, nr, bytes, no_ref);
	return iter;
}

/* [...a][aaaa][a...], then nothing, then [b...] */
static void bio_iov_iter_get_pages__user_runs__pinned_and_added(void **state)
{
	static const struct bp_iovec iov[] = { { USER + 3584, 5120 },
					       { 0, 0 },
					       { USER + 0x5000, 512 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 8);
	struct iov_iter iter = user_iter(t, iov, 3);
	int refs = t_refs(t, P);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(iter.count, 0);
	assert_int_equal(bio->bi_vcnt, 2);
	assert_vec(bio->bi_io_vec[0], P, 3584, 5120);
	assert_vec(bio->bi_io_vec[1], P + 5, 0, 512);
	assert_int_equal(t_refs(t, P + 2), refs + 1);
	assert_false(bio_flagged(bio, BIO_NO_PAGE_REF));
	bio_release_pages(bio);
	assert_int_equal(bp_ram_report(t->ram).unbalanced, 0);
	bio_put(bio);
}

/* a.b.c: two free vectors; the rest stays with the iterator */
static void bio_iov_iter_get_pages__more_than_fits__stops_when_full(void **state)
{
	static const struct bp_iovec iov[] = { { USER, 512 },
					       { USER + 0x2000, 512 },
					       { USER + 0x4000, 512 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 2);
	struct iov_iter iter = user_iter(t, iov, 3);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_vcnt, 2);
	assert_int_equal(iter.count, 512);
	assert_int_equal(iter.nr_segs, 1);
	bio_release_pages(bio);
	bio_put(bio);
}

static void bio_iov_iter_get_pages__fault__error_only_when_nothing_was_added(void **state)
{
	static const struct bp_iovec iov[] = { { USER + 0x9000, 8192 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 2), *none = t_alloc(t, REQ_OP_READ, 2);
	struct iov_iter iter = user_iter(t, iov, 1);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_iter.bi_size, 4096);
	assert_int_equal(bio_iov_iter_get_pages(none, &iter), -EFAULT);
	bio_release_pages(bio);
	bio_put(bio);
	bio_put(none);
}

static void bio_iov_iter_get_pages__no_room_or_no_data__fault(void **state)
{
	static const struct bp_iovec iov[] = { { USER, 512 } };
	struct t_mem *t = *state;
	struct bio *bare = t_alloc(t, REQ_OP_READ, 0), *bio = t_alloc(t, REQ_OP_READ, 1);
	struct iov_iter iter = user_iter(t, iov, 1), empty = user_iter(t, iov, 0);

	assert_int_equal(bio_iov_iter_get_pages(bare, &iter), -EFAULT);
	assert_int_equal(bio_iov_iter_get_pages(bio, &empty), -EFAULT);
	assert_int_equal(iter.count, 512);
	bio_put(bare);
	bio_put(bio);
}

/* QUIRK-9: aabb, two runs in one page, become one vector. */
static void bio_iov_iter_get_pages__two_runs_in_one_page__reference_lost_unless_mended(void **state)
{
	static const struct bp_iovec iov[] = { { USER + 512, 512 }, { USER + 1024, 512 } };
	struct t_mem *t = *state;

	for (int mended = 0; mended <= 1; mended++) {
		struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
		struct iov_iter iter = user_iter(t, iov, 2);
		int refs = t_refs(t, P);

		t_defect(t, BP_QUIRK_9, mended);
		assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
		assert_int_equal(bio->bi_vcnt, 1);
		bio_release_pages(bio);
		assert_int_equal(t_refs(t, P), refs + !mended);
		bio_put(bio);
	}
}

/* A page joined at its start is a new one: its reference stays. */
static void bio_iov_iter_get_pages__touching_pages_mended__every_page_held(void **state)
{
	static const struct bp_iovec iov[] = { { USER, 8192 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
	struct iov_iter iter = user_iter(t, iov, 1);
	int refs = t_refs(t, P);

	t_defect(t, BP_QUIRK_9, true);
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_vcnt, 1);
	assert_int_equal(t_refs(t, P), refs + 1);
	assert_int_equal(t_refs(t, P + 1), refs + 1);
	bio_release_pages(bio);
	bio_put(bio);
}

static void bio_iov_iter_get_pages__short_add_of_a_user_page__warns(void **state)
{
	static const struct bp_iovec iov[] = { { USER, 8192 } };
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
	struct iov_iter iter = user_iter(t, iov, 1);
	int refs = t_refs(t, P);

	t_defect(t, BP_QUIRK_5, true);
	bio->bi_iter.bi_size = UINT_MAX;
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), -EINVAL);
	assert_hits(&t->w.env, BP_SITE_IOV_SHORT_ADD, 1);
	assert_int_equal(t_refs(t, P), refs);
	bio_put(bio);
}

/* [..aa][aa..] . [bbb.]: from the middle of the first vector */
static void bio_iov_iter_get_pages__vectors__added_whole(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 4096, 2048 },
					  { pfn_to_page(P + 7), 3072, 0 } };

	for (int no_ref = 0; no_ref <= 1; no_ref++) {
		struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
		struct iov_iter iter = bvec_iter(source, 2, no_ref);
		int refs = t_refs(t, P);

		iov_iter_advance(&iter, 1024);
		assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
		assert_vec(bio->bi_io_vec[0], P, 3072, 3072);
		assert_vec(bio->bi_io_vec[1], P + 7, 0, 3072);
		assert_int_equal(bio_flagged(bio, BIO_NO_PAGE_REF), no_ref);
		assert_int_equal(t_refs(t, P + 1), refs + !no_ref);
		if (!no_ref)
			bio_release_pages(bio);
		bio_put(bio);
	}
}

static void bio_iov_iter_get_pages__short_add_of_a_vector__error(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 512, 0 } };
	struct bio *bare = t_alloc(t, REQ_OP_READ, 0);
	struct iov_iter iter = bvec_iter(source, 1, false);

	assert_int_equal(bio_iov_iter_get_pages(bare, &iter), -EINVAL);
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
	bio_put(bare);
}

/* R-ITER-6 */
static void bio_iov_iter_get_pages__empty_vector__bug(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 0, 0 }, { pfn_to_page(P), 512, 0 } };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
	struct iov_iter iter = bvec_iter(source, 2, true);

	assert_bug(&t->w.env, BP_SITE_ITER_STUCK, bio_iov_iter_get_pages(bio, &iter));
	bio_put(bio);
}

static void bio_iov_iter_get_pages__bio_with_vectors__warns(void **state)
{
	static const struct bp_iovec iov[] = { { USER, 512 } };
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ 0, 512 }));
	struct iov_iter iter = user_iter(t, iov, 1);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), -EINVAL);
	assert_hits(&t->w.env, BP_SITE_IOV_NOT_EMPTY, 1);
	bio_put(bio);
}

static void iov_iter_advance__past_the_end__stops_there(void **state)
{
	static const struct bp_iovec iov[] = { { USER, 512 }, { 0, 0 }, { USER, 100 } };
	struct iov_iter iter = user_iter(*state, iov, 3);

	iov_iter_advance(&iter, 512);
	assert_int_equal(iter.nr_segs, 2);
	iov_iter_advance(&iter, 60);
	assert_int_equal(iter.offset, 60);
	assert_int_equal(iter.nr_segs, 1);
	iov_iter_advance(&iter, 1000);
	assert_int_equal(iter.count, 0);
	assert_int_equal(iter.nr_segs, 0);
}

/* Less is asked for than the vector holds. */
static void bio_iov_iter_get_pages__part_of_a_vector__only_that(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 4096, 0 } };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 4);
	struct iov_iter iter;

	iov_iter_bvec(&iter, source, 1, 512, true);
	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_iter.bi_size, 512);
	assert_int_equal(iter.count, 0);
	bio_put(bio);
}

/* aabb: a full bio ends it, though the next vector would join the last. */
static void bio_iov_iter_get_pages__full_with_a_touching_vector_left__stops(void **state)
{
	struct t_mem *t = *state;
	const struct bio_vec source[] = { { pfn_to_page(P), 512, 0 },
					  { pfn_to_page(P), 512, 512 } };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);
	struct iov_iter iter = bvec_iter(source, 2, true);

	assert_int_equal(bio_iov_iter_get_pages(bio, &iter), 0);
	assert_int_equal(bio->bi_iter.bi_size, 512);
	assert_int_equal(iter.count, 512);
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_iov_iter_get_pages__user_runs__pinned_and_added),
		t_case(bio_iov_iter_get_pages__more_than_fits__stops_when_full),
		t_case(bio_iov_iter_get_pages__fault__error_only_when_nothing_was_added),
		t_case(bio_iov_iter_get_pages__no_room_or_no_data__fault),
		t_case(bio_iov_iter_get_pages__two_runs_in_one_page__reference_lost_unless_mended),
		t_case(bio_iov_iter_get_pages__touching_pages_mended__every_page_held),
		t_case(bio_iov_iter_get_pages__short_add_of_a_user_page__warns),
		t_case(bio_iov_iter_get_pages__vectors__added_whole),
		t_case(bio_iov_iter_get_pages__short_add_of_a_vector__error),
		t_case(bio_iov_iter_get_pages__empty_vector__bug),
		t_case(bio_iov_iter_get_pages__bio_with_vectors__warns),
		t_case(iov_iter_advance__past_the_end__stops_there),
		t_case(bio_iov_iter_get_pages__part_of_a_vector__only_that),
		t_case(bio_iov_iter_get_pages__full_with_a_touching_vector_left__stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
