/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_QUEUE_TAGS_H
#define BP_QUEUE_TAGS_H

#include <blkpath/mq.h>

#define BP_WORD_BITS 64u

/**
 * struct blk_mq_tags - driver tags belong to a tag set and may serve several queues, scheduler tags
 * to one queue
 * @nr: how many, reserved ones first
 * @nr_reserved: how many of them are reserved (R-TAG-2)
 * @busy: how many are taken
 * @rq_bytes: of a request with what the driver keeps behind it
 * @static_rqs: one request per tag
 * @rqs: who took each tag last, NULL for nobody (R-TAG-1); not for scheduler tags
 * @waiters: hardware contexts that want a tag
 * @used: one bit per tag
 */
struct blk_mq_tags {
	unsigned nr;
	unsigned nr_reserved;
	unsigned busy;
	size_t rq_bytes;
	u8 *static_rqs;
	struct request **rqs;
	TAILQ_HEAD(, blk_mq_hw_ctx) waiters;
	u64 used[];
};

/* Whether a tag is refused though there may be one: only while others are used, whose end wakes. */
static inline bool bp_tag_fails(struct bp_env *env, const struct blk_mq_tags *tags)
{
	return tags->busy && bp_fails(env, BP_ALLOC_TAG);
}

static inline struct request *bp_tag_request(struct blk_mq_tags *tags, int tag)
{
	return (struct request *)(tags->static_rqs + (unsigned)tag * tags->rq_bytes);
}

static inline bool bp_tag_is_reserved(const struct blk_mq_tags *tags, unsigned tag)
{
	return tag < tags->nr_reserved;
}

static inline bool bp_tag_is_used(const struct blk_mq_tags *tags, unsigned tag)
{
	return tags->used[tag / BP_WORD_BITS] >> tag % BP_WORD_BITS & 1;
}

int bp_tag_set_grow(struct blk_mq_tag_set *set, unsigned nr);
struct blk_mq_tags *bp_tags_alloc(struct bp_env *env, unsigned nr, unsigned reserved,
				  unsigned cmd_size);
void bp_tags_free(struct bp_env *env, struct blk_mq_tags *tags);
int bp_tag_get(struct blk_mq_tags *tags, bool reserved);
void bp_tag_put(struct blk_mq_tags *tags, int tag);
void bp_tag_wait(struct blk_mq_hw_ctx *hctx, struct blk_mq_tags *tags);
void bp_tag_stop_waiting(struct blk_mq_hw_ctx *hctx);
void bp_driver_tag_set(struct request *rq, int tag);
bool bp_driver_tag_get(struct request *rq);
void bp_driver_tag_put(struct request *rq);

#endif
