/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules of merging that meet: flags of requests beside those of their bios, more than one bio on
 * either side, and the order of what is asked.
 */
#include <blkpath/elevator.h>
#include <blkpath/integrity.h>
#include <blkpath/merge.h>
#include <blkpath/plug.h>

#include "bp_test.h"

static struct t_world w;
static struct request rq, next;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	w.q.limits.max_integrity_segments = 4;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

/* A page somewhere, for 8 sectors. */
static struct bio *bio_of(unsigned opf, sector_t sector)
{
	return t_bio(&w, opf, sector, 1, T_VECS({ sector << 13, 4096 }));
}

static struct bio *write_at(sector_t sector)
{
	return bio_of(REQ_OP_WRITE, sector);
}

/* Tuples in one vector. */
static struct bio *protected_bio(sector_t sector, u64 pfn, unsigned len, unsigned offset)
{
	struct bio *bio = write_at(sector);

	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 1));
	assert_int_equal(bio_integrity_add_page(bio, pfn_to_page(pfn), len, offset), len);
	return bio;
}

/* R-MGE-11: every bio is marked, also the last of two; the one that comes is not (R-MGE-9). */
static void bio_attempt_back_merge__third_of_another_failfast__marks_both_before(void **state)
{
	struct bio *a = write_at(1000), *b = write_at(1008), *c = write_at(1016);

	(void)state;
	t_request(&w, &rq, a);
	assert_true(bio_attempt_back_merge(&w.q, &rq, b));
	rq.cmd_flags |= REQ_FAILFAST_DEV;
	assert_true(bio_attempt_back_merge(&w.q, &rq, c));
	assert_true(a->bi_opf & b->bi_opf & REQ_FAILFAST_DEV);
	assert_false(c->bi_opf & REQ_FAILFAST_DEV);
}

/* R-MGE-9 with R-SUB-7: readahead has its failfast bits in the request, not in the bio. */
static void bio_attempt_back_merge__readahead__mixed_by_the_flags_of_the_request(void **state)
{
	struct bio *bio = bio_of(REQ_OP_READ | REQ_RAHEAD, 1000);

	(void)state;
	t_request(&w, &rq, bio);
	blk_init_request_from_bio(&rq, bio);
	assert_int_equal(rq.cmd_flags & REQ_FAILFAST_MASK, REQ_FAILFAST_MASK);
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio_of(REQ_OP_READ | REQ_RAHEAD, 1008)));
	assert_true(rq.rq_flags & RQF_MIXED_MERGE);
}

/* R-MGE-11: some of the request's bits are other bits. */
static void blk_rq_set_mixed_merge__part_of_the_bits__warns(void **state)
{
	(void)state;
	t_request(&w, &rq, bio_of(REQ_OP_WRITE | REQ_FAILFAST_DEV, 1000));
	rq.cmd_flags |= REQ_FAILFAST_DRIVER;
	blk_rq_set_mixed_merge(&rq);
	assert_hits(&w.env, BP_SITE_MIXED_FAILFAST, 1);
}

/* R-MGE-17: the failfast bits of the requests count, and each marks its own bios. */
static void attempt_merge__failfast_of_the_first__not_for_the_second(void **state)
{
	struct bio *a = write_at(1000), *b = write_at(1008);

	(void)state;
	t_request(&w, &rq, a);
	t_request(&w, &next, b);
	rq.cmd_flags |= REQ_FAILFAST_DEV;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_true(rq.rq_flags & RQF_MIXED_MERGE);
	assert_true(a->bi_opf & REQ_FAILFAST_DEV);
	assert_false(b->bi_opf & REQ_FAILFAST_DEV);
}

/* R-MGE-17 with R-REQ-6: the chunk is that of where the first request begins. */
static void attempt_merge__chunk_between_them__refused(void **state)
{
	(void)state;
	w.q.limits.chunk_sectors = 16;
	t_request(&w, &rq, write_at(1000)); /* to the end of a chunk */
	t_request(&w, &next, write_at(1008));
	assert_null(attempt_merge(&w.q, &rq, &next));
	assert_int_equal(blk_rq_sectors(&rq), 8);
}

/* R-MGE-17 with R-MGE-8: .a|b|c  the request begins off the edge with its first bio. */
static void attempt_merge__first_of_two_bios_off_the_edge__gap(void **state)
{
	struct bio *first = t_bio(&w, REQ_OP_WRITE, 1000, 1, T_VECS({ 0x10200, 512 }));

	(void)state;
	t_request(&w, &rq, first);
	first->bi_next = rq.biotail = write_at(1001);
	rq.__data_len += 4096;
	t_request(&w, &next, write_at(1009));
	w.q.limits.virt_boundary_mask = 0xfff;
	assert_null(attempt_merge(&w.q, &rq, &next));
	w.q.limits.virt_boundary_mask = 0;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
}

/* R-MGE-17 asks both for R-MGE-1. */
static void attempt_merge__second_refused_somebody_before__alone(void **state)
{
	(void)state;
	t_request(&w, &rq, write_at(1000));
	t_request(&w, &next, write_at(1008));
	next.cmd_flags |= REQ_NOMERGE;
	assert_null(attempt_merge(&w.q, &rq, &next));
}

/* R-MGE-17 with R-MGE-3: a device of one range takes discards as any request, and so it is told. */
static void attempt_merge__discards_of_one_range__remembered(void **state)
{
	struct bio *bios[2];

	(void)state;
	w.q.limits.max_discard_sectors = 1000;
	w.q.limits.max_discard_segments = 1;
	for (unsigned i = 0; i < 2; i++) {
		bios[i] = t_bio(&w, REQ_OP_DISCARD, 1000 + 8 * i, 0, NULL);
		bios[i]->bi_iter.bi_size = 4096;
	}
	t_request(&w, &rq, bios[0]);
	t_request(&w, &next, bios[1]);
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_ptr_equal(w.q.last_merge, &rq);
}

/* R-MGE-8 asks prev alone for data: what the request begins with stays off the edge. */
static void bio_will_gap__nothing_behind_a_start_off_the_edge__gap(void **state)
{
	struct bio *empty = write_at(1001);

	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	t_request(&w, &rq, t_bio(&w, REQ_OP_WRITE, 1000, 1, T_VECS({ 0x10200, 512 })));
	empty->bi_iter.bi_size = 0;
	assert_true(bio_will_gap(&w.q, &rq, rq.bio, empty));
}

/* R-MGE-4: a.|.b  tuples gap by their offsets, though they touch; the last bio's count, of two. */
static void ll_back_merge_fn__touching_tuples_off_the_edge__refused(void **state)
{
	struct bio *first = protected_bio(1000, 500, 4096, 0);
	struct bio *bio = protected_bio(1016, 502, 512, 512);

	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	t_request(&w, &rq, first);
	first->bi_next = rq.biotail = protected_bio(1008, 502, 512, 0);
	rq.__data_len += 4096;
	assert_false(ll_back_merge_fn(&w.q, &rq, bio));
	w.q.limits.virt_boundary_mask = 0;
	assert_true(ll_back_merge_fn(&w.q, &rq, bio));
}

/* R-INT-3: ab|c  what is left of the tuples counts: b and c do not touch. */
static void blk_rq_count_integrity_sg__first_vector_done__rest_counts(void **state)
{
	static const u64 pfns[] = { 500, 501, 700 };
	struct bio *bio = write_at(1000);

	(void)state;
	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, 3));
	for (unsigned i = 0; i < 3; i++)
		bio_integrity_add_page(bio, pfn_to_page(pfns[i]), 4096, 0);
	bio_integrity(bio)->bip_iter = (struct bvec_iter){ .bi_size = 8192 };
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, bio), 1);
	bio_integrity(bio)->bip_iter.bi_idx = 1;
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, bio), 2);
}

/* R-MGE-4: the neighbour is counted, whatever the request has counted before. */
static void ll_back_merge_fn__request_without_a_count__tail_is_counted(void **state)
{
	(void)state;
	t_request(&w, &rq, write_at(1000));
	bio_clear_flag(rq.bio, BIO_SEG_VALID);
	rq.nr_phys_segments = 0;
	assert_true(ll_back_merge_fn(&w.q, &rq, write_at(1008)));
	assert_true(bio_flagged(rq.bio, BIO_SEG_VALID));
}

/* R-MGE-2: reads have hints, too; the priority is the request's; a flush bio joins nobody. */
static void blk_rq_merge_ok__request_beside_its_bio__request_decides(void **state)
{
	struct bio *hinted = bio_of(REQ_OP_READ, 1008);

	(void)state;
	t_request(&w, &rq, bio_of(REQ_OP_READ, 1000));
	assert_true(blk_rq_merge_ok(&rq, bio_of(REQ_OP_READ, 1008)));
	hinted->bi_write_hint = 3;
	assert_false(blk_rq_merge_ok(&rq, hinted));
	rq.ioprio = 5;
	assert_false(blk_rq_merge_ok(&rq, bio_of(REQ_OP_READ, 1008)));
	t_request(&w, &rq, write_at(1000));
	assert_false(blk_rq_merge_ok(&rq, bio_of(REQ_OP_WRITE | REQ_FUA, 1008)));
	assert_false(blk_rq_merge_ok(&rq, bio_of(REQ_OP_WRITE | REQ_PREFLUSH, 1008)));
}

/* R-MGE-12: requests of other queues are not recorded, though they are visited last. */
static void blk_attempt_plug_merge__oldest_of_another_queue__not_the_same(void **state)
{
	struct request_queue other = w.q;
	struct request *same = NULL;
	struct blk_plug plug = { 0 };

	(void)state;
	TAILQ_INIT(&plug.mq_list);
	w.env.current.plug = &plug;
	t_request(&w, &next, write_at(2000));
	next.q = &other;
	t_request(&w, &rq, write_at(1000));
	TAILQ_INSERT_TAIL(&plug.mq_list, &next, queuelist);
	TAILQ_INSERT_TAIL(&plug.mq_list, &rq, queuelist);
	assert_false(blk_attempt_plug_merge(&w.q, write_at(5000), &same));
	assert_ptr_equal(same, &rq);
}

static enum elv_merge front_of_rq(struct request_queue *q, struct request **found, struct bio *bio)
{
	(void)q, (void)bio;
	*found = &rq;
	return ELEVATOR_FRONT_MERGE;
}

static const struct elevator_type willing = { .elevator_name = "willing",
					      .ops = { .request_merge = front_of_rq } };

/* R-MGE-16: NOXMERGES ends the search before the scheduler's own, too. */
static void elv_merge__noxmerges__scheduler_is_not_asked(void **state)
{
	struct request *found;

	(void)state;
	assert_int_equal(elevator_init(&w.q, &willing), 0);
	t_request(&w, &rq, write_at(1008));
	assert_int_equal(elv_merge(&w.q, &found, write_at(1000)), ELEVATOR_FRONT_MERGE);
	blk_queue_flag_set(QUEUE_FLAG_NOXMERGES, &w.q);
	assert_int_equal(elv_merge(&w.q, &found, write_at(1000)), ELEVATOR_NO_MERGE);
	elevator_exit(&w.q);
}

/* R-MGE-16 with R-MGE-2: merge_ok comes before the place, and has counted the tuples by then. */
static void elv_merge__last_merge_far_away__counted_all_the_same(void **state)
{
	struct request *found;

	(void)state;
	t_request(&w, &rq, protected_bio(1000, 500, 64, 0));
	w.q.last_merge = &rq;
	assert_int_equal(elv_merge(&w.q, &found, protected_bio(5000, 600, 64, 0)),
			 ELEVATOR_NO_MERGE);
	assert_int_equal(rq.nr_integrity_segments, 1);
	w.q.last_merge = NULL;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* R-MGE-1: no operation is free from the flags; R-OPF-2: and a read that looks ahead is one. */
static void bio_mergeable__discard_that_must_not__alone(void **state)
{
	(void)state;
	assert_false(bio_mergeable(bio_of(REQ_OP_DISCARD | REQ_NOMERGE, 0)));
	assert_true(bio_mergeable(bio_of(REQ_OP_DISCARD, 0)));
	assert_true(op_is_sync(REQ_OP_READ | REQ_RAHEAD));
}

/* 3.1: a pointer without REQ_INTEGRITY is no payload. */
static void bio_integrity__pointer_without_the_flag__none(void **state)
{
	struct bio *bio = protected_bio(1000, 500, 64, 0);

	(void)state;
	t_request(&w, &rq, write_at(992));
	assert_false(blk_integrity_merge_bio(&w.q, &rq, bio));
	bio->bi_opf &= ~REQ_INTEGRITY;
	assert_null(bio_integrity(bio));
	assert_true(blk_integrity_merge_bio(&w.q, &rq, bio));
	bio->bi_opf |= REQ_INTEGRITY;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bio_attempt_back_merge__third_of_another_failfast__marks_both_before),
		T(bio_attempt_back_merge__readahead__mixed_by_the_flags_of_the_request),
		T(blk_rq_set_mixed_merge__part_of_the_bits__warns),
		T(attempt_merge__failfast_of_the_first__not_for_the_second),
		T(attempt_merge__chunk_between_them__refused),
		T(attempt_merge__first_of_two_bios_off_the_edge__gap),
		T(attempt_merge__second_refused_somebody_before__alone),
		T(attempt_merge__discards_of_one_range__remembered),
		T(bio_will_gap__nothing_behind_a_start_off_the_edge__gap),
		T(ll_back_merge_fn__touching_tuples_off_the_edge__refused),
		T(blk_rq_count_integrity_sg__first_vector_done__rest_counts),
		T(ll_back_merge_fn__request_without_a_count__tail_is_counted),
		T(blk_rq_merge_ok__request_beside_its_bio__request_decides),
		T(blk_attempt_plug_merge__oldest_of_another_queue__not_the_same),
		T(elv_merge__noxmerges__scheduler_is_not_asked),
		T(elv_merge__last_merge_far_away__counted_all_the_same),
		T(bio_mergeable__discard_that_must_not__alone),
		T(bio_integrity__pointer_without_the_flag__none),
	};

	return cmocka_run_group_tests_name("merge/together", tests, NULL, NULL);
}
