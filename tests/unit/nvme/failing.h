/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O on a scripted controller, each of which must end once, whatever happens.
 */
#ifndef BP_TEST_NVME_FAILING_H
#define BP_TEST_NVME_FAILING_H

#include <errno.h>

#include <blkpath/event.h>
#include <blkpath/nvme_failure.h>

#include "bp_test.h"
#include "nvme_script.h"

#define T_S_NS 1000000000ull

struct t_ends {
	unsigned ended;
	unsigned failed;
	u64 at_ns; /* when the last one did */
};

static inline void t_note_end(struct bio *bio)
{
	struct t_ends *ends = bio->bi_private;

	ends->ended++;
	ends->failed += bio->bi_status != BLK_STS_OK;
	ends->at_ns = bio->bp_env->now_ns;
	bio_put(bio);
}

static inline void t_send(struct t_script *t, struct t_ends *ends, unsigned opf, sector_t sector)
{
	struct bio *bio = t_script_bio(t, opf, sector);

	bio->bi_private = ends;
	bio->bi_end_io = t_note_end;
	submit_bio(bio);
}

/* The controller has it, and keeps it until t->hold is false again, or t_script_finish(). */
static inline void t_send_held(struct t_script *t, struct t_ends *ends, unsigned opf)
{
	t->hold = true;
	t_send(t, ends, opf, 0);
	bp_work_run(t->env);
}

/* Lets time pass until so many have ended, or nothing is under way. */
static inline void t_until(struct t_script *t, const struct t_ends *ends, unsigned nr)
{
	while (ends->ended < nr && bp_wait(t->env))
		;
}

/* Lets so much time pass. */
static inline void t_pass(struct t_script *t, u64 ns)
{
	const u64 until = t->env->now_ns + ns;

	while (!TAILQ_EMPTY(&t->env->timers) && TAILQ_FIRST(&t->env->timers)->due_ns <= until)
		bp_wait(t->env);
	bp_work_run(t->env);
	t->env->now_ns = bp_max(until, t->env->now_ns);
}

/* Lets time pass as long as anything is under way. */
static inline void t_settle(struct t_script *t)
{
	while (bp_wait(t->env))
		;
}

/* An admin command without data, waited for. */
static inline int t_admin(struct t_script *t, struct nvme_command *c)
{
	struct request *rq = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
	int status;

	assert_non_null(rq);
	rq->cmd_flags |= REQ_FAILFAST_DRIVER;
	nvme_req(rq)->cmd = c;
	nvme_req(rq)->flags = 0;
	blk_execute_rq(rq->q, rq, false);
	status = nvme_req(rq)->flags & NVME_REQ_CANCELLED ? -EINTR : nvme_req(rq)->status;
	blk_mq_free_request(rq);
	return status;
}

/* An admin command that nobody waits for. */
struct t_errand {
	struct nvme_command c;
	unsigned ended;
	blk_status_t error;
};

static inline void t_note_errand(struct request *rq, blk_status_t error)
{
	struct t_errand *errand = rq->end_io_data;

	errand->ended++;
	errand->error = error;
	blk_mq_free_request(rq);
}

static inline void t_admin_nowait(struct t_script *t, struct t_errand *errand)
{
	struct request *rq = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);

	assert_non_null(rq);
	errand->c.common.opcode = nvme_admin_get_log_page;
	rq->cmd_flags |= REQ_FAILFAST_DRIVER;
	rq->end_io_data = errand;
	nvme_req(rq)->cmd = &errand->c;
	nvme_req(rq)->flags = 0;
	blk_execute_rq_nowait(rq->q, rq, false, t_note_errand);
}

/* A listener: in which state the controller is, and was when the last bio ended. */
struct t_states {
	struct bp_sink sink;
	u64 now;
	u64 at_end;
};

static inline void t_note_state(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_states *states = bp_container_of(sink, struct t_states, sink);

	if (event->id == BP_EV_NVME_STATE)
		states->now = event->b;
	if (event->id == BP_EV_BIO_DONE)
		states->at_end = states->now;
}

/* What happens while somebody sleeps. */
static inline void t_alarm_in(struct t_script *t, void (*fn)(struct bp_timer *timer), u64 ns)
{
	t->alarm.fn = fn;
	bp_timer_arm(t->env, &t->alarm, t->env->now_ns + ns);
}

static inline struct t_script *t_of_alarm(struct bp_timer *timer)
{
	return bp_container_of(timer, struct t_script, alarm);
}

/* Alarms: what is held ends well; somebody stops the controller. */
static inline void t_alarm_end_held(struct bp_timer *timer)
{
	t_script_finish(t_of_alarm(timer), NVME_SC_SUCCESS);
}

static inline void t_alarm_disable_for_a_while(struct bp_timer *timer)
{
	nvme_dev_disable(t_of_alarm(timer)->dev, false);
}

static inline void t_alarm_disable_for_good(struct bp_timer *timer)
{
	nvme_dev_disable(t_of_alarm(timer)->dev, true);
}

static inline void t_alarm_remove(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);

	nvme_remove(t->dev);
	t->dev = NULL;
}

static inline void t_live(struct t_script *t)
{
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	t->log[0] = '\0';
}

#endif
