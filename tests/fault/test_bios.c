/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios without a queue: tables, clones, fronts, chains, protection.
 */
#include <blkpath/integrity.h>

#include "fault.h"

static void alloc_with_table(struct fault *f)
{
	struct bio *bio;

	fault_arm(f);
	bio = bio_alloc_bioset(&f->w.env, GFP_NOIO, 100, &f->w.bs);
	if (bio)
		bio_put(bio);
	else
		assert_true(f->plan.strikes);
}

static void clone(struct fault *f)
{
	struct bio *bio = t_bio_pages(&f->w, REQ_OP_READ, 0, 8, 0x100000, 0x2000, 4096);
	struct bio *copy;

	fault_arm(f);
	copy = bio_clone_fast(bio, GFP_NOIO, &f->w.bs);
	if (copy)
		bio_put(copy);
	bio_put(bio);
}

/* aaaa|bbbb: whoever cannot cut keeps the whole. */
static void split(struct fault *f)
{
	struct bio *bio = t_bio_pages(&f->w, REQ_OP_READ, 0, 8, 0x100000, 0x2000, 4096);
	struct bio *front;

	bio->bi_private = f;
	bio->bi_end_io = fault_end_io;
	fault_arm(f);
	front = bio_split(bio, 32, GFP_NOIO, &f->w.bs);
	if (front) {
		bio_chain(front, bio);
		bio_endio(front);
	} else {
		assert_int_equal(bio_sectors(bio), 64);
	}
	bio_endio(bio);
	assert_int_equal(f->ended, 1);
}

static blk_status_t agree(struct blk_integrity_iter *iter)
{
	(void)iter;
	return BLK_STS_OK;
}

static const struct blk_integrity_profile profile = {
	.generate_fn = agree,
	.verify_fn = agree,
	.name = "agree",
};

static void protect(struct fault *f, unsigned op)
{
	struct bio *bio = t_bio_pages(&f->w, op, 0, 2, 0x100000, 0x2000, 4096);
	struct bio *front = NULL;

	f->w.disk.integrity = (struct blk_integrity){
		.profile = &profile,
		.flags = BLK_INTEGRITY_VERIFY | BLK_INTEGRITY_GENERATE,
		.tuple_size = 8,
		.interval_exp = 9,
	};
	f->w.q.limits.max_integrity_segments = 8;
	bio->bi_private = f;
	bio->bi_end_io = fault_end_io;
	fault_arm(f);
	if (bio_integrity_prep(bio)) {
		front = bio_split(bio, 8, GFP_NOIO, &f->w.bs);
		if (front) {
			bio_chain(front, bio);
			bio_endio(front);
		}
		bio_endio(bio);
	} else {
		assert_int_equal(f->status, BLK_STS_RESOURCE);
	}
	bp_work_run(&f->w.env);
	assert_int_equal(f->ended, 1);
}

static void protect_a_write(struct fault *f)
{
	protect(f, REQ_OP_WRITE);
}

static void protect_a_read(struct fault *f)
{
	protect(f, REQ_OP_READ);
}

static void bio_alloc__out_of_memory__leaves_nothing(void **state)
{
	(void)state;
	fault_play(alloc_with_table);
}

static void bio_clone_fast__out_of_memory__leaves_nothing(void **state)
{
	(void)state;
	fault_play(clone);
}

static void bio_split__out_of_memory__leaves_the_whole(void **state)
{
	(void)state;
	fault_play(split);
}

static void bio_integrity_prep__out_of_memory__ends_the_bio_once(void **state)
{
	(void)state;
	fault_play(protect_a_write);
	fault_play(protect_a_read);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bio_alloc__out_of_memory__leaves_nothing),
		cmocka_unit_test(bio_clone_fast__out_of_memory__leaves_nothing),
		cmocka_unit_test(bio_split__out_of_memory__leaves_the_whole),
		cmocka_unit_test(bio_integrity_prep__out_of_memory__ends_the_bio_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
