/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose tag is it, and who holds one: R-TAG-1 to R-TAG-3.
 */
#include <stdio.h>
#include <string.h>

#include "driver.h"
#include "fifo.h"

struct seen {
	char tags[64]; /* the tag, and "!" behind a reserved one */
	int stop_at;
	bool ends;
};

static bool note(struct request *rq, void *data, bool reserved)
{
	struct seen *seen = data;
	size_t at = strlen(seen->tags);
	int tag = rq->tag;

	snprintf(seen->tags + at, sizeof(seen->tags) - at, "%d%s ", tag, reserved ? "!" : "");
	if (seen->ends)
		blk_mq_end_request(rq, BLK_STS_IOERR);
	return tag != seen->stop_at;
}

static bool note_of_queue(struct blk_mq_hw_ctx *hctx, struct request *rq, void *data, bool reserved)
{
	assert_ptr_equal(hctx->queue, rq->q);
	return note(rq, data, reserved);
}

static const char *busy(struct t_driver *d, struct seen *seen, int stop_at)
{
	*seen = (struct seen){ .stop_at = stop_at };
	blk_mq_tagset_busy_iter(&d->set, note, seen);
	return seen->tags;
}

static struct request *execute(struct t_driver *d, unsigned flags)
{
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT | flags);

	assert_non_null(rq);
	blk_execute_rq_nowait(d->q, rq, false, NULL);
	return rq;
}

static void blk_mq_alloc_request__reserved__from_the_first_tags_only(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rqs[8];

	(void)state;
	d->set.reserved_tags = 2;
	t_driver_start(d);
	for (int i = 0; i < 6; i++) {
		rqs[i] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
		assert_int_equal(rqs[i]->tag, 2 + i);
	}
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT));
	for (int i = 6; i < 8; i++) {
		rqs[i] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN,
					      BLK_MQ_REQ_NOWAIT | BLK_MQ_REQ_RESERVED);
		assert_int_equal(rqs[i]->tag, i - 6);
	}
	blk_mq_free_request(rqs[0]); /* one of the others does not help */
	assert_null(
		blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT | BLK_MQ_REQ_RESERVED));
	for (unsigned i = 1; i < 8; i++)
		blk_mq_free_request(rqs[i]);
	t_driver_stop(d);
}

/* Words of 64 tags: the reserved ones end inside the second. */
static void blk_mq_alloc_request__seventy_reserved__the_next_is_70(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	d->set.queue_depth = 200;
	d->set.reserved_tags = 70;
	t_driver_start(d);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	assert_int_equal(rq->tag, 70);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void blk_mq_alloc_request__reserved_with_a_scheduler__reserved_driver_tag(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *plain, *reserved;

	(void)state;
	d->set.reserved_tags = 1;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	plain = execute(d, 0);
	reserved = execute(d, BLK_MQ_REQ_RESERVED);
	assert_int_equal(plain->internal_tag, 1);
	assert_int_equal(plain->tag, 1);
	assert_int_equal(reserved->internal_tag, 0);
	assert_int_equal(reserved->tag, 0);
	t_driver_stop(d);
}

static void blk_mq_alloc_tag_set__all_reserved__refused(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	d->set.reserved_tags = 8;
	assert_int_equal(blk_mq_alloc_tag_set(&d->env, &d->set), -22);
	d->set.reserved_tags = 0;
	t_driver_start(d);
	t_driver_stop(d);
}

static void blk_mq_tag_to_rq__each_tag__the_last_holder(void **state)
{
	struct t_driver *d = t_driver_new();
	struct blk_mq_tags *tags;
	struct request *rq;

	(void)state;
	t_driver_start(d);
	tags = d->set.tags[0];
	assert_null(blk_mq_tag_to_rq(tags, 0));
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	rq = d->held[0];
	assert_ptr_equal(blk_mq_tag_to_rq(tags, 0), rq);
	assert_true(blk_mq_request_started(rq));
	t_driver_end_all(d);
	assert_ptr_equal(blk_mq_tag_to_rq(tags, 0), rq); /* it has ended, and that shows */
	assert_false(blk_mq_request_started(rq));
	assert_null(blk_mq_tag_to_rq(tags, 1));
	assert_null(blk_mq_tag_to_rq(tags, 8));
	assert_null(blk_mq_tag_to_rq(tags, 0xffff));
	t_driver_stop(d);
}

static void blk_mq_tag_to_rq__scheduler__holds_while_the_tag_does(void **state)
{
	struct t_driver *d = t_driver_new();
	struct blk_mq_tags *tags;

	(void)state;
	t_driver_start(d);
	tags = d->set.tags[0];
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	bp_work_run(&d->env);
	assert_ptr_equal(blk_mq_tag_to_rq(tags, 0), d->held[0]);
	t_driver_end_all(d);
	assert_null(blk_mq_tag_to_rq(tags, 0));
	t_driver_stop(d);
}

static void blk_mq_tag_to_rq__flush_command__has_the_tag_for_its_time(void **state)
{
	struct t_driver *d = t_driver_new();
	struct blk_mq_tags *tags;
	struct request *flush;

	(void)state;
	t_driver_start(d);
	tags = d->set.tags[0];
	blk_queue_flag_set(QUEUE_FLAG_WC, d->q);
	t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 8);
	bp_work_run(&d->env);
	flush = d->held[0];
	assert_int_equal(req_op(flush), REQ_OP_FLUSH);
	assert_ptr_equal(blk_mq_tag_to_rq(tags, (unsigned)flush->tag), flush);
	t_driver_end_first(d, BLK_STS_OK);
	bp_work_run(&d->env);
	assert_int_equal(req_op(d->held[0]), REQ_OP_WRITE);
	assert_ptr_equal(blk_mq_tag_to_rq(tags, (unsigned)d->held[0]->tag), d->held[0]);
	t_driver_stop(d);
}

/* Allocated and waiting ones are nobody's business; reserved ones come first. */
static void blk_mq_tagset_busy_iter__mixed__started_ones_in_order(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *idle;
	struct seen seen;

	(void)state;
	d->set.reserved_tags = 2;
	t_driver_start(d);
	assert_string_equal(busy(d, &seen, -1), "");
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	idle = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	execute(d, BLK_MQ_REQ_RESERVED);
	execute(d, BLK_MQ_REQ_RESERVED);
	assert_string_equal(busy(d, &seen, -1), "0! 1! 2 4 ");
	assert_string_equal(busy(d, &seen, 0), "0! 2 4 ");
	assert_string_equal(busy(d, &seen, 2), "0! 1! 2 ");
	blk_mq_free_request(idle);
	t_driver_stop(d);
}

static void blk_mq_tagset_busy_iter__each_ended__all_gone(void **state)
{
	struct t_driver *d = t_driver_new();
	struct seen seen = { .stop_at = -1, .ends = true };

	(void)state;
	t_driver_start(d);
	for (unsigned i = 0; i < 3; i++)
		t_driver_submit(d, REQ_OP_READ, 100 * i, 8);
	blk_mq_tagset_busy_iter(&d->set, note, &seen);
	assert_string_equal(seen.tags, "0 1 2 ");
	assert_int_equal(d->ended, 3);
	d->nr_held = 0;
	t_driver_stop(d);
}

/* The set is shared; each queue sees its own, also those that have not started. */
static void blk_mq_queue_tag_busy_iter__two_queues__own_requests(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *idle;
	struct request_queue *other;
	struct seen seen = { .stop_at = -1 };

	(void)state;
	t_driver_start(d);
	other = blk_mq_init_queue(&d->env, &d->set);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	idle = blk_mq_alloc_request(other, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	blk_mq_queue_tag_busy_iter(d->q, note_of_queue, &seen);
	assert_string_equal(seen.tags, "0 2 ");
	seen = (struct seen){ .stop_at = -1 };
	blk_mq_queue_tag_busy_iter(other, note_of_queue, &seen);
	assert_string_equal(seen.tags, "1 ");
	blk_mq_free_request(idle);
	assert_int_equal(blk_cleanup_queue(other), 0);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_alloc_request__reserved__from_the_first_tags_only),
		cmocka_unit_test(blk_mq_alloc_request__seventy_reserved__the_next_is_70),
		cmocka_unit_test(
			blk_mq_alloc_request__reserved_with_a_scheduler__reserved_driver_tag),
		cmocka_unit_test(blk_mq_alloc_tag_set__all_reserved__refused),
		cmocka_unit_test(blk_mq_tag_to_rq__each_tag__the_last_holder),
		cmocka_unit_test(blk_mq_tag_to_rq__scheduler__holds_while_the_tag_does),
		cmocka_unit_test(blk_mq_tag_to_rq__flush_command__has_the_tag_for_its_time),
		cmocka_unit_test(blk_mq_tagset_busy_iter__mixed__started_ones_in_order),
		cmocka_unit_test(blk_mq_tagset_busy_iter__each_ended__all_gone),
		cmocka_unit_test(blk_mq_queue_tag_busy_iter__two_queues__own_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
