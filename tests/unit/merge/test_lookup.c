/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lookups of a scheduler (R-MGE-15, R-MGE-16), with one that only remembers what it was told.
 */
#include <string.h>

#include <blkpath/elevator.h>

#include "bp_test.h"

static struct t_world w;
static struct request a, b, c; /* [1000,1008) [1016,1024) [2000,2008) */
static struct {
	bool refuses;	       /* answer of allow_merge */
	struct request *front; /* answer of request_merge */
	struct request *former, *latter;
	const struct request *merged, *swallowed;
	enum elv_merge type;
	bool fails;
	unsigned exits;
} sched;

static int init_sched(struct request_queue *q, struct elevator_queue *e)
{
	(void)q, (void)e;
	return sched.fails ? -1 : 0;
}

static void exit_sched(struct elevator_queue *e)
{
	(void)e;
	sched.exits++;
}

static bool allow_merge(struct request_queue *q, struct request *rq, struct bio *bio)
{
	(void)q, (void)rq, (void)bio;
	return !sched.refuses;
}

static enum elv_merge request_merge(struct request_queue *q, struct request **rq, struct bio *bio)
{
	(void)q, (void)bio;
	*rq = sched.front;
	return sched.front ? ELEVATOR_FRONT_MERGE : ELEVATOR_NO_MERGE;
}

static void request_merged(struct request_queue *q, struct request *rq, enum elv_merge type)
{
	(void)q;
	sched.merged = rq;
	sched.type = type;
}

static void requests_merged(struct request_queue *q, struct request *rq, struct request *next)
{
	(void)q;
	sched.merged = rq;
	sched.swallowed = next;
}

static struct request *former_request(struct request_queue *q, struct request *rq)
{
	(void)q, (void)rq;
	return sched.former;
}

static struct request *next_request(struct request_queue *q, struct request *rq)
{
	(void)q, (void)rq;
	return sched.latter;
}

static const struct elevator_type full = {
	.elevator_name = "full",
	.ops = {
		.init_sched = init_sched,
		.exit_sched = exit_sched,
		.allow_merge = allow_merge,
		.request_merge = request_merge,
		.request_merged = request_merged,
		.requests_merged = requests_merged,
		.former_request = former_request,
		.next_request = next_request,
	},
};

static const struct elevator_type bare = { .elevator_name = "bare" };

static struct bio *bio_at(unsigned opf, sector_t sector)
{
	return t_bio(&w, opf, sector, 1, T_VECS({ sector << 13, 4096 }));
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	memset(&sched, 0, sizeof(sched));
	assert_int_equal(elevator_init(&w.q, &full), 0);
	t_request(&w, &a, bio_at(REQ_OP_WRITE, 1000));
	t_request(&w, &b, bio_at(REQ_OP_WRITE, 1016));
	t_request(&w, &c, bio_at(REQ_OP_WRITE, 2000));
	elv_rqhash_add(&w.q, &a);
	elv_rqhash_add(&w.q, &b);
	elv_rqhash_add(&w.q, &c);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	elevator_exit(&w.q);
	assert_int_equal(w.env.live[BP_ALLOC_QUEUE], 0);
	t_world_fini(&w);
	return 0;
}

static enum elv_merge look_up(struct request **rq, sector_t sector)
{
	*rq = NULL;
	return elv_merge(&w.q, rq, bio_at(REQ_OP_WRITE, sector));
}

static void elv_merge__ends_where_the_bio_starts__found_in_the_hash(void **state)
{
	struct request *rq;

	(void)state;
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_BACK_MERGE);
	assert_ptr_equal(rq, &a);
	assert_int_equal(look_up(&rq, 1009), ELEVATOR_NO_MERGE);
}

static void elv_merge__last_merge__asked_first(void **state)
{
	struct request *rq;

	(void)state;
	w.q.last_merge = &b;
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_FRONT_MERGE);
	assert_ptr_equal(rq, &b);
	/* With NOXMERGES it is the only one. */
	blk_queue_flag_set(QUEUE_FLAG_NOXMERGES, &w.q);
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_FRONT_MERGE);
	w.q.last_merge = &c;
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_NO_MERGE);
}

static void elv_merge__nomerges_or_unmergeable_bio__no(void **state)
{
	struct request *rq;

	(void)state;
	sched.front = &c; /* it is not even asked */
	assert_int_equal(elv_merge(&w.q, &rq, bio_at(REQ_OP_WRITE | REQ_NOMERGE, 1008)),
			 ELEVATOR_NO_MERGE);
	blk_queue_flag_set(QUEUE_FLAG_NOMERGES, &w.q);
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_NO_MERGE);
}

static void elv_merge__not_in_the_hash__the_scheduler_is_asked(void **state)
{
	struct request *rq;

	(void)state;
	sched.front = &c;
	assert_int_equal(look_up(&rq, 1992), ELEVATOR_FRONT_MERGE);
	assert_ptr_equal(rq, &c);
}

static void elv_merge__scheduler_refuses__no(void **state)
{
	struct request *rq;

	(void)state;
	sched.refuses = true;
	w.q.last_merge = &a;
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_NO_MERGE);
}

static void elv_merge__no_scheduler__last_merge_only(void **state)
{
	struct request *rq;

	(void)state;
	elevator_exit(&w.q);
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_NO_MERGE);
	w.q.last_merge = &a;
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_BACK_MERGE);
	assert_null(elv_former_request(&w.q, &a));
	elv_merged_request(&w.q, &b, ELEVATOR_BACK_MERGE);
	assert_ptr_equal(w.q.last_merge, &b);
	elv_merge_requests(&w.q, &a, &b);
	assert_ptr_equal(w.q.last_merge, &a);
}

static void elv_merge__scheduler_without_hooks__hash_only(void **state)
{
	struct request *rq;

	(void)state;
	elevator_exit(&w.q);
	assert_int_equal(elevator_init(&w.q, &bare), 0);
	elv_rqhash_add(&w.q, &a);
	assert_int_equal(look_up(&rq, 1008), ELEVATOR_BACK_MERGE);
	assert_int_equal(look_up(&rq, 1992), ELEVATOR_NO_MERGE);
	assert_null(elv_former_request(&w.q, &a));
	assert_null(elv_latter_request(&w.q, &a));
}

/* R-MGE-16: the same bucket, the older entry is no longer mergeable */
static void elv_rqhash_find__unmergeable_entry_met__dropped(void **state)
{
	(void)state;
	a.cmd_flags |= REQ_NOMERGE;
	assert_null(elv_rqhash_find(&w.q, 1008));
	assert_false(a.rq_flags & RQF_HASHED);
	elv_rqhash_del(&w.q, &a);
	assert_ptr_equal(elv_rqhash_find(&w.q, 1024), &b);
	assert_null(elv_rqhash_find(&w.q, 1024 + (8 << ELV_HASH_BITS)));
}

static void elv_rqhash_reposition__grown__found_by_its_new_end(void **state)
{
	(void)state;
	a.__data_len += 4096;
	elv_rqhash_reposition(&w.q, &a);
	assert_ptr_equal(elv_rqhash_find(&w.q, 1016), &a);
	assert_null(elv_rqhash_find(&w.q, 1008));
}

/* It leaves its old slot, where another stays. */
static void elv_rqhash_reposition__slot_with_another__left(void **state)
{
	struct request other;

	(void)state;
	t_request(&w, &other, bio_at(REQ_OP_WRITE, 1000 + (8 << ELV_HASH_BITS)));
	elv_rqhash_add(&w.q, &other);
	a.__data_len += 4096;
	elv_rqhash_reposition(&w.q, &a);
	elv_rqhash_del(&w.q, &a);
	a.__data_len -= 4096;
	assert_null(elv_rqhash_find(&w.q, 1008));
	assert_ptr_equal(elv_rqhash_find(&w.q, 1008 + (8 << ELV_HASH_BITS)), &other);
	elv_rqhash_del(&w.q, &other);
}

/* A request that grows at its front ends where it did: the hash is left alone. */
static void elv_merged_request__front__not_hashed_again(void **state)
{
	(void)state;
	elv_rqhash_del(&w.q, &a);
	elv_merged_request(&w.q, &a, ELEVATOR_FRONT_MERGE);
	assert_false(a.rq_flags & RQF_HASHED);
	assert_ptr_equal(w.q.last_merge, &a);
	elevator_exit(&w.q);
	assert_null(w.q.last_merge);
}

/* The scheduler is asked only what the requests themselves allow. */
static void elv_bio_merge_ok__other_direction__refused(void **state)
{
	(void)state;
	assert_true(elv_bio_merge_ok(&a, bio_at(REQ_OP_WRITE, 1008)));
	assert_false(elv_bio_merge_ok(&a, bio_at(REQ_OP_READ, 1008)));
}

static bool offer(sector_t sector, struct request **gone)
{
	return blk_mq_sched_try_merge(&w.q, bio_at(REQ_OP_WRITE, sector), gone);
}

/* aaaa....|bbbb: a bio behind a, the scheduler hears of it */
static void blk_mq_sched_try_merge__back__scheduler_is_told(void **state)
{
	struct request *gone;

	(void)state;
	assert_true(offer(1008, &gone));
	assert_null(gone);
	assert_ptr_equal(sched.merged, &a);
	assert_int_equal(sched.type, ELEVATOR_BACK_MERGE);
	assert_ptr_equal(elv_rqhash_find(&w.q, 1016), &a);
	assert_ptr_equal(w.q.last_merge, &a);
}

/* aaaaxxxx|bbbb: the bio closes the hole, b becomes superfluous */
static void blk_mq_sched_try_merge__back_closes_a_hole__next_is_returned(void **state)
{
	struct request *gone;

	(void)state;
	sched.latter = &b;
	assert_true(offer(1008, &gone));
	assert_ptr_equal(gone, &b);
	assert_ptr_equal(sched.swallowed, &b);
	assert_false(b.rq_flags & RQF_HASHED);
	assert_int_equal(sched.type, ELEVATOR_NO_MERGE); /* told of the two requests alone */
	assert_int_equal(blk_rq_sectors(&a), 24);
	assert_ptr_equal(elv_rqhash_find(&w.q, 1024), &a);
}

static void blk_mq_sched_try_merge__front__as_back(void **state)
{
	struct request *gone;

	(void)state;
	sched.front = &c;
	assert_true(offer(1992, &gone));
	assert_null(gone);
	assert_int_equal(sched.type, ELEVATOR_FRONT_MERGE);
	assert_int_equal(blk_rq_pos(&c), 1992);
	sched.front = &b;
	sched.former = &a;
	elv_rqhash_del(&w.q, &a);
	assert_true(offer(1008, &gone));
	assert_ptr_equal(gone, &b);
	assert_int_equal(blk_rq_sectors(&a), 24);
}

static void blk_mq_sched_try_merge__refused__no(void **state)
{
	struct request *gone;

	(void)state;
	assert_false(offer(3000, &gone));
	assert_null(gone);
	w.q.limits.max_segments = 1;
	assert_false(offer(1008, &gone));
	assert_null(sched.merged);
	assert_null(gone);
	sched.front = &c;
	sched.refuses = true; /* asked again of the scheduler's own find */
	w.q.limits.max_segments = 128;
	assert_false(offer(1992, &gone));
	assert_int_equal(blk_rq_pos(&c), 2000);
}

static void blk_mq_sched_try_merge__discard__one_range_more(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_DISCARD, 7000, 0, NULL);
	struct request *gone, rq;

	(void)state;
	w.q.limits.max_discard_segments = 2;
	w.q.limits.max_discard_sectors = 100;
	bio->bi_iter.bi_size = 4096;
	t_request(&w, &rq, bio);
	bio = t_bio(&w, REQ_OP_DISCARD, 9000, 0, NULL);
	bio->bi_iter.bi_size = 4096;
	w.q.last_merge = &rq;
	assert_true(blk_mq_sched_try_merge(&w.q, bio, &gone));
	assert_null(gone);
	assert_int_equal(rq.nr_phys_segments, 2);
	assert_null(sched.merged);
}

static void elevator_init__no_memory_or_refusal__the_queue_has_none(void **state)
{
	(void)state;
	elevator_exit(&w.q);
	assert_int_equal(sched.exits, 1);
	elevator_exit(&w.q);
	assert_int_equal(sched.exits, 1);
	sched.fails = true;
	assert_true(elevator_init(&w.q, &full) < 0);
	assert_null(w.q.elevator);
	assert_int_equal(w.env.live[BP_ALLOC_QUEUE], 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(elv_merge__ends_where_the_bio_starts__found_in_the_hash),
		T(elv_merge__last_merge__asked_first),
		T(elv_merge__nomerges_or_unmergeable_bio__no),
		T(elv_merge__not_in_the_hash__the_scheduler_is_asked),
		T(elv_merge__scheduler_refuses__no),
		T(elv_merge__no_scheduler__last_merge_only),
		T(elv_merge__scheduler_without_hooks__hash_only),
		T(elv_rqhash_find__unmergeable_entry_met__dropped),
		T(elv_rqhash_reposition__grown__found_by_its_new_end),
		T(elv_rqhash_reposition__slot_with_another__left),
		T(elv_merged_request__front__not_hashed_again),
		T(elv_bio_merge_ok__other_direction__refused),
		T(blk_mq_sched_try_merge__back__scheduler_is_told),
		T(blk_mq_sched_try_merge__back_closes_a_hole__next_is_returned),
		T(blk_mq_sched_try_merge__front__as_back),
		T(blk_mq_sched_try_merge__refused__no),
		T(blk_mq_sched_try_merge__discard__one_range_more),
		T(elevator_init__no_memory_or_refusal__the_queue_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
