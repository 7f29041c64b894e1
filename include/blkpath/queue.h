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
	QUEUE_FLAG_PCI_P2PDMA =
		26, /* 25 until patch 24 took it away; newer kernels have it (P-85) */
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
	u64 bp_ios[2];	       /* requests ended while QUEUE_FLAG_IO_STAT was set */
	u64 bp_io_ns[2];       /* their time from allocation to end */
	unsigned bp_usage;     /* blk_queue_enter() minus blk_queue_exit() */
	unsigned mq_freeze_depth;
	u64 bp_serial; /* order of creation in its environment */
	struct bp_work requeue_work;
	struct bp_timer bp_requeue_timer;
	unsigned rq_timeout;	 /* ms */
	struct bp_timer timeout; /* the earliest deadline (R-TMO-1) */
	struct bp_work timeout_work;
	unsigned bp_in_flight; /* requests with the driver */
	struct bp_timer bp_freeze_timer;
	unsigned bp_nr_hctxs; /* of queue_hw_ctx; nr_hw_queues of them are used */
	TAILQ_ENTRY(request_queue) tag_set_list;
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

static inline bool blk_queue_pci_p2pdma(const struct request_queue *q)
{
	return bp_queue_flag(q, QUEUE_FLAG_PCI_P2PDMA);
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

/**
 * blk_queue_flag_set - set a flag of a queue
 * @flag: bit number, QUEUE_FLAG_
 * @q: queue
 *
 * Context: cannot fail.
 * Mirrors: blk_queue_flag_set(), block/blk-core.c, v5.2-rc5.
 * Rule: R-QFL-2.
 */
void blk_queue_flag_set(unsigned flag, struct request_queue *q);

/**
 * blk_queue_flag_clear - clear a flag of a queue
 * @flag: bit number, QUEUE_FLAG_
 * @q: queue
 *
 * Context: cannot fail.
 * Mirrors: blk_queue_flag_clear(), block/blk-core.c, v5.2-rc5.
 * Rule: R-QFL-2.
 */
void blk_queue_flag_clear(unsigned flag, struct request_queue *q);

/**
 * blk_queue_flag_test_and_set - set a flag and tell what it was
 * @flag: bit number, QUEUE_FLAG_
 * @q: queue
 *
 * Context: cannot fail.
 * Return: true when the flag was set before.
 * Mirrors: blk_queue_flag_test_and_set(), block/blk-core.c, v5.2-rc5.
 * Rule: R-QFL-2.
 */
bool blk_queue_flag_test_and_set(unsigned flag, struct request_queue *q);

/**
 * bp_queue_init - a queue without hardware contexts: default limits, no flag, no driver
 * @env: environment; must outlive the queue
 * @q: storage of the caller; overwritten
 *
 * The defects of the environment become the queue's, and the rule set is the default.
 *
 * Context: allocates nothing.
 */
void bp_queue_init(struct bp_env *env, struct request_queue *q);

/**
 * blk_queue_make_request - give a queue its driver and the default limits
 * @q: queue
 * @fn: takes each bio that passed the checks; NULL while there is none
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_queue_make_request(), block/blk-settings.c, v5.2.
 * Rule: 5.1.
 */
void blk_queue_make_request(struct request_queue *q, make_request_fn *fn);

/**
 * submit_bio - account a bio and hand it to generic_make_request()
 * @bio: complete, on a disk; READ and WRITE with data are counted in q->bp_sectors (WRITE_SAME as
 * one logical block)
 *
 * Context: may allocate and sleep, unless REQ_NOWAIT is set.
 * Return: cookie of the last request made, BLK_QC_T_NONE when there is none. Failure shows in
 * bi_status only, when the bio ends.
 * Mirrors: submit_bio(), block/blk-core.c, v5.2-rc5.
 * Rule: R-SUB-1.
 */
blk_qc_t submit_bio(struct bio *bio);

/**
 * submit_bio_wait - submit a bio and sleep until it ended
 * @bio: bi_private and bi_end_io are overwritten, REQ_SYNC is set; the caller keeps its reference
 *
 * Context: sleeps: runs deferred work and timers of the environment.
 * Return: 0, or the negative errno of bi_status; -EIO with a finding when nothing is under way
 * that could end the bio, which then stays unfinished and without an end function.
 * Mirrors: submit_bio_wait(), block/bio.c, v5.2-rc5.
 * Rule: R-CHN-5.
 */
int submit_bio_wait(struct bio *bio);

/**
 * generic_make_request_checks - may this bio go to its disk?
 * @bio: partition, flush flags and REQ_HIPRI are settled on the way
 *
 * Context: calls bio_endio() on refusal.
 * Return: true to go on; false when the bio was ended: IOERR, NOTSUPP, or OK for an empty flush to
 * a disk without a cache.
 * Mirrors: generic_make_request_checks(), block/blk-core.c, v5.2-rc5; DEF-10 and DEF-14 are ours.
 * Rule: R-SUB-2.
 */
bool generic_make_request_checks(struct bio *bio);

/**
 * generic_make_request - hand a bio to its queue, as a loop
 * @bio: on no list (BUG otherwise)
 *
 * Called from inside a make_request_fn it only queues the bio for the outermost call.
 *
 * Context: may allocate and sleep, unless REQ_NOWAIT is set.
 * Return: cookie of the last bio handled, BLK_QC_T_NONE when refused or queued. A bio that was
 * freed before is reported and not touched.
 * Mirrors: generic_make_request(), block/blk-core.c, v5.2-rc5.
 * Rule: R-SUB-3 to R-SUB-5.
 */
blk_qc_t generic_make_request(struct bio *bio);

/**
 * direct_make_request - the same without protection against recursion
 * @bio: as for generic_make_request()
 *
 * Context: may allocate and sleep, unless REQ_NOWAIT is set.
 * Return: cookie, or BLK_QC_T_NONE when refused.
 * Mirrors: direct_make_request(), block/blk-core.c, v5.2-rc5.
 * Rule: R-SUB-6.
 */
blk_qc_t direct_make_request(struct bio *bio);

/**
 * blk_queue_enter - become a user of a queue
 * @q: queue
 * @nowait: do not sleep while the queue is frozen
 *
 * Context: sleeps while the queue is frozen, unless @nowait.
 * Return: 0, and blk_queue_exit() is owed; -ENODEV when the queue is dying; -EBUSY when it is
 * frozen and @nowait is set, or nothing is under way that could thaw it (a finding).
 * Mirrors: blk_queue_enter(), block/blk-core.c, v5.2-rc5.
 * Rule: R-SUB-5.1.
 */
int blk_queue_enter(struct request_queue *q, bool nowait);

/**
 * blk_queue_exit - stop being a user of a queue
 * @q: queue entered before
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_queue_exit(), block/blk-core.c, v5.2-rc5.
 * Rule: R-SUB-5.2.
 */
void blk_queue_exit(struct request_queue *q);

/**
 * blk_queue_bounce - put low pages in place of those the device cannot reach
 * @q: queue; q->limits.bounce_pfn is the highest frame that it reaches
 * @bio: in: a bio before splitting; out: its bounced clone, or as it was
 *
 * A dma-direct bio is left alone. A bio of more than BIO_MAX_PAGES segments is cut first, and its
 * rest submitted. The clone ends the original when it ends itself.
 *
 * Context: allocates bios and pages; sleeps until a page is free.
 * Failure: the bio (or its front) was ended with BLK_STS_RESOURCE and *@bio is NULL. The kernel
 * cannot fail here; the model does under fault injection, or when nothing is under way that could
 * free a page (a finding).
 * Mirrors: blk_queue_bounce(), block/bounce.c, v5.2-rc5 + RFC patch 4.
 * Rule: R-BNC-1 to R-BNC-4.
 */
void blk_queue_bounce(struct request_queue *q, struct bio **bio);

#endif
