/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting, in a world where "for ever" can be told from "not yet".
 */
#include <blkpath/completion.h>

void init_completion(struct bp_env *env, struct completion *x)
{
	*x = (struct completion){ .bp_env = env };
}

void complete(struct completion *x)
{
	x->done++;
}

bool completion_done(const struct completion *x)
{
	return x->done;
}

void wait_for_completion(struct completion *x)
{
	while (!x->done)
		if (!bp_wait(x->bp_env))
			bp_bug(x->bp_env, BP_SITE_WAIT_HANG, x->bp_what, 0);
	x->done--;
}

struct alarm {
	struct bp_timer timer;
	bool rang;
};

static void ring(struct bp_timer *timer)
{
	bp_container_of(timer, struct alarm, timer)->rang = true;
}

bool wait_for_completion_timeout(struct completion *x, u64 timeout_ns)
{
	struct alarm alarm = { .timer.fn = ring };

	bp_timer_arm(x->bp_env, &alarm.timer, x->bp_env->now_ns + timeout_ns);
	while (!x->done && !alarm.rang)
		bp_wait(x->bp_env);
	bp_timer_cancel(x->bp_env, &alarm.timer);
	if (!x->done)
		return false;
	x->done--;
	return true;
}

void msleep(struct bp_env *env, unsigned ms)
{
	struct alarm alarm = { .timer.fn = ring };

	bp_timer_arm(env, &alarm.timer, env->now_ns + ms * 1000000ull);
	while (!alarm.rang)
		bp_wait(env);
}
