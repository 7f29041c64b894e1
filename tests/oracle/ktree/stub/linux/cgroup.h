/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No control groups. */
#ifndef KTREE_LINUX_CGROUP_H
#define KTREE_LINUX_CGROUP_H

#include <linux/types.h>

struct cgroup_subsys_state;

#endif
