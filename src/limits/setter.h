/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_LIMITS_SETTER_H
#define BP_LIMITS_SETTER_H

#include <blkpath/event.h>

/* Every setter ends with this. */
static inline void limit_set(struct request_queue *q, enum bp_setter setter, u64 value)
{
	bp_event(q->bp_env, LIMIT_SET, .q = q, .rule = "5.2", .limit = bp_setter_name(setter),
		 .a = setter, .b = value);
}

#endif
