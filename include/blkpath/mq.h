/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Multi-queue block layer: contexts, tags, dispatch (block.md 9.3).  Mirrors include/linux/blk-mq.h
 * and block/blk-mq.c, v5.2.
 */
#ifndef BLKPATH_MQ_H
#define BLKPATH_MQ_H

#include <blkpath/merge.h>
#include <blkpath/plug.h>
#include <blkpath/request.h>

#define BLK_MQ_F_SHOULD_MERGE (1u << 0)
#define BLK_MQ_F_TAG_SHARED (1u << 1)

#define BLK_MQ_S_STOPPED 0

struct blk_mq_queue_data {
	struct request *rq;
	bool last;
};

/**
 * struct blk_mq_ops - what a driver gives
 * @queue_rq: start a request; OK, RESOURCE, DEV_RESOURCE or an error (R-SUB-10)
 * @commit_rqs: the batch ended early; may be NULL
 * @complete: runs for blk_mq_complete_request(); NULL means blk_mq_end_request(rq, OK)
 */
struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
	void (*commit_rqs)(struct blk_mq_hw_ctx *hctx);
	void (*complete)(struct request *rq);
};

struct blk_mq_tag_set {
	const struct blk_mq_ops *ops;
	unsigned nr_hw_queues;
	unsigned queue_depth;
	unsigned nr_cpus;
	unsigned flags;
	void *driver_data;
};

struct blk_mq_ctx {
	struct request_queue *queue;
	unsigned cpu;
	struct blk_mq_hw_ctx *hctx;
	struct bp_request_list rq_list;
};

struct blk_mq_tags;

struct blk_mq_hw_ctx {
	struct request_queue *queue;
	unsigned queue_num;
	unsigned flags;
	unsigned long state;
	bool dispatch_busy;
	struct bp_request_list dispatch;
	struct blk_mq_tags *tags;
	struct blk_mq_tags *sched_tags;
	unsigned next_ctx; /* round robin over software contexts */
	void *driver_data;
	struct bp_work run_work;
};

struct request_queue *blk_mq_init_queue(struct bp_env *env, struct blk_mq_tag_set *set);
void blk_cleanup_queue(struct request_queue *q);
blk_qc_t blk_mq_make_request(struct request_queue *q, struct bio *bio);
struct request *blk_mq_alloc_request(struct request_queue *q, unsigned op, bool nowait);
void blk_mq_free_request(struct request *rq);
void blk_mq_start_request(struct request *rq);
void blk_mq_requeue_request(struct request *rq, bool kick);
void blk_mq_complete_request(struct request *rq);
void blk_mq_end_request(struct request *rq, blk_status_t error);
void __blk_mq_end_request(struct request *rq, blk_status_t error);
void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);
void blk_mq_run_hw_queues(struct request_queue *q, bool async);
void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx);
void blk_mq_quiesce_queue(struct request_queue *q);
void blk_mq_unquiesce_queue(struct request_queue *q);
blk_status_t blk_insert_cloned_request(struct request_queue *q, struct request *rq);
void blk_execute_rq_nowait(struct request_queue *q, struct request *rq, bool at_head,
			   rq_end_io_fn *done);

#endif
