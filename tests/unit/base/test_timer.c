/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work and timers: order, virtual time, and the task they run as.
 */
#include "bp_test.h"

#include <string.h>

struct t_event {
	struct bp_env *env;
	struct bp_timer timer;
	struct bp_work work;
	char name;
	bool queues_work;
};

static char order[16];

static void note(struct t_event *event)
{
	size_t n = strlen(order);

	order[n] = event->name;
	order[n + 1] = '\0';
	assert_null(event->env->current.bio_list); /* a task of its own */
}

static void on_timer(struct bp_timer *timer)
{
	struct t_event *event = bp_container_of(timer, struct t_event, timer);

	note(event);
	if (event->queues_work)
		bp_work_queue(event->env, &event->work);
}

static void on_work(struct bp_work *work)
{
	note(bp_container_of(work, struct t_event, work));
}

static struct t_event make(struct bp_env *env, char name)
{
	return (struct t_event){
		.env = env, .timer.fn = on_timer, .work.fn = on_work, .name = name
	};
}

static void bp_wait__several_timers__earliest_first_then_by_arming(void **state)
{
	struct bp_env env;
	struct t_event a, b, c, d;
	struct bio_list *list = (struct bio_list *)&env;

	(void)state;
	bp_env_init(&env);
	order[0] = '\0';
	a = make(&env, 'a');
	b = make(&env, 'b');
	c = make(&env, 'c');
	d = make(&env, 'd');
	env.current.bio_list = list;
	bp_timer_arm(&env, &a.timer, 30);
	bp_timer_arm(&env, &b.timer, 10);
	bp_timer_arm(&env, &c.timer, 30);
	bp_timer_arm(&env, &d.timer, 20);
	bp_timer_arm(&env, &d.timer, 5); /* moves */
	while (bp_wait(&env))
		;
	assert_string_equal(order, "dbac");
	assert_int_equal(env.now_ns, 30);
	assert_ptr_equal(env.current.bio_list, list);
	env.current.bio_list = NULL;
	bp_env_fini(&env);
}

static void bp_wait__work_is_queued__work_goes_before_time(void **state)
{
	struct bp_env env;
	struct t_event a, b;

	(void)state;
	bp_env_init(&env);
	order[0] = '\0';
	env.now_ns = 100;
	a = make(&env, 'a');
	b = make(&env, 'b');
	a.queues_work = true;
	bp_timer_arm(&env, &a.timer, 1);
	bp_work_queue(&env, &b.work);
	while (bp_wait(&env))
		;
	assert_string_equal(order, "baa");
	assert_int_equal(env.now_ns, 100); /* never back */
	bp_env_fini(&env);
}

static void bp_wait__cancelled__nothing_is_under_way(void **state)
{
	struct bp_env env;
	struct t_event a;

	(void)state;
	bp_env_init(&env);
	order[0] = '\0';
	a = make(&env, 'a');
	bp_timer_arm(&env, &a.timer, 1);
	bp_work_queue(&env, &a.work);
	bp_work_queue(&env, &a.work);
	bp_timer_cancel(&env, &a.timer);
	bp_timer_cancel(&env, &a.timer);
	bp_work_cancel(&env, &a.work);
	bp_work_cancel(&env, &a.work);
	assert_false(bp_wait(&env));
	assert_string_equal(order, "");
	bp_env_fini(&env);
}

/* What stood on the skipped frames must not be found through `current` afterwards. */
static void bp_bug__inside_a_submission__current_is_what_it_was(void **state)
{
	struct bp_env env;
	struct bp_catch outer;

	(void)state;
	bp_env_init(&env);
	if (bp_catch(&env, &outer) == 0) {
		env.current.bio_list = (struct bio_list *)&env;
		bp_bug(&env, BP_SITE_ITER_STUCK, 0, 0);
	}
	assert_null(env.current.bio_list);
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_wait__several_timers__earliest_first_then_by_arming),
		cmocka_unit_test(bp_wait__work_is_queued__work_goes_before_time),
		cmocka_unit_test(bp_wait__cancelled__nothing_is_under_way),
		cmocka_unit_test(bp_bug__inside_a_submission__current_is_what_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
