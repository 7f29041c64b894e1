/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Priorities are numbers; a task has none. */
#ifndef KTREE_LINUX_IOPRIO_H
#define KTREE_LINUX_IOPRIO_H

#include <uapi/linux/ioprio.h>

#endif
