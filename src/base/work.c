/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel hands to a worker, a softirq or another CPU: done in order, when asked.
 */
#include <blkpath/env.h>

void bp_work_queue(struct bp_env *env, struct bp_work *work)
{
	if (work->queued)
		return;
	work->queued = true;
	STAILQ_INSERT_TAIL(&env->work, work, link);
}

void bp_work_cancel(struct bp_env *env, struct bp_work *work)
{
	if (!work->queued)
		return;
	work->queued = false;
	STAILQ_REMOVE(&env->work, work, bp_work, link);
}

static bool is_running(const struct bp_env *env, const struct bp_work *work)
{
	const struct bp_running *running = env->running;

	while (running && running->work != work)
		running = running->outer;
	return running;
}

static bool may_begin(const struct bp_env *env, const struct bp_work *work)
{
	return !is_running(env, work) && !(work->waits && env->running);
}

static struct bp_work *next_work(const struct bp_env *env)
{
	struct bp_work *work;

	STAILQ_FOREACH (work, &env->work, link)
		if (may_begin(env, work))
			break;
	return work;
}

/* The function may free its work. */
unsigned bp_work_run(struct bp_env *env)
{
	struct bp_task caller = env->current;
	struct bp_running running = { .outer = env->running };
	struct bp_work *work;
	unsigned done = 0;

	while ((work = next_work(env))) {
		bp_work_cancel(env, work);
		running.work = work;
		env->running = &running;
		env->current = (struct bp_task){ .cpu = caller.cpu };
		work->fn(work);
		env->running = running.outer;
		done++;
	}
	env->current = caller;
	return done;
}
