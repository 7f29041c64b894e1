/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * R-SUB-2: what is checked, in which order, and with which answer.
 */
#include "driver.h"

#include <string.h>

#include "record.h"

#define WHOLE 1000u /* sectors of the disk */

static struct hd_struct parts[] = {
	{ .start_sect = 100, .nr_sects = 50 },
	{ .start_sect = 0, .nr_sects = 0 },	/* missing */
	{ .start_sect = 990, .nr_sects = 100 }, /* reaches beyond the disk */
	{ .start_sect = 200, .nr_sects = 10, .policy = true },
	{ .start_sect = 300, .nr_sects = 5 },
};

static bool fail_all(struct gendisk *disk, struct bio *bio)
{
	(void)disk;
	(void)bio;
	return true;
}

static blk_qc_t never_called(struct request_queue *q, struct bio *bio)
{
	(void)q;
	(void)bio;
	fail();
	return BLK_QC_T_NONE;
}

static bool ended;

static void note_end(struct bio *bio)
{
	(void)bio;
	ended = true;
}

enum { NO_QUEUE = 1, NO_MQ = 2, FAULT = 4 };

#define F(flag) (1ul << QUEUE_FLAG_##flag)

static const struct check {
	const char *name;
	unsigned opf;
	sector_t sector;
	unsigned sectors;
	unsigned partno;
	unsigned long flags;
	unsigned world;
	bool passes;
	blk_status_t status;
	sector_t sector_after;
	unsigned opf_after;
} table[] = {
	{ "plain", .sector = 992, .sectors = 8, .passes = true, .sector_after = 992 },
	{ "1: no queue", .sectors = 8, .world = NO_QUEUE, .status = BLK_STS_IOERR },
	{ "1 goes before 2", REQ_NOWAIT, .world = NO_QUEUE | NO_MQ, .status = BLK_STS_IOERR },
	{ "2: no waiting without blk-mq", REQ_NOWAIT, .world = NO_MQ, .status = BLK_STS_NOTSUPP },
	{ "2: with blk-mq", REQ_NOWAIT, .passes = true, .opf_after = REQ_NOWAIT },
	{ "2 goes before 3", REQ_NOWAIT, .world = NO_MQ | FAULT, .status = BLK_STS_NOTSUPP },
	{ "3: injected", .sectors = 8, .world = FAULT, .status = BLK_STS_IOERR },
	{ "3 goes before 4", .sector = 42, .sectors = 8, .partno = 1, .world = FAULT,
	  .status = BLK_STS_IOERR, .sector_after = 42 },
	{ "3 goes before 5", REQ_OP_WRITE | REQ_PREFLUSH, .world = FAULT, .status = BLK_STS_IOERR },
	{ "4: one sector too far", .sector = 993, .sectors = 8, .status = BLK_STS_IOERR },
	{ "4: larger than the disk", .sectors = 1008, .status = BLK_STS_IOERR },
	{ "4: the end is beyond all numbers", .sector = ~7ull, .sectors = 16,
	  .status = BLK_STS_IOERR, .sector_after = ~7ull },
	{ "4: nothing beyond the end", .sector = 5000, .passes = true, .sector_after = 5000 },
	{ "4 goes before 5", REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 993, 8, .status = BLK_STS_IOERR,
	  .opf_after = REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA },
	{ "4 goes before 7", REQ_OP_DISCARD, 993, 8, .status = BLK_STS_IOERR },
	{ "4: partition", .sector = 42, .sectors = 8, .partno = 1, .passes = true,
	  .sector_after = 142 },
	{ "4: beyond the partition", .sector = 43, .sectors = 8, .partno = 1,
	  .status = BLK_STS_IOERR },
	{ "4: partition missing", .sectors = 8, .partno = 2, .status = BLK_STS_IOERR },
	{ "4: no such partition", .sectors = 8, .partno = 6, .status = BLK_STS_IOERR },
	{ "4: the result is not checked again", .sector = 40, .sectors = 8, .partno = 3,
	  .passes = true, .sector_after = 1030 },
	{ "4: no sectors, no remapping", .sector = 42, .partno = 1, .passes = true,
	  .sector_after = 42 },
	{ "4: zone reset is remapped", REQ_OP_ZONE_RESET, 42, .partno = 1,
	  .status = BLK_STS_NOTSUPP, .sector_after = 142 },
	{ "5: a flush for nobody", REQ_OP_WRITE | REQ_PREFLUSH, .status = BLK_STS_OK,
	  .opf_after = REQ_OP_WRITE },
	{ "5: data stays", REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, .sectors = 8, .passes = true,
	  .opf_after = REQ_OP_WRITE },
	{ "5: with a cache", REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, .flags = F(WC), .passes = true,
	  .opf_after = REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA },
	{ "5 goes before 6", REQ_OP_WRITE | REQ_PREFLUSH | REQ_HIPRI, .status = BLK_STS_OK,
	  .opf_after = REQ_OP_WRITE | REQ_HIPRI },
	{ "5 goes before 7", REQ_OP_DISCARD | REQ_FUA, .status = BLK_STS_OK,
	  .opf_after = REQ_OP_DISCARD },
	{ "6: no polling", REQ_HIPRI, .sectors = 8, .passes = true },
	{ "6: polling", REQ_HIPRI, .sectors = 8, .flags = F(POLL), .passes = true,
	  .opf_after = REQ_HIPRI },
	{ "6 goes before 7", REQ_OP_DISCARD | REQ_HIPRI, .sectors = 8, .status = BLK_STS_NOTSUPP,
	  .opf_after = REQ_OP_DISCARD },
	{ "7: discard", REQ_OP_DISCARD, .status = BLK_STS_NOTSUPP, .opf_after = REQ_OP_DISCARD },
	{ "7: discard taken", REQ_OP_DISCARD, .flags = F(DISCARD), .passes = true,
	  .opf_after = REQ_OP_DISCARD },
	{ "7: erase", REQ_OP_SECURE_ERASE, .flags = F(DISCARD), .status = BLK_STS_NOTSUPP,
	  .opf_after = REQ_OP_SECURE_ERASE },
	{ "7: erase taken", REQ_OP_SECURE_ERASE, .flags = F(SECERASE), .passes = true,
	  .opf_after = REQ_OP_SECURE_ERASE },
	{ "7: write same", REQ_OP_WRITE_SAME, .status = BLK_STS_NOTSUPP,
	  .opf_after = REQ_OP_WRITE_SAME },
	{ "7: write zeroes", REQ_OP_WRITE_ZEROES, .status = BLK_STS_NOTSUPP,
	  .opf_after = REQ_OP_WRITE_ZEROES },
	{ "7: zone reset", REQ_OP_ZONE_RESET, .status = BLK_STS_NOTSUPP,
	  .opf_after = REQ_OP_ZONE_RESET },
	{ "7: the driver's own", REQ_OP_DRV_IN, .passes = true, .opf_after = REQ_OP_DRV_IN },
	{ "DEF-10: not direct", REQ_DMA_DIRECT, .sectors = 8, .status = BLK_STS_NOTSUPP,
	  .opf_after = REQ_DMA_DIRECT },
	{ "DEF-10: direct", REQ_DMA_DIRECT, .sectors = 8, .flags = F(DMA_DIRECT), .passes = true,
	  .opf_after = REQ_DMA_DIRECT },
};

static void prepare(struct t_world *w, unsigned world)
{
	static const struct blk_mq_ops ops;

	t_world_init(w);
	w->disk.capacity = WHOLE;
	w->disk.part = parts;
	w->disk.nr_parts = bp_array_size(parts);
	w->q.make_request_fn = never_called;
	w->q.mq_ops = world & NO_MQ ? NULL : &ops;
	w->disk.bp_should_fail = world & FAULT ? fail_all : NULL;
	w->disk.queue = world & NO_QUEUE ? NULL : &w->q;
	ended = false;
}

static struct bio *make(struct t_world *w, unsigned opf, sector_t sector, unsigned sectors)
{
	struct bio *bio = t_bio_pages(w, opf, sector, 1, 0x1000, 0, sectors * SECTOR_SIZE);

	bio->bi_end_io = note_end;
	return bio;
}

static void run_check(const struct check *c)
{
	struct t_world w;
	struct bio *bio;

	prepare(&w, c->world);
	w.q.queue_flags = c->flags;
	bio = make(&w, c->opf, c->sector, c->sectors);
	bio->bi_partno = (u8)c->partno;
	assert_int_equal(generic_make_request_checks(bio), c->passes);
	assert_int_equal(ended, !c->passes);
	assert_int_equal(bio->bi_status, c->status);
	assert_int_equal(bio_flagged(bio, BIO_TRACE_COMPLETION), c->passes);
	if (c->passes || c->opf_after)
		assert_int_equal(bio->bi_opf, c->opf_after);
	if (c->passes || c->sector_after)
		assert_int_equal(bio->bi_iter.bi_sector, c->sector_after);
	if (c->passes)
		assert_int_equal(bio->bi_partno, 0);
	bio_put(bio);
	t_world_fini(&w);
}

static void generic_make_request_checks__each_row__as_listed(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(table); i++) {
		print_message("# %s\n", table[i].name);
		run_check(&table[i]);
	}
}

static void generic_make_request_checks__ops_with_limits__taken(void **state)
{
	static const unsigned ops[] = { REQ_OP_WRITE_SAME, REQ_OP_WRITE_ZEROES, REQ_OP_ZONE_RESET };
	struct t_world w;

	(void)state;
	prepare(&w, 0);
	w.q.limits.max_write_same_sectors = 1;
	w.q.limits.max_write_zeroes_sectors = 1;
	w.q.limits.zoned = BLK_ZONED_HM;
	for (unsigned i = 0; i < bp_array_size(ops); i++) {
		struct bio *bio = make(&w, ops[i], 0, 1);

		assert_true(generic_make_request_checks(bio));
		bio_put(bio);
	}
	t_world_fini(&w);
}

static void generic_make_request_checks__beyond_end__wanted_and_limit_are_logged(void **state)
{
	struct t_world w;
	struct bio *bio;

	(void)state;
	prepare(&w, 0);
	bio = make(&w, REQ_OP_READ, 996, 8);
	assert_false(generic_make_request_checks(bio));
	assert_hits(&w.env, BP_SITE_SUBMIT_BEYOND_END, 1);
	bio_put(bio);
	w.disk.capacity = 0; /* unknown */
	bio = make(&w, REQ_OP_READ, 996, 8);
	assert_true(generic_make_request_checks(bio));
	bio_put(bio);
	w.disk.queue = NULL;
	bio = make(&w, REQ_OP_READ, 0, 8);
	assert_false(generic_make_request_checks(bio));
	assert_hits(&w.env, BP_SITE_SUBMIT_NO_QUEUE, 1);
	bio_put(bio);
	t_world_fini(&w);
}

static void generic_make_request_checks__read_only_partition__warns_and_goes_on(void **state)
{
	struct t_world w;
	struct bio *bio;

	(void)state;
	prepare(&w, 0);
	bio = make(&w, REQ_OP_WRITE, 0, 8);
	bio->bi_partno = 4;
	assert_true(generic_make_request_checks(bio));
	assert_int_equal(bio->bi_iter.bi_sector, 200);
	assert_hits(&w.env, BP_SITE_SUBMIT_READ_ONLY, 1);
	bio_put(bio);
	bio = make(&w, REQ_OP_READ, 0, 8);
	bio->bi_partno = 4;
	assert_true(generic_make_request_checks(bio));
	assert_hits(&w.env, BP_SITE_SUBMIT_READ_ONLY, 1);
	bio_put(bio);
	t_world_fini(&w);
}

/* A remainder passes twice: one queue event. */
static void generic_make_request_checks__second_time__no_second_queue_event(void **state)
{
	struct t_driver *d = t_driver_new();
	struct bio *bio;

	(void)state;
	t_driver_start(d);
	bio = t_driver_bio(d, REQ_OP_READ, 0, 8);
	assert_true(generic_make_request_checks(bio));
	assert_true(generic_make_request_checks(bio));
	assert_string_equal(d->events, "Q");
	bio_put(bio);
	t_driver_stop(d);
}

static bool direct_passes(enum bp_defect_id defect, bool on, unsigned op, bool dma_queue)
{
	struct t_world w;
	struct bio *bio;
	bool passes;

	prepare(&w, 0);
	w.q.limits.max_write_same_sectors = 100;
	if (dma_queue)
		w.q.queue_flags = F(DMA_DIRECT);
	bp_defect_set(&w.q.bp_defects, defect, on);
	bio = make(&w, op | REQ_DMA_DIRECT, 0, 1);
	passes = generic_make_request_checks(bio);
	assert_int_equal(bio->bi_status, passes ? BLK_STS_OK : BLK_STS_NOTSUPP);
	bio_put(bio);
	t_world_fini(&w);
	return passes;
}

static void generic_make_request_checks__def_10__direct_bio_reaches_any_queue(void **state)
{
	(void)state;
	assert_false(direct_passes(BP_DEF_10, false, REQ_OP_WRITE, false));
	assert_true(direct_passes(BP_DEF_10, true, REQ_OP_WRITE, false));
	assert_true(direct_passes(BP_DEF_10, false, REQ_OP_WRITE, true));
}

static void generic_make_request_checks__def_14__direct_write_same_passes(void **state)
{
	(void)state;
	assert_false(direct_passes(BP_DEF_14, false, REQ_OP_WRITE_SAME, true));
	assert_true(direct_passes(BP_DEF_14, true, REQ_OP_WRITE_SAME, true));
	assert_false(direct_passes(BP_DEF_14, true, REQ_OP_WRITE_SAME, false)); /* DEF-10 is off */
}

/* One answer for all three: the event tells them apart. */
static void generic_make_request_checks__direct_op_not_supported__op_is_the_reason(void **state)
{
	struct t_record record = { 0 };
	struct t_world w;
	struct bio *bio;

	(void)state;
	prepare(&w, 0);
	t_record(&w.env, &record);
	bio = make(&w, REQ_OP_DISCARD | REQ_DMA_DIRECT, 0, 8);
	assert_false(generic_make_request_checks(bio));
	assert_string_equal(record.last[BP_EV_BIO_REFUSED].rule, "R-SUB-2.7");
	assert_int_equal(record.last[BP_EV_BIO_REFUSED].a, BLK_STS_NOTSUPP);
	bio_put(bio);
	w.q.limits.max_write_same_sectors = 8; /* the queue before the op */
	bio = make(&w, REQ_OP_WRITE_SAME | REQ_DMA_DIRECT, 0, 8);
	assert_false(generic_make_request_checks(bio));
	assert_string_equal(record.last[BP_EV_BIO_REFUSED].rule, "DEF-10");
	bio_put(bio);
	t_world_fini(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generic_make_request_checks__each_row__as_listed),
		cmocka_unit_test(generic_make_request_checks__ops_with_limits__taken),
		cmocka_unit_test(
			generic_make_request_checks__beyond_end__wanted_and_limit_are_logged),
		cmocka_unit_test(
			generic_make_request_checks__read_only_partition__warns_and_goes_on),
		cmocka_unit_test(generic_make_request_checks__second_time__no_second_queue_event),
		cmocka_unit_test(generic_make_request_checks__def_10__direct_bio_reaches_any_queue),
		cmocka_unit_test(generic_make_request_checks__def_14__direct_write_same_passes),
		cmocka_unit_test(
			generic_make_request_checks__direct_op_not_supported__op_is_the_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
