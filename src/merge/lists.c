/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that wait on a list, youngest first, are offered a bio (R-MGE-12, R-MGE-14).
 */
#include <blkpath/plug.h>

#include "merge.h"

#define BP_LIST_MERGE_TRIES 8

bool blk_attempt_plug_merge(struct request_queue *q, struct bio *bio, struct request **same_queue)
{
	struct blk_plug *plug = q->bp_env->current.plug;
	struct request *rq;

	if (!plug)
		return false;
	TAILQ_FOREACH_REVERSE (rq, &plug->mq_list, bp_request_list, queuelist) {
		enum elv_merge type;

		if (rq->q != q)
			continue;
		if (same_queue)
			*same_queue = rq;
		if (!blk_rq_merge_ok(rq, bio))
			continue;
		type = blk_try_merge(rq, bio);
		if (type && bp_merge_offer(q, rq, bio, type))
			return true;
	}
	return false;
}

bool blk_mq_bio_list_merge(struct request_queue *q, struct bp_request_list *list, struct bio *bio)
{
	int tries = BP_LIST_MERGE_TRIES;
	struct request *rq;

	TAILQ_FOREACH_REVERSE (rq, list, bp_request_list, queuelist) {
		enum elv_merge type;

		if (!tries--)
			break;
		if (!blk_rq_merge_ok(rq, bio))
			continue;
		type = blk_try_merge(rq, bio);
		if (type)
			return bp_merge_offer(q, rq, bio, type);
	}
	return false;
}
