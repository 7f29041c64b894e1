/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller is stopped, and all that it was given comes back (NVH-36, NVH-40).
 */
#include <string.h>

#include <blkpath/mq_tags.h>

#include "failing.h"

/* Without RDY nobody would end a delete command: it is not asked. */
static void nvme_dev_disable__not_ready__nothing_deleted(void **state)
{
	static const u32 csts[] = { 0, NVME_CSTS_SHST_CMPLT, NVME_CSTS_NSSRO,
				    NVME_CSTS_RDY | NVME_CSTS_CFS };

	for (unsigned i = 0; i < bp_array_size(csts); i++) {
		struct t_script *t = *state;

		t_live(t);
		t->csts = csts[i];
		nvme_dev_disable(t->dev, false);
		assert_string_equal(t->log, "");
		assert_int_equal(t->env->now_ns, 0);
		nvme_remove(t->dev);
		t->dev = NULL;
		t->csts = 0;
	}
}

static void end_after_another_try(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);
	struct request_queue *q = bp_nvme_find_ns(&t->dev->ctrl, 1)->queue;

	assert_int_equal(blk_queue_enter(q, true), -EBUSY);
	t->hold = false;
	t_script_finish(t, NVME_SC_INTERNAL);
}

/* The machine goes down while the disks are in use: what is under way may end.  Nobody comes in
 * meanwhile, but who is inside may be tried again.
 */
static void nvme_dev_disable__for_good_while_live__waits_for_io(void **state)
{
	static const struct {
		void (*end)(struct bp_timer *timer);
	} cases[] = { { t_alarm_end_held }, { end_after_another_try } };

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };
		u64 begun_ns;

		t_live(t);
		begun_ns = t->env->now_ns;
		t_send_held(t, &ends, REQ_OP_WRITE);
		t_alarm_in(t, cases[i].end, 5 * T_S_NS);
		nvme_dev_disable(t->dev, true);
		assert_int_equal(ends.ended, 1);
		assert_int_equal(ends.failed, 0);
		assert_int_equal(ends.at_ns - begun_ns, 5 * T_S_NS);
		t->hold = false;
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

static void fail_when_deleted(struct t_script *t)
{
	if (!strstr(t->log, "-sq1"))
		return;
	t->on_step = NULL;
	t_script_finish(t, NVME_SC_INTERNAL);
}

/* Its queue is being deleted: another try is one of the next life. */
static void nvme_dev_disable__a_command_fails_meanwhile__not_sent_again(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	unsigned sent = 0;

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->hold = false;
	t->on_step = fail_when_deleted;
	nvme_dev_disable(t->dev, false);
	for (unsigned i = 0; i < t->nr_rung; i++)
		sent += !t->rung[i].is_cq;
	assert_int_equal(sent, 1);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* The completion is in memory when the controller stops, and no message told of it. */
static void nvme_dev_disable__an_admin_command_ended_unseen__found(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };

	/* So that no delete command brings a message. */
	t->status[nvme_admin_set_features] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), 0);
	t_pass(t, 0);
	t->mute = 1;
	t_admin_nowait(t, &errand);
	bp_work_run(t->env);
	assert_int_equal(errand.ended, 0);
	nvme_dev_disable(t->dev, false);
	assert_int_equal(errand.ended, 1);
	assert_int_equal(errand.error, BLK_STS_OK);
}

/* That was the last life; in the next one what is under way outlives a reset again. */
static void nvme_dev_disable__for_good_and_up_again__a_reset_loses_nothing(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	nvme_dev_disable(t->dev, true);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_non_null(strstr(t->log, "cc=464001 cc=460000 aqa"));
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->hold = false;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* Cancelled, or given to a controller that is off: they wait for the next life, or its end. */
static void nvme_dev_disable__for_a_while__requests_wait(void **state)
{
	for (unsigned comes_back = 0; comes_back < 2; comes_back++) {
		struct t_script *t = *state;
		struct t_errand errand = { 0 };
		struct t_ends ends = { 0 };

		t_live(t);
		t_send_held(t, &ends, REQ_OP_WRITE);
		t->hold = false;
		nvme_dev_disable(t->dev, false);
		t_admin_nowait(t, &errand);
		bp_work_run(t->env);
		assert_int_equal(ends.ended + errand.ended, 0);
		if (comes_back)
			assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		else
			nvme_dev_disable(t->dev, true);
		t_pass(t, T_S_NS);
		assert_int_equal(ends.ended, 1);
		assert_int_equal(ends.failed, !comes_back);
		assert_int_equal(errand.ended, 1);
		assert_int_equal(errand.error, comes_back ? BLK_STS_OK : BLK_STS_IOERR);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* Identify of a scan waits for a controller that never comes back.  Refused is not answered: no
 * disk goes for it.
 */
static void nvme_dev_disable__a_scan_waits__its_disks_stay(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	nvme_dev_disable(t->dev, false);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_alarm_in(t, t_alarm_disable_for_good, T_S_NS);
	t_settle(t);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity, 2048);
}

static void reset_now(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);

	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_RESETTING);
}

/* The controller takes its time to stop: it is not enabled before. */
static void nvme_dev_disable__a_reset_meanwhile__comes_afterwards(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t->ready_ns = 2 * T_S_NS;
	t_alarm_in(t, reset_now, T_S_NS);
	nvme_dev_disable(t->dev, false);
	assert_string_equal(t->log, "-sq1 -cq1 cc=460000");
	t->ready_ns = 0;
	t_pass(t, T_S_NS);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_false(t->dev->bp_reset_waits);
}

/* Whose end is being told just now: it does not end again. */
static void disable_in_end_io(struct bio *bio)
{
	struct t_script *t = bio->bi_private;

	nvme_dev_disable(t->dev, false);
	bio_put(bio);
}

static void nvme_cancel_request__it_is_ending__left_alone(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	const struct request *other;
	struct bio *bio;

	t_live(t);
	t->hold = true;
	bio = t_script_bio(t, REQ_OP_READ, 0);
	bio->bi_private = t;
	bio->bi_end_io = disable_in_end_io;
	submit_bio(bio);
	t_send_held(t, &ends, REQ_OP_WRITE);
	other = blk_mq_tag_to_rq(bp_nvme_tags(&t->dev->queues[1]), t->held[1]);
	assert_int_equal(other->state, MQ_RQ_IN_FLIGHT);
	t_script_finish(t, 0);
	bp_work_run(t->env);
	assert_string_equal(t->log, "-sq1 -cq1 cc=460000");
	assert_hits(t->env, BP_SITE_COMPLETE_TWICE, 0);
	assert_int_not_equal(other->state, MQ_RQ_IN_FLIGHT); /* the next one is not forgotten */
	t->hold = false;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_dev_disable__not_ready__nothing_deleted),
		t_in_script(nvme_dev_disable__for_good_while_live__waits_for_io),
		t_in_script(nvme_dev_disable__a_command_fails_meanwhile__not_sent_again),
		t_in_script(nvme_dev_disable__an_admin_command_ended_unseen__found),
		t_in_script(nvme_dev_disable__for_good_and_up_again__a_reset_loses_nothing),
		t_in_script(nvme_dev_disable__for_a_while__requests_wait),
		t_in_script(nvme_dev_disable__a_reset_meanwhile__comes_afterwards),
		t_in_script(nvme_dev_disable__a_scan_waits__its_disks_stay),
		t_in_script(nvme_cancel_request__it_is_ending__left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
