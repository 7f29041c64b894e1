/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One thread: the compiler alone must not reorder. */
#ifndef KTREE_ASM_BARRIER_H
#define KTREE_ASM_BARRIER_H

#include <linux/compiler.h>

#define smp_store_release(p, v) WRITE_ONCE(*(p), v)
#define smp_load_acquire(p) READ_ONCE(*(p))

#endif
