/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests of a scheduler by end sector (R-MGE-16).
 */
#include <blkpath/elevator.h>

#include "merge.h"

/* mutant: the low bits are all that a slot needs. */
static unsigned slot(sector_t end)
{
	/* mutant: what is kept is found in any slot, by comparison. */
	return (end >> 3) % (1u << ELV_HASH_BITS);
}

void elv_rqhash_add(struct request_queue *q, struct request *rq)
{
	LIST_INSERT_HEAD(&q->elevator->hash[slot(bp_rq_end(rq))], rq, bp_hash_link);
	rq->rq_flags |= RQF_HASHED;
}

void elv_rqhash_del(struct request_queue *q, struct request *rq)
{
	(void)q;
	if (!(rq->rq_flags & RQF_HASHED))
		return;
	LIST_REMOVE(rq, bp_hash_link);
	rq->rq_flags &= ~RQF_HASHED;
}

void elv_rqhash_reposition(struct request_queue *q, struct request *rq)
{
	elv_rqhash_del(q, rq);
	elv_rqhash_add(q, rq);
}

struct request *elv_rqhash_find(struct request_queue *q, sector_t offset)
{
	struct request *rq, *next;

	LIST_FOREACH_SAFE(rq, &q->elevator->hash[slot(offset)], bp_hash_link, next)
	{
		if (!rq_mergeable(rq))
			elv_rqhash_del(q, rq);
		else if (bp_rq_end(rq) == offset)
			return rq;
	}
	return NULL;
}
