/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue flags (block.md 5.4).
 */
#include "setter.h"

/* R-QFL-2 */
void blk_queue_flag_set(unsigned flag, struct request_queue *q)
{
	q->queue_flags |= 1ul << flag;
}

void blk_queue_flag_clear(unsigned flag, struct request_queue *q)
{
	q->queue_flags &= ~(1ul << flag);
}

bool blk_queue_flag_test_and_set(unsigned flag, struct request_queue *q)
{
	bool was_set = bp_queue_flag(q, flag);

	blk_queue_flag_set(flag, q);
	return was_set;
}

static void flag_assign(struct request_queue *q, unsigned flag, bool on)
{
	if (on)
		blk_queue_flag_set(flag, q);
	else
		blk_queue_flag_clear(flag, q);
}

void blk_queue_write_cache(struct request_queue *q, bool wc, bool fua)
{
	flag_assign(q, QUEUE_FLAG_WC, wc);
	flag_assign(q, QUEUE_FLAG_FUA, fua);
	limit_set(q, BP_SETTER_WRITE_CACHE, wc);
}
