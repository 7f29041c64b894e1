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
