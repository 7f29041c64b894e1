/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of a program with one thread. */
#ifndef KTREE_LINUX_ATOMIC_H
#define KTREE_LINUX_ATOMIC_H

#include <linux/types.h>

#define ATOMIC_INIT(value)                                                                         \
	{                                                                                          \
		(value)                                                                            \
	}
#define atomic_read(v) ((v)->counter)
#define atomic_set(v, i) ((void)((v)->counter = (i)))
#define atomic_inc(v) ((void)(v)->counter++)
#define atomic_dec(v) ((void)(v)->counter--)
#define atomic_add(i, v) ((void)((v)->counter += (i)))
#define atomic_dec_and_test(v) (--(v)->counter == 0)
#define atomic_inc_not_zero(v) ((v)->counter && ++(v)->counter)
#define atomic_add_unless(v, a, u) ((v)->counter != (u) && ((v)->counter += (a), 1))
#define atomic_cmpxchg(v, old, new)                                                                \
	({                                                                                         \
		int seen_ = (v)->counter;                                                          \
		if (seen_ == (old))                                                                \
			(v)->counter = (new);                                                      \
		seen_;                                                                             \
	})
#define atomic_long_read(v) ((v)->counter)
#define atomic_long_set(v, i) ((void)((v)->counter = (i)))
#define smp_mb() barrier()
#define smp_rmb() barrier()
#define smp_wmb() barrier()
#define smp_mb__before_atomic() barrier()
#define smp_mb__after_atomic() barrier()

#endif
