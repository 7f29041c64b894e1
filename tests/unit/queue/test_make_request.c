/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio becomes a request: the order and the choices of 9.3.
 */
#include "driver.h"

#include <blkpath/t10_pi.h>

#include <mem/ram.h>

#include "fifo.h"
#include "record.h"

#define SPLIT_LIMIT 16u

/* Which way a request takes (step 8). */
enum way { DIRECT, QUEUED, PLUGGED };

static const struct {
	const char *name;
	unsigned nr_hw;
	unsigned opf;
	bool sched;
	bool busy;
	bool plug;
	bool commit;
	bool nomerges;
	enum way way;
} ways[] = {
	{ "flush", 1, REQ_OP_WRITE | REQ_FUA, .way = QUEUED },
	{ "flush, plugged", 1, REQ_OP_WRITE | REQ_FUA, .plug = true, .way = QUEUED },
	{ "plug, one hardware queue", 1, REQ_OP_WRITE, .plug = true, .way = PLUGGED },
	{ "plug, commit_rqs", 2, REQ_OP_WRITE, .plug = true, .commit = true, .way = PLUGGED },
	{ "plug, limited", 2, REQ_OP_WRITE, .plug = true, .way = PLUGGED },
	{ "plug, no merging", 2, REQ_OP_WRITE, .plug = true, .nomerges = true, .way = DIRECT },
	{ "plug, no merging, one queue", 1, REQ_OP_WRITE, .plug = true, .nomerges = true,
	  .way = PLUGGED },
	{ "several queues, sync", 2, REQ_OP_READ, .busy = true, .way = DIRECT },
	{ "several queues, async, busy", 2, REQ_OP_WRITE, .busy = true, .way = QUEUED },
	{ "idle", 1, REQ_OP_WRITE, .way = DIRECT },
	{ "busy", 1, REQ_OP_READ, .busy = true, .way = QUEUED },
	{ "scheduler", 1, REQ_OP_READ, .sched = true, .way = QUEUED },
	{ "scheduler, several queues, sync", 2, REQ_OP_READ, .sched = true, .way = QUEUED },
};

static struct t_driver *started(unsigned nr_hw, bool commit)
{
	struct t_driver *d = t_driver_new();

	d->set.nr_hw_queues = nr_hw;
	d->set.nr_cpus = nr_hw;
	if (!commit)
		t_driver_no_commit(d);
	t_driver_start(d);
	return d;
}

static void blk_mq_make_request__each_row__way_as_listed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(ways); i++) {
		struct t_driver *d = started(ways[i].nr_hw, ways[i].commit);
		struct blk_plug plug;

		print_message("# %s\n", ways[i].name);
		blk_queue_flag_set(QUEUE_FLAG_WC, d->q);
		blk_queue_flag_set(QUEUE_FLAG_FUA, d->q);
		if (ways[i].nomerges)
			blk_queue_flag_set(QUEUE_FLAG_NOMERGES, d->q);
		if (ways[i].sched)
			assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
		d->q->queue_hw_ctx[0]->dispatch_busy = ways[i].busy;
		if (ways[i].plug)
			blk_start_plug(&d->env, &plug);
		t_driver_submit(d, ways[i].opf, 0, 8);
		assert_int_equal(d->nr_held, ways[i].way == DIRECT);
		if (ways[i].plug) {
			assert_int_equal(plug.rq_count, ways[i].way == PLUGGED);
			blk_finish_plug(&d->env, &plug);
		}
		bp_work_run(&d->env);
		assert_int_equal(d->nr_held, 1);
		t_driver_stop(d);
	}
}

static void blk_mq_make_request__cookie__tag_queue_and_kind(void **state)
{
	struct t_driver *d = started(4, true);

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(t_driver_submit(d, REQ_OP_READ, 100, 8), 1);
	d->env.current.cpu = 3;
	assert_int_equal(t_driver_submit(d, REQ_OP_READ, 200, 8), 3u << 16);
	d->env.current.cpu = 6; /* more CPUs than software queues */
	assert_int_equal(t_driver_submit(d, REQ_OP_READ, 300, 8), 2u << 16);
	d->env.current.cpu = 0;
	t_driver_end_all(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	assert_int_equal(t_driver_submit(d, REQ_OP_READ, 0, 8), 1u << 31);
	d->env.current.cpu = 1;
	assert_int_equal(t_driver_submit(d, REQ_OP_READ, 9, 8), 1u << 31 | 1u << 16);
	t_driver_stop(d);
}

static void blk_mq_make_request__no_tag_and_nowait__again(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	d->set.queue_depth = 1;
	t_driver_start(d);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(t_driver_submit(d, REQ_OP_READ | REQ_NOWAIT, 100, 8), BLK_QC_T_NONE);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_AGAIN);
	t_driver_stop(d);
}

static void blk_mq_make_request__no_tag_ever__finding_and_resource(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	d->set.queue_depth = 1;
	t_driver_start(d);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(t_driver_submit(d, REQ_OP_READ, 100, 8), BLK_QC_T_NONE);
	assert_hits(&d->env, BP_SITE_NO_TAG_EVER, 1);
	assert_int_equal(d->status, BLK_STS_RESOURCE);
	t_driver_stop(d);
}

/* [aaaa][aaaa][aa]: three requests, front first, one end. */
static void blk_mq_make_request__too_long__split_and_issued_in_order(void **state)
{
	struct t_driver *d = started(1, true);

	(void)state;
	d->q->limits.max_sectors = SPLIT_LIMIT;
	t_driver_submit(d, REQ_OP_READ, 100, 2 * SPLIT_LIMIT + 8);
	assert_string_equal(d->issued, "100.116.132.");
	assert_string_equal(d->events, "QXGDXGDGD");
	t_driver_end_all(d);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

/* [AAAA][AAAA][AA]: steps 1 and 2, the whole is copied once and its copy is cut (R-BNC-3). */
static void blk_mq_make_request__high_and_too_long__bounced_then_split(void **state)
{
	struct t_driver *d = started(1, true);
	struct bp_ram *ram = bp_ram_new(&d->env);
	struct t_record record = { 0 };

	(void)state;
	t_record(&d->env, &record);
	d->q->limits.max_sectors = SPLIT_LIMIT;
	d->q->limits.bounce_pfn = 0xfff;
	t_driver_submit(d, REQ_OP_READ, 100, 2 * SPLIT_LIMIT + 8);
	assert_string_equal(d->issued, "100.116.132.");
	assert_int_equal(record.count[BP_EV_BIO_BOUNCE], 1);
	assert_int_equal(record.count[BP_EV_SPLIT], 2);
	t_driver_end_all(d);
	assert_int_equal(d->ended, 1);
	assert_int_equal(bp_ram_report(ram).allocated, 0);
	bp_ram_free(ram);
	t_driver_stop(d);
}

/* Steps 3 and 4: the second write has its protection when it is held against the first. */
static void blk_mq_make_request__protected_neighbours__merged(void **state)
{
	struct t_driver *d = started(1, true);
	struct blk_plug plug;

	(void)state;
	d->disk.integrity = (struct blk_integrity){
		.profile = &t10_pi_type1_crc,
		.flags = BLK_INTEGRITY_GENERATE,
		.tuple_size = sizeof(struct t10_pi_tuple),
		.interval_exp = 9,
	};
	d->q->limits.max_integrity_segments = 4;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	t_driver_submit(d, REQ_OP_WRITE, 8, 8);
	assert_int_equal(plug.rq_count, 1);
	blk_finish_plug(&d->env, &plug);
	t_driver_stop(d);
}

static const struct {
	const char *name;
	unsigned opf;
	bool nomerges;
	bool plug_merges;
	bool queue_merges;
} merges[] = {
	{ "mergeable", 0, .plug_merges = true, .queue_merges = true },
	{ "REQ_NOMERGE", .opf = REQ_NOMERGE },
	{ "QUEUE_FLAG_NOMERGES", .nomerges = true },
	{ "dma-direct", .opf = REQ_DMA_DIRECT },
	{ "FUA", .opf = REQ_FUA },
};

/* Steps 4 and 5: first the plug, then the software queue. */
static void blk_mq_make_request__neighbours__merged_where_allowed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(merges); i++) {
		struct t_driver *d = started(1, true);
		struct blk_mq_hw_ctx *hctx = d->q->queue_hw_ctx[0];
		unsigned opf = REQ_OP_WRITE | merges[i].opf;
		struct blk_plug plug;

		print_message("# %s\n", merges[i].name);
		d->q->queue_flags |=
			1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA | 1ul << QUEUE_FLAG_DMA_DIRECT;
		if (merges[i].nomerges)
			blk_queue_flag_set(QUEUE_FLAG_NOMERGES, d->q);
		blk_start_plug(&d->env, &plug);
		t_driver_submit(d, opf, 0, 8);
		t_driver_submit(d, opf, 8, 8);
		blk_finish_plug(&d->env, &plug);
		bp_work_run(&d->env);
		assert_int_equal(d->nr_held, merges[i].plug_merges ? 1 : 2);
		t_driver_end_all(d);
		hctx->dispatch_busy = true;
		t_driver_submit(d, opf, 0, 8);
		t_driver_submit(d, opf, 8, 8);
		bp_work_run(&d->env);
		assert_int_equal(d->nr_held, merges[i].queue_merges ? 1 : 2);
		t_driver_stop(d);
	}
}

/* 9.3 steps 4 and 5: it fits behind [0, 8) in the software list and before [16, 24) in the plug. */
static void blk_mq_make_request__fits_twice__the_plug_is_asked_first(void **state)
{
	struct t_driver *d = started(1, true);
	struct t_record record;
	const struct request *plugged;
	struct blk_plug plug;

	(void)state;
	d->q->queue_flags |= 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA;
	d->q->queue_hw_ctx[0]->dispatch_busy = true;
	blk_mq_stop_hw_queue(d->q->queue_hw_ctx[0]);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 16, 8);
	plugged = TAILQ_FIRST(&plug.mq_list);
	t_driver_submit(d, REQ_OP_WRITE, 8, 8);
	assert_int_equal(blk_rq_pos(plugged), 8);
	assert_int_equal(blk_rq_sectors(plugged), 16);
	t_record(&d->env, &record);
	t_driver_submit(d, REQ_OP_WRITE | REQ_FUA, 24, 8); /* does not even ask */
	assert_int_equal(record.count[BP_EV_MERGE_REFUSED], 0);
	blk_finish_plug(&d->env, &plug);
	blk_mq_start_hw_queue(d->q->queue_hw_ctx[0]);
	bp_work_run(&d->env);
	t_driver_end_all(d);
	t_driver_stop(d);
}

/* R-MGE-14: the software list is searched from its tail, eight requests far. */
static void blk_mq_make_request__software_list__eight_are_searched(void **state)
{
	for (unsigned others = 7; others <= 8; others++) {
		struct t_driver *d = t_driver_new();

		(void)state;
		d->set.queue_depth = 16;
		t_driver_start(d);
		d->q->queue_hw_ctx[0]->dispatch_busy = true;
		blk_mq_stop_hw_queue(d->q->queue_hw_ctx[0]);
		t_driver_submit(d, REQ_OP_WRITE, 0, 8);
		for (unsigned i = 1; i <= others; i++)
			t_driver_submit(d, REQ_OP_WRITE, 1000 * i, 8);
		t_driver_submit(d, REQ_OP_WRITE, 8, 8);
		d->q->queue_hw_ctx[0]->dispatch_busy = false;
		blk_mq_start_hw_queue(d->q->queue_hw_ctx[0]);
		assert_int_equal(d->nr_held, others == 7 ? 8 : 10);
		t_driver_stop(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_make_request__each_row__way_as_listed),
		cmocka_unit_test(blk_mq_make_request__cookie__tag_queue_and_kind),
		cmocka_unit_test(blk_mq_make_request__no_tag_and_nowait__again),
		cmocka_unit_test(blk_mq_make_request__no_tag_ever__finding_and_resource),
		cmocka_unit_test(blk_mq_make_request__too_long__split_and_issued_in_order),
		cmocka_unit_test(blk_mq_make_request__high_and_too_long__bounced_then_split),
		cmocka_unit_test(blk_mq_make_request__protected_neighbours__merged),
		cmocka_unit_test(blk_mq_make_request__neighbours__merged_where_allowed),
		cmocka_unit_test(blk_mq_make_request__fits_twice__the_plug_is_asked_first),
		cmocka_unit_test(blk_mq_make_request__software_list__eight_are_searched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
