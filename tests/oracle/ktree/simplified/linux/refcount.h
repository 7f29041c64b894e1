/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counters of a program with one thread. */
#ifndef KTREE_LINUX_REFCOUNT_H
#define KTREE_LINUX_REFCOUNT_H

#include <linux/atomic.h>

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

#endif
