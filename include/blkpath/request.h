/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The request (block.md 6, 10).  Mirrors include/linux/blkdev.h, v5.2-rc5 + RFC.
 */
#ifndef BLKPATH_REQUEST_H
#define BLKPATH_REQUEST_H

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

enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };

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
	TAILQ_ENTRY(request) bp_hash_link; /* elevator's lookup by end sector */
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
	unsigned timeout;
	u64 deadline;
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

/* Size limits (R-REQ-4 to R-REQ-6). */
unsigned blk_queue_get_max_sectors(const struct request_queue *q, unsigned op);
unsigned blk_max_size_offset(const struct request_queue *q, sector_t sector);
unsigned blk_rq_get_max_sectors(const struct request *rq, sector_t sector);

/* Set-up (R-SUB-7 to R-SUB-9). */
int blk_rq_cur_bytes(const struct request *rq);
struct bio_vec req_bvec(const struct request *rq);
void rq_flush_dcache_pages(struct request *rq);
void blk_rq_bio_prep(struct request_queue *q, struct request *rq, struct bio *bio);
void blk_init_request_from_bio(struct request *rq, struct bio *bio);
int blk_rq_append_bio(struct request *rq, struct bio **bio);

/* Completion (10). */
bool blk_update_request(struct request *rq, blk_status_t error, unsigned nr_bytes);
unsigned blk_rq_err_bytes(const struct request *rq);
int blk_rq_prep_clone(struct request *rq, struct request *src, struct bio_set *bs,
		      int (*ctor)(struct bio *bio, struct bio *src, void *data), void *data);
void blk_rq_unprep_clone(struct request *rq);

#endif
