/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way down: a queue is made, bios are cut, bounced, protected, turned into requests, flushed.
 */
#include <blkpath/event.h>
#include <blkpath/integrity.h>
#include <blkpath/mq.h>
#include <blkpath/t10_pi.h>

#include "fault.h"

static blk_status_t end_at_once(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	(void)hctx;
	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct blk_mq_ops mq_ops = { .queue_rq = end_at_once };

/* A device of its own beside the world's plain queue. */
struct device {
	struct blk_mq_tag_set set;
	struct request_queue *q;
};

static bool device_make(struct fault *f, struct device *d)
{
	*d = (struct device){
		.set = { .ops = &mq_ops, .nr_hw_queues = 2, .queue_depth = 4, .nr_cpus = 2 },
	};
	if (blk_mq_alloc_tag_set(&f->w.env, &d->set))
		return false;
	d->q = blk_mq_init_queue(&f->w.env, &d->set);
	if (!d->q) {
		blk_mq_free_tag_set(&d->set);
		return false;
	}
	f->w.disk.queue = d->q;
	return true;
}

static void device_free(struct fault *f, struct device *d)
{
	f->w.disk.queue = &f->w.q;
	assert_int_equal(blk_cleanup_queue(d->q), 0);
	blk_mq_free_tag_set(&d->set);
}

static void make_a_queue(struct fault *f)
{
	struct device d;

	fault_arm(f);
	if (device_make(f, &d))
		device_free(f, &d);
}

/* The bio is made before memory gets short, and must end once whatever happens to it. */
static void submit(struct fault *f, struct device *d, unsigned opf, unsigned pages)
{
	struct bio *bio = t_bio_pages(&f->w, opf, 0, pages, 0x40000000, 0x2000, 4096);
	struct blk_plug plug;

	bio->bi_private = f;
	bio->bi_end_io = fault_end_io;
	fault_arm(f);
	blk_start_plug(&f->w.env, &plug);
	submit_bio(bio);
	blk_finish_plug(&f->w.env, &plug);
	bp_work_run(&f->w.env);
	assert_int_equal(f->ended, 1);
	device_free(f, d);
}

/* aaaa|bbbb|cccc */
static void write_in_pieces(struct fault *f)
{
	struct device d;

	assert_true(device_make(f, &d));
	d.q->limits.max_segments = 4;
	submit(f, &d, REQ_OP_WRITE, 12);
}

static void bounced_read(struct fault *f)
{
	struct device d;

	assert_true(device_make(f, &d));
	d.q->limits.bounce_pfn = 0x3ffff;
	d.q->limits.max_segments = 4;
	submit(f, &d, REQ_OP_READ, 12);
}

static void protected_write(struct fault *f)
{
	struct device d;

	assert_true(device_make(f, &d));
	d.q->limits.max_segments = 4;
	d.q->limits.max_integrity_segments = 4;
	f->w.disk.integrity = (struct blk_integrity){
		.profile = &t10_pi_type1_crc,
		.flags = BLK_INTEGRITY_VERIFY | BLK_INTEGRITY_GENERATE,
		.tuple_size = 8,
		.interval_exp = 9,
	};
	submit(f, &d, REQ_OP_WRITE, 12);
}

static void flushed_write(struct fault *f)
{
	struct device d;

	assert_true(device_make(f, &d));
	blk_queue_write_cache(d.q, true, false);
	d.q->limits.max_segments = 4;
	submit(f, &d, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 12);
}

static void clone_a_request(struct fault *f)
{
	struct bio *bio = t_bio_pages(&f->w, REQ_OP_WRITE, 0, 4, 0x100000, 0x2000, 4096);
	struct bio *next = t_bio_pages(&f->w, REQ_OP_WRITE, 32, 4, 0x200000, 0x2000, 4096);
	struct request src, rq = { .cmd_flags = REQ_OP_WRITE };

	t_request(&f->w, &src, bio);
	src.biotail->bi_next = next;
	src.biotail = next;
	rq.q = &f->w.q;
	fault_arm(f);
	if (!blk_rq_prep_clone(&rq, &src, &f->w.bs, NULL, NULL))
		blk_rq_unprep_clone(&rq);
	assert_null(rq.bio);
	bio->bi_next = NULL;
	bio_put(bio);
	bio_put(next);
}

static void blk_mq_init_queue__out_of_memory__leaves_nothing(void **state)
{
	(void)state;
	fault_play(make_a_queue);
}

static void submit_bio__out_of_memory_while_cutting__ends_the_bio_once(void **state)
{
	(void)state;
	fault_play(write_in_pieces);
}

static void submit_bio__out_of_memory_while_bouncing__ends_the_bio_once(void **state)
{
	(void)state;
	fault_play(bounced_read);
}

static void submit_bio__out_of_memory_while_protecting__ends_the_bio_once(void **state)
{
	(void)state;
	fault_play(protected_write);
}

static void submit_bio__out_of_memory_before_a_flush__ends_the_bio_once(void **state)
{
	(void)state;
	fault_play(flushed_write);
}

static void blk_rq_prep_clone__out_of_memory__leaves_nothing(void **state)
{
	(void)state;
	fault_play(clone_a_request);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_init_queue__out_of_memory__leaves_nothing),
		cmocka_unit_test(submit_bio__out_of_memory_while_cutting__ends_the_bio_once),
		cmocka_unit_test(submit_bio__out_of_memory_while_bouncing__ends_the_bio_once),
		cmocka_unit_test(submit_bio__out_of_memory_while_protecting__ends_the_bio_once),
		cmocka_unit_test(submit_bio__out_of_memory_before_a_flush__ends_the_bio_once),
		cmocka_unit_test(blk_rq_prep_clone__out_of_memory__leaves_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
