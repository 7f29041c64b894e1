/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests without a submitter (R-SUB-12).
 */
#include <blkpath/completion.h>

#include "internal.h"

void blk_execute_rq_nowait(struct request_queue *q, struct request *rq, bool at_head,
			   rq_end_io_fn *done)
{
	(void)q;
	rq->end_io = done;
	bp_insert(rq, at_head);
	blk_mq_run_hw_queue(rq->mq_hctx, false);
}

static void end_sync_rq(struct request *rq, blk_status_t status)
{
	struct completion *ended = rq->end_io_data;

	(void)status;
	rq->end_io_data = NULL;
	complete(ended);
}

void blk_execute_rq(struct request_queue *q, struct request *rq, bool at_head)
{
	struct completion ended;

	init_completion(q->bp_env, &ended);
	ended.bp_what = rq->bp_serial;
	rq->end_io_data = &ended;
	blk_execute_rq_nowait(q, rq, at_head, end_sync_rq);
	wait_for_completion(&ended);
}
