/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtual time: what falls due, earliest first, and a task that sleeps until something happens.
 */
#include <blkpath/env.h>

void bp_timer_arm(struct bp_env *env, struct bp_timer *timer, u64 due_ns)
{
	struct bp_timer *later;

	bp_timer_cancel(env, timer);
	timer->armed = true;
	timer->due_ns = due_ns;
	TAILQ_FOREACH (later, &env->timers, link)
		if (later->due_ns > due_ns)
			break;
	if (later)
		TAILQ_INSERT_BEFORE(later, timer, link);
	else
		TAILQ_INSERT_TAIL(&env->timers, timer, link);
}

void bp_timer_cancel(struct bp_env *env, struct bp_timer *timer)
{
	if (!timer->armed)
		return;
	timer->armed = false;
	TAILQ_REMOVE(&env->timers, timer, link);
}

bool bp_wait(struct bp_env *env)
{
	struct bp_task caller = env->current;
	struct bp_running running = { .outer = env->running };
	struct bp_timer *timer;

	if (bp_work_run(env))
		return true;
	timer = TAILQ_FIRST(&env->timers);
	if (!timer)
		return false;
	bp_timer_cancel(env, timer);
	env->now_ns = bp_max(env->now_ns, timer->due_ns);
	env->current = (struct bp_task){ .cpu = caller.cpu };
	env->running = &running;
	timer->fn(timer);
	env->running = running.outer;
	env->current = caller;
	return true;
}
