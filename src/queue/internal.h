/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of src/queue share.
 */
#ifndef BP_QUEUE_INTERNAL_H
#define BP_QUEUE_INTERNAL_H

#include <blkpath/mq.h>

#define BLK_MQ_NO_TAG (-1)
#define BP_NS_PER_MS 1000000ull
#define BP_NO_SECTOR (~(sector_t)0)

static inline struct request_queue *bp_bio_queue(const struct bio *bio)
{
	return bio->bi_disk ? bio->bi_disk->queue : NULL;
}

/* usage.c */
bool bp_sleep(struct bp_env *env);

/* alloc.c */
struct blk_mq_ctx *bp_current_ctx(struct request_queue *q);
struct request *bp_rq_get(struct request_queue *q, unsigned opf, unsigned flags);
bool bp_rq_alive(struct request *rq, enum bp_site_id site);
void bp_rq_set_state(struct request *rq, enum mq_rq_state state);

/* timeout.c */
void bp_timeout_due(struct bp_timer *timer);
void bp_timeout_run(struct bp_work *work);
void blk_add_timer(struct request *rq);

/* state.c, requeue.c */
void bp_rq_put_back(struct request *rq);
void bp_requeue_add(struct request *rq, bool at_head, bool kick);
void bp_requeue_run(struct bp_work *work);
void bp_requeue_due(struct bp_timer *timer);

/* contexts.c */
bool bp_hctxs_make(struct request_queue *q, unsigned nr);
bool bp_ctxs_make(struct request_queue *q);
void bp_ctxs_map(struct request_queue *q);
void bp_contexts_free(struct request_queue *q);

/* usage.c */
void bp_freeze_over(struct bp_timer *timer);

/* insert.c */
void bp_insert(struct request *rq, bool at_head);
void bp_insert_list(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list, bool at_head);
void bp_insert_dispatch(struct request *rq, bool at_head);

/* dispatch.c, run.c */
bool bp_hctx_runs(const struct blk_mq_hw_ctx *hctx);
void bp_hctx_run(struct blk_mq_hw_ctx *hctx);
void bp_hctx_run_work(struct bp_work *work);
void bp_hctx_restart(struct blk_mq_hw_ctx *hctx);
void bp_hctx_retry_now(struct bp_timer *timer);
blk_status_t bp_issue(struct request *rq, bool last);
bool bp_is_refusal(blk_status_t status);

/* direct.c */
blk_status_t bp_try_direct(struct request *rq, bool last);
void bp_issue_direct(struct request *rq);
bool bp_issue_list_direct(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list);

#endif
