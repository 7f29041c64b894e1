/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a request to a command that can be submitted, and back (NVH-4, NVH-24).
 */
#include <blkpath/integrity.h>
#include <blkpath/nvme_command.h>
#include <blkpath/nvme_map.h>

#include "life.h"

static blk_status_t map(struct nvme_dev *dev, struct request *rq, struct nvme_command *cmnd)
{
	blk_status_t status = BLK_STS_OK;
	const bool has_data = blk_rq_nr_phys_segments(rq);

	if (has_data)
		status = nvme_map_data(dev, rq, cmnd);
	if (status || !blk_integrity_rq(rq))
		return status;
	status = nvme_map_metadata(dev, rq, cmnd);
	if (status && has_data)
		nvme_unmap_data(dev, rq);
	return status;
}

blk_status_t nvme_prep_rq(struct nvme_queue *nvmeq, struct request *rq)
{
	struct nvme_dev *dev = nvmeq->dev;
	struct nvme_iod *iod = bp_nvme_iod(rq);
	blk_status_t status;

	iod->nvmeq = nvmeq;
	iod->req.ctrl = &dev->ctrl;
	iod->aborted = 0;
	iod->npages = -1;
	iod->nents = 0;
	if (!(nvmeq->flags & NVMEQ_ENABLED))
		return BLK_STS_IOERR;
	status = nvme_setup_cmd(rq->q->queuedata, rq, &iod->bp_cmd);
	if (status)
		return status;
	status = map(dev, rq, &iod->bp_cmd);
	if (status) {
		nvme_cleanup_cmd(rq);
		return status;
	}
	bp_nvme_tell_built(dev, rq);
	blk_mq_start_request(rq);
	return BLK_STS_OK;
}

static void unmap(struct nvme_dev *dev, struct request *rq)
{
	if (blk_integrity_rq(rq))
		bp_nvme_unmap_metadata(dev, rq);
	if (blk_rq_nr_phys_segments(rq))
		nvme_unmap_data(dev, rq);
}

/* DEF-NVME-9 looks at the data before the device has given it back. */
void nvme_pci_complete_rq(struct request *rq)
{
	struct nvme_dev *dev = to_nvme_dev(nvme_req(rq)->ctrl);
	const bool early = bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_9);

	if (early)
		nvme_cleanup_cmd(rq);
	unmap(dev, rq);
	if (!early)
		nvme_cleanup_cmd(rq);
	nvme_complete_rq(rq);
}
