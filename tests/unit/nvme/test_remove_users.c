/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A removal that has to wait, even for ever, for a user of the driver or of a queue (NVH-36).
 */
#include "failing.h"

static struct bp_report said;

static void keep(void *arg, const struct bp_report *report)
{
	(void)arg;
	if (report->site == BP_SITE_NVME_IN_USE)
		said = *report;
}

/* Somebody further out sleeps in the driver, or so it seems, and never wakes up. */
static void nvme_remove__somebody_sleeps_for_ever__finding(void **state)
{
	struct t_script *t = *state;
	struct nvme_dev *dev;

	t_live(t);
	t->env->on_report = keep;
	dev = t->dev;
	dev->bp_users += 3;
	t_alarm_in(t, t_alarm_remove, T_S_NS);
	while (bp_wait(t->env))
		;
	assert_hits(t->env, BP_SITE_NVME_IN_USE, 1);
	assert_int_equal(said.a, 3);
	assert_int_equal(said.b, 0);
	dev->bp_users -= 3;
	nvme_remove(dev);
}

/* A reset waits, with another number of queues, longer than a removal does. */
static void nvme_remove__a_reset_waits_for_long__finding(void **state)
{
	struct t_script *t = *state;
	struct request_queue *q;
	struct nvme_dev *dev;

	t->params.nr_io_queues = 2;
	t->params.io_timeout_ns = 1200 * T_S_NS;
	t_live(t);
	t->env->on_report = keep;
	dev = t->dev;
	q = bp_nvme_find_ns(&t->dev->ctrl, 1)->queue;
	assert_int_equal(blk_queue_enter(q, true), 0);
	t->nr_queues = 1;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_alarm_in(t, t_alarm_remove, T_S_NS);
	bp_work_run(t->env);
	assert_int_equal(t->env->now_ns, 1200 * T_S_NS);
	assert_hits(t->env, BP_SITE_NVME_IN_USE, 1);
	assert_int_equal(said.a, 1);
	blk_queue_exit(q);
	t->env->on_report = NULL;
	nvme_remove(dev);
}

/* Somebody further out uses the second disk's queue and never leaves it: that is found, not waited
 * for for ever. */
static void nvme_remove__a_user_stays__finding(void **state)
{
	struct t_script *t = *state;
	struct request_queue *q;
	struct nvme_dev *dev;

	t->namespaces[1] = 2;
	t_live(t);
	t->env->on_report = keep;
	dev = t->dev;
	q = bp_nvme_find_ns(&t->dev->ctrl, 2)->queue;
	assert_int_equal(blk_queue_enter(q, true), 0);
	t_alarm_in(t, t_alarm_remove, T_S_NS);
	t_pass(t, 2 * T_S_NS);
	assert_int_equal(blk_queue_enter(q, true), -ENODEV); /* nobody else comes in */
	while (bp_wait(t->env))
		;
	assert_hits(t->env, BP_SITE_NVME_IN_USE, 1);
	assert_int_equal(said.a, 0); /* nobody sleeps in the driver */
	assert_int_equal(said.b, 0);
	assert_int_equal(t->env->now_ns, 601 * T_S_NS); /* ten minutes */
	blk_queue_exit(q);
	nvme_remove(dev);
}

/* Nobody can wait for it: the request and its queue stay, as long as their environment. */
static void nvme_remove__an_admin_request_is_out_for_ever__stays_a_request(void **state)
{
	static struct t_script t;
	struct request *rq;

	(void)state;
	t_script_init(&t, 0x10000000);
	t_live(&t);
	rq = blk_mq_alloc_request(t.dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
	assert_non_null(rq);
	nvme_remove(t.dev);
	assert_hits(t.env, BP_SITE_QUEUE_BUSY, 1);
	assert_int_equal(t.env->live[BP_ALLOC_REQUEST], 2); /* of its tags, for flushes */
	assert_int_equal(rq->q->bp_usage, 1);
	assert_true(bp_queue_flag(rq->q, QUEUE_FLAG_DYING));
	bp_sink_remove(t.env, &t.sink);
	bp_ram_free(t.ram);
	t_p2p_drop(&t.p2p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_remove__somebody_sleeps_for_ever__finding),
		t_in_script(nvme_remove__a_reset_waits_for_long__finding),
		t_in_script(nvme_remove__a_user_stays__finding),
		cmocka_unit_test(nvme_remove__an_admin_request_is_out_for_ever__stays_a_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
