/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One processor: a counter. */
#ifndef KTREE_LINUX_PERCPU_COUNTER_H
#define KTREE_LINUX_PERCPU_COUNTER_H

#include <linux/types.h>

struct percpu_counter {
	s64 count;
};

#define percpu_counter_add_batch(counter, amount, batch) ((void)((counter)->count += (amount)))
#define percpu_counter_read(counter) ((counter)->count)
#define percpu_counter_read_positive(counter) ((counter)->count)
#define percpu_counter_sum_positive(counter) ((counter)->count)
#define percpu_counter_set(counter, amount) ((void)((counter)->count = (amount)))

#endif
