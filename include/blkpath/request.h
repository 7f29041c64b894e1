/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The request (block.md 6, 10).  Mirrors include/linux/blkdev.h, v5.2-rc5 + RFC.
 */
#ifndef BLKPATH_REQUEST_H
#define BLKPATH_REQUEST_H

#include <blkpath/dma_direction.h>
#include <blkpath/queue.h>

enum mq_rq_state { MQ_RQ_IDLE = 0, MQ_RQ_IN_FLIGHT = 1, MQ_RQ_COMPLETE = 2 };

#define RQF_SORTED (1u << 0)
#define RQF_STARTED (1u << 1)
#define RQF_SOFTBARRIER (1u << 3)
#define RQF_FLUSH_SEQ (1u << 4)
#define RQF_MIXED_MERGE (1u << 5)
#define RQF_MQ_INFLIGHT (1u << 6)
#define RQF_DONTPREP (1u << 7)
#define RQF_PREEMPT (1u << 8)
#define RQF_COPY_USER (1u << 9)
#define RQF_FAILED (1u << 10)
#define RQF_QUIET (1u << 11)
#define RQF_ELVPRIV (1u << 12)
#define RQF_IO_STAT (1u << 13)
#define RQF_ALLOCED (1u << 14)
#define RQF_PM (1u << 15)
#define RQF_HASHED (1u << 16)
#define RQF_STATS (1u << 17)
#define RQF_SPECIAL_PAYLOAD (1u << 18)
#define RQF_ZONE_WRITE_LOCKED (1u << 19)
#define RQF_MQ_POLL_SLEPT (1u << 20)
#define RQF_TIMED_OUT (1u << 21)
#define RQF_NOMERGE_FLAGS (RQF_STARTED | RQF_SOFTBARRIER | RQF_FLUSH_SEQ | RQF_SPECIAL_PAYLOAD)

typedef void rq_end_io_fn(struct request *rq, blk_status_t status);

struct request {
	struct request_queue *q;
	struct blk_mq_ctx *mq_ctx;
	struct blk_mq_hw_ctx *mq_hctx;
	unsigned cmd_flags;
	unsigned rq_flags;
	int internal_tag;
	int tag;
	unsigned __data_len;
	sector_t __sector;
	struct bio *bio;
	struct bio *biotail;
	TAILQ_ENTRY(request) queuelist;
	TAILQ_ENTRY(request) bp_sort_link; /* scheduler's sorted list */
	LIST_ENTRY(request) bp_hash_link;  /* elevator's lookup by end sector */
	struct bio_vec special_vec;
	struct gendisk *rq_disk;
	struct hd_struct *part;
	u64 start_time_ns;
	u64 io_start_time_ns;
	u16 nr_phys_segments;
	u16 nr_integrity_segments;
	u16 write_hint;
	u16 ioprio;
	unsigned extra_len;
	enum mq_rq_state state;
	int ref;
	unsigned timeout; /* ms */
	u64 deadline;	  /* ns of virtual time */
	rq_end_io_fn *end_io;
	void *end_io_data;
	struct {
		unsigned seq;
		TAILQ_ENTRY(request) list;
		rq_end_io_fn *saved_end_io;
	} flush;
	u64 bp_serial;
};

static inline unsigned req_op(const struct request *rq)
{
	return bp_opf_op(rq->cmd_flags);
}

static inline bool blk_rq_is_dma_direct(const struct request *rq)
{
	return op_is_dma_direct(rq->cmd_flags);
}

static inline bool blk_rq_is_passthrough(const struct request *rq)
{
	return bp_op_is_passthrough(rq->cmd_flags);
}

static inline unsigned blk_rq_bytes(const struct request *rq)
{
	return rq->__data_len;
}

static inline unsigned blk_rq_sectors(const struct request *rq)
{
	return rq->__data_len >> SECTOR_SHIFT;
}

static inline sector_t blk_rq_pos(const struct request *rq)
{
	return rq->__sector;
}

/* R-REQ-3 */
static inline int rq_data_dir(const struct request *rq)
{
	return op_is_write(rq->cmd_flags) ? WRITE : READ;
}

static inline enum dma_data_direction rq_dma_dir(const struct request *rq)
{
	return op_is_write(rq->cmd_flags) ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
}

/* R-REQ-1 */
static inline u16 blk_rq_nr_phys_segments(const struct request *rq)
{
	return rq->rq_flags & RQF_SPECIAL_PAYLOAD ? 1 : rq->nr_phys_segments;
}

static inline u16 blk_rq_nr_discard_segments(const struct request *rq)
{
	return rq->nr_phys_segments ? rq->nr_phys_segments : 1;
}

static inline unsigned blk_rq_payload_bytes(const struct request *rq)
{
	return rq->rq_flags & RQF_SPECIAL_PAYLOAD ? rq->special_vec.bv_len : rq->__data_len;
}

struct req_iterator {
	struct bvec_iter iter;
	struct bio *bio;
};

#define __rq_for_each_bio(b, rq)                                                                   \
	if ((rq)->bio)                                                                             \
		for ((b) = (rq)->bio; (b); (b) = (b)->bi_next)
#define rq_for_each_segment(bvl, rq, it)                                                           \
	__rq_for_each_bio ((it).bio, rq)                                                           \
		bio_for_each_segment (bvl, (it).bio, (it).iter)
#define rq_for_each_bvec(bvl, rq, it)                                                              \
	__rq_for_each_bio ((it).bio, rq)                                                           \
		bio_for_each_bvec (bvl, (it).bio, (it).iter)

/* How many sectors one request may have. */

/**
 * blk_queue_get_max_sectors - the limit of an op
 * @q: queue
 * @op: operation, flags are ignored
 *
 * Context: allocates nothing, cannot fail.
 * Return: sectors; 0 when the queue does not take the op.
 * Mirrors: blk_queue_get_max_sectors(), include/linux/blkdev.h, v5.2.
 * Rule: R-REQ-4.
 */
unsigned blk_queue_get_max_sectors(const struct request_queue *q, unsigned op);

/**
 * blk_max_size_offset - the limit of data at a place
 * @q: queue
 * @sector: where the I/O starts
 *
 * Context: allocates nothing, cannot fail.
 * Return: sectors up to max_sectors or the end of the chunk, at least 1 unless max_sectors is 0.
 * Mirrors: blk_max_size_offset(), include/linux/blkdev.h, v5.2.
 * Rule: R-REQ-5.
 */
unsigned blk_max_size_offset(const struct request_queue *q, sector_t sector);

/**
 * blk_rq_get_max_sectors - how large a request may become
 * @rq: request
 * @sector: where it would start
 *
 * Context: allocates nothing, cannot fail.
 * Return: sectors.
 * Mirrors: blk_rq_get_max_sectors(), include/linux/blkdev.h, v5.2.
 * Rule: R-REQ-6.
 */
unsigned blk_rq_get_max_sectors(const struct request *rq, sector_t sector);

/* What stands first in a request. */

/**
 * blk_rq_cur_bytes - bytes of the first vector that is left
 * @rq: request
 *
 * Context: allocates nothing, cannot fail.
 * Return: bytes: up to the page's end for pages, the whole rest of a DMA vector; bi_size of a bio
 * without data; 0 without a bio.
 * Mirrors: blk_rq_cur_bytes(), include/linux/blkdev.h, v5.2 + RFC patch 7.
 * Rule: R-REQ-2.
 */
int blk_rq_cur_bytes(const struct request *rq);

/**
 * req_bvec - the first vector that is left
 * @rq: request with a bio or a special payload
 *
 * Context: allocates nothing.
 * Return: the special payload, or the multi-page view of the first bio; of a dma-direct request it
 * means nothing, and asking is a finding.
 * Mirrors: req_bvec(), include/linux/blkdev.h, v5.2.
 * Rule: R-REQ-2.
 */
struct bio_vec req_bvec(const struct request *rq);

/**
 * rq_flush_dcache_pages - count a cache flush for each page of a request
 * @rq: request; nothing happens when it is dma-direct
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: rq_flush_dcache_pages(), block/blk-core.c, v5.2 + RFC patch 3.
 * Rule: R-HLP-5.
 */
void rq_flush_dcache_pages(struct request *rq);

/* A request takes over bios. */

/**
 * blk_rq_bio_prep - make a bio the data of a request
 * @q: queue; its limits count the segments of a bio that was not split yet
 * @rq: request without a bio
 * @bio: bio
 *
 * Sets length, segments, both ends of the bio list and the disk; not the sector.
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_rq_bio_prep(), block/blk-core.c, v5.2.
 * Rule: R-SUB-8.
 */
void blk_rq_bio_prep(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * blk_init_request_from_bio - take everything from a bio but the op
 * @rq: request with cmd_flags set from the bio
 * @bio: bio
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_init_request_from_bio(), block/blk-core.c, v5.2.
 * Rule: R-SUB-7.
 */
void blk_init_request_from_bio(struct request *rq, struct bio *bio);

/**
 * blk_rq_append_bio - add a bio to a passthrough request
 * @rq: request
 * @bio: in: the bio; out: what the request holds, which may be a bounced clone
 *
 * The only way to join bios that are not mergeable, dma-direct ones for instance. The first bio
 * gives the request its REQ_DMA_DIRECT (not with DEF-12).
 *
 * Context: may allocate and sleep, for bouncing.
 * Return: 0; -EINVAL when a limit refuses the bio (the request may get REQ_NOMERGE); -ENOMEM when
 * it cannot be bounced. On failure the request has no new bio and *@bio is again the one given.
 * Mirrors: blk_rq_append_bio(), block/blk-map.c, v5.2; -ENOMEM is ours.
 * Rule: R-SUB-9.
 */
int blk_rq_append_bio(struct request *rq, struct bio **bio);

/* Completion. */

/**
 * blk_update_request - end the first bytes of a request
 * @rq: request
 * @error: status for each bio that is reached, also one that is only shortened (R-END-3)
 * @nr_bytes: bytes, more than the request has ends it; 0 ends an empty first bio at most
 *
 * Context: calls bio_endio().
 * Return: true when data is left: the request now starts behind the ended bytes, its segments
 * counted anew; false when it has no bio left. A request that had none is not touched.
 * Mirrors: blk_update_request(), block/blk-core.c, v5.2-rc5.
 * Rule: R-END-1 to R-END-3.
 */
bool blk_update_request(struct request *rq, blk_status_t error, unsigned nr_bytes);

/**
 * blk_rq_err_bytes - how much to fail at once
 * @rq: request
 *
 * Context: allocates nothing, cannot fail.
 * Return: all bytes; after a mixed merge those of the leading bios that want to fail as fast as
 * the request does.
 * Mirrors: blk_rq_err_bytes(), block/blk-core.c, v5.2-rc5.
 * Rule: R-END-5.
 */
unsigned blk_rq_err_bytes(const struct request *rq);

/* A second request over the same data. */

/**
 * blk_rq_prep_clone - clone all bios of a request into another
 * @rq: request without bios, cmd_flags set by the caller
 * @src: source
 * @bs: where the clones come from, NULL for plain memory
 * @ctor: called for each clone; non-zero refuses. May be NULL
 * @data: argument of @ctor
 *
 * Context: allocates; may fail.
 * Return: 0; -ENOMEM when an allocation failed or @ctor refused: then @rq has no bio and all clones
 * are put.
 * Mirrors: blk_rq_prep_clone(), block/blk-core.c, v5.2-rc5.
 * Rule: R-END-6.
 */
int blk_rq_prep_clone(struct request *rq, struct request *src, struct bio_set *bs,
		      int (*ctor)(struct bio *bio, struct bio *src, void *data), void *data);

/**
 * blk_rq_unprep_clone - put all bios of a cloned request
 * @rq: request from blk_rq_prep_clone()
 *
 * Context: cannot fail.
 * Mirrors: blk_rq_unprep_clone(), block/blk-core.c, v5.2-rc5.
 * Rule: R-END-6.
 */
void blk_rq_unprep_clone(struct request *rq);

/**
 * blk_cloned_rq_check_limits - may a request made for another queue go to this one?
 * @q: the lower queue
 * @rq: the request; its segments are counted anew
 *
 * Context: allocates nothing.
 * Return: 0; -EIO when it has too many sectors or segments for @q.
 * Mirrors: blk_cloned_rq_check_limits(), block/blk-core.c, v5.2-rc5.
 * Rule: R-END-6.
 */
int blk_cloned_rq_check_limits(struct request_queue *q, struct request *rq);

#endif
