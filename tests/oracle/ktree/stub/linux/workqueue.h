/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Work is never done later. */
#ifndef KTREE_LINUX_WORKQUEUE_H
#define KTREE_LINUX_WORKQUEUE_H

#include <linux/timer.h>
#include <linux/types.h>

struct work_struct {
	void (*kt_function)(struct work_struct *work);
};

struct delayed_work {
	struct work_struct work;
};

struct workqueue_struct;

#define WQ_MEM_RECLAIM 0
#define DECLARE_WORK(name, function) struct work_struct name = { function }
#define INIT_WORK(work, function) ((void)((work)->kt_function = (function)))
bool queue_work(struct workqueue_struct *queue, struct work_struct *work);
bool schedule_work(struct work_struct *work);
struct workqueue_struct *alloc_workqueue(const char *name, unsigned int flags, int active, ...);
void destroy_workqueue(struct workqueue_struct *queue);

#endif
