/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No threads. */
#ifndef KTREE_LINUX_KTHREAD_H
#define KTREE_LINUX_KTHREAD_H

struct kthread_work;

#endif
