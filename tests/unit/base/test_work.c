/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deferred work: order, once each, and work that makes work.
 */
#include <string.h>

#include "bp_test.h"

struct step {
	struct bp_work work;
	struct bp_env *env;
	struct step *next; /* queued by this one */
	char name;
	char *log;
};

static void run(struct bp_work *work)
{
	struct step *step = bp_container_of(work, struct step, work);

	strncat(step->log, &step->name, 1);
	if (step->next)
		bp_work_queue(step->env, &step->next->work);
}

/* b queues c while it runs */
static void bp_work_run__three_steps__in_order_and_once(void **state)
{
	struct bp_env env;
	char log[8] = "";
	struct step c = { { .fn = run }, &env, NULL, 'c', log };
	struct step b = { { .fn = run }, &env, &c, 'b', log };
	struct step a = { { .fn = run }, &env, NULL, 'a', log };

	(void)state;
	bp_env_init(&env);
	assert_int_equal(bp_work_run(&env), 0);
	bp_work_queue(&env, &a.work);
	bp_work_queue(&env, &b.work);
	bp_work_queue(&env, &a.work); /* is queued already */
	assert_string_equal(log, "");
	assert_int_equal(bp_work_run(&env), 3);
	assert_string_equal(log, "abc");

	bp_work_queue(&env, &a.work); /* may be queued again */
	assert_int_equal(bp_work_run(&env), 1);
	bp_env_fini(&env);
}

/* of a b c, one at a time: first, middle, last */
static void bp_work_cancel__any_place__the_others_run(void **state)
{
	static const char *const want[] = { "bc", "ac", "ab" };
	struct bp_env env;
	char log[8];

	(void)state;
	bp_env_init(&env);
	for (unsigned out = 0; out < 3; out++) {
		struct step step[3];

		log[0] = '\0';
		for (unsigned i = 0; i < 3; i++) {
			step[i] = (struct step){ { .fn = run }, &env, NULL, (char)('a' + i), log };
			bp_work_queue(&env, &step[i].work);
		}
		bp_work_cancel(&env, &step[out].work);
		bp_work_cancel(&env, &step[out].work); /* is not queued */
		assert_int_equal(bp_work_run(&env), 2);
		assert_string_equal(log, want[out]);
	}
	bp_env_fini(&env);
}

struct sleeper {
	struct bp_work work;
	struct bp_env *env;
	unsigned runs;
	unsigned deepest;
	unsigned depth;
};

/* Queues itself again the first time, and sleeps each time. */
static void sleep_and_repeat(struct bp_work *work)
{
	struct sleeper *s = bp_container_of(work, struct sleeper, work);

	s->depth++;
	s->deepest = bp_max(s->deepest, s->depth);
	if (!s->runs++)
		bp_work_queue(s->env, work);
	assert_ptr_equal(s->env->running->work, work);
	assert_int_equal(bp_work_run(s->env), 0);
	s->depth--;
}

static void bp_work_run__queued_while_it_sleeps__not_beside_itself(void **state)
{
	struct bp_env env;
	struct sleeper s = { .work.fn = sleep_and_repeat, .env = &env };

	(void)state;
	bp_env_init(&env);
	bp_work_queue(&env, &s.work);
	assert_int_equal(bp_work_run(&env), 2);
	assert_int_equal(s.runs, 2);
	assert_int_equal(s.deepest, 1);
	assert_null(env.running);
	bp_env_fini(&env);
}

static void stumble(struct bp_work *work)
{
	struct sleeper *s = bp_container_of(work, struct sleeper, work);

	bp_bug(s->env, BP_SITE_WAIT_HANG, 0, 0);
}

/* A BUG leaves the frames behind, and nobody believes that they still run. */
static void bp_work_run__bug__nothing_runs_any_more(void **state)
{
	struct bp_env env;
	struct sleeper s = { .work.fn = stumble, .env = &env };

	(void)state;
	bp_env_init(&env);
	for (unsigned i = 0; i < 2; i++) {
		bp_work_queue(&env, &s.work);
		assert_bug(&env, BP_SITE_WAIT_HANG, bp_work_run(&env));
		assert_null(env.running);
	}
	bp_env_fini(&env);
}

/* A worker that sleeps on the way, and one that may wait for it. */
struct dozer {
	struct bp_work work;
	struct bp_env *env;
	struct step *other, *patient;
};

static void doze(struct bp_work *work)
{
	struct dozer *dozer = bp_container_of(work, struct dozer, work);

	bp_work_queue(dozer->env, &dozer->patient->work);
	bp_work_queue(dozer->env, &dozer->other->work);
	assert_true(bp_wait(dozer->env));
	assert_string_equal(dozer->other->log, "o");
	assert_false(bp_wait(dozer->env));
}

static void bp_work_run__waits_for_others__not_while_one_sleeps(void **state)
{
	struct bp_env env;
	char log[8] = "";
	struct step other = { { .fn = run }, &env, NULL, 'o', log };
	struct step patient = { { .fn = run, .waits = true }, &env, NULL, 'p', log };
	struct dozer dozer = { { .fn = doze }, &env, &other, &patient };

	(void)state;
	bp_env_init(&env);
	bp_work_queue(&env, &dozer.work);
	assert_true(bp_wait(&env));
	assert_string_equal(log, "op");
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_work_run__three_steps__in_order_and_once),
		cmocka_unit_test(bp_work_run__queued_while_it_sleeps__not_beside_itself),
		cmocka_unit_test(bp_work_run__waits_for_others__not_while_one_sleeps),
		cmocka_unit_test(bp_work_run__bug__nothing_runs_any_more),
		cmocka_unit_test(bp_work_cancel__any_place__the_others_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
