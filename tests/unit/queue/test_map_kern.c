/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel buffer as the data of a request (R-SUB-9).
 */
#include <errno.h>

#include <blkpath/map_kern.h>
#include <blkpath/mq_execute.h>

#include "bp_test.h"
#include "driver.h"

static struct request *request(struct t_driver *d)
{
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_OUT, 0);

	assert_non_null(rq);
	return rq;
}

static void end(struct request *rq, blk_status_t status)
{
	(void)status;
	blk_mq_free_request(rq);
}

/* ..AA|AA|A. : 0x1C00 bytes from offset 0x800 */
static void blk_rq_map_kern__three_pages__one_bio_that_ends_with_it(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	rq = request(d);
	assert_int_equal(blk_rq_map_kern(d->q, rq, t_buf(0x10800), 0x1c00), 0);
	assert_int_equal(blk_rq_bytes(rq), 0x1c00);
	assert_ptr_equal(rq->bio, rq->biotail);
	assert_int_equal(bp_phys_u64(page_to_phys(&d->env, rq->bio->bi_io_vec[0].bv_page)),
			 0x10000);
	assert_int_equal(rq->bio->bi_io_vec[0].bv_offset, 0x800);
	blk_execute_rq_nowait(d->q, rq, false, end);
	t_driver_end_all(d);
	assert_int_equal(d->env.live[BP_ALLOC_BIO], 0);
	t_driver_stop(d);
}

static void blk_rq_map_kern__too_long_for_the_queue__einval(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	d->q->limits.max_hw_sectors = 8;
	rq = request(d);
	assert_int_equal(blk_rq_map_kern(d->q, rq, t_buf(0x10000), 0x2000), -EINVAL);
	assert_null(rq->bio);
	assert_int_equal(d->env.live[BP_ALLOC_BIO], 0);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_BIO;
}

static void blk_rq_map_kern__no_memory__enomem(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = fails };
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	rq = request(d);
	d->env.alloc_ops = &ops;
	assert_int_equal(blk_rq_map_kern(d->q, rq, t_buf(0x10000), 0x1000), -ENOMEM);
	d->env.alloc_ops = NULL;
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_rq_map_kern__three_pages__one_bio_that_ends_with_it),
		cmocka_unit_test(blk_rq_map_kern__too_long_for_the_queue__einval),
		cmocka_unit_test(blk_rq_map_kern__no_memory__enomem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
