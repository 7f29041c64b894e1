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

struct blk_plug {
	struct bp_request_list mq_list;
	STAILQ_HEAD(, blk_plug_cb) cb_list;
	u16 rq_count;
	bool multiple_queues;
};

void blk_start_plug(struct bp_env *env, struct blk_plug *plug);
void blk_finish_plug(struct bp_env *env, struct blk_plug *plug);
void blk_flush_plug_list(struct bp_env *env, struct blk_plug *plug, bool from_schedule);
void blk_add_rq_to_plug(struct blk_plug *plug, struct request *rq);

#endif
