/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One thread needs no locks. */
#ifndef KTREE_LINUX_SPINLOCK_H
#define KTREE_LINUX_SPINLOCK_H

typedef struct {
} spinlock_t;

#define DEFINE_SPINLOCK(name) spinlock_t name
#define spin_lock_init(lock) ((void)(lock))
#define spin_lock(lock) ((void)(lock))
#define spin_unlock(lock) ((void)(lock))
#define spin_lock_irq(lock) ((void)(lock))
#define spin_unlock_irq(lock) ((void)(lock))
#define spin_lock_irqsave(lock, flags) ((void)(lock), (void)((flags) = 0))
#define spin_unlock_irqrestore(lock, flags) ((void)(lock), (void)(flags))

#endif
