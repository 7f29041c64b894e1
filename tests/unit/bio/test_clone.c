/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios that share a vector table (R-SPL-1 to -6, INV-BIO-4).
 */
#include "bio_test.h"

#include <blkpath/integrity.h>

#define P 0x1000ull

static struct bio *sixteen_sectors(struct t_mem *t, unsigned opf)
{
	return t_bio(&t->w, opf, 100, 2, T_VECS({ P << 12, 4096 }, { (P + 4) << 12, 4096 }));
}

/* R-SPL-1: what a clone has of its source, and what not */
static void __bio_clone_fast__every_field_set__copies_the_listed_ones(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = sixteen_sectors(t, REQ_OP_WRITE | REQ_DMA_DIRECT | REQ_SYNC);
	struct bio *clone;

	src->bi_partno = 2;
	src->bi_ioprio = 3;
	src->bi_write_hint = 4;
	src->bi_status = BLK_STS_IOERR;
	src->bi_phys_segments = 2;
	src->bi_private = t;
	bio_set_flag(src, BIO_THROTTLED);
	bio_set_flag(src, BIO_SEG_VALID);
	bio_set_flag(src, BIO_QUIET);
	clone = bio_clone_fast(src, GFP_KERNEL, &t->w.bs);
	assert_ptr_equal(clone->bi_disk, &t->w.disk);
	assert_int_equal(clone->bi_partno, 2);
	assert_int_equal(clone->bi_opf, src->bi_opf); /* INV-BIO-4 */
	assert_int_equal(clone->bi_ioprio, 3);
	assert_int_equal(clone->bi_write_hint, 4);
	assert_memory_equal(&clone->bi_iter, &src->bi_iter, sizeof(src->bi_iter));
	assert_ptr_equal(clone->bi_io_vec, src->bi_io_vec);
	assert_int_equal(clone->bi_flags, 1 << BIO_CLONED | 1 << BIO_THROTTLED);
	assert_int_equal(clone->bi_vcnt, 0);
	assert_int_equal(clone->bi_max_vecs, 0);
	assert_int_equal(clone->bi_status, 0);
	assert_int_equal(clone->bi_phys_segments, 0);
	assert_null(clone->bi_private);
	assert_null(clone->bi_end_io);
	assert_ptr_equal(t->last[BP_EV_BIO_CLONE].bio, clone);
	assert_ptr_equal(t->last[BP_EV_BIO_CLONE].other, src);
	bio_put(clone);
	bio_put(src);
}

static void __bio_clone_fast__destination_has_pool_vectors__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = sixteen_sectors(t, REQ_OP_READ);
	struct bio *dst = bio_alloc_bioset(&t->w.env, GFP_KERNEL, 5, &t->w.bs);

	assert_bug(&t->w.env, BP_SITE_CLONE_HAS_TABLE, (__bio_clone_fast(dst, src), 0));
	bio_put(dst);
	bio_put(src);
}

/* aaaaaaaa|bbbbbbbb cut at 10: aaaaaaaabb + bbbbbb */
static void bio_split__ten_of_sixteen_sectors__front_and_remainder(void **state)
{
	static const unsigned opfs[] = { REQ_OP_READ, REQ_OP_WRITE | REQ_DMA_DIRECT };
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(opfs); i++) {
		struct bio *bio = sixteen_sectors(t, opfs[i]), *front;

		bio_set_flag(bio, BIO_TRACE_COMPLETION);
		front = bio_split(bio, 10, GFP_KERNEL, &t->w.bs);
		assert_int_equal(front->bi_iter.bi_sector, 100);
		assert_int_equal(bio_sectors(front), 10);
		assert_int_equal(bio_end_sector(front), 110);
		assert_int_equal(bio->bi_iter.bi_sector, 110);
		assert_int_equal(bio_sectors(bio), 6);
		assert_int_equal(bio->bi_iter.bi_idx, 1);
		assert_int_equal(bio->bi_iter.bi_bvec_done, 1024);
		assert_true(bio_flagged(front, BIO_TRACE_COMPLETION));
		assert_int_equal(front->bi_opf, bio->bi_opf);
		assert_int_equal(t->last[BP_EV_BIO_ADVANCE].a, 5120);
		bio_put(front);
		bio_put(bio);
	}
}

/* R-SPL-3 step 1, QUIRK-4 */
static void bio_split__nothing_or_everything__bug(void **state)
{
	static const struct {
		int sectors;
		enum bp_site_id site;
	} cases[] = {
		{ 0, BP_SITE_SPLIT_EMPTY },
		{ -1, BP_SITE_SPLIT_EMPTY },
		{ 16, BP_SITE_SPLIT_WHOLE },
		{ INT_MAX, BP_SITE_SPLIT_WHOLE },
	};
	struct t_mem *t = *state;
	struct bio *bio = sixteen_sectors(t, REQ_OP_READ);

	for (unsigned i = 0; i < bp_array_size(cases); i++)
		assert_bug(&t->w.env, cases[i].site,
			   bio_split(bio, cases[i].sectors, GFP_KERNEL, NULL));
	assert_int_equal(bio_sectors(bio), 16);
	bio_put(bio);
}

static void bio_split__no_memory__bio_has_not_moved(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = sixteen_sectors(t, REQ_OP_READ);

	t_fail(t, BP_ALLOC_BIO, 0, 1);
	assert_null(bio_split(bio, 8, GFP_KERNEL, &t->w.bs));
	assert_int_equal(bio->bi_iter.bi_sector, 100);
	assert_int_equal(bio_sectors(bio), 16);
	bio_put(bio);
}

/* R-SPL-4 */
static void bio_next_split__short_enough__the_bio_itself(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = sixteen_sectors(t, REQ_OP_READ), *front;

	assert_ptr_equal(bio_next_split(bio, 16, GFP_KERNEL, NULL), bio);
	assert_ptr_equal(bio_next_split(bio, 17, GFP_KERNEL, NULL), bio);
	front = bio_next_split(bio, 15, GFP_KERNEL, NULL);
	assert_ptr_not_equal(front, bio);
	assert_int_equal(bio_sectors(bio), 1);
	bio_put(front);
	bio_put(bio);
}

/* R-SPL-6 */
static void bio_trim__whole_and_part__as_the_rule_says(void **state)
{
	static const struct {
		int offset, size;
		bool valid;
		unsigned sector, sectors;
	} cases[] = {
		{ 0, 16, true, 100, 16 },  { 0, 9, false, 100, 9 },   { 3, 4, false, 103, 4 },
		{ 3, 13, false, 103, 13 }, { 3, 16, false, 103, 16 }, /* as long as before, but
									 moved */
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = sixteen_sectors(t, REQ_OP_READ);

		bio_set_flag(bio, BIO_SEG_VALID);
		bio_trim(bio, cases[i].offset, cases[i].size);
		assert_int_equal(bio_flagged(bio, BIO_SEG_VALID), cases[i].valid);
		assert_int_equal(bio->bi_iter.bi_sector, cases[i].sector);
		assert_int_equal(bio_sectors(bio), cases[i].sectors);
		bio_put(bio);
	}
}

static struct bio *with_integrity(struct t_mem *t)
{
	static const struct blk_integrity_profile profile = { .name = "none" };
	struct bio *bio = sixteen_sectors(t, REQ_OP_READ);

	t->w.disk.integrity =
		(struct blk_integrity){ .profile = &profile, .tuple_size = 8, .interval_exp = 9 };
	assert_non_null(bio_integrity_alloc(bio, GFP_KERNEL, 1));
	assert_int_equal(bio_integrity_add_page(bio, pfn_to_page(P + 9), 128, 0), 128);
	return bio;
}

/* R-SPL-2, -3, -5, -6: the protection goes along. */
static void bio_split__with_integrity__tuples_are_split_too(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = with_integrity(t);
	struct bio *front = bio_split(bio, 10, GFP_KERNEL, NULL);

	assert_int_equal(bio_integrity(front)->bip_iter.bi_size, 80);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_bvec_done, 80);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 48);
	bio_trim(bio, 1, 2);
	assert_int_equal(bio_integrity(bio)->bip_iter.bi_size, 16);
	bio_endio(front);
	bio_endio(bio);
	assert_int_equal(t->w.env.live[BP_ALLOC_INTEGRITY], 0);
	bio_put(front);
	bio_put(bio);
}

static void bio_clone_fast__integrity_clone_fails__null(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = with_integrity(t);

	t_fail(t, BP_ALLOC_INTEGRITY, 0, 1);
	assert_null(bio_clone_fast(bio, GFP_KERNEL, NULL));
	assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 1);
	bio_endio(bio);
	bio_put(bio);
}

static void bio_split__plain_bio__front_has_no_flag_but_cloned(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = sixteen_sectors(t, REQ_OP_READ);
	struct bio *front = bio_split(bio, 10, GFP_KERNEL, &t->w.bs);

	assert_int_equal(front->bi_flags, 1 << BIO_CLONED);
	bio_put(front);
	bio_put(bio);
}

/* R-SPL-1: the BUG takes a pool and pool vectors. */
static void __bio_clone_fast__pool_vectors_without_a_pool__cloned(void **state)
{
	struct t_mem *t = *state;
	struct bio *src = sixteen_sectors(t, REQ_OP_READ);
	struct bio dst;

	bio_init(&t->w.env, &dst, NULL, 0);
	dst.bi_flags = 1 << BVEC_POOL_OFFSET;
	__bio_clone_fast(&dst, src);
	assert_ptr_equal(dst.bi_io_vec, src->bi_io_vec);
	bio_put(src);
}

/* R-CNT-5: a stale count stays valid. */
static void bio_advance__counted_bio__count_stays_valid(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, REQ_OP_READ, 2);

	bio_set_flag(bio, BIO_SEG_VALID);
	assert_int_equal(bio_add_page(bio, pfn_to_page(P), 4096, 0), 4096);
	assert_true(bio_flagged(bio, BIO_SEG_VALID));
	bio_advance(bio, 512);
	assert_true(bio_flagged(bio, BIO_SEG_VALID));
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(__bio_clone_fast__every_field_set__copies_the_listed_ones),
		t_case(__bio_clone_fast__destination_has_pool_vectors__bug),
		t_case(bio_split__ten_of_sixteen_sectors__front_and_remainder),
		t_case(bio_split__nothing_or_everything__bug),
		t_case(bio_split__no_memory__bio_has_not_moved),
		t_case(bio_next_split__short_enough__the_bio_itself),
		t_case(bio_trim__whole_and_part__as_the_rule_says),
		t_case(bio_split__with_integrity__tuples_are_split_too),
		t_case(bio_clone_fast__integrity_clone_fails__null),
		t_case(bio_split__plain_bio__front_has_no_flag_but_cloned),
		t_case(__bio_clone_fast__pool_vectors_without_a_pool__cloned),
		t_case(bio_advance__counted_bio__count_stays_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
