/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One thread needs no read-copy update. */
#ifndef KTREE_LINUX_SRCU_H
#define KTREE_LINUX_SRCU_H

struct srcu_struct {
};

#endif
