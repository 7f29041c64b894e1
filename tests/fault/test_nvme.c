/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of an NVMe controller with I/O, a reset and a removal, and one kind of trouble at each
 * of its steps in turn: each register that is read or written, command that is taken and completion
 * that is posted.  Whatever happens, each I/O ends exactly once, and nothing is left behind.
 */
#include <blkpath/nvme_admin.h>
#include <blkpath/nvme_failure.h>
#include <blkpath/sites.h>

#include "bp_test.h"
#include "nvme_script.h"

#define IOS 8u

/* A life, and when it has its trouble. */
struct life {
	struct t_script t;
	void (*trouble)(struct t_script *t);
	unsigned at_step;
	unsigned again_at;
	unsigned sent;
	unsigned ended;
	unsigned ok;
};

static struct life life;

static void at_step(struct t_script *t)
{
	if (t->steps == life.at_step || t->steps == life.again_at)
		life.trouble(t);
}

static void note_end(struct bio *bio)
{
	life.ended++;
	life.ok += bio->bi_status == BLK_STS_OK;
	bio_put(bio);
}

static void send(struct t_script *t, unsigned opf, sector_t sector)
{
	struct bio *bio;

	if (!t->dev || !bp_nvme_find_ns(&t->dev->ctrl, 1))
		return;
	bio = t_script_bio(t, opf, sector);
	bio->bi_end_io = note_end;
	life.sent++;
	submit_bio(bio);
}

static void send_some(struct t_script *t)
{
	for (unsigned i = 0; i < IOS; i++)
		send(t, i % 3 ? REQ_OP_WRITE : REQ_OP_READ, 64 * i);
	while (life.ended < life.sent)
		assert_true(bp_wait(t->env));
}

/* A function has one driver to lose. */
static void remove_now(struct bp_timer *timer)
{
	struct t_script *t = bp_container_of(timer, struct t_script, alarm);
	struct nvme_dev *dev = t->dev;

	t->dev = NULL;
	if (dev)
		nvme_remove(dev);
}

/* Three tags, so that some of the I/O sleeps for one. */
static void live(struct t_script *t)
{
	t->params.io_queue_depth = 4;
	t->params.nr_io_queues = 2;
	if (t_script_probe(t))
		t->dev = NULL;
	send_some(t);
	if (t->dev)
		nvme_reset_ctrl(&t->dev->ctrl);
	send_some(t);
	remove_now(&t->alarm);
	while (bp_wait(t->env))
		;
}

static void assert_no_finding(const struct bp_env *env)
{
	for (unsigned site = 0; site < BP_SITE_NR; site++)
		if (bp_site_get(site)->severity == BP_FINDING && env->hits[site])
			fail_msg("%s at step %u", bp_site_get(site)->text, life.at_step);
}

/* Returns whether the life was long enough for its trouble. */
static bool play(void (*trouble)(struct t_script *t), unsigned step, unsigned again)
{
	bool reached;

	life.trouble = trouble;
	life.at_step = step;
	life.again_at = again;
	life.sent = life.ended = life.ok = 0;
	t_script_init(&life.t, 0x10000000);
	life.t.id.oaes = cpu_to_le32(NVME_AEN_CFG_NS_ATTR);
	life.t.on_step = at_step;
	live(&life.t);
	assert_int_equal(life.ended, life.sent);
	assert_no_finding(life.t.env);
	reached = life.t.steps >= step;
	if (!reached)
		assert_int_equal(life.ok, 2 * IOS);
	t_script_fini(&life.t);
	return reached;
}

static void play_all(void (*trouble)(struct t_script *t))
{
	unsigned step = 1;

	while (play(trouble, step, 0))
		step++;
	assert_true(step > 100);
}

/* What came over the first trouble, or is just about to, meets another one. */
static void play_all_twice(void (*trouble)(struct t_script *t))
{
	for (unsigned gap = 1; gap <= 60; gap++)
		for (unsigned step = 1; play(trouble, step, step + gap); step += 1 + gap / 20)
			;
}

/* Troubles. */

static void go(struct t_script *t)
{
	t->gone = true;
}

static void remove_soon(struct t_script *t)
{
	t->alarm.fn = remove_now;
	bp_timer_arm(t->env, &t->alarm, t->env->now_ns);
}

static void go_and_remove(struct t_script *t)
{
	t->gone = true;
	remove_soon(t);
}

static void die(struct t_script *t)
{
	t->dead = true;
	t->csts |= NVME_CSTS_CFS;
}

static void die_for_good(struct t_script *t)
{
	t->never_ready = true;
	die(t);
}

static void fall_silent(struct t_script *t)
{
	t->dead = true;
}

static void lose_one(struct t_script *t)
{
	t->lose = 1;
}

static void lose_all(struct t_script *t)
{
	t->lose = ~0u;
}

static void say_twice(struct t_script *t)
{
	t->twice = 1;
}

static void send_no_message(struct t_script *t)
{
	t->mute = 1;
}

static void fail_one(struct t_script *t)
{
	t->spoil = NVME_SC_INTERNAL;
}

static void mistake_one(struct t_script *t)
{
	t->stray = 1;
}

static void invent_one(struct t_script *t)
{
	t->stray = 0x4000;
}

static void reset_now(struct bp_timer *timer)
{
	struct t_script *t = bp_container_of(timer, struct t_script, alarm);

	if (t->dev)
		nvme_reset_ctrl(&t->dev->ctrl);
}

static void reset_soon(struct t_script *t)
{
	t->alarm.fn = reset_now;
	bp_timer_arm(t->env, &t->alarm, t->env->now_ns);
}

#define STORY(name, trouble)                                                                       \
	static void name(void **state)                                                             \
	{                                                                                          \
		(void)state;                                                                       \
		play_all(trouble);                                                                 \
	}

#define TWICE(name, trouble)                                                                       \
	static void name(void **state)                                                             \
	{                                                                                          \
		(void)state;                                                                       \
		play_all_twice(trouble);                                                           \
	}

TWICE(controller__fatal_status_twice__every_io_ends, die)
TWICE(controller__silent_twice__every_io_ends, fall_silent)
TWICE(controller__reset_twice__every_io_ends, reset_soon)
TWICE(completion__lost_twice__every_io_ends, lose_one)
TWICE(completion__of_another_command_twice__every_io_ends, mistake_one)
STORY(controller__gone__every_io_ends, go)
STORY(controller__removed__every_io_ends, remove_soon)
STORY(controller__pulled_out__every_io_ends, go_and_remove)
STORY(controller__fatal_status__every_io_ends, die)
STORY(controller__fatal_and_never_ready__every_io_ends, die_for_good)
STORY(controller__silent__every_io_ends, fall_silent)
STORY(controller__reset__every_io_ends, reset_soon)
STORY(completion__lost__every_io_ends, lose_one)
STORY(completion__all_lost__every_io_ends, lose_all)
STORY(completion__duplicate__every_io_ends, say_twice)
STORY(completion__no_message__every_io_ends, send_no_message)
STORY(completion__error__every_io_ends, fail_one)
STORY(completion__of_another_command__every_io_ends, mistake_one)
STORY(completion__of_no_command__every_io_ends, invent_one)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(controller__gone__every_io_ends),
		cmocka_unit_test(controller__removed__every_io_ends),
		cmocka_unit_test(controller__pulled_out__every_io_ends),
		cmocka_unit_test(controller__fatal_status__every_io_ends),
		cmocka_unit_test(controller__fatal_and_never_ready__every_io_ends),
		cmocka_unit_test(controller__silent__every_io_ends),
		cmocka_unit_test(controller__reset__every_io_ends),
		cmocka_unit_test(completion__lost__every_io_ends),
		cmocka_unit_test(completion__all_lost__every_io_ends),
		cmocka_unit_test(completion__duplicate__every_io_ends),
		cmocka_unit_test(completion__no_message__every_io_ends),
		cmocka_unit_test(completion__error__every_io_ends),
		cmocka_unit_test(completion__of_another_command__every_io_ends),
		cmocka_unit_test(completion__of_no_command__every_io_ends),
		cmocka_unit_test(controller__fatal_status_twice__every_io_ends),
		cmocka_unit_test(controller__silent_twice__every_io_ends),
		cmocka_unit_test(controller__reset_twice__every_io_ends),
		cmocka_unit_test(completion__lost_twice__every_io_ends),
		cmocka_unit_test(completion__of_another_command_twice__every_io_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
