/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for somebody else to be done, and noticing when nobody ever will be (p2pdma.md B3.3).
 */
#ifndef BLKPATH_COMPLETION_H
#define BLKPATH_COMPLETION_H

#include <blkpath/env.h>

/**
 * struct completion - what one waits for
 * @done: how often complete() was called and not yet waited for
 * @bp_env: environment
 * @bp_what: what a report of a hang names, a bus address for instance; 0 when it cannot (DEF-P2P-4)
 */
struct completion {
	u64 done;
	struct bp_env *bp_env;
	u64 bp_what;
};

/**
 * init_completion - prepare to wait
 * @env: environment
 * @x: overwritten
 *
 * Mirrors: init_completion(), include/linux/completion.h, v5.2
 * Rule: P2P-B2.6
 */
void init_completion(struct bp_env *env, struct completion *x);

/**
 * complete - let one waiter go on
 * @x: may have no waiter yet
 *
 * Mirrors: complete(), kernel/sched/completion.c, v5.2
 * Rule: P2P-B1.1
 */
void complete(struct completion *x);

/**
 * completion_done - would a waiter go on at once?
 * @x: completion
 *
 * Return: true iff it was completed.
 * Mirrors: completion_done(), kernel/sched/completion.c, v5.2
 * Rule: P2P-B3.3
 */
bool completion_done(const struct completion *x);

/**
 * wait_for_completion - sleep until complete()
 * @x: completion
 *
 * Lets deferred work and timers run. When none is left that could complete it, the task would sleep
 * for ever: that is the BUG WAIT_HANG, which names @x->bp_what, and everything stays as it is.
 *
 * Context: the task holds no plug.
 * Mirrors: wait_for_completion(), kernel/sched/completion.c, v5.2
 * Rule: P2P-B3.3
 */
void wait_for_completion(struct completion *x);

/**
 * wait_for_completion_timeout - sleep until complete(), or for so long
 * @x: completion
 * @timeout_ns: of virtual time
 *
 * Context: as wait_for_completion(); never a BUG.
 * Return: true iff it was completed.
 * Mirrors: wait_for_completion_io_timeout(), kernel/sched/completion.c, v5.2
 * Rule: NVH-40
 */
bool wait_for_completion_timeout(struct completion *x, u64 timeout_ns);

/**
 * msleep - sleep for a while
 * @env: environment
 * @ms: virtual time
 *
 * Deferred work and timers run meanwhile.
 *
 * Mirrors: msleep(), kernel/time/timer.c, v5.2
 * Rule: NVH-39
 */
void msleep(struct bp_env *env, unsigned ms);

#endif
