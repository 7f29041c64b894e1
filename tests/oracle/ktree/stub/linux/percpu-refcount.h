/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A queue is always alive. */
#ifndef KTREE_LINUX_PERCPU_REFCOUNT_H
#define KTREE_LINUX_PERCPU_REFCOUNT_H

#include <linux/types.h>

struct percpu_ref {
};

static inline bool percpu_ref_tryget_live_rcu(struct percpu_ref *ref)
{
	return true;
}

static inline bool percpu_ref_tryget(struct percpu_ref *ref)
{
	return true;
}

static inline bool percpu_ref_is_zero(struct percpu_ref *ref)
{
	return false;
}

static inline void percpu_ref_get(struct percpu_ref *ref)
{
}

static inline void percpu_ref_put(struct percpu_ref *ref)
{
}

static inline void percpu_ref_get_many(struct percpu_ref *ref, unsigned long nr)
{
}

#endif
