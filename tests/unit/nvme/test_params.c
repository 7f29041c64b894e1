/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver is asked for: the module's parameters and the model's (nvme.md 1).
 */
#include "bp_test.h"
#include "nvme_script.h"

static void bp_nvme_params_default__v5_2__its_parameters(void **state)
{
	const struct bp_nvme_params p = bp_nvme_params_default();

	(void)state;
	assert_int_equal(p.patches, BP_NVME_FINAL);
	assert_int_equal(p.instance, 0);
	assert_int_equal(p.sgl_threshold, 32768);
	assert_int_equal(p.io_queue_depth, 1024);
	assert_int_equal(p.nr_io_queues, 1);
	assert_true(p.use_cmb_sqes);
	assert_false(p.polled);
	assert_int_equal(p.max_retries, 5);
	assert_int_equal(p.io_timeout_ns, 30000000000);
	assert_int_equal(p.admin_timeout_ns, 60000000000);
	assert_int_equal(p.dma_alignment, 511);
	assert_int_equal(p.max_segments, 127);
}

static void nvme_probe__parameters__the_driver_s(void **state)
{
	struct t_script *t = *state;
	const struct bp_nvme_params *p;

	t->params = (struct bp_nvme_params){
		.patches = BP_NVME_AFTER_19,
		.instance = 3,
		.sgl_threshold = 4096,
		.io_queue_depth = 33,
		.nr_io_queues = 2,
		.polled = true,
		.max_retries = 2,
		.io_timeout_ns = 7000000000,
		.admin_timeout_ns = 9000000000,
		.dma_alignment = 3,
		.max_segments = 64,
	};
	assert_int_equal(t_script_probe(t), 0);
	p = &t->dev->ctrl.bp_params;
	assert_int_equal(p->patches, BP_NVME_AFTER_19);
	assert_int_equal(p->instance, 3);
	assert_int_equal(p->sgl_threshold, 4096);
	assert_int_equal(p->io_queue_depth, 33);
	assert_int_equal(p->nr_io_queues, 2);
	assert_false(p->use_cmb_sqes);
	assert_true(p->polled);
	assert_int_equal(p->max_retries, 2);
	assert_int_equal(p->io_timeout_ns, 7000000000);
	assert_int_equal(p->admin_timeout_ns, 9000000000);
	assert_int_equal(p->dma_alignment, 3);
	assert_int_equal(p->max_segments, 64);
}

/* Two entries and one queue are the least. */
static void nvme_probe__parameters_too_small__raised(void **state)
{
	struct t_script *t = *state;

	t->params.io_queue_depth = 1;
	t->params.nr_io_queues = 0;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[1].sq_size, 2);
	assert_int_equal(t->dev->online_queues, 2);
}

/* More than the controller has, in more than 8 and 12 bits. */
static void nvme_probe__parameters_too_large__what_there_is(void **state)
{
	struct t_script *t = *state;

	t->params.io_queue_depth = 0x1000;
	t->params.nr_io_queues = 0x100;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->queue[4].sq_size, 1024);
	assert_int_equal(t->dev->online_queues, 5);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_params_default__v5_2__its_parameters),
		t_in_script(nvme_probe__parameters__the_driver_s),
		t_in_script(nvme_probe__parameters_too_small__raised),
		t_in_script(nvme_probe__parameters_too_large__what_there_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
