/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests from a tag to its return: 9.3 step 6, INV-REQ-3.
 */
#include "driver.h"

static struct t_driver *started(unsigned depth)
{
	struct t_driver *d = t_driver_new();

	d->set.queue_depth = depth;
	t_driver_start(d);
	return d;
}

static void blk_mq_alloc_request__fresh__fields_as_listed(void **state)
{
	struct t_driver *d = started(2);
	struct request *rq;

	(void)state;
	d->env.now_ns = 77;
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_OUT | REQ_SYNC, false);
	assert_int_equal(rq->cmd_flags, REQ_OP_DRV_OUT | REQ_SYNC);
	assert_int_equal(rq->rq_flags, RQF_IO_STAT);
	assert_int_equal(rq->tag, 0);
	assert_int_equal(rq->internal_tag, -1);
	assert_int_equal(blk_rq_pos(rq), ~(sector_t)0);
	assert_int_equal(rq->nr_phys_segments, 0);
	assert_int_equal(rq->ref, 1);
	assert_int_equal(rq->state, MQ_RQ_IDLE);
	assert_int_equal(rq->start_time_ns, 77);
	assert_int_equal(d->q->bp_usage, 1);
	blk_mq_free_request(rq);
	assert_int_equal(d->q->bp_usage, 0);
	blk_queue_flag_clear(QUEUE_FLAG_IO_STAT, d->q);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, false);
	assert_int_equal(rq->rq_flags, 0);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void blk_mq_free_request__twice__finding(void **state)
{
	struct t_driver *d = started(2);
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, false);

	(void)state;
	rq->ref = 2;
	blk_mq_free_request(rq);
	assert_int_equal(rq->tag, 0);
	blk_mq_free_request(rq);
	assert_int_equal(rq->tag, -1);
	blk_mq_free_request(rq);
	assert_hits(&d->env, BP_SITE_RQ_FREED_USED, 1);
	assert_int_equal(d->q->bp_usage, 0);
	t_driver_stop(d);
}

static void blk_mq_alloc_request__no_tag_and_nowait__null(void **state)
{
	struct t_driver *d = started(1);
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, false);

	(void)state;
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true));
	assert_string_equal(d->events, "S");
	assert_int_equal(d->q->bp_usage, 1);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void blk_mq_alloc_request__no_tag_ever__finding(void **state)
{
	struct t_driver *d = started(1);
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, false);

	(void)state;
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, false));
	assert_hits(&d->env, BP_SITE_NO_TAG_EVER, 1);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void blk_mq_alloc_request__cannot_enter__null(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	assert_int_equal(blk_mq_freeze_queue(d->q), 0);
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true));
	blk_mq_unfreeze_queue(d->q);
	t_driver_stop(d);
}

static bool refuse(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *refused = arg;

	(void)bytes;
	*refused += kind == BP_ALLOC_TAG;
	return kind == BP_ALLOC_TAG;
}

static const struct bp_alloc_ops refusing = { .should_fail = refuse };

/* Of an idle queue nobody could be the one that has it. */
static void blk_mq_alloc_request__tags_are_refused__while_others_are_used(void **state)
{
	struct t_driver *d = started(3);
	struct request *first, *second;
	unsigned refused = 0;

	(void)state;
	d->env.alloc_ops = &refusing;
	d->env.alloc_arg = &refused;
	first = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	assert_non_null(first);
	assert_int_equal(refused, 0);
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT));
	assert_int_equal(refused, 1);
	second = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0); /* the other is under way no more */
	assert_non_null(second);
	assert_int_equal(refused, 2);
	assert_hits(&d->env, BP_SITE_NO_TAG_EVER, 0);
	blk_mq_free_request(second);
	blk_mq_free_request(first);
	d->env.alloc_ops = NULL;
	t_driver_stop(d);
}

struct later {
	struct t_driver *d;
	struct bp_timer timer;
};

static void end_one(struct bp_timer *timer)
{
	t_driver_end_first(bp_container_of(timer, struct later, timer)->d, BLK_STS_OK);
}

static void submit_bio__all_tags_taken__sleeps_until_one_is_free(void **state)
{
	struct t_driver *d = started(1);
	struct later later = { .d = d, .timer.fn = end_one };

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	bp_timer_arm(&d->env, &later.timer, 500);
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	assert_int_equal(d->env.now_ns, 500);
	assert_int_equal(d->ended, 1);
	assert_string_equal(d->issued, "0.100.");
	assert_string_equal(d->events, "QGDQSCG"
				       "D");
	t_driver_stop(d);
}

/* A task that sleeps lets its own plug go, or it would wait for itself. */
static void submit_bio__all_tags_in_the_own_plug__plug_is_flushed(void **state)
{
	struct t_driver *d = started(2);
	struct blk_plug plug;
	struct later later = { .d = d, .timer.fn = end_one };

	(void)state;
	bp_timer_arm(&d->env, &later.timer, 500);
	blk_start_plug(&d->env, &plug);
	for (unsigned i = 0; i < 3; i++)
		t_driver_submit(d, REQ_OP_WRITE, 100 * i, 8);
	assert_int_equal(d->ended, 1);
	assert_int_equal(plug.rq_count, 1);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "0,100.200.");
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_alloc_request__fresh__fields_as_listed),
		cmocka_unit_test(blk_mq_free_request__twice__finding),
		cmocka_unit_test(blk_mq_alloc_request__no_tag_and_nowait__null),
		cmocka_unit_test(blk_mq_alloc_request__no_tag_ever__finding),
		cmocka_unit_test(blk_mq_alloc_request__tags_are_refused__while_others_are_used),
		cmocka_unit_test(blk_mq_alloc_request__cannot_enter__null),
		cmocka_unit_test(submit_bio__all_tags_taken__sleeps_until_one_is_free),
		cmocka_unit_test(submit_bio__all_tags_in_the_own_plug__plug_is_flushed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
