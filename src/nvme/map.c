/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which data pointer a request gets (NVH-10 to NVH-16).
 */
#include <blkpath/map.h>
#include <blkpath/memremap.h>
#include <blkpath/p2pdma.h>

#include "data.h"

/* The payload of a discard is a page, whatever the request's flag says: DEF-NVME-2 forgets it. */
bool bp_nvme_is_direct(const struct nvme_dev *dev, const struct request *rq)
{
	if (!blk_rq_is_dma_direct(rq))
		return false;
	return !(rq->rq_flags & RQF_SPECIAL_PAYLOAD) || bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_2);
}

bool bp_nvme_is_p2pdma(const struct nvme_dev *dev, struct request *rq, struct scatterlist *sg)
{
	const bool direct = bp_nvme_is_direct(dev, rq);
	struct page *page;

	if (dev->ctrl.bp_params.patches == BP_NVME_FINAL)
		return false;
	if (direct && !bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_1))
		return false;
	page = bp_nvme_page_of(dev, rq, sg, 0, BP_SITE_NVME_NULL_PAGE);
	return page &&
	       is_pci_p2pdma_page(dev->ctrl.bp_env, page); /* mutant: no page is no provider's */
}

static bool takes_sgls(const struct nvme_dev *dev, struct request *rq)
{
	return bp_nvme_iod(rq)->nvmeq->qid && dev->ctrl.sgls & BP_NVME_SGLS_SUPPORT;
}

bool nvme_pci_use_sgls(const struct nvme_dev *dev, struct request *rq)
{
	const u32 threshold = dev->ctrl.bp_params.sgl_threshold;
	const u32 nseg = blk_rq_nr_phys_segments(rq);
	u32 average;

	if (!nseg || !threshold || !takes_sgls(dev, rq))
		return false;
	average = (u32)(((u64)blk_rq_payload_bytes(rq) + nseg - 1) / nseg);
	return average >= threshold;
}

static dma_addr_t map_vector(struct nvme_dev *dev, struct request *rq, const struct bio_vec *bv)
{
	return dma_map_page(dev->dev, bv->bv_page, bv->bv_offset, bv->bv_len, rq_dma_dir(rq));
}

/* NVH-14 */
static blk_status_t nvme_setup_prp_simple(struct nvme_dev *dev, struct request *rq,
					  struct nvme_rw_command *cmnd, const struct bio_vec *bv)
{
	const u32 page_size = dev->ctrl.page_size;
	struct nvme_iod *iod = bp_nvme_iod(rq);
	u32 first_len;

	iod->first_dma = map_vector(dev, rq, bv);
	if (dma_mapping_error(dev->dev, iod->first_dma))
		return BLK_STS_RESOURCE;
	iod->dma_len = bv->bv_len;
	first_len = page_size - (u32)(bp_dma_u64(iod->first_dma) & (page_size - 1));
	if (bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_4))
		first_len = page_size - bv->bv_offset;
	cmnd->dptr.prp1 = cpu_to_le64(bp_dma_u64(iod->first_dma));
	if (bv->bv_len > first_len)
		cmnd->dptr.prp2 = cpu_to_le64(bp_dma_u64(iod->first_dma) + first_len);
	return BLK_STS_OK;
}

/* NVH-15 */
static blk_status_t nvme_setup_sgl_simple(struct nvme_dev *dev, struct request *rq,
					  struct nvme_rw_command *cmnd, const struct bio_vec *bv)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);

	iod->first_dma = map_vector(dev, rq, bv);
	if (dma_mapping_error(dev->dev, iod->first_dma))
		return BLK_STS_RESOURCE;
	iod->dma_len = bv->bv_len;
	cmnd->flags = NVME_CMD_SGL_METABUF;
	cmnd->dptr.sgl = (struct nvme_sgl_desc){
		.addr = cpu_to_le64(bp_dma_u64(iod->first_dma)),
		.length = cpu_to_le32(bv->bv_len),
		.type = NVME_SGL_FMT_DATA_DESC << 4,
	};
	return BLK_STS_OK;
}

/* One page vector that no list is needed for? */
static bool is_simple(const struct nvme_dev *dev, const struct request *rq)
{
	struct bio_vec bv;

	if (blk_rq_nr_phys_segments(rq) != 1 || bp_nvme_is_direct(dev, rq))
		return false;
	bv = req_bvec(rq);
	return dev->ctrl.bp_params.patches == BP_NVME_FINAL ||
	       !is_pci_p2pdma_page(dev->ctrl.bp_env, bv.bv_page);
}

/* G-20: how far the vector reaches from the start of its page; v5.2 asks how far from its first. */
static u64 reach(const struct nvme_dev *dev, const struct request *rq, const struct bio_vec *bv)
{
	const u64 offset = rq->q->bp_rules->nvme_page_offset
				   ? bv->bv_offset & (dev->ctrl.page_size - 1)
				   : bv->bv_offset;

	return offset + bv->bv_len;
}

static int map_list(struct nvme_dev *dev, struct request *rq)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);

	if (bp_nvme_is_p2pdma(dev, rq, iod->sg))
		return pci_p2pdma_map_sg(dev->dev, iod->sg, iod->nents, rq_dma_dir(rq));
	if (bp_nvme_is_direct(dev, rq))
		return iod->nents;
	return dma_map_sg_attrs(dev->dev, iod->sg, iod->nents, rq_dma_dir(rq), DMA_ATTR_NO_WARN);
}

/* Nothing was mapped: DEF-NVME-8 unmaps it all the same. */
static blk_status_t never_mapped(struct nvme_dev *dev, struct request *rq)
{
	if (bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_8))
		nvme_unmap_data(dev, rq);
	else
		bp_nvme_sg_free(dev, rq);
	return BLK_STS_RESOURCE;
}

/* Without DEF-NVME-6 a list that PRPs cannot describe goes no further (INV-NVME-29). */
static bool is_refused(struct nvme_dev *dev, struct request *rq, unsigned nr_mapped)
{
	/* DEF-NVME-2: others take the shortcut */
	const bool unmapped_payload = rq->rq_flags & RQF_SPECIAL_PAYLOAD;

	return !unmapped_payload && !bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_6) &&
	       !bp_nvme_list_fits_prps(dev, rq, nr_mapped);
}

static blk_status_t point_at_list(struct nvme_dev *dev, struct request *rq,
				  struct nvme_command *cmnd, unsigned nr_mapped)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);

	iod->use_sgl = nvme_pci_use_sgls(dev, rq);
	if (iod->use_sgl)
		return nvme_pci_setup_sgls(dev, rq, &cmnd->rw, nr_mapped);
	if (is_refused(dev, rq, nr_mapped))
		return bp_nvme_bad_sg(dev, rq);
	return nvme_pci_setup_prps(dev, rq, &cmnd->rw);
}

static blk_status_t map_general(struct nvme_dev *dev, struct request *rq, struct nvme_command *cmnd)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);
	blk_status_t status;
	int nr_mapped;

	if (blk_rq_nr_phys_segments(rq) > dev->ctrl.max_segments)
		return BLK_STS_IOERR; /* INV-NVME-26: no element has room */
	if (!bp_nvme_sg_alloc(dev, rq))
		return BLK_STS_RESOURCE;
	iod->nents = blk_rq_map_sg(rq->q, rq, iod->sg);
	if (!iod->nents) /* mutant: nothing can be mapped of it either */
		return never_mapped(dev, rq);
	nr_mapped = map_list(dev, rq);
	if (!nr_mapped)
		return never_mapped(dev, rq);
	status = point_at_list(dev, rq, cmnd, (unsigned)nr_mapped);
	if (status)
		nvme_unmap_data(dev, rq);
	return status;
}

blk_status_t nvme_map_data(struct nvme_dev *dev, struct request *rq, struct nvme_command *cmnd)
{
	struct bio_vec bv;

	bp_nvme_iod(rq)->dma_len = 0;
	if (is_simple(dev, rq)) {
		bv = req_bvec(rq);
		if (reach(dev, rq, &bv) <= dev->ctrl.page_size * 2)
			return nvme_setup_prp_simple(dev, rq, &cmnd->rw, &bv);
		if (takes_sgls(dev, rq))
			return nvme_setup_sgl_simple(dev, rq, &cmnd->rw, &bv);
	}
	return map_general(dev, rq, cmnd);
}
