/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Straight to the driver: R-SUB-10, R-END-6; running, stopping, quiescing.
 */
#include "driver.h"

#include "fifo.h"

static struct t_driver *started(void)
{
	struct t_driver *d = t_driver_new();

	t_driver_start(d);
	return d;
}

static void direct__error__as_the_driver_said(void **state)
{
	struct t_driver *d = started();

	(void)state;
	d->answers[0] = BLK_STS_NOSPC;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_NOSPC);
	t_driver_stop(d);
}

static void direct__refused__tail_of_the_dispatch_list_and_run(void **state)
{
	struct t_driver *d = started();
	struct blk_mq_hw_ctx *hctx = d->q->queue_hw_ctx[0];
	struct request *rq;

	(void)state;
	d->answers[0] = BLK_STS_RESOURCE;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	rq = TAILQ_FIRST(&hctx->dispatch);
	assert_int_equal(blk_rq_pos(rq), 0);
	assert_int_equal(rq->state, MQ_RQ_IDLE);
	assert_true(hctx->run_work.queued);
	assert_true(hctx->dispatch_busy);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.0.");
	assert_false(hctx->dispatch_busy);
	t_driver_stop(d);
}

static void direct__refused_behind_another__tail(void **state)
{
	struct t_driver *d = started();
	struct blk_mq_hw_ctx *hctx = d->q->queue_hw_ctx[0];

	(void)state;
	d->answers[0] = d->answers[1] = BLK_STS_RESOURCE;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	hctx->dispatch_busy = false;
	t_driver_submit(d, REQ_OP_READ, 16, 8);
	assert_int_equal(blk_rq_pos(TAILQ_FIRST(&hctx->dispatch)), 0);
	assert_int_equal(blk_rq_pos(TAILQ_LAST(&hctx->dispatch, bp_request_list)), 16);
	bp_work_run(&d->env);
	t_driver_end_all(d);
	t_driver_stop(d);
}

static void direct__quiesced_or_stopped__dispatch_list_not_run(void **state)
{
	struct t_driver *d = started();

	(void)state;
	blk_mq_quiesce_queue(d->q);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(bp_work_run(&d->env), 0);
	blk_mq_run_hw_queues(d->q, false);
	assert_string_equal(d->issued, "");
	blk_mq_unquiesce_queue(d->q);
	assert_string_equal(d->issued, ""); /* later */
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.");
	t_driver_stop(d);
}

/* R-SUB-10: past a scheduler, too. */
static void direct__quiesced_with_scheduler__dispatch_list(void **state)
{
	struct t_driver *d = t_driver_new();
	struct blk_mq_hw_ctx *hctx;

	(void)state;
	d->set.nr_hw_queues = 2;
	d->set.nr_cpus = 2;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	hctx = d->q->queue_hw_ctx[0];
	blk_mq_quiesce_queue(d->q);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_false(TAILQ_EMPTY(&hctx->dispatch));
	assert_int_equal(bp_work_run(&d->env), 0);
	blk_mq_unquiesce_queue(d->q);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.");
	t_driver_stop(d);
}

/* A run that was put off finds the queue quiesced. */
static void run__quiesced_meanwhile__nothing(void **state)
{
	struct t_driver *d = started();

	(void)state;
	d->q->queue_hw_ctx[0]->dispatch_busy = true;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	blk_mq_quiesce_queue(d->q);
	assert_int_equal(bp_work_run(&d->env), 1);
	assert_string_equal(d->issued, "");
	blk_mq_unquiesce_queue(d->q);
	t_driver_stop(d);
}

static void run__nothing_pending__no_work(void **state)
{
	struct t_driver *d = started();

	(void)state;
	blk_mq_run_hw_queues(d->q, true);
	assert_int_equal(bp_work_run(&d->env), 0);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	blk_mq_run_hw_queues(d->q, true);
	assert_int_equal(bp_work_run(&d->env), 0);
	t_driver_stop(d);
}

static unsigned clones_ended;

static void clone_done(struct request *rq, blk_status_t status)
{
	(void)status;
	clones_ended++;
	blk_mq_free_request(rq);
}

/* A request of this queue with cloned data, as a stacking driver makes it. */
static struct request *clone_of(struct t_driver *d, struct bio *bio)
{
	struct request *rq = blk_mq_alloc_request(d->q, bio->bi_opf, true);

	rq->end_io = clone_done;
	rq->rq_disk = &d->disk;
	blk_init_request_from_bio(rq, bio);
	return rq;
}

static const struct {
	unsigned sectors;
	unsigned max_sectors;
	u16 max_segments;
	blk_status_t answer; /* of the driver */
	blk_status_t status;
	enum bp_site_id site;
} clones[] = {
	{ 16, 16, 2, BLK_STS_OK, BLK_STS_OK, BP_SITE_NR },
	{ 17, 16, 9, BLK_STS_OK, BLK_STS_IOERR, BP_SITE_CLONE_SECTORS },
	{ 16, 16, 1, BLK_STS_OK, BLK_STS_IOERR, BP_SITE_CLONE_SEGMENTS },
	{ 16, 16, 2, BLK_STS_RESOURCE, BLK_STS_RESOURCE, BP_SITE_NR },
	{ 16, 16, 2, BLK_STS_DEV_RESOURCE, BLK_STS_DEV_RESOURCE, BP_SITE_NR },
	{ 16, 16, 2, BLK_STS_MEDIUM, BLK_STS_MEDIUM, BP_SITE_NR },
};

static void blk_insert_cloned_request__each_row__as_listed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(clones); i++) {
		struct t_driver *d = started();
		struct bio *bio = t_driver_bio(d, REQ_OP_READ, 0, clones[i].sectors);
		struct request *rq = clone_of(d, bio);
		blk_status_t status;

		clones_ended = 0;
		d->q->limits.max_sectors = clones[i].max_sectors;
		d->q->limits.max_segments = clones[i].max_segments;
		d->answers[0] = clones[i].answer;
		status = blk_insert_cloned_request(d->q, rq);
		assert_int_equal(status, clones[i].status);
		if (clones[i].site != BP_SITE_NR)
			assert_hits(&d->env, clones[i].site, 1);
		assert_int_equal(d->asked, clones[i].site == BP_SITE_NR);
		assert_int_equal(clones_ended, status == BLK_STS_MEDIUM);
		if (status != BLK_STS_OK && status != BLK_STS_MEDIUM)
			blk_mq_end_request(rq, status); /* the caller kept it */
		t_driver_stop(d);
	}
}

static void blk_insert_cloned_request__no_driver_tag__resource(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	d->set.queue_depth = 1;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	bp_work_run(&d->env);
	rq = clone_of(d, t_driver_bio(d, REQ_OP_READ, 50, 8));
	assert_int_equal(blk_insert_cloned_request(d->q, rq), BLK_STS_RESOURCE);
	blk_mq_end_request(rq, BLK_STS_RESOURCE);
	t_driver_stop(d);
}

static void blk_execute_rq_nowait__at_head__before_what_waits(void **state)
{
	struct t_driver *d = started();
	struct blk_mq_hw_ctx *hctx = d->q->queue_hw_ctx[0];
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	struct request *tail = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);

	(void)state;
	rq->__sector = 7;
	tail->__sector = 8;
	clones_ended = 0;
	blk_mq_stop_hw_queue(hctx);
	hctx->dispatch_busy = true;
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	hctx->dispatch_busy = false;
	blk_execute_rq_nowait(d->q, tail, false, clone_done);
	blk_execute_rq_nowait(d->q, rq, true, clone_done);
	blk_mq_start_hw_queue(hctx);
	assert_string_equal(d->issued, "7,100,8.");
	t_driver_end_all(d);
	assert_int_equal(clones_ended, 2);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(direct__error__as_the_driver_said),
		cmocka_unit_test(direct__refused__tail_of_the_dispatch_list_and_run),
		cmocka_unit_test(direct__refused_behind_another__tail),
		cmocka_unit_test(direct__quiesced_or_stopped__dispatch_list_not_run),
		cmocka_unit_test(direct__quiesced_with_scheduler__dispatch_list),
		cmocka_unit_test(run__quiesced_meanwhile__nothing),
		cmocka_unit_test(run__nothing_pending__no_work),
		cmocka_unit_test(blk_insert_cloned_request__each_row__as_listed),
		cmocka_unit_test(blk_insert_cloned_request__no_driver_tag__resource),
		cmocka_unit_test(blk_execute_rq_nowait__at_head__before_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
