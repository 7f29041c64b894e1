/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a bio must pass before any queue works on it (block.md 9.1).
 */
#include <blkpath/event.h>

#include "internal.h"

static bool has_queue(struct request_queue *q, struct bio *bio)
{
	if (q && q->make_request_fn)
		return true;
	bp_info(bio->bp_env, BP_SITE_SUBMIT_NO_QUEUE, bio->bi_iter.bi_sector, 0);
	return false;
}

static bool nowait_is_possible(struct request_queue *q, struct bio *bio)
{
	return !(bio->bi_opf & REQ_NOWAIT) || q->mq_ops;
}

static bool no_fault_injected(struct request_queue *q, struct bio *bio)
{
	struct gendisk *disk = bio->bi_disk;

	(void)q;
	return !disk->bp_should_fail || !disk->bp_should_fail(disk, bio);
}

/* Capacity 0 means that nobody knows it, and a bio without sectors is nowhere. */
static bool ends_within(struct bio *bio, sector_t limit)
{
	unsigned n = bio_sectors(bio);

	if (!n || !limit || (n <= limit && bio->bi_iter.bi_sector <= limit - n))
		return true;
	bp_info(bio->bp_env, BP_SITE_SUBMIT_BEYOND_END, bio_end_sector(bio), limit);
	return false;
}

static struct hd_struct *find_part(struct gendisk *disk, unsigned partno)
{
	if (partno > disk->nr_parts || !disk->part[partno - 1].nr_sects)
		return NULL;
	return &disk->part[partno - 1];
}

/* The result is not held against the whole disk. */
static bool remap_partition(struct bio *bio)
{
	struct hd_struct *part = find_part(bio->bi_disk, bio->bi_partno);
	unsigned partno = bio->bi_partno;
	sector_t sector = bio->bi_iter.bi_sector;

	if (!part)
		return false;
	bp_warn_on(bio->bp_env, part->policy && op_is_write(bio->bi_opf) && bio_sectors(bio),
		   BP_SITE_SUBMIT_READ_ONLY, partno, sector);
	if (bio_sectors(bio) || bio_op(bio) == REQ_OP_ZONE_RESET) {
		if (!ends_within(bio, part->nr_sects))
			return false;
		bio->bi_iter.bi_sector += part->start_sect;
	}
	bio->bi_partno = 0;
	bp_event(bio->bp_env, BIO_REMAP, .q = bio->bi_disk->queue, .bio = bio, .rule = "R-SUB-2.4",
		 .a = sector, .b = partno);
	return true;
}

static bool lies_on_device(struct request_queue *q, struct bio *bio)
{
	(void)q;
	return bio->bi_partno ? remap_partition(bio) : ends_within(bio, bio->bi_disk->capacity);
}

/* Without a volatile cache there is nothing to flush. */
static bool has_work_besides_flush(struct request_queue *q, struct bio *bio)
{
	if (!op_is_flush(bio->bi_opf) || bp_queue_flag(q, QUEUE_FLAG_WC))
		return true;
	bio->bi_opf &= ~(REQ_PREFLUSH | REQ_FUA);
	return bio_sectors(bio);
}

static bool drop_polling(struct request_queue *q, struct bio *bio)
{
	if (!bp_queue_flag(q, QUEUE_FLAG_POLL))
		bio->bi_opf &= ~REQ_HIPRI;
	return true;
}

static bool op_is_supported(struct request_queue *q, struct bio *bio)
{
	switch (bio_op(bio)) {
	case REQ_OP_DISCARD:
		return bp_queue_flag(q, QUEUE_FLAG_DISCARD);
	case REQ_OP_SECURE_ERASE:
		return bp_queue_flag(q, QUEUE_FLAG_SECERASE);
	case REQ_OP_WRITE_SAME:
		return q->limits.max_write_same_sectors;
	case REQ_OP_WRITE_ZEROES:
		return q->limits.max_write_zeroes_sectors;
	case REQ_OP_ZONE_RESET:
		return q->limits.zoned != BLK_ZONED_NONE;
	default:
		return true;
	}
}

static bool queue_takes_dma_direct(struct request_queue *q, struct bio *bio)
{
	return !bio_is_dma_direct(bio) || blk_queue_dma_direct(q) ||
	       bp_defect_on(&q->bp_defects, BP_DEF_10);
}

static bool is_no_dma_direct_write_same(struct request_queue *q, struct bio *bio)
{
	return !bio_is_dma_direct(bio) || bio_op(bio) != REQ_OP_WRITE_SAME ||
	       bp_defect_on(&q->bp_defects, BP_DEF_14);
}

/* In the order of R-SUB-2: some change the bio for those after them. */
static const struct {
	const char *rule;
	bool (*passes)(struct request_queue *q, struct bio *bio);
	blk_status_t otherwise;
} checks[] = {
	{ "R-SUB-2.1", has_queue, BLK_STS_IOERR },
	{ "R-SUB-2.2", nowait_is_possible, BLK_STS_NOTSUPP },
	{ "R-SUB-2.3", no_fault_injected, BLK_STS_IOERR },
	{ "R-SUB-2.4", lies_on_device, BLK_STS_IOERR },
	{ "R-SUB-2.5", has_work_besides_flush, BLK_STS_OK },
	{ "R-SUB-2.6", drop_polling, BLK_STS_OK },
	{ "R-SUB-2.7", op_is_supported, BLK_STS_NOTSUPP },
	{ "DEF-10", queue_takes_dma_direct, BLK_STS_NOTSUPP },
	{ "DEF-14", is_no_dma_direct_write_same, BLK_STS_NOTSUPP },
};

bool generic_make_request_checks(struct bio *bio)
{
	struct request_queue *q = bp_bio_queue(bio);

	for (unsigned i = 0; i < bp_array_size(checks); i++) {
		if (checks[i].passes(q, bio))
			continue;
		bp_event(bio->bp_env, BIO_REFUSED, .q = q, .bio = bio, .rule = checks[i].rule,
			 .a = checks[i].otherwise);
		bio->bi_status = checks[i].otherwise;
		bio_endio(bio);
		return false;
	}
	if (!bio_flagged(bio, BIO_TRACE_COMPLETION)) { /* R-SUB-2.8 */
		bp_event(bio->bp_env, BIO_QUEUE, .q = q, .bio = bio, .rule = "R-SUB-2.8");
		bio_set_flag(bio, BIO_TRACE_COMPLETION);
	}
	return true;
}
