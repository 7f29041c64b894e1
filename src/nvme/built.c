/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of a request, for whoever listens.
 */
#include <blkpath/event.h>
#include <blkpath/integrity.h>

#include "data.h"
#include "life.h"

static enum bp_nvme_choice choice_of(const struct nvme_iod *iod, struct request *rq)
{
	const bool sgl = iod->bp_cmd.common.flags & NVME_CMD_SGL_ALL;

	if (!blk_rq_nr_phys_segments(rq))
		return BP_NVME_NO_DATA;
	if (iod->dma_len)
		return sgl ? BP_NVME_SIMPLE_SGL : BP_NVME_SIMPLE_PRP;
	return sgl ? BP_NVME_SGL : BP_NVME_PRP;
}

static struct bp_nvme_built describe(const struct nvme_dev *dev, struct request *rq)
{
	const struct nvme_iod *iod = bp_nvme_iod(rq);
	const struct nvme_ctrl *ctrl = &dev->ctrl;
	struct bp_nvme_built built = {
		.qid = iod->nvmeq->qid,
		.command = iod->bp_cmd,
		.choice = choice_of(iod, rq),
		.direct = bp_nvme_is_direct(dev, rq),
		.npages = iod->npages,
		.nents = (unsigned)iod->nents,
		.page_size = ctrl->page_size,
		.sgls = ctrl->sgls,
		.sgl_threshold = ctrl->bp_params.sgl_threshold,
		.max_hw_sectors = ctrl->max_hw_sectors,
		.max_segments = ctrl->max_segments,
	};

	if (blk_integrity_rq(rq))
		built.meta_dma = iod->meta_dma;
	if (built.choice == BP_NVME_SIMPLE_PRP || built.choice == BP_NVME_SIMPLE_SGL) {
		built.dma = iod->first_dma;
		built.dma_len = iod->dma_len;
		return built;
	}
	built.nr_lists = bp_nvme_lists_show(dev, rq, built.lists, BP_NVME_LISTS_SHOWN);
	return built;
}

struct page *bp_nvme_page_of(const struct nvme_dev *dev, struct request *rq, struct scatterlist *sg,
			     unsigned entry, enum bp_site_id site)
{
	bp_event(dev->ctrl.bp_env, NVME_PAGE, .rule = "NVH-11", .rq = rq, .q = rq->q, .sgl = sg,
		 .a = entry, .nvme = &(struct bp_nvme_event){ .pdev = dev->pdev });
	if (!sg_page(sg))
		bp_finding(dev->ctrl.bp_env, site, entry, 0);
	return sg_page(sg);
}

void bp_nvme_tell_built(struct nvme_dev *dev, struct request *rq)
{
	const struct nvme_iod *iod = bp_nvme_iod(rq);

	bp_nvme_event_of(dev, NVME_BUILT, .built = describe(dev, rq), .rule = "NVH-4", .rq = rq,
			 .q = rq->q, .sgl = iod->nents ? iod->sg : NULL, .a = iod->nvmeq->qid,
			 .b = (u64)bp_max(iod->npages, 0));
}
