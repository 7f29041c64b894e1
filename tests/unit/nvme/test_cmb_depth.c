/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How deep queues are that share the controller's memory (NVM-4).
 */
#include <errno.h>

#include "failing.h"

#define QUEUES_ONLY 0x00010009u /* SQS, RDS; 16 units of 4 KiB */

/* EX-NVME-19 */
static void nvme_cmb_qdepth__64_kib__128_entries_or_none(void **state)
{
	struct nvme_dev dev = { .q_depth = 1024, .cmb_size = 64 << 10, .ctrl.page_size = 4096 };

	(void)state;
	assert_int_equal(nvme_cmb_qdepth(&dev, 1, 64), 1024);
	assert_int_equal(nvme_cmb_qdepth(&dev, 8, 64), 128);
	assert_int_equal(nvme_cmb_qdepth(&dev, 16, 64), 64);
	assert_int_equal(nvme_cmb_qdepth(&dev, 32, 64), -ENOMEM);
	dev.q_depth = 100; /* 6400 bytes in two pages */
	assert_int_equal(nvme_cmb_qdepth(&dev, 8, 64), 100);
	assert_int_equal(nvme_cmb_qdepth(&dev, 10, 64), 64);
	dev.cmb_size = 4095; /* not a page */
	assert_int_equal(nvme_cmb_qdepth(&dev, 1, 64), -ENOMEM);
	dev.cmb_size = 8192;
	assert_int_equal(nvme_cmb_qdepth(&dev, 1, 256), -ENOMEM); /* 32 of 100 */
	dev.q_depth = 32;					  /* nobody wants more */
	assert_int_equal(nvme_cmb_qdepth(&dev, 1, 256), 32);
	dev.q_depth = 16;
	assert_int_equal(nvme_cmb_qdepth(&dev, 2, 64), 16);
	assert_int_equal(nvme_cmb_qdepth(&dev, 3, 64), -ENOMEM);
}

/* 4 GiB, and as much as 2^32 entries need. */
static void nvme_cmb_qdepth__very_much__as_wanted(void **state)
{
	struct nvme_dev dev = { .q_depth = 1024, .ctrl.page_size = 4096 };

	(void)state;
	dev.cmb_size = 1ull << 32;
	assert_int_equal(nvme_cmb_qdepth(&dev, 1, 64), 1024);
	dev.cmb_size = 1ull << 38;
	assert_int_equal(nvme_cmb_qdepth(&dev, 1, 64), 1024);
}

/* NVM-4: shared by as many as were granted, though the BAR has doorbells for one alone. */
static void nvme_setup_io_queues__few_doorbells__shared_by_those_that_were_granted(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->cap |= 10ull << 32;
	t->params.nr_io_queues = 2;
	t->pdev->resource[0].end = t->pdev->resource[0].start + 0x1000 + 2 * 8192 - 1;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->online_queues, 2);
	assert_int_equal(t->queue[1].sq_size, 512);
}

/* NVM-4: fewer than 64 entries are refused only where more were wanted. */
static void nvme_setup_io_queues__shallow_queues_fit__in_the_controller(void **state)
{
	struct t_script *t = *state;

	t->cmbloc = 2;
	t->cmbsz = QUEUES_ONLY;
	t->params.io_queue_depth = 16;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[1].sq_size, 16);
	assert_true(t->dev->queues[1].flags & NVMEQ_SQ_CMB);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_cmb_qdepth__64_kib__128_entries_or_none),
		cmocka_unit_test(nvme_cmb_qdepth__very_much__as_wanted),
		t_in_script(nvme_setup_io_queues__few_doorbells__shared_by_those_that_were_granted),
		t_in_script(nvme_setup_io_queues__shallow_queues_fit__in_the_controller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
