/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Request queue and disk (block.md 5, 6, 9).  Mirrors include/linux/blkdev.h and genhd.h, v5.2-rc5
 * + RFC patches 17, 24.
 */
#ifndef BLKPATH_QUEUE_H
#define BLKPATH_QUEUE_H

#include <blkpath/bio.h>
#include <blkpath/limits.h>
#include <blkpath/rules.h>

struct blk_flush_queue;
struct blk_mq_ctx;
struct blk_mq_hw_ctx;
struct blk_mq_ops;
struct blk_mq_tag_set;
struct elevator_queue;
struct request;

/* Bit numbers of queue_flags (5.4). */
enum {
	QUEUE_FLAG_STOPPED = 0,
	QUEUE_FLAG_DYING = 1,
	QUEUE_FLAG_NOMERGES = 3,
	QUEUE_FLAG_SAME_COMP = 4,
	QUEUE_FLAG_FAIL_IO = 5,
	QUEUE_FLAG_NONROT = 6,
	QUEUE_FLAG_VIRT = QUEUE_FLAG_NONROT,
	QUEUE_FLAG_IO_STAT = 7,
	QUEUE_FLAG_DISCARD = 8,
	QUEUE_FLAG_NOXMERGES = 9,
	QUEUE_FLAG_ADD_RANDOM = 10,
	QUEUE_FLAG_SECERASE = 11,
	QUEUE_FLAG_SAME_FORCE = 12,
	QUEUE_FLAG_DEAD = 13,
	QUEUE_FLAG_INIT_DONE = 14,
	QUEUE_FLAG_POLL = 16,
	QUEUE_FLAG_WC = 17,
	QUEUE_FLAG_FUA = 18,
	QUEUE_FLAG_DAX = 19,
	QUEUE_FLAG_STATS = 20,
	QUEUE_FLAG_POLL_STATS = 21,
	QUEUE_FLAG_REGISTERED = 22,
	QUEUE_FLAG_SCSI_PASSTHROUGH = 23,
	QUEUE_FLAG_QUIESCED = 24,
	QUEUE_FLAG_DMA_DIRECT = 25, /* 26 after patch 17, 25 after patch 24 (R-QFL-1) */
};

#define QUEUE_FLAG_MQ_DEFAULT (1ul << QUEUE_FLAG_IO_STAT | 1ul << QUEUE_FLAG_SAME_COMP)

typedef blk_qc_t make_request_fn(struct request_queue *q, struct bio *bio);

#define BLK_QC_T_NONE (~(blk_qc_t)0)
#define BLK_QC_T_SHIFT 16
#define BLK_QC_T_INTERNAL (1u << 31)

TAILQ_HEAD(bp_request_list, request);

struct request_queue {
	struct queue_limits limits;
	unsigned long queue_flags;
	make_request_fn *make_request_fn;
	const struct blk_mq_ops *mq_ops;
	struct blk_mq_tag_set *tag_set;
	struct blk_mq_hw_ctx **queue_hw_ctx;
	struct blk_mq_ctx *queue_ctx;
	unsigned nr_hw_queues;
	unsigned nr_queues; /* software contexts, one per CPU */
	unsigned nr_requests;
	struct elevator_queue *elevator;
	struct request *last_merge;
	struct bp_request_list requeue_list;
	struct blk_flush_queue *fq;
	struct bio_set bio_split;
	int dma_alignment;
	unsigned dma_pad_mask;
	unsigned dma_drain_size;
	void *dma_drain_buffer;
	struct page *bp_dma_drain_page; /* the page and offset that the buffer stands for */
	unsigned bp_dma_drain_offset;
	dma_drain_needed_fn *dma_drain_needed;
	gfp_t bounce_gfp;
	bool bp_isa_pool_ready;
	void *queuedata;
	struct bp_env *bp_env;
	const struct bp_rules *bp_rules;
	struct bp_defects bp_defects;
	bool bp_sg_len_shared; /* sg_dma_len() is `length` (8.1, R-MAP-11) */
	u64 bp_sectors[2];     /* accounted by submit_bio(): reads, writes */
	unsigned bp_usage;     /* blk_queue_enter() minus blk_queue_exit() */
};

/* A partition; partno 0 is the whole disk and has no entry. */
struct hd_struct {
	sector_t start_sect;
	sector_t nr_sects;
	bool policy; /* read-only */
};

struct blk_integrity_profile;

struct blk_integrity {
	const struct blk_integrity_profile *profile;
	u8 flags;
	u8 tuple_size;
	u8 interval_exp;
};

struct gendisk {
	char disk_name[32];
	unsigned major;
	unsigned first_minor;
	sector_t capacity; /* 0: unknown, no end check */
	struct hd_struct *part;
	unsigned nr_parts; /* part[i] is partition i + 1; nr_sects 0 means missing */
	struct request_queue *queue;
	struct blk_integrity integrity;
	bool (*bp_should_fail)(struct gendisk *disk, struct bio *bio); /* fault injection */
	void *private_data;
};

struct block_device {
	struct gendisk *bd_disk;
	u8 bd_partno;
};

static inline bool bp_queue_flag(const struct request_queue *q, unsigned bit)
{
	return q->queue_flags >> bit & 1;
}

static inline bool blk_queue_dma_direct(const struct request_queue *q)
{
	return bp_queue_flag(q, QUEUE_FLAG_DMA_DIRECT);
}

static inline unsigned queue_max_sectors(const struct request_queue *q)
{
	return q->limits.max_sectors;
}

static inline unsigned queue_max_hw_sectors(const struct request_queue *q)
{
	return q->limits.max_hw_sectors;
}

static inline u16 queue_max_segments(const struct request_queue *q)
{
	return q->limits.max_segments;
}

static inline u16 queue_max_discard_segments(const struct request_queue *q)
{
	return q->limits.max_discard_segments;
}

static inline unsigned queue_max_segment_size(const struct request_queue *q)
{
	return q->limits.max_segment_size;
}

static inline unsigned long queue_segment_boundary(const struct request_queue *q)
{
	return q->limits.seg_boundary_mask;
}

static inline unsigned long queue_virt_boundary(const struct request_queue *q)
{
	return q->limits.virt_boundary_mask;
}

void blk_queue_flag_set(unsigned flag, struct request_queue *q);
void blk_queue_flag_clear(unsigned flag, struct request_queue *q);
bool blk_queue_flag_test_and_set(unsigned flag, struct request_queue *q);

/* A queue without hardware contexts: limits and flags only (blk_queue_make_request defaults). */
void bp_queue_init(struct bp_env *env, struct request_queue *q);
void blk_queue_make_request(struct request_queue *q, make_request_fn *fn);

/* Submission (9.1, 9.2). */
blk_qc_t submit_bio(struct bio *bio);
int submit_bio_wait(struct bio *bio);
bool generic_make_request_checks(struct bio *bio);
blk_qc_t generic_make_request(struct bio *bio);
blk_qc_t direct_make_request(struct bio *bio);
int blk_queue_enter(struct request_queue *q, bool nowait);
void blk_queue_exit(struct request_queue *q);
void blk_queue_bounce(struct request_queue *q, struct bio **bio);

#endif
