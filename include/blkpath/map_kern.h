/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request over a buffer of the kernel.
 */
#ifndef BLKPATH_MAP_KERN_H
#define BLKPATH_MAP_KERN_H

#include <blkpath/request.h>

/**
 * blk_rq_map_kern - let a passthrough request move a buffer
 * @q: its queue
 * @rq: request without data
 * @kbuf: buffer in the linear map; stays the caller's
 * @len: bytes, at least 1
 *
 * The buffer is not copied, however it is aligned.
 *
 * Context: allocates a bio, which ends with the request.
 * Return: 0; -EINVAL when the limits of @q refuse it; -ENOMEM. @rq has no data then.
 * Mirrors: blk_rq_map_kern(), block/blk-map.c, v5.2, without its bounce buffer
 * Rule: R-SUB-9.
 */
int blk_rq_map_kern(struct request_queue *q, struct request *rq, bp_virt_addr_t kbuf, unsigned len);

#endif
