/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVMET-8, -9, -19, -22, -23: what a target asks of a disk, and what it makes of the answer.
 */
#include "nvmet.h"

#define ULL(x) ((unsigned long long)(x))

#define SECTOR 512u
#define DSM 0x09
#define WRITE_ZEROES 0x08
#define SC_DNR 0x4000
#define SC_INVALID_OPCODE 0x01

static bool is_direct(const struct bio *bio)
{
	return bio->bi_opf & REQ_DMA_DIRECT;
}

static sector_t first_sector(const struct bp_nvmet_bio *told)
{
	return told->slba << (told->blksize_shift - 9);
}

/* INV-NVMET-8 */
static enum bp_ck_verdict direct_as_told(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bio *bio = n->bio;

	if (!is_direct(bio) || n->told->failed)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     (bio->bi_disk->queue->queue_flags >> QUEUE_FLAG_DMA_DIRECT & 1) &&
				     bio->bi_iter.bi_size == n->told->transfer_len &&
				     bio->bi_iter.bi_sector == first_sector(n->told),
			     "%u bytes at sector %llu; told were %llu at %llu",
			     bio->bi_iter.bi_size, ULL(bio->bi_iter.bi_sector),
			     ULL(n->told->transfer_len), ULL(first_sector(n->told)));
}

/* INV-NVMET-9: each bio goes on where the one before ended; the first one ends the command */
static enum bp_ck_verdict bios_follow(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_ck_nvmet_request *r = n->request;
	const sector_t right = r->bios ? r->sector : first_sector(n->told);

	if (is_direct(n->bio) || n->told->failed || !bp_ck_nvmet_is_rw(&r->command))
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     n->bio->bi_iter.bi_sector == right && n->told->first == !r->bios &&
				     r->bytes + n->bio->bi_iter.bi_size <= n->told->transfer_len,
			     "bio %u: %u bytes at sector %llu instead of %llu, %llu of %llu before",
			     r->bios, n->bio->bi_iter.bi_size, ULL(n->bio->bi_iter.bi_sector),
			     ULL(right), ULL(r->bytes), ULL(n->told->transfer_len));
}

void bp_ck_judge_nvmet_bio(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVMET_8, direct_as_told },
		{ BP_INV_NVMET_9, bios_follow },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVMET-9: nothing is left out */
static enum bp_ck_verdict all_was_asked(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_ck_nvmet_request *r = n->request;

	if (n->req->status || !r->bios || !bp_ck_nvmet_is_rw(&r->command))
		return BP_NO_CASE;
	return bp_ck_verdict(c, r->bytes == n->req->transfer_len, "bios of %llu bytes for %llu",
			     ULL(r->bytes), ULL(n->req->transfer_len));
}

/* R-C3.8 */
static u16 nvme_status(blk_status_t status, u8 opcode)
{
	const bool optional = opcode == DSM || opcode == WRITE_ZEROES;

	switch (status) {
	case BLK_STS_OK:
		return 0;
	case BLK_STS_NOSPC:
		return 0x81 | SC_DNR;
	case BLK_STS_TARGET:
		return 0x80 | SC_DNR;
	case BLK_STS_NOTSUPP:
		return (optional ? 0x183 : SC_INVALID_OPCODE) | SC_DNR;
	case BLK_STS_MEDIUM:
		return 0x286;
	default:
		return 0x06 | SC_DNR;
	}
}

/* INV-NVMET-19 */
static enum bp_ck_verdict status_is_mapped(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_ck_nvmet_request *r = n->request;
	u16 right;

	if (!r->has_status)
		return BP_NO_CASE;
	right = nvme_status(r->status, bp_ck_nvmet_byte(&r->command, 0));
	return bp_ck_verdict(c, n->req->status == right, "status 0x%x instead of 0x%x",
			     n->req->status, right);
}

/* INV-NVMET-23 */
static enum bp_ck_verdict opcode_is_known(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_ck_nvmet_request *r = n->request;
	const bool unsupported = r->has_status && r->status == BLK_STS_NOTSUPP;

	if (!r->bios || !bp_ck_nvmet_is_rw(&r->command))
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     (n->req->status & ~SC_DNR) != SC_INVALID_OPCODE ||
				     (unsupported && !r->bio_failed),
			     "status 0x%x, %s", n->req->status,
			     r->bio_failed ? "a bio could not be built" : "and nobody said so");
}

void bp_ck_judge_nvmet_status(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVMET_9, all_was_asked },
		{ BP_INV_NVMET_19, status_is_mapped },
		{ BP_INV_NVMET_23, opcode_is_known },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVMET-22 */
static enum bp_ck_verdict kinds_are_apart(struct bp_case *c)
{
	const struct request *rq = ((const struct bp_nvmet_case *)c->subject)->rq;
	unsigned direct = 0, all = 0;

	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next, all++)
		direct += is_direct(bio);
	if (!all)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !direct || direct == all, "%u of %u bios are dma-direct", direct,
			     all);
}

void bp_ck_judge_nvmet_started(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVMET_22, kinds_are_apart);
}
