/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flush sequencing: R-FLS-1.
 */
#include "driver.h"

#include <blkpath/flush.h>

#include "fifo.h"

#define WC (1ul << QUEUE_FLAG_WC)
#define FUA (1ul << QUEUE_FLAG_FUA)
#define PRE REQ_FSEQ_PREFLUSH
#define DATA REQ_FSEQ_DATA
#define POST REQ_FSEQ_POSTFLUSH

static const struct {
	unsigned flags;
	unsigned sectors;
	unsigned long queue;
	unsigned steps;
} policies[] = {
	{ REQ_PREFLUSH, 0, 0, 0 },
	{ REQ_PREFLUSH | REQ_FUA, 8, 0, DATA },
	{ REQ_PREFLUSH, 0, WC, PRE },
	{ REQ_PREFLUSH, 8, WC, PRE | DATA },
	{ REQ_FUA, 8, WC, DATA | POST },
	{ REQ_FUA, 8, WC | FUA, DATA },
	{ REQ_PREFLUSH | REQ_FUA, 8, WC, PRE | DATA | POST },
	{ REQ_PREFLUSH | REQ_FUA, 8, WC | FUA, PRE | DATA },
	{ REQ_PREFLUSH | REQ_FUA, 0, WC, PRE | POST },
	{ 0, 8, WC, DATA },
};

static void blk_flush_policy__each_row__as_listed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(policies); i++) {
		struct request_queue q = { .queue_flags = policies[i].queue };
		struct request rq = { .q = &q,
				      .cmd_flags = REQ_OP_WRITE | policies[i].flags,
				      .__data_len = policies[i].sectors * 512 };

		assert_int_equal(blk_flush_policy(&rq), policies[i].steps);
	}
}

static struct t_driver *started(unsigned long flags, bool sched)
{
	struct t_driver *d = t_driver_new();

	t_driver_start(d);
	d->q->queue_flags |= flags;
	if (sched)
		assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	return d;
}

/* One step: let the work happen, then end what the driver holds. */
static void step(struct t_driver *d, blk_status_t status)
{
	bp_work_run(&d->env);
	t_driver_end_first(d, status);
}

static void check_full_sequence(bool sched)
{
	struct t_driver *d = started(WC, sched);

	t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 40, 8);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "F");
	assert_int_equal(d->held[0]->cmd_flags, REQ_OP_FLUSH | REQ_PREFLUSH);
	assert_ptr_equal(d->held[0]->rq_disk, &d->disk);
	step(d, BLK_STS_OK);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "F40.");
	assert_int_equal(d->held[0]->cmd_flags, REQ_OP_WRITE | REQ_SYNC);
	assert_true(d->held[0]->rq_flags & RQF_FLUSH_SEQ);
	step(d, BLK_STS_OK);
	assert_int_equal(d->ended, 0); /* the data step ends no bio */
	step(d, BLK_STS_OK);
	assert_string_equal(d->issued, "F40.F");
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_OK);
	assert_int_equal(d->q->bp_ios[WRITE], 1); /* counted once */
	t_driver_stop(d);
}

static void blk_insert_flush__preflush_data_fua__three_steps(void **state)
{
	(void)state;
	check_full_sequence(false);
	check_full_sequence(true);
}

static void count_end(struct request *rq, blk_status_t status)
{
	assert_int_equal(status, BLK_STS_OK);
	assert_int_equal(rq->rq_flags & RQF_FLUSH_SEQ, 0);
	++*(unsigned *)rq->end_io_data;
	blk_mq_free_request(rq);
}

/* The sequence has an end function of its own; the owner's comes back for the last step. */
static void blk_insert_flush__owner_waits__told_once_at_the_end(void **state)
{
	struct t_driver *d = started(WC, false);
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 0);
	unsigned ended = 0;

	(void)state;
	blk_rq_bio_prep(d->q, rq, t_driver_bio(d, REQ_OP_WRITE, 40, 8));
	rq->__sector = 40;
	rq->end_io_data = &ended;
	blk_execute_rq_nowait(d->q, rq, false, count_end);
	for (unsigned part = 0; part < 3; part++) {
		bp_work_run(&d->env);
		assert_int_equal(ended, 0);
		step(d, BLK_STS_OK);
	}
	assert_string_equal(d->issued, "F40.F");
	assert_int_equal(ended, 1);
	t_driver_stop(d);
}

static void blk_insert_flush__empty_preflush__one_command(void **state)
{
	struct t_driver *d = started(WC, false);

	(void)state;
	t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0);
	step(d, BLK_STS_OK);
	assert_string_equal(d->issued, "F");
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

static void blk_insert_flush__device_has_fua__data_goes_with_the_flag(void **state)
{
	struct t_driver *d = started(WC | FUA, false);

	(void)state;
	t_driver_submit(d, REQ_OP_WRITE | REQ_FUA, 40, 8);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "40.");
	assert_true(d->held[0]->cmd_flags & REQ_FUA);
	assert_false(d->held[0]->rq_flags & RQF_FLUSH_SEQ);
	step(d, BLK_STS_OK);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

static void blk_insert_flush__nothing_to_do__ended(void **state)
{
	struct t_driver *d = started(WC, false);
	struct bio *bio = t_driver_bio(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0);
	struct request *rq = blk_mq_alloc_request(d->q, bio->bi_opf, true);

	(void)state;
	blk_init_request_from_bio(rq, bio);
	blk_queue_flag_clear(QUEUE_FLAG_WC, d->q); /* between check and insertion */
	blk_insert_flush(rq);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_OK);
	t_driver_stop(d);
}

static void blk_insert_flush__two_bios__bug(void **state)
{
	struct t_driver *d = started(WC, false);
	struct bio *a = t_driver_bio(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 8);
	struct bio *b = t_driver_bio(d, REQ_OP_WRITE | REQ_PREFLUSH, 8, 8);
	struct request *rq = blk_mq_alloc_request(d->q, a->bi_opf, true);

	(void)state;
	blk_init_request_from_bio(rq, a);
	a->bi_next = b;
	rq->biotail = b;
	rq->__data_len += b->bi_iter.bi_size;
	assert_bug(&d->env, BP_SITE_FLUSH_BIOS, blk_insert_flush(rq));
	blk_mq_end_request(rq, BLK_STS_OK);
	t_driver_stop(d);
}

/* One command in flight; all that come meanwhile share the next. */
static void blk_insert_flush__several__share_the_next_command(void **state)
{
	struct t_driver *d = started(WC, false);

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "F");
	step(d, BLK_STS_OK);
	assert_int_equal(d->ended, 1);
	step(d, BLK_STS_OK);
	assert_string_equal(d->issued, "FF");
	assert_int_equal(d->ended, 4);
	t_driver_stop(d);
}

static const struct {
	unsigned failing; /* step whose command fails */
	unsigned steps;
	const char *issued;
} failures[] = {
	{ 0, 1, "F" },
	{ 1, 2, "F40." },
	{ 2, 3, "F40.F" },
};

static void blk_insert_flush__a_step_fails__sequence_ends_with_the_error(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(failures); i++) {
		struct t_driver *d = started(WC, i == 1);

		t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 40, 8);
		for (unsigned k = 0; k < failures[i].steps; k++)
			step(d, k == failures[i].failing ? BLK_STS_IOERR : BLK_STS_OK);
		assert_string_equal(d->issued, failures[i].issued);
		assert_int_equal(d->ended, 1);
		assert_int_equal(d->status, BLK_STS_IOERR);
		t_driver_stop(d);
	}
}

static void blk_insert_flush__command_refused__asked_again(void **state)
{
	struct t_driver *d = started(WC, true);

	(void)state;
	d->answers[0] = BLK_STS_RESOURCE;
	t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0);
	t_driver_end_all(d);
	assert_string_equal(d->issued, "FF");
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

/* Flush steps pass what waits in the software queue. */
static void blk_insert_flush__others_wait__command_goes_first(void **state)
{
	struct t_driver *d = started(WC, false);
	struct blk_mq_hw_ctx *hctx = d->q->queue_hw_ctx[0];

	(void)state;
	blk_mq_stop_hw_queue(hctx);
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0);
	bp_work_run(&d->env);
	blk_mq_start_hw_queue(hctx);
	assert_string_equal(d->issued, "F100.");
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_flush_policy__each_row__as_listed),
		cmocka_unit_test(blk_insert_flush__preflush_data_fua__three_steps),
		cmocka_unit_test(blk_insert_flush__owner_waits__told_once_at_the_end),
		cmocka_unit_test(blk_insert_flush__empty_preflush__one_command),
		cmocka_unit_test(blk_insert_flush__device_has_fua__data_goes_with_the_flag),
		cmocka_unit_test(blk_insert_flush__nothing_to_do__ended),
		cmocka_unit_test(blk_insert_flush__two_bios__bug),
		cmocka_unit_test(blk_insert_flush__several__share_the_next_command),
		cmocka_unit_test(blk_insert_flush__a_step_fails__sequence_ends_with_the_error),
		cmocka_unit_test(blk_insert_flush__command_refused__asked_again),
		cmocka_unit_test(blk_insert_flush__others_wait__command_goes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
