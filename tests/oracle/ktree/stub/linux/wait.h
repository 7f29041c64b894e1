/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nobody waits. */
#ifndef KTREE_LINUX_WAIT_H
#define KTREE_LINUX_WAIT_H

#include <linux/list.h>
#include <linux/spinlock.h>

typedef struct wait_queue_head {
} wait_queue_head_t;

typedef struct wait_queue_entry {
} wait_queue_entry_t;

#define init_waitqueue_head(head) ((void)(head))

#endif
