/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The metadata pointer of a command (NVH-25).
 */
#include <blkpath/integrity.h>

#include "data.h"

/* One vector: max_integrity_segments is 1. */
static struct bio_vec *rq_integrity_vec(const struct request *rq)
{
	return bio_integrity(rq->bio)->bip_vec;
}

blk_status_t nvme_map_metadata(struct nvme_dev *dev, struct request *rq, struct nvme_command *cmnd)
{
	const struct bio_vec *bv = rq_integrity_vec(rq);
	struct nvme_iod *iod = bp_nvme_iod(rq);

	iod->meta_dma =
		dma_map_page(dev->dev, bv->bv_page, bv->bv_offset, bv->bv_len, rq_dma_dir(rq));
	if (dma_mapping_error(dev->dev, iod->meta_dma))
		return BLK_STS_IOERR;
	cmnd->rw.metadata = cpu_to_le64(bp_dma_u64(iod->meta_dma));
	return BLK_STS_OK;
}

void bp_nvme_unmap_metadata(struct nvme_dev *dev, struct request *rq)
{
	/* DEF-NVME-9: READ and WRITE are the numbers of other directions. */
	const enum dma_data_direction dir = bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_9)
						    ? (enum dma_data_direction)rq_data_dir(rq)
						    : rq_dma_dir(rq);

	dma_unmap_page(dev->dev, bp_nvme_iod(rq)->meta_dma, rq_integrity_vec(rq)->bv_len, dir);
}
