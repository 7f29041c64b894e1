/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_BOUNCE_H
#define BP_BOUNCE_H

#include <blkpath/queue.h>

/* blk_queue_bounce() that says so when memory is short: false, *bio as it was or its front. */
bool bp_bounce(struct request_queue *q, struct bio **bio);

/* Drops a bounced clone that nobody else knows yet; returns the bio it stood for. */
struct bio *bp_bounce_undo(struct bio *clone);

#endif
