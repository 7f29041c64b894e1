/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bouncing while memory is short: the bio ends once, and nothing is left.
 */
#include <blkpath/integrity.h>

#include "bounce_test.h"

static unsigned fails_at;

static bool should_fail(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg, (void)kind, (void)bytes;
	return fails_at && !--fails_at;
}

/* Front, clone, table of the clone: whichever fails, the bio ends once and nothing is left. */
static void blk_queue_bounce__no_memory__ends_with_resource(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = should_fail };

	(void)state;
	w.env.alloc_ops = &ops;
	for (unsigned n = 1; n <= 3; n++) {
		struct bio *bio;

		fails_at = 0;
		bio = t_bio_pages(&w, REQ_OP_WRITE, 0, 300, HIGH, 0x2000, 4096);
		bio->bi_end_io = on_end;
		ended = 0;
		fails_at = n;
		assert_null(bounce(bio));
		if (n > 1) /* the front ended, the rest was submitted */
			bio_endio(resubmitted);
		assert_int_equal(ended, 1);
		assert_int_equal(end_status, BLK_STS_RESOURCE);
		bio_put(bio);
		assert_int_equal(w.env.live[BP_ALLOC_BIO], 0);
		assert_int_equal(bp_ram_report(ram).allocated, 0);
	}
}

static void blk_queue_bounce__no_page__a_finding_and_resource(void **state)
{
	struct bio *bio = low_and_high(REQ_OP_WRITE);

	(void)state;
	bp_ram_free(ram);
	ram = NULL;
	assert_null(bounce(bio));
	assert_int_equal(end_status, BLK_STS_RESOURCE);
	assert_hits(&w.env, BP_SITE_BOUNCE_NO_PAGE, 1);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 1);
}

/* A pool of one page, which a piece of work puts back. */
static struct {
	struct bp_work work;
	struct bp_page_state state;
	bool taken;
} pool;

static struct bp_page_state *pool_state(void *arg, u64 pfn)
{
	(void)arg, (void)pfn;
	return &pool.state;
}

static struct page *pool_alloc(void *arg, u64 max_pfn)
{
	(void)arg, (void)max_pfn;
	if (pool.taken)
		return NULL;
	pool.taken = true;
	pool.state.refs = 1;
	return pfn_to_page(7);
}

static void pool_release(void *arg, u64 pfn)
{
	(void)arg, (void)pfn;
	pool.taken = false;
}

static const struct bp_page_ops one_page = {
	.state = pool_state,
	.alloc = pool_alloc,
	.release = pool_release,
};

static void put_back(struct bp_work *work)
{
	(void)work;
	put_page(&w.env, pfn_to_page(7));
}

/* Pages without bytes, by the way: nothing is copied. */
static void blk_queue_bounce__pool_is_empty__waits_for_a_page(void **state)
{
	struct bio *bio = low_and_high(REQ_OP_WRITE);

	(void)state;
	w.env.page_ops = &one_page;
	pool.taken = true;
	pool.state = (struct bp_page_state){ .refs = 1 };
	pool.work = (struct bp_work){ .fn = put_back };
	bp_work_queue(&w.env, &pool.work);
	bio = bounce(bio);
	assert_ptr_equal(bio->bi_io_vec[1].bv_page, pfn_to_page(7));
	bio_endio(bio);
	assert_false(pool.taken);
	assert_int_equal(ended, 1);
}

/* The clone gets a view of the tuples; without memory for it there is no clone. */
static void blk_queue_bounce__protected__payload_is_cloned(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = should_fail };
	struct bio *bio = low_and_high(REQ_OP_WRITE), *clone;

	(void)state;
	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 1));
	clone = bounce(bio);
	assert_ptr_not_equal(bio_integrity(clone), bio_integrity(bio));
	bio_endio(clone);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);

	bio = low_and_high(REQ_OP_WRITE);
	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 1));
	w.env.alloc_ops = &ops;
	fails_at = 2;
	assert_null(bounce(bio));
	assert_int_equal(end_status, BLK_STS_RESOURCE);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(blk_queue_bounce__no_memory__ends_with_resource),
		T(blk_queue_bounce__no_page__a_finding_and_resource),
		T(blk_queue_bounce__pool_is_empty__waits_for_a_page),
		T(blk_queue_bounce__protected__payload_is_cloned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
