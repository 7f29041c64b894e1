/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plug list (block.md 9.4).  Mirrors block/blk-core.c and blk-mq.c, v5.2-rc5.
 */
#ifndef BLKPATH_PLUG_H
#define BLKPATH_PLUG_H

#include <blkpath/request.h>

#define BLK_MAX_REQUEST_COUNT 16
#define BLK_PLUG_FLUSH_SIZE (128u * 1024)

/* Called when the plug is flushed, before its requests go out. */
struct blk_plug_cb {
	STAILQ_ENTRY(blk_plug_cb) list;
	void (*callback)(struct blk_plug_cb *cb, bool from_schedule);
	void *data;
};

/* Lives on the stack of the task that plugs. */
struct blk_plug {
	struct bp_request_list mq_list;
	STAILQ_HEAD(, blk_plug_cb) cb_list;
	u16 rq_count;
	bool multiple_queues;
};

/**
 * blk_start_plug - hold back the requests of the current task
 * @env: environment; its task gets the plug, unless it has one already
 * @plug: overwritten when it is taken
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_start_plug(), block/blk-core.c, v5.2-rc5.
 * Rule: R-PLG-1.
 */
void blk_start_plug(struct bp_env *env, struct blk_plug *plug);

/**
 * blk_finish_plug - let them go
 * @env: environment
 * @plug: ignored unless it is the task's plug
 *
 * Context: calls callbacks and drivers.
 * Mirrors: blk_finish_plug(), block/blk-core.c, v5.2-rc5.
 * Rule: R-PLG-1.
 */
void blk_finish_plug(struct bp_env *env, struct blk_plug *plug);

/**
 * blk_flush_plug_list - send out what a plug holds, and keep plugging
 * @env: environment
 * @plug: plug
 * @from_schedule: the task goes to sleep: nothing is issued directly, the queues run as deferred
 * work
 *
 * Requests of several queues are sorted by the order in which the queues were made, then by
 * software context and sector.
 *
 * Context: calls callbacks and, unless @from_schedule, drivers.
 * Mirrors: blk_flush_plug_list(), block/blk-core.c, v5.2-rc5 and blk_mq_flush_plug_list(),
 * block/blk-mq.c, v5.2.
 * Rule: R-PLG-3.
 */
void blk_flush_plug_list(struct bp_env *env, struct blk_plug *plug, bool from_schedule);

/**
 * blk_add_rq_to_plug - add a request at the tail
 * @plug: started plug
 * @rq: request that is on no list
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_add_rq_to_plug(), block/blk-mq.c, v5.2.
 * Rule: R-PLG-2.
 */
void blk_add_rq_to_plug(struct blk_plug *plug, struct request *rq);

#endif
