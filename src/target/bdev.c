/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads, writes and flushes of a namespace on a block device (R-C3.1 to R-C3.4, R-C3.7).
 */
#include <blkpath/memremap.h>

#include "target.h"

void nvmet_bio_done(struct bio *bio)
{
	struct nvmet_req *req = bio->bi_private;
	const bool embedded = bio == &req->inline_bio;

	nvmet_req_complete(req, blk_to_nvme_status(req, bio->bi_status));
	if (!embedded)
		bio_put(bio);
}

static void tell(const struct nvmet_req *req, struct bio *bio, bool failed)
{
	const struct nvme_command *cmd = req->cmd;

	bp_event(bp_nvmet_env(req), NVMET_BIO, .rule = "R-C3.1", .bio = bio, .a = req->bp_serial,
		 .b = bio->bi_iter.bi_size,
		 .nvmet = &(struct bp_nvmet_event){
			 .bio = { .serial = req->bp_serial,
				  .first = bio->bi_end_io == nvmet_bio_done,
				  .failed = failed,
				  .slba = le64_to_cpu(cmd->rw.slba),
				  .blksize_shift = req->ns->blksize_shift,
				  .transfer_len = req->transfer_len } });
}

static void send(const struct nvmet_req *req, struct bio *bio)
{
	tell(req, bio, false);
	submit_bio(bio);
}

/* One that was never submitted; a part of a chain ends as parts do. */
static void fail(const struct nvmet_req *req, struct bio *bio, blk_status_t status)
{
	tell(req, bio, true);
	bio->bi_status = status;
	if (bio->bi_end_io == nvmet_bio_done)
		nvmet_bio_done(bio);
	else
		bio_endio(bio);
}

static struct bio *next_bio(struct nvmet_req *req, struct bio *prev, int left, sector_t sector)
{
	struct bio_set *bs = &req->sq->bp_nvmet->bios;
	struct bio *bio =
		bio_alloc_bioset(bs->bp_env, GFP_KERNEL, (unsigned)bp_min(left, BIO_MAX_PAGES), bs);

	if (!bio)
		return NULL;
	bio_set_dev(bio, &req->ns->bdev);
	bio->bi_iter.bi_sector = sector;
	bio->bi_opf = prev->bi_opf;
	bio_chain(bio, prev);
	return bio;
}

/* R-C3.2, RFC patch 21.  A kernel waits for memory, and goes on for ever with a bio that refuses.
 */
static void nvmet_submit_sg(struct nvmet_req *req, struct bio *bio, sector_t sector)
{
	struct scatterlist *sg;
	int left = req->sg_cnt;
	int i;

	for_each_sg (req->sg, sg, req->sg_cnt, i) {
		while (bio_add_page(bio, sg_page(sg), sg->length, sg->offset) != (int)sg->length) {
			struct bio *prev = bio;

			if (prev->bi_vcnt)
				bio = next_bio(req, prev, left, sector);
			if (!bio || !prev->bi_vcnt) {
				fail(req, prev, bio ? BLK_STS_IOERR : BLK_STS_RESOURCE);
				return;
			}
			send(req, prev);
		}
		sector += sg->length >> SECTOR_SHIFT;
		left--;
	}
	send(req, bio);
}

/* R-C3.3, RFC patch 22. */
static void nvmet_submit_p2p(struct nvmet_req *req, struct bio *bio)
{
	struct request_queue *q = req->ns->bdev.bd_disk->queue;
	const dma_addr_t addr = bp_dma_addr(bp_nvmet_req_bus(req).bus);
	const int added = bio_add_dma_addr(q, bio, addr, (unsigned)req->transfer_len);

	if (bp_warn_on(bp_nvmet_env(req), added != (int)req->transfer_len, BP_SITE_NVMET_BIO_SHORT,
		       (u64)added, req->transfer_len))
		fail(req, bio,
		     bp_nvmet_defect(req, BP_DEF_NVMET_5) ? BLK_STS_NOTSUPP : BLK_STS_IOERR);
	else
		send(req, bio);
}

/* Without pages?  With them the memory of a peer is a list like any other. */
static bool is_direct(const struct nvmet_req *req)
{
	return bp_nvmet_req_is_p2p(req) && req->sq->bp_nvmet->p2p->profile == BP_P2P_DIRECT;
}

static unsigned opf_of(const struct nvmet_req *req)
{
	unsigned opf = REQ_OP_READ;

	if (req->cmd->rw.opcode == nvme_cmd_write) {
		opf = REQ_OP_WRITE | REQ_SYNC | REQ_IDLE;
		if (le16_to_cpu(req->cmd->rw.control) & NVME_RW_FUA)
			opf |= REQ_FUA;
	}
	if (is_direct(req))
		opf |= REQ_DMA_DIRECT;
	else if (is_pci_p2pdma_page(bp_nvmet_env(req), sg_page(req->sg)))
		opf |= REQ_NOMERGE;
	return opf;
}

static struct bio *first_bio(struct nvmet_req *req, unsigned vectors)
{
	struct bp_env *env = bp_nvmet_env(req);
	const u64 embedded = (u64)NVMET_MAX_INLINE_BIOVEC << env->page_shift;

	if (req->data_len > embedded)
		return bio_alloc_bioset(env, GFP_KERNEL, bp_min(vectors, (unsigned)BIO_MAX_PAGES),
					&req->sq->bp_nvmet->bios);
	bio_init(env, &req->inline_bio, req->inline_bvec, NVMET_MAX_INLINE_BIOVEC);
	return &req->inline_bio;
}

static void aim(struct nvmet_req *req, struct bio *bio, unsigned opf, sector_t sector)
{
	bio_set_dev(bio, &req->ns->bdev);
	bio->bi_iter.bi_sector = sector;
	bio->bi_private = req;
	bio->bi_end_io = nvmet_bio_done;
	bio->bi_opf = opf;
}

/* R-C3.9: v5.2 shifts, and what is too large is another block then; false: there is no such. */
bool bp_nvmet_sectors(const struct nvmet_ns *ns, u64 slba, u64 blocks, sector_t *sector)
{
	const unsigned shift = ns->blksize_shift - SECTOR_SHIFT;

	*sector = slba << shift;
	return slba <= (~0ull >> shift) - blocks;
}

void nvmet_bdev_execute_rw(struct nvmet_req *req)
{
	const bool direct = is_direct(req);
	const u64 blocks = (u64)le16_to_cpu(req->cmd->rw.length) + 1;
	sector_t sector;
	struct bio *bio;

	if (!req->sg_cnt && !direct) {
		nvmet_req_complete(req, 0);
		return;
	}
	if (!bp_nvmet_sectors(req->ns, le64_to_cpu(req->cmd->rw.slba), blocks, &sector)) {
		nvmet_req_complete(req, blk_to_nvme_status(req, BLK_STS_IOERR));
		return;
	}
	bio = first_bio(req, direct ? 1 : (unsigned)req->sg_cnt);
	if (!bio) {
		nvmet_req_complete(req, blk_to_nvme_status(req, BLK_STS_RESOURCE));
		return;
	}
	aim(req, bio, opf_of(req), sector);
	if (direct)
		nvmet_submit_p2p(req, bio);
	else
		nvmet_submit_sg(req, bio, sector);
}

void nvmet_bdev_execute_flush(struct nvmet_req *req)
{
	struct bio *bio = &req->inline_bio;

	bio_init(bp_nvmet_env(req), bio, req->inline_bvec, NVMET_MAX_INLINE_BIOVEC);
	aim(req, bio, REQ_OP_WRITE | REQ_PREFLUSH, 0);
	submit_bio(bio);
}
