/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a data pointer (NVH-23).
 */
#include "data.h"

/* INV-NVME-11: what the driver did not map, it does not unmap. */
static bool is_mapped(const struct nvme_dev *dev, struct request *rq)
{
	return !bp_nvme_is_p2pdma(dev, rq, bp_nvme_iod(rq)->sg) && !bp_nvme_is_direct(dev, rq);
}

void nvme_unmap_data(struct nvme_dev *dev, struct request *rq)
{
	struct bp_env *env = dev->ctrl.bp_env;
	struct nvme_iod *iod = bp_nvme_iod(rq);

	if (iod->dma_len) {
		dma_unmap_page(dev->dev, iod->first_dma, iod->dma_len, rq_dma_dir(rq));
		return;
	}
	if (!iod->nents && !env->hits[BP_SITE_NVME_NO_NENTS])
		bp_warn(env, BP_SITE_NVME_NO_NENTS, rq->bp_serial, 0);
	if (is_mapped(dev, rq)) /* nents, not what the mapping returned */
		dma_unmap_sg(dev->dev, iod->sg, iod->nents, rq_dma_dir(rq));
	bp_nvme_lists_free(dev, rq);
	bp_nvme_sg_free(dev, rq);
}
