/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scatter gather lists: address and length (NVH-21, NVH-22).
 *
 *     DPTR -> | data 0 | ... | data 254 | link -> | data 255 | ...
 */
#include "data.h"

#define TYPE(format) ((u8)((format) << 4))

static void set_data(struct nvme_sgl_desc *desc, const struct scatterlist *sg)
{
	*desc = (struct nvme_sgl_desc){
		.addr = cpu_to_le64(bp_dma_u64(sg_dma_address(sg))),
		.length = cpu_to_le32(sg_dma_len(sg)),
		.type = TYPE(NVME_SGL_FMT_DATA_DESC),
	};
}

/* INV-NVME-12: a page that must hold more than fits ends in a link. */
static void set_segment(const struct nvme_dev *dev, struct nvme_sgl_desc *desc, dma_addr_t addr,
			unsigned descriptors)
{
	const u32 per_page = bp_nvme_sges_per_page(dev);
	const bool full = bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_7) ? descriptors >= per_page
								    : descriptors > per_page;
	const u32 here = full ? per_page : descriptors;

	*desc = (struct nvme_sgl_desc){
		.addr = cpu_to_le64(bp_dma_u64(addr)),
		.length = cpu_to_le32(here * (u32)sizeof(*desc)),
		.type = TYPE(full ? NVME_SGL_FMT_SEG_DESC : NVME_SGL_FMT_LAST_SEG_DESC),
	};
}

/* The new page begins with the descriptor whose place the link takes. */
static struct nvme_sgl_desc *chain(struct nvme_dev *dev, struct request *rq,
				   struct nvme_sgl_desc *link, unsigned lists, unsigned remaining)
{
	const unsigned moved = !bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_7);
	dma_addr_t addr;
	struct nvme_sgl_desc *list = (void *)bp_nvme_list_new(dev, rq, lists, &addr);

	if (!list)
		return NULL;
	list[0] = *link;
	set_segment(dev, link, addr, remaining + moved);
	return list;
}

static blk_status_t fill(struct nvme_dev *dev, struct request *rq, struct nvme_sgl_desc *list,
			 unsigned entries)
{
	const u32 per_page = bp_nvme_sges_per_page(dev);
	struct scatterlist *sg = bp_nvme_iod(rq)->sg;
	unsigned lists = 1, i = 0;

	for (; entries; entries--, sg = sg_next(sg)) {
		if (i == per_page) {
			list = chain(dev, rq, &list[i - 1], lists++, entries);
			if (!list)
				return BLK_STS_RESOURCE;
			i = 1;
		}
		set_data(&list[i++], sg);
	}
	return BLK_STS_OK;
}

blk_status_t nvme_pci_setup_sgls(struct nvme_dev *dev, struct request *rq,
				 struct nvme_rw_command *cmnd, unsigned entries)
{
	const unsigned small = BP_NVME_SMALL_POOL_BYTES / sizeof(struct nvme_sgl_desc);
	struct nvme_iod *iod = bp_nvme_iod(rq);
	struct nvme_sgl_desc *list;
	dma_addr_t addr;

	cmnd->flags = NVME_CMD_SGL_METABUF;
	if (entries == 1) {
		set_data(&cmnd->dptr.sgl, iod->sg);
		return BLK_STS_OK;
	}
	iod->npages = entries > small;
	list = (void *)bp_nvme_list_new(dev, rq, 0, &addr);
	if (!list)
		return BLK_STS_RESOURCE;
	set_segment(dev, &cmnd->dptr.sgl, addr, entries);
	return fill(dev, rq, list, entries);
}
