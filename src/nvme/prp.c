/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Physical region pages: one address per page (NVH-17, NVH-18).
 *
 *     PRP1 ..AA     PRP2 -> | BBBB | CCCC | ... | next -> | YYYY | ZZ.. |
 */
#include "data.h"

/* Where the builder stands: what is left of the entry may become negative in a bad list. */
struct prp_walk {
	struct scatterlist *sg;
	u64 addr;
	s64 sg_left;
	s64 left;
};

static void enter(struct prp_walk *walk, struct scatterlist *sg)
{
	walk->sg = sg;
	walk->addr = sg ? bp_dma_u64(sg_dma_address(sg)) : 0;
	walk->sg_left = sg ? sg_dma_len(sg) : 0;
}

static void step(struct prp_walk *walk, u32 bytes)
{
	walk->addr += bytes;
	walk->sg_left -= bytes;
	walk->left -= bytes;
	if (!walk->sg_left)
		enter(walk, sg_next(walk->sg));
}

static void put_slot(u8 *list, unsigned slot, u64 addr)
{
	((__le64 *)list)[slot] = cpu_to_le64(addr);
}

static u64 slot(const u8 *list, unsigned at)
{
	return le64_to_cpu(((const __le64 *)list)[at]);
}

/* NVH-20: a kernel would read the entry behind the last one. */
static blk_status_t list_ended(struct nvme_dev *dev, struct request *rq, s64 left)
{
	bp_finding(dev->ctrl.bp_env, BP_SITE_NVME_SG_END, (u64)left, blk_rq_payload_bytes(rq));
	return BLK_STS_IOERR;
}

/* NVH-17.6: the last slot of a full list leads on, what it held moves along. */
static u8 *chain(struct nvme_dev *dev, struct request *rq, u8 *full, unsigned lists)
{
	const unsigned last = dev->ctrl.page_size / (unsigned)sizeof(__le64) - 1;
	dma_addr_t addr;
	u8 *list = bp_nvme_list_new(dev, rq, lists, &addr);

	if (!list)
		return NULL;
	put_slot(list, 0, slot(full, last));
	put_slot(full, last, bp_dma_u64(addr));
	return list;
}

static blk_status_t fill_lists(struct nvme_dev *dev, struct request *rq, struct prp_walk *walk,
			       u8 *list)
{
	const u32 page_size = dev->ctrl.page_size;
	const unsigned slots = page_size / (unsigned)sizeof(__le64);
	unsigned lists = 1, i = 0;

	for (;;) {
		if (i == slots) {
			list = chain(dev, rq, list, lists++);
			if (!list)
				return BLK_STS_RESOURCE;
			i = 1;
		}
		if (!walk->sg)
			return list_ended(dev, rq, walk->left);
		put_slot(list, i++, walk->addr);
		step(walk, page_size);
		if (walk->left <= 0)
			return BLK_STS_OK;
		if (walk->sg_left < 0)
			return bp_nvme_bad_sg(dev, rq);
	}
}

static blk_status_t build_lists(struct nvme_dev *dev, struct request *rq, struct prp_walk *walk)
{
	const u32 page_size = dev->ctrl.page_size;
	const s64 nprps = (walk->left + page_size - 1) / page_size;
	dma_addr_t addr;
	u8 *list;

	bp_nvme_iod(rq)->npages = nprps > (s64)(BP_NVME_SMALL_POOL_BYTES / sizeof(__le64));
	list = bp_nvme_list_new(dev, rq, 0, &addr);
	return list ? fill_lists(dev, rq, walk, list) : BLK_STS_RESOURCE;
}

blk_status_t nvme_pci_setup_prps(struct nvme_dev *dev, struct request *rq,
				 struct nvme_rw_command *cmnd)
{
	const u32 page_size = dev->ctrl.page_size;
	struct nvme_iod *iod = bp_nvme_iod(rq);
	struct prp_walk walk = { .left = blk_rq_payload_bytes(rq) };
	blk_status_t status = BLK_STS_OK;

	enter(&walk, iod->sg);
	iod->first_dma = bp_dma_addr(0);
	step(&walk, page_size - (u32)(walk.addr & (page_size - 1)));
	if (walk.left > 0) {
		if (!walk.sg)
			return list_ended(dev, rq, walk.left);
		if (walk.left <= page_size)
			iod->first_dma = bp_dma_addr(walk.addr);
		else
			status = build_lists(dev, rq, &walk);
	}
	if (status)
		return status;
	cmnd->dptr.prp1 = cpu_to_le64(bp_dma_u64(sg_dma_address(iod->sg)));
	cmnd->dptr.prp2 = cpu_to_le64(bp_dma_u64(iod->first_dma));
	return BLK_STS_OK;
}
