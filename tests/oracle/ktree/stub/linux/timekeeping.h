/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time stands still. */
#ifndef KTREE_LINUX_TIMEKEEPING_H
#define KTREE_LINUX_TIMEKEEPING_H

#include <linux/ktime.h>

#endif
