/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * References that can be killed: users that hold one go on, new ones are turned away, and somebody
 * is told when the last is gone (p2pdma.md B1.1).
 *
 * One plain counter: the switch from per-CPU counting cannot be observed, except that a
 * percpu_ref_tryget_live() racing with the kill may still succeed.  env->racing_gets says how many
 * do.
 */
#ifndef BLKPATH_PERCPU_REF_H
#define BLKPATH_PERCPU_REF_H

#include <blkpath/env.h>

struct percpu_ref;
typedef void(percpu_ref_func_t)(struct percpu_ref *);

/**
 * struct percpu_ref - a reference count that can be killed
 * @release: called once, when the last reference is gone
 * @bp_env: environment
 * @bp_count: references held, the initial one included
 * @bp_racing: calls of percpu_ref_tryget_live() that may still succeed after the kill
 * @bp_dead: it was killed
 * @bp_released: @release was called
 * @bp_counters: the per-CPU part, which percpu_ref_exit() gives back; NULL after it
 */
struct percpu_ref {
	percpu_ref_func_t *release;
	struct bp_env *bp_env;
	u64 bp_count;
	unsigned bp_racing;
	bool bp_dead;
	bool bp_released;
	void *bp_counters;
};

/**
 * percpu_ref_init - begin to count, with one initial reference
 * @env: environment
 * @ref: overwritten
 * @release: called once, when the last reference is gone
 *
 * Context: allocates (BP_ALLOC_PERCPU).
 * Return: 0; -ENOMEM, and then @ref needs no percpu_ref_exit().
 * Mirrors: percpu_ref_init(), lib/percpu-refcount.c, v5.2, without flags
 * Rule: P2P-B1.1
 */
int percpu_ref_init(struct bp_env *env, struct percpu_ref *ref, percpu_ref_func_t *release);

/**
 * percpu_ref_exit - give back what percpu_ref_init() took
 * @ref: released, or it is the finding REF_EXIT_EARLY; nothing happens a second time
 *
 * Mirrors: percpu_ref_exit(), lib/percpu-refcount.c, v5.2
 * Rule: P2P-B1.1
 */
void percpu_ref_exit(struct percpu_ref *ref);

/**
 * percpu_ref_get_many - take references
 * @ref: somebody holds a reference, or it is the finding REF_GET_DEAD and nothing is taken
 * @nr: how many
 *
 * Mirrors: percpu_ref_get_many(), include/linux/percpu-refcount.h, v5.2
 * Rule: P2P-B1.1
 */
void percpu_ref_get_many(struct percpu_ref *ref, u64 nr);

/**
 * percpu_ref_put_many - give references back
 * @ref: the last one calls release
 * @nr: how many; more than are held is the warning REF_UNDERFLOW, and none is given back
 *
 * Mirrors: percpu_ref_put_many(), include/linux/percpu-refcount.h, v5.2
 * Rule: P2P-B1.1
 */
void percpu_ref_put_many(struct percpu_ref *ref, u64 nr);

/**
 * percpu_ref_tryget_live - take a reference unless it was killed
 * @ref: initialised
 *
 * Context: fault injection makes it fail with BP_ALLOC_TRYGET (B16.4).
 * Return: whether a reference was taken.
 * Mirrors: percpu_ref_tryget_live(), include/linux/percpu-refcount.h, v5.2
 * Rule: P2P-B1.1
 */
bool percpu_ref_tryget_live(struct percpu_ref *ref);

/**
 * percpu_ref_kill - turn new users away and drop the initial reference
 * @ref: alive; a second kill is the warning REF_KILL_TWICE and does nothing
 *
 * Mirrors: percpu_ref_kill(), include/linux/percpu-refcount.h, v5.2
 * Rule: P2P-B1.1
 */
void percpu_ref_kill(struct percpu_ref *ref);

static inline void percpu_ref_get(struct percpu_ref *ref)
{
	percpu_ref_get_many(ref, 1);
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
	percpu_ref_put_many(ref, 1);
}

static inline bool percpu_ref_is_dying(const struct percpu_ref *ref)
{
	return ref->bp_dead;
}

static inline bool percpu_ref_is_zero(const struct percpu_ref *ref)
{
	return !ref->bp_count;
}

#endif
