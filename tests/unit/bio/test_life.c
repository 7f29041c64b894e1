/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Birth, reuse and death (R-BIO-2, -3, -6, -7, -8, INV-BIO-3).
 */
#include "bio_test.h"

static void bio_init__dirty_memory__clean_bio(void **state)
{
	struct t_mem *t = *state;
	struct bio_vec table[3];
	struct bio bio;

	memset(&bio, 0xff, sizeof(bio));
	bio_init(&t->w.env, &bio, table, 3);
	assert_int_equal(bio.__bi_remaining, 1);
	assert_int_equal(bio.__bi_cnt, 1);
	assert_ptr_equal(bio.bi_io_vec, table);
	assert_int_equal(bio.bi_max_vecs, 3);
	assert_null(bio.bi_pool);
	assert_int_equal(bio.bi_flags, 0);
	assert_int_equal(bio.bi_vcnt, 0);
}

/* R-BIO-3: where the vectors come from */
static void bio_alloc_bioset__vectors_wanted__inline_or_pool(void **state)
{
	static const struct {
		unsigned nr, pool_bits;
	} cases[] = { { 0, 0 }, { 1, 0 }, { 4, 0 }, { 5, 3 }, { 16, 3 }, { 65, 5 }, { 256, 6 } };
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = bio_alloc_bioset(&t->w.env, GFP_NOIO, cases[i].nr, &t->w.bs);

		assert_non_null(bio);
		assert_int_equal(bio->bi_flags >> BVEC_POOL_OFFSET, cases[i].pool_bits);
		assert_int_equal(bio->bi_max_vecs, cases[i].nr); /* not the slab's size */
		assert_ptr_equal(bio->bi_pool, &t->w.bs);
		assert_int_equal(!bio->bi_io_vec, !cases[i].nr);
		if (cases[i].nr && !cases[i].pool_bits)
			assert_ptr_equal(bio->bi_io_vec, bio->bi_inline_vecs);
		assert_int_equal(t->w.env.live[BP_ALLOC_BVEC], !!cases[i].pool_bits);
		assert_int_equal(t->last[BP_EV_BIO_ALLOC].a, cases[i].nr);
		bio_put(bio);
		assert_int_equal(t->w.env.live[BP_ALLOC_BVEC], 0);
	}
	assert_int_equal(t->events[BP_EV_BIO_ALLOC], bp_array_size(cases));
	assert_int_equal(t->events[BP_EV_BIO_FREE], bp_array_size(cases));
}

static void bio_alloc_bioset__more_than_the_pools_hold__null(void **state)
{
	struct t_mem *t = *state;

	assert_null(bio_alloc_bioset(&t->w.env, GFP_KERNEL, 257, &t->w.bs));
	assert_int_equal(t_hits_of(t, BP_WARN), 0);
}

static void bio_alloc_bioset__set_without_vectors__warns_and_null(void **state)
{
	struct t_mem *t = *state;
	struct bio_set bare;
	struct bio *bio;

	bioset_init(&t->w.env, &bare, 0, false);
	assert_null(bio_alloc_bioset(&t->w.env, GFP_KERNEL, 1, &bare));
	assert_hits(&t->w.env, BP_SITE_BIO_NO_VECTORS, 1);
	bio = bio_alloc_bioset(&t->w.env, GFP_KERNEL, 0, &bare);
	assert_non_null(bio);
	assert_hits(&t->w.env, BP_SITE_BIO_NO_VECTORS, 1);
	bio_put(bio);
}

static void bio_alloc_bioset__front_pad__usable_memory_before_the_bio(void **state)
{
	struct t_mem *t = *state;
	struct bio_set padded;
	struct bio *bio;

	bioset_init(&t->w.env, &padded, 64, true);
	bio = bio_alloc_bioset(&t->w.env, GFP_KERNEL, 4, &padded);
	memset((u8 *)bio - 64, 0xa5, 64);
	bio_put(bio);
}

static void bio_alloc_bioset__each_allocation_fails__null_and_nothing_left(void **state)
{
	static const enum bp_alloc_kind kinds[] = { BP_ALLOC_BIO, BP_ALLOC_BVEC };
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(kinds); i++) {
		t_fail(t, kinds[i], 0, 2);
		assert_null(bio_alloc_bioset(&t->w.env, GFP_KERNEL, 9, &t->w.bs));
		assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 0);
		assert_int_equal(t->w.env.live[BP_ALLOC_BVEC], 0);
	}
	assert_int_equal(t->events[BP_EV_BIO_ALLOC], 0);
}

static void bio_kmalloc__edges__inline_up_to_1024(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = bio_kmalloc(&t->w.env, GFP_KERNEL, UIO_MAXIOV);

	assert_non_null(bio);
	assert_null(bio->bi_pool);
	assert_ptr_equal(bio->bi_io_vec, bio->bi_inline_vecs);
	assert_int_equal(bio->bi_max_vecs, 1024);
	bio->bi_io_vec[1023].bv_len = 1;
	assert_null(bio_kmalloc(&t->w.env, GFP_KERNEL, UIO_MAXIOV + 1));
	bio_put(bio);
}

/* R-BIO-6 */
static void bio_reset__used_bio__keeps_what_is_behind_the_line(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = bio_alloc_bioset(&t->w.env, GFP_KERNEL, 5, &t->w.bs);
	struct bio_vec *table = bio->bi_io_vec;

	bio->bi_opf = REQ_OP_WRITE | REQ_DMA_DIRECT;
	bio->bi_status = BLK_STS_IOERR;
	bio->bi_disk = &t->w.disk;
	bio->__bi_remaining = 5;
	bio->bi_iter.bi_size = 512;
	bio->bi_vcnt = 1;
	table[0].bv_len = 512;
	bio_set_flag(bio, BIO_TRACKED);
	bio_get(bio);
	bio_reset(bio);
	assert_int_equal(bio->bi_opf, 0);
	assert_int_equal(bio->bi_status, 0);
	assert_null(bio->bi_disk);
	assert_int_equal(bio->__bi_remaining, 1);
	assert_int_equal(bio->bi_iter.bi_size, 0);
	assert_int_equal(bio->bi_vcnt, 0);
	assert_int_equal(bio->bi_flags, 3 << BVEC_POOL_OFFSET);
	assert_int_equal(bio->bi_max_vecs, 5);
	assert_int_equal(bio->__bi_cnt, 2);
	assert_ptr_equal(bio->bi_io_vec, table);
	assert_int_equal(table[0].bv_len, 512);
	assert_ptr_equal(bio->bi_pool, &t->w.bs);
	bio_put(bio);
}

static void bio_put__counted_references__last_one_frees(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	bio_get(bio);
	assert_true(bio_flagged(bio, BIO_REFFED));
	bio_put(bio);
	assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 1);
	bio_put(bio);
	assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 0);
}

static void bio_put__no_reference_left__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	bio_cnt_set(bio, 0);
	assert_bug(&t->w.env, BP_SITE_BIO_PUT_COUNT, (bio_put(bio), 0));
	bio_cnt_set(bio, 2);
	bio_put(bio);
	bio_put(bio);
}

static void bio_cnt_set__one__not_counted(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	bio_cnt_set(bio, 1);
	assert_false(bio_flagged(bio, BIO_REFFED));
	bio_cnt_set(bio, 3);
	assert_true(bio_flagged(bio, BIO_REFFED));
	assert_int_equal(bio->__bi_cnt, 3);
	for (unsigned i = 0; i < 3; i++)
		bio_put(bio);
}

static void bio_put__freed_or_never_allocated__reported(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1), own;

	bio_put(bio);
	bio_put(bio);
	assert_hits(&t->w.env, BP_SITE_BIO_FREED_USED, 1);
	bio_init(&t->w.env, &own, NULL, 0);
	bio_put(&own);
	assert_hits(&t->w.env, BP_SITE_BIO_PUT_UNBORN, 1);
}

/* INV-BIO-3: each entry into the bio code knows a freed bio. */
static void entries__freed_bio__reported_and_nothing_done(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 0, 1, T_VECS({ 0, 4096 }));
	u64 *hits = &t->w.env.hits[BP_SITE_BIO_FREED_USED];

	bio_put(bio);
	bio_get(bio);
	assert_int_equal(*hits, 1);
	bio_reset(bio);
	assert_int_equal(*hits, 2);
	bio_advance(bio, 512);
	assert_int_equal(*hits, 3);
	assert_null(bio_split(bio, 1, GFP_KERNEL, NULL));
	assert_int_equal(*hits, 4);
	assert_null(bio_clone_fast(bio, GFP_KERNEL, NULL));
	assert_int_equal(*hits, 5);
	assert_int_equal(bio_add_page(bio, pfn_to_page(1), 512, 0), 0);
	assert_int_equal(*hits, 6);
	assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(1), 512, 0), 0);
	assert_int_equal(*hits, 7);
	assert_int_equal(bio_add_dma_addr(&t->w.q, bio, bp_dma_addr(0), 512), -22);
	assert_int_equal(*hits, 8);
	bio_trim(bio, 1, 1);
	assert_int_equal(*hits, 9);
	assert_int_equal(bio->bi_iter.bi_size, 0);
}

/* R-BIO-8 */
static void bio_set_dev__same_and_other_disk__throttled_only_on_the_same(void **state)
{
	struct t_mem *t = *state;
	struct gendisk other = { .queue = &t->w.q };
	struct block_device same_part = { &t->w.disk, 3 }, other_disk = { &other, 0 };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	bio_set_flag(bio, BIO_THROTTLED);
	bio_set_dev(bio, &same_part);
	assert_true(bio_flagged(bio, BIO_THROTTLED));
	assert_int_equal(bio->bi_partno, 3);
	bio_set_dev(bio, &other_disk);
	assert_false(bio_flagged(bio, BIO_THROTTLED));
	assert_ptr_equal(bio->bi_disk, &other);
	assert_int_equal(bio->bi_partno, 0);
	bio_put(bio);
}

static void bp_bio_rules__with_and_without_queue__queue_or_environment(void **state)
{
	struct t_mem *t = *state;
	struct gendisk no_queue = { 0 };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	t->w.env.rules = bp_rules_find("v6.18");
	assert_ptr_equal(bp_bio_rules(bio), t->w.q.bp_rules);
	bio->bi_disk = &no_queue;
	assert_ptr_equal(bp_bio_rules(bio), t->w.env.rules);
	bio->bi_disk = NULL;
	assert_ptr_equal(bp_bio_rules(bio), t->w.env.rules);
	bio_put(bio);
}

static void bp_bio_defects__with_and_without_queue__queue_or_environment(void **state)
{
	struct t_mem *t = *state;
	struct gendisk no_queue = { 0 };
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	assert_ptr_equal(bp_bio_defects(bio), &t->w.q.bp_defects);
	bio->bi_disk = &no_queue;
	assert_ptr_equal(bp_bio_defects(bio), &t->w.env.defects);
	bio->bi_disk = NULL;
	assert_ptr_equal(bp_bio_defects(bio), &t->w.env.defects);
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_init__dirty_memory__clean_bio),
		t_case(bio_alloc_bioset__vectors_wanted__inline_or_pool),
		t_case(bio_alloc_bioset__more_than_the_pools_hold__null),
		t_case(bio_alloc_bioset__set_without_vectors__warns_and_null),
		t_case(bio_alloc_bioset__front_pad__usable_memory_before_the_bio),
		t_case(bio_alloc_bioset__each_allocation_fails__null_and_nothing_left),
		t_case(bio_kmalloc__edges__inline_up_to_1024),
		t_case(bio_reset__used_bio__keeps_what_is_behind_the_line),
		t_case(bio_put__counted_references__last_one_frees),
		t_case(bio_put__no_reference_left__bug),
		t_case(bio_cnt_set__one__not_counted),
		t_case(bio_put__freed_or_never_allocated__reported),
		t_case(entries__freed_bio__reported_and_nothing_done),
		t_case(bio_set_dev__same_and_other_disk__throttled_only_on_the_same),
		t_case(bp_bio_defects__with_and_without_queue__queue_or_environment),
		t_case(bp_bio_rules__with_and_without_queue__queue_or_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
