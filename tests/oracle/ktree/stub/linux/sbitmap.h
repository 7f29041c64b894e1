/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tags are names. */
#ifndef KTREE_LINUX_SBITMAP_H
#define KTREE_LINUX_SBITMAP_H

#include <linux/types.h>
#include <linux/wait.h>

struct sbitmap {
	unsigned int depth;
};

struct sbq_wait_state {
};

struct sbitmap_queue {
	struct sbq_wait_state *ws;
	struct sbitmap sb;
};

struct sbq_wait {
};

#define sbq_wait_ptr(queue, index) ((void)(index), &(queue)->ws[0])

#endif
