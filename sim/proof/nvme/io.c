/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O: it becomes a bio, and what came of that.
 */
#include <blkpath/bio_build.h>
#include <blkpath/bio_life.h>

#include "proof/nvme/nvme.h"

#define SAID_MAX 16u

static const char *op_name(const struct bp_nvme_io *io)
{
	switch (io->op) {
	case REQ_OP_READ:
		return "read";
	case REQ_OP_DISCARD:
		return "discard";
	case REQ_OP_WRITE_ZEROES:
		return "write of zeroes";
	default:
		return io->count ? "write" : "flush";
	}
}

static void say(const struct bp_nvme_io *io)
{
	struct bp_trial *trial = io->p->trial;

	if (!trial->story)
		return;
	bp_trial_say(trial, "%s of %u blocks at %u%s%s%s", op_name(io), io->count, io->lba,
		     io->opf & REQ_FUA ? ", FUA" : "",
		     io->opf & REQ_PREFLUSH && io->count ? ", flush before" : "",
		     io->opf & REQ_DMA_DIRECT ? ", by bus address" : "");
	for (unsigned i = 0; i < io->nr && i < SAID_MAX; i++)
		bp_trial_say(trial, "  0x%llx +%u", (unsigned long long)io->vector[i].addr,
			     io->vector[i].len);
	if (io->nr > SAID_MAX)
		bp_trial_say(trial, "  and %u more", io->nr - SAID_MAX);
}

static void judge_read(struct bp_nvme_io *io)
{
	struct bp_nvme_proof *p = io->p;
	u32 i = 0;

	bp_nvme_proof_gather(io);
	while (i < io->count && bp_nvme_block_holds(p, io->lba + i, p->bytes + i * p->block_bytes))
		i++;
	if (i == io->count)
		return;
	bp_trial_wrong(p->trial, io->opf & REQ_DMA_DIRECT ? "INV-NVME-30" : "data",
		       "block %u: a read brings what was not written\n", io->lba + i);
}

static void judge_status(struct bp_nvme_io *io, blk_status_t status)
{
	if (status == BLK_STS_OK || io->may_fail || io->p->rough)
		return;
	bp_trial_wrong(io->p->trial, "status", "a %s of %u blocks at %u ends with %s\n",
		       op_name(io), io->count, io->lba, bp_status_name(status));
}

static void on_end(struct bio *bio)
{
	struct bp_nvme_io *io = bio->bi_private;
	const blk_status_t status = bio->bi_status;

	bio_put(bio);
	if (!io->busy) {
		bp_trial_wrong(io->p->trial, "twice", "a bio ends twice\n");
		return;
	}
	bp_trial_say(io->p->trial, "%s at %u ends: %s", op_name(io), io->lba,
		     bp_status_name(status));
	if (io->opf & REQ_DMA_DIRECT && bp_nvme_io_has_data(io))
		bp_nvme_proof_take_back(io);
	judge_status(io, status);
	if (io->op == REQ_OP_READ && status == BLK_STS_OK)
		judge_read(io);
	bp_nvme_blocks_end(io, status == BLK_STS_OK);
	io->busy = false;
}

static void add_pages(const struct bp_nvme_io *io, struct bio *bio)
{
	for (unsigned i = 0; i < io->nr; i++)
		bio_add_page(bio, pfn_to_page(io->vector[i].addr / BP_NVME_PROOF_PAGE),
			     io->vector[i].len,
			     (unsigned)(io->vector[i].addr % BP_NVME_PROOF_PAGE));
}

static void add_bus_addresses(struct bp_nvme_io *io, struct bio *bio)
{
	struct scatterlist *sg;
	int i;

	for_each_sg (io->sg, sg, io->nr_mapped, i)
		bio_add_dma_addr(bio->bi_disk->queue, bio, sg_dma_address(sg), sg_dma_len(sg));
}

static struct bio *make_bio(struct bp_nvme_io *io)
{
	struct bp_nvme_proof *p = io->p;
	struct bio *bio = bio_kmalloc(&p->env, GFP_KERNEL, io->nr);

	if (!bio)
		abort();
	bio->bi_opf = io->op | io->opf;
	bio->bi_disk = p->nvme.disk;
	bio->bi_private = io;
	bio->bi_end_io = on_end;
	bio->bi_iter.bi_sector = (sector_t)io->lba * (p->block_bytes >> SECTOR_SHIFT);
	if (!bp_nvme_io_has_data(io))
		bio->bi_iter.bi_size = io->count * p->block_bytes;
	else if (io->opf & REQ_DMA_DIRECT)
		add_bus_addresses(io, bio);
	else
		add_pages(io, bio);
	return bio;
}

static void send(struct bp_nvme_io *io, struct bio *bio)
{
	io->busy = true;
	bp_nvme_blocks_take(io);
	io->p->trial->outcome.things++;
	submit_bio(bio);
}

static struct bp_nvme_io *idle(struct bp_nvme_proof *p)
{
	for (unsigned i = 0; i < BP_NVME_PROOF_IOS; i++)
		if (!p->io[i].busy)
			return &p->io[i];
	return NULL;
}

static bool prepare(struct bp_nvme_io *io)
{
	struct bp_nvme_proof *p = io->p;

	if (!bp_nvme_blocks_free(io))
		return false;
	p->lba_at = io->lba + io->count;
	io->version = BP_NVME_FIRST_VERSION + p->version++;
	if (!bp_nvme_io_has_data(io))
		return true;
	if (io->op == REQ_OP_READ)
		bp_nvme_proof_poison(io);
	else
		bp_nvme_proof_fill(io);
	if (!(io->opf & REQ_DMA_DIRECT))
		return true;
	if (p->nvme.dev->dev->dma_kind == BP_DMA_IOMMU || p->device_doc.bounce)
		io->opf |= REQ_NOMERGE; /* what lies beside is of another list */
	return bp_nvme_proof_lend(io);
}

void bp_nvme_proof_submit(struct bp_nvme_proof *p)
{
	const struct bp_mishap mishap = p->mishap;
	struct bp_nvme_io *io = idle(p);
	struct bio *bio = NULL;

	if (!io)
		return;
	*io = (struct bp_nvme_io){ .p = p, .may_fail = p->odd };
	bp_nvme_proof_draw(io);
	p->mishap = (struct bp_mishap){ 0 }; /* not of ours */
	if (prepare(io))
		bio = make_bio(io);
	p->mishap = mishap;
	if (!bio)
		return;
	say(io);
	send(io, bio);
}
