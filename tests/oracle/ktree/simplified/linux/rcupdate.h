/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One thread needs no read-copy update. */
#ifndef KTREE_LINUX_RCUPDATE_H
#define KTREE_LINUX_RCUPDATE_H

#include <linux/types.h>

#define rcu_read_lock() ((void)0)
#define rcu_read_unlock() ((void)0)
#define rcu_dereference(pointer) (pointer)
#define rcu_assign_pointer(pointer, value) ((void)((pointer) = (value)))

#endif
