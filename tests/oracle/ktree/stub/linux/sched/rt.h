/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No classes of tasks. */
#ifndef KTREE_LINUX_SCHED_RT_H
#define KTREE_LINUX_SCHED_RT_H

#include <linux/sched.h>

#endif
