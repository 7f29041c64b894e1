/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_QUEUE_TAGS_H
#define BP_QUEUE_TAGS_H

#include <blkpath/mq.h>

/* Driver tags belong to a tag set and may serve several queues, scheduler tags to one queue. */
struct blk_mq_tags {
	unsigned nr;
	unsigned busy;
	size_t rq_bytes; /* of a request with what the driver keeps behind it */
	u8 *rqs;	 /* one request per tag */
	TAILQ_HEAD(, blk_mq_hw_ctx) waiters;
	u64 used[];
};

static inline struct request *bp_tag_request(struct blk_mq_tags *tags, int tag)
{
	return (struct request *)(tags->rqs + (unsigned)tag * tags->rq_bytes);
}

struct blk_mq_tags *bp_tags_alloc(struct bp_env *env, unsigned nr, unsigned cmd_size);
void bp_tags_free(struct bp_env *env, struct blk_mq_tags *tags);
int bp_tag_get(struct blk_mq_tags *tags);
void bp_tag_put(struct blk_mq_tags *tags, int tag);
void bp_tag_wait(struct blk_mq_hw_ctx *hctx, struct blk_mq_tags *tags);
void bp_tag_stop_waiting(struct blk_mq_hw_ctx *hctx);
void bp_driver_tag_set(struct request *rq, int tag);
bool bp_driver_tag_get(struct request *rq);
void bp_driver_tag_put(struct request *rq);

#endif
