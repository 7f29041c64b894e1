/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can PRPs describe a list? (NVH-19, NVH-20)
 *
 *     ..AA|AAAA|AA..     only the first byte and the last byte may lie inside a page
 */
#include "data.h"

#define DWORD_MASK 3u

static bool entry_fits(const struct scatterlist *sg, bool first, bool last, u32 page_size)
{
	const u64 start = bp_dma_u64(sg_dma_address(sg));
	const u64 end = start + sg_dma_len(sg); /* 0: the last of all addresses belongs to it */

	if (!sg_dma_len(sg) || end - 1 < start)
		return false;
	if (start & (first ? DWORD_MASK : page_size - 1))
		return false;
	return last || !(end & (page_size - 1));
}

bool bp_nvme_list_fits_prps(const struct nvme_dev *dev, struct request *rq, unsigned nr_mapped)
{
	const u32 page_size = dev->ctrl.page_size;
	struct scatterlist *sg;
	u64 bytes = 0;
	unsigned i;

	for_each_sg (bp_nvme_iod(rq)->sg, sg, nr_mapped, i) {
		if (!entry_fits(sg, i == 0, i + 1 == nr_mapped, page_size))
			return false;
		bytes += sg_dma_len(sg);
	}
	return bytes >= blk_rq_payload_bytes(rq); /* INV-NVME-6 */
}

static void print_entries(struct nvme_dev *dev, struct request *rq)
{
	struct bp_env *env = dev->ctrl.bp_env;
	const struct nvme_iod *iod = bp_nvme_iod(rq);
	struct scatterlist *sg;
	int i;

	for_each_sg (iod->sg, sg, iod->nents, i) {
		/* DEF-NVME-13: the physical address is asked for too. */
		if (bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_13))
			bp_nvme_page_of(dev, rq, sg, (unsigned)i, BP_SITE_NVME_NULL_PHYS);
		bp_info(env, BP_SITE_NVME_BAD_SG_ENTRY, bp_dma_u64(sg_dma_address(sg)),
			sg_dma_len(sg));
	}
}

/* The kernel says it once. */
blk_status_t bp_nvme_bad_sg(struct nvme_dev *dev, struct request *rq)
{
	const unsigned entries = (unsigned)bp_nvme_iod(rq)->nents;
	struct bp_env *env = dev->ctrl.bp_env;

	if (!env->hits[BP_SITE_NVME_BAD_SG]) {
		bp_warn(env, BP_SITE_NVME_BAD_SG, blk_rq_payload_bytes(rq), entries);
		print_entries(dev, rq);
	}
	return BLK_STS_IOERR;
}
