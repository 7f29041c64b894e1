/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plug: R-PLG-1 to R-PLG-3, and plugging in 9.3 step 8.
 */
#include "driver.h"

#include "fifo.h"

static struct t_driver *started(unsigned nr_hw, bool commit)
{
	struct t_driver *d = t_driver_new();

	d->set.nr_hw_queues = nr_hw;
	d->set.nr_cpus = nr_hw;
	d->set.queue_depth = 32;
	if (!commit)
		t_driver_no_commit(d);
	t_driver_start(d);
	return d;
}

static void submit_on(struct t_driver *d, unsigned cpu, sector_t sector)
{
	d->env.current.cpu = cpu;
	t_driver_submit(d, REQ_OP_WRITE, sector, 8);
	d->env.current.cpu = 0;
}

static void blk_start_plug__nested__only_the_outer_one_counts(void **state)
{
	struct t_driver *d = started(1, false);
	struct blk_plug outer, inner;

	(void)state;
	blk_start_plug(&d->env, &outer);
	blk_start_plug(&d->env, &inner);
	assert_ptr_equal(d->env.current.plug, &outer);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	blk_finish_plug(&d->env, &inner);
	assert_string_equal(d->issued, "");
	blk_finish_plug(&d->env, &outer);
	assert_string_equal(d->issued, "0.");
	assert_string_equal(d->events, "QGPUD");
	assert_null(d->env.current.plug);
	t_driver_stop(d);
}

/* Not adjacent, so that nothing merges. */
static void submit_bio__seventeenth_request__flushes_sixteen(void **state)
{
	struct t_driver *d = started(1, false);
	struct blk_plug plug;

	(void)state;
	blk_start_plug(&d->env, &plug);
	for (unsigned i = 0; i < 16; i++)
		t_driver_submit(d, REQ_OP_WRITE, 100 * i, 8);
	assert_int_equal(plug.rq_count, 16);
	assert_int_equal(d->nr_held, 0);
	t_driver_submit(d, REQ_OP_WRITE, 5000, 8);
	assert_int_equal(d->nr_held, 16);
	assert_int_equal(plug.rq_count, 1);
	blk_finish_plug(&d->env, &plug);
	assert_int_equal(d->nr_held, 17);
	t_driver_stop(d);
}

static const struct {
	unsigned sectors;
	bool flushes;
} sizes[] = {
	{ 255, false },
	{ 256, true },
};

static void submit_bio__last_request_of_128_kib__flushes(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(sizes); i++) {
		struct t_driver *d = started(1, false);
		struct blk_plug plug;

		d->q->limits.max_sectors = 1024;
		blk_start_plug(&d->env, &plug);
		t_driver_submit(d, REQ_OP_WRITE, 0, sizes[i].sectors);
		t_driver_submit(d, REQ_OP_WRITE, 5000, 8);
		assert_int_equal(d->nr_held, sizes[i].flushes);
		assert_int_equal(plug.rq_count, sizes[i].flushes ? 1 : 2);
		blk_finish_plug(&d->env, &plug);
		t_driver_stop(d);
	}
}

/* Two queues of one device; sectors tell who is who. */
static struct request_queue *second_queue(struct t_driver *d, struct gendisk *disk)
{
	struct request_queue *q = blk_mq_init_queue(&d->env, &d->set);

	disk->queue = q;
	return q;
}

static void submit_to(struct t_driver *d, struct gendisk *disk, sector_t sector)
{
	struct bio *bio = t_driver_bio(d, REQ_OP_WRITE, sector, 8);

	bio->bi_disk = disk;
	submit_bio(bio);
}

static const struct {
	const char *queues;
	const char *order; /* of sectors 90, 80, 70, 60 */
} sorts[] = {
	{ "aa", "90,80." }, { "aaaa", "90,80,70,60." }, /* one queue: as they came */
	{ "ab", "90.80." },				/* two requests: as they came */
	{ "ba", "90.80." }, { "aba", "70,90.80." },	{ "baba", "60,80.70,90." },
};

/* R-PLG-3: what starts at one sector stays as it came. */
static void blk_finish_plug__same_place__as_they_came(void **state)
{
	struct t_driver *d = started(1, false);
	struct gendisk other = { .disk_name = "b" };
	struct request_queue *q = second_queue(d, &other);
	struct bio *old = t_driver_bio(d, REQ_OP_WRITE, 80, 8);
	struct bio *young = t_driver_bio(d, REQ_OP_WRITE, 80, 8);
	struct blk_plug plug;

	(void)state;
	blk_start_plug(&d->env, &plug);
	submit_to(d, &other, 90);
	submit_bio(old);
	submit_bio(young);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "80,80.90.");
	assert_ptr_equal(d->held[0]->bio, old);
	assert_ptr_equal(d->held[1]->bio, young);
	t_driver_end_all(d);
	blk_cleanup_queue(q);
	t_driver_stop(d);
}

/* R-PLG-2, R-PLG-3 */
static void blk_finish_plug__several_queues__sorted_only_if_worth_it(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(sorts); i++) {
		struct t_driver *d = started(1, false);
		struct gendisk other = { .disk_name = "b" };
		struct request_queue *q = second_queue(d, &other);
		struct blk_plug plug;
		sector_t sector = 90;

		blk_start_plug(&d->env, &plug);
		for (const char *at = sorts[i].queues; *at; at++, sector -= 10)
			submit_to(d, *at == 'a' ? &d->disk : &other, sector);
		blk_finish_plug(&d->env, &plug);
		assert_string_equal(d->issued, sorts[i].order);
		t_driver_end_all(d);
		assert_int_equal(blk_cleanup_queue(q), 0);
		t_driver_stop(d);
	}
}

/* By software context, then sector; with commit_rqs several hardware queues plug fully. */
static void blk_finish_plug__two_contexts__runs_are_kept_together(void **state)
{
	struct t_driver *d = started(2, true);
	struct gendisk other = { .disk_name = "b" };
	struct request_queue *q = second_queue(d, &other);
	struct blk_plug plug;

	(void)state;
	blk_start_plug(&d->env, &plug);
	submit_on(d, 1, 50);
	submit_on(d, 0, 40);
	submit_on(d, 1, 30);
	submit_on(d, 0, 20);
	submit_to(d, &other, 10);
	assert_true(plug.multiple_queues);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "20,40.30,50.10.");
	assert_string_equal(d->events, "QGPQGQGQGQG"
				       "UDDUDDUD");
	t_driver_end_all(d);
	assert_int_equal(blk_cleanup_queue(q), 0);
	t_driver_stop(d);
}

/* The refused one to the dispatch list, the rest to the software queue. */
static void blk_finish_plug__driver_refuses__stops_and_commits(void **state)
{
	struct t_driver *d = started(1, true);
	struct blk_plug plug;

	(void)state;
	d->answers[1] = BLK_STS_RESOURCE;
	d->answers[2] = BLK_STS_RESOURCE;
	blk_start_plug(&d->env, &plug);
	for (unsigned i = 0; i < 4; i++)
		t_driver_submit(d, REQ_OP_WRITE, 100 * i, 8);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "0,100,100.");
	assert_int_equal(d->commits, 1);
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0,100,100.100.200,300.");
	t_driver_stop(d);
}

/* R-PLG-3: the first one was told of a second */
static void blk_finish_plug__last_one_refused__commits(void **state)
{
	struct t_driver *d = started(1, true);
	struct blk_plug plug;

	(void)state;
	d->answers[1] = BLK_STS_RESOURCE;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	t_driver_submit(d, REQ_OP_WRITE, 100, 8);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "0,100.100.");
	assert_int_equal(d->commits, 1);
	t_driver_stop(d);
}

static void blk_finish_plug__last_one_fails__commits(void **state)
{
	struct t_driver *d = started(1, true);
	struct blk_plug plug;

	(void)state;
	d->answers[1] = BLK_STS_IOERR;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	t_driver_submit(d, REQ_OP_WRITE, 100, 8);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "0,100.");
	assert_int_equal(d->commits, 1);
	t_driver_end_all(d);
	t_driver_stop(d);
}

static void blk_flush_plug_list__from_schedule__nothing_direct(void **state)
{
	struct t_driver *d = started(1, false);
	struct blk_plug plug;

	(void)state;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	blk_flush_plug_list(&d->env, &plug, true);
	assert_string_equal(d->issued, "");
	assert_string_equal(d->events, "QGPUI");
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.");
	blk_finish_plug(&d->env, &plug);
	t_driver_stop(d);
}

static void blk_finish_plug__scheduler__inserted_there(void **state)
{
	struct t_driver *d = started(1, false);
	struct blk_plug plug;

	(void)state;
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	t_driver_submit(d, REQ_OP_WRITE, 100, 8);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->events, "QGPQGUIIDD");
	t_driver_stop(d);
}

static unsigned calls;

static void on_unplug(struct blk_plug_cb *cb, bool from_schedule)
{
	struct t_driver *d = cb->data;

	calls++;
	assert_false(from_schedule);
	assert_string_equal(d->issued, ""); /* before the requests */
	t_driver_submit(d, REQ_OP_WRITE, 500, 8);
}

static void blk_finish_plug__callback__runs_first_and_may_plug(void **state)
{
	struct t_driver *d = started(1, false);
	struct blk_plug_cb cb = { .callback = on_unplug, .data = d };
	struct blk_plug plug;

	(void)state;
	calls = 0;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	STAILQ_INSERT_TAIL(&plug.cb_list, &cb, list);
	blk_finish_plug(&d->env, &plug);
	assert_int_equal(calls, 1);
	assert_string_equal(d->issued, "0,500.");
	t_driver_stop(d);
}

/* Several hardware queues without commit_rqs: the plug holds the newest, the older one goes out. */
static void submit_bio__limited_plugging__one_request_of_a_queue(void **state)
{
	struct t_driver *d = started(2, false);
	struct blk_plug plug;

	(void)state;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_string_equal(d->issued, "");
	t_driver_submit(d, REQ_OP_WRITE, 100, 8);
	assert_string_equal(d->issued, "0.");
	t_driver_submit(d, REQ_OP_WRITE, 108, 8); /* merges: nothing goes out */
	assert_string_equal(d->issued, "0.");
	assert_int_equal(plug.rq_count, 1);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "0.100.");
	assert_int_equal(blk_rq_sectors(d->held[1]), 16);
	t_driver_stop(d);
}

static void submit_bio__limited_plugging_without_merging__direct_if_idle(void **state)
{
	struct t_driver *d = started(2, false);
	struct blk_plug plug;

	(void)state;
	blk_queue_flag_set(QUEUE_FLAG_NOMERGES, d->q);
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_string_equal(d->issued, "0.");
	assert_int_equal(plug.rq_count, 0);
	blk_finish_plug(&d->env, &plug);
	t_driver_stop(d);
}

/* The request found in the plug is gone when the one that is added had to sleep for its tag. */
static void submit_bio__limited_plugging_and_sleep__the_other_was_flushed(void **state)
{
	struct t_driver *d = t_driver_new();
	struct blk_plug plug;
	struct bio *bio;

	(void)state;
	d->set.nr_hw_queues = 2;
	d->set.nr_cpus = 2;
	d->set.queue_depth = 1;
	t_driver_no_commit(d);
	t_driver_start(d);
	blk_start_plug(&d->env, &plug);
	d->answers[0] = BLK_STS_NOSPC; /* ends it: its tag comes free */
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	bio = t_driver_bio(d, REQ_OP_WRITE, 100, 8);
	submit_bio(bio);
	assert_string_equal(d->issued, "0.");
	assert_int_equal(d->ended, 1);
	assert_int_equal(plug.rq_count, 1);
	blk_finish_plug(&d->env, &plug);
	assert_string_equal(d->issued, "0.100.");
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_start_plug__nested__only_the_outer_one_counts),
		cmocka_unit_test(submit_bio__seventeenth_request__flushes_sixteen),
		cmocka_unit_test(submit_bio__last_request_of_128_kib__flushes),
		cmocka_unit_test(blk_finish_plug__same_place__as_they_came),
		cmocka_unit_test(blk_finish_plug__several_queues__sorted_only_if_worth_it),
		cmocka_unit_test(blk_finish_plug__two_contexts__runs_are_kept_together),
		cmocka_unit_test(blk_finish_plug__driver_refuses__stops_and_commits),
		cmocka_unit_test(blk_finish_plug__last_one_refused__commits),
		cmocka_unit_test(blk_finish_plug__last_one_fails__commits),
		cmocka_unit_test(blk_flush_plug_list__from_schedule__nothing_direct),
		cmocka_unit_test(blk_finish_plug__scheduler__inserted_there),
		cmocka_unit_test(blk_finish_plug__callback__runs_first_and_may_plug),
		cmocka_unit_test(submit_bio__limited_plugging__one_request_of_a_queue),
		cmocka_unit_test(submit_bio__limited_plugging_without_merging__direct_if_idle),
		cmocka_unit_test(submit_bio__limited_plugging_and_sleep__the_other_was_flushed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
