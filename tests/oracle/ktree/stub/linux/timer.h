/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Time stands still. */
#ifndef KTREE_LINUX_TIMER_H
#define KTREE_LINUX_TIMER_H

struct timer_list {
};

#endif
