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

unsigned bp_work_run(struct bp_env *env)
{
	struct bp_task caller = env->current;
	struct bp_work *work;
	unsigned done = 0;

	while ((work = STAILQ_FIRST(&env->work))) {
		STAILQ_REMOVE_HEAD(&env->work, link);
		work->queued = false;
		env->current = (struct bp_task){ .cpu = caller.cpu };
		work->fn(work);
		done++;
	}
	env->current = caller;
	return done;
}
