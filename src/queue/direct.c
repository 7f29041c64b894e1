/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Straight to the driver, past software queue and scheduler (R-SUB-10).
 */
#include <blkpath/event.h>

#include "internal.h"
#include "tags.h"

/* Refusals are the caller's to answer; whatever else comes back has been dealt with. */
blk_status_t bp_try_direct(struct request *rq, bool last)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	blk_status_t status;

	if (!bp_hctx_runs(hctx)) {
		bp_insert_dispatch(rq, false);
		return BLK_STS_OK;
	}
	if (!bp_driver_tag_get(rq)) {
		bp_tag_wait(hctx, hctx->tags);
		return BLK_STS_RESOURCE;
	}
	status = bp_issue(rq, last);
	if (status != BLK_STS_OK && !bp_is_refusal(status))
		blk_mq_end_request(rq, status);
	return status;
}

void bp_issue_direct(struct request *rq)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;

	if (hctx->queue->elevator && bp_hctx_runs(hctx)) { /* all go through it; 9.3 is silent */
		bp_insert(rq, false);
		blk_mq_run_hw_queue(hctx, true);
	} else if (bp_is_refusal(bp_try_direct(rq, true))) {
		bp_insert_dispatch(rq, false);
		blk_mq_run_hw_queue(hctx, true);
	}
}

/*
 * R-PLG-3: one by one until the driver has enough; true when nothing is left.  A driver that was
 * told of more to come hears that there is none.
 */
bool bp_issue_list_direct(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list)
{
	const struct blk_mq_ops *ops = hctx->queue->mq_ops;
	blk_status_t status = BLK_STS_OK;
	struct request *rq;

	while (!bp_is_refusal(status) && (rq = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, rq, queuelist);
		status = bp_try_direct(rq, TAILQ_EMPTY(list));
		if (bp_is_refusal(status))
			bp_insert_dispatch(rq, false);
	}
	if (status && ops->commit_rqs)
		ops->commit_rqs(hctx);
	return !bp_is_refusal(status);
}

/* R-END-6 */
blk_status_t blk_insert_cloned_request(struct request_queue *q, struct request *rq)
{
	if (blk_cloned_rq_check_limits(q, rq))
		return BLK_STS_IOERR;
	return bp_try_direct(rq, true);
}
