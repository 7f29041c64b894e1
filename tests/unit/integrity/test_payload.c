/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The payload follows its bio: add, advance, trim, clone, free.
 */
#include <errno.h>

#include <blkpath/integrity.h>

#include "bp_test.h"

static struct t_world w;
static struct bio *bio; /* 16 sectors at 1000, tuples of 8 bytes */

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	w.disk.integrity.interval_exp = 9;
	w.disk.integrity.tuple_size = 8;
	bio = t_bio_pages(&w, REQ_OP_WRITE, 1000, 2, 0x100000, 0x2000, 4096);
	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 2));
	bio_integrity(bio)->bip_iter.bi_sector = 1000;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static int add(u64 pfn, unsigned len, unsigned offset)
{
	return bio_integrity_add_page(bio, pfn_to_page(pfn), len, offset);
}

static void bio_integrity__flag__decides_whether_there_is_one(void **state)
{
	(void)state;
	assert_true(bio->bi_opf & REQ_INTEGRITY);
	assert_ptr_equal(bio_integrity(bio)->bip_bio, bio);
	bio->bi_opf &= ~REQ_INTEGRITY;
	assert_null(bio_integrity(bio));
}

static void bio_integrity_add_page__room_and_gap__added_or_0(void **state)
{
	(void)state;
	assert_int_equal(add(500, 64, 0), 64);
	w.q.limits.virt_boundary_mask = 0xfff;
	assert_int_equal(add(600, 64, 0), 0);
	w.q.limits.virt_boundary_mask = 0;
	assert_int_equal(add(600, 64, 0), 64);
	assert_int_equal(add(700, 64, 0), 0);
	assert_int_equal(bio_integrity(bio)->bip_vcnt, 2);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 128);
}

/* R-SPL-5: 64 + 64 bytes of tuples; 9 sectors are 72 of them */
static void bio_advance__protected__tuples_move_along(void **state)
{
	const struct bvec_iter *it = &bio_integrity(bio)->bip_iter;

	(void)state;
	add(500, 64, 0);
	add(600, 64, 0);
	bio_advance(bio, 9 * 512);
	assert_int_equal(it->bi_sector, 1009);
	assert_int_equal(it->bi_idx, 1);
	assert_int_equal(it->bi_bvec_done, 8);
	assert_int_equal(it->bi_size, 56);
}

/* Intervals of a page: half of one does not move them. */
static void bio_integrity_advance__less_than_an_interval__stands(void **state)
{
	(void)state;
	w.disk.integrity.interval_exp = 12;
	add(500, 16, 0);
	bio_integrity_advance(bio, 2048);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 16);
	bio_integrity_advance(bio, 4096);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 8);
}

/* R-SPL-3, R-SPL-6 */
static void bio_split_and_trim__protected__each_has_its_tuples(void **state)
{
	struct bio *front;

	(void)state;
	add(500, 128, 0);
	front = bio_split(bio, 6, GFP_NOIO, &w.bs);
	assert_int_equal(bio_integrity(front)->bip_iter.bi_size, 48);
	assert_int_equal(bio_integrity(front)->bip_iter.bi_sector, 1000);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 80);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_sector, 1006);
	bio_trim(bio, 2, 3);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 24);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_bvec_done, 64);
}

/* A clone does not own the tuples: it neither verifies nor frees them. */
static void bio_integrity_clone__clone__shares_the_tuples(void **state)
{
	struct bio *clone;

	(void)state;
	add(500, 128, 0);
	bio_integrity(bio)->bip_flags = BIP_BLOCK_INTEGRITY;
	clone = bio_clone_fast(bio, GFP_NOIO, &w.bs);
	assert_ptr_not_equal(bio_integrity(clone), bio_integrity(bio));
	assert_ptr_equal(bio_integrity(clone)->bip_bio, clone);
	assert_int_equal(bio_integrity(clone)->bip_flags, 0);
	assert_memory_equal(bio_integrity(clone)->bip_vec, bio_integrity(bio)->bip_vec,
			    sizeof(struct bio_vec));
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 2);
	bio_integrity_free(clone);
	bio_integrity_free(clone);
	assert_false(clone->bi_opf & REQ_INTEGRITY);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 1);
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg, (void)bytes;
	return kind == BP_ALLOC_INTEGRITY;
}

static void bio_integrity_alloc__no_memory__unchanged(void **state)
{
	const struct bp_alloc_ops ops = { .should_fail = fails };
	struct bio *other = t_bio(&w, REQ_OP_WRITE, 0, 0, NULL);

	(void)state;
	w.env.alloc_ops = &ops;
	assert_null(bio_integrity_alloc(other, GFP_NOIO, 1));
	assert_false(other->bi_opf & REQ_INTEGRITY);
	other->bi_opf = bio->bi_opf;
	assert_int_equal(bio_integrity_clone(other, bio, GFP_NOIO), -ENOMEM);
	assert_false(other->bi_opf & REQ_INTEGRITY);
	assert_null(bio_clone_fast(bio, GFP_NOIO, &w.bs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bio_integrity__flag__decides_whether_there_is_one,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_add_page__room_and_gap__added_or_0,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_advance__protected__tuples_move_along, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			bio_integrity_advance__less_than_an_interval__stands, set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_split_and_trim__protected__each_has_its_tuples,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_clone__clone__shares_the_tuples,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_integrity_alloc__no_memory__unchanged, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
