/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No settings. */
#ifndef KTREE_LINUX_SCHED_SYSCTL_H
#define KTREE_LINUX_SCHED_SYSCTL_H

extern unsigned long sysctl_hung_task_timeout_secs;

#endif
