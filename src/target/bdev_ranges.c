/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Deallocation and zeroes of a namespace on a block device (R-C3.5, R-C3.6).
 */
#include <errno.h>

#include <blkpath/blkdev_issue.h>

#include "target.h"

static u16 errno_to_nvme_status(struct nvmet_req *req, int error)
{
	return blk_to_nvme_status(req, errno_to_blk_status(error));
}

static unsigned sectors_shift(const struct nvmet_req *req)
{
	return req->ns->blksize_shift - SECTOR_SHIFT;
}

/* The last bio of a chain, if there is one, ends the request. */
static void finish(struct nvmet_req *req, struct bio *bio, u16 status)
{
	if (!bio) {
		nvmet_req_complete(req, status);
		return;
	}
	bio->bi_private = req;
	bio->bi_end_io = nvmet_bio_done;
	if (status) {
		bio->bi_status = BLK_STS_IOERR;
		bio_endio(bio);
	} else {
		submit_bio(bio);
	}
}

static u16 nvmet_bdev_discard_range(struct nvmet_req *req, const struct nvme_dsm_range *range,
				    struct bio **bio)
{
	const u64 slba = le64_to_cpu(range->slba);
	const u64 blocks = le32_to_cpu(range->nlb);
	int error = -EIO;
	sector_t sector;
	u16 status;

	if (bp_nvmet_sectors(req->ns, slba, blocks, &sector))
		error = __blkdev_issue_discard(&req->ns->bdev, sector, blocks << sectors_shift(req),
					       &req->sq->bp_nvmet->bios, bio);
	if (!error || error == -EOPNOTSUPP)
		return 0;
	status = errno_to_nvme_status(req, error);
	req->error_slba = slba;
	return status;
}

static void nvmet_bdev_execute_discard(struct nvmet_req *req)
{
	const u32 nr = le32_to_cpu(nvmf_command(req->cmd)->dsm.nr);
	struct nvme_dsm_range range;
	struct bio *bio = NULL;
	u16 status = 0;

	for (u64 i = 0; i <= nr && !status; i++) {
		status = nvmet_copy_from_sgl(req, i * sizeof(range), &range, sizeof(range));
		if (!status)
			status = nvmet_bdev_discard_range(req, &range, &bio);
	}
	finish(req, bio, status);
}

void nvmet_bdev_execute_dsm(struct nvmet_req *req)
{
	if (le32_to_cpu(nvmf_command(req->cmd)->dsm.attributes) == NVME_DSMGMT_AD)
		nvmet_bdev_execute_discard(req);
	else
		nvmet_req_complete(req, 0);
}

void nvmet_bdev_execute_write_zeroes(struct nvmet_req *req)
{
	const struct nvme_write_zeroes_cmd *cmd = &nvmf_command(req->cmd)->write_zeroes;
	const u64 blocks = (u64)le16_to_cpu(cmd->length) + 1;
	struct bio *bio = NULL;
	int error = -EIO;
	sector_t sector;

	if (bp_nvmet_sectors(req->ns, le64_to_cpu(cmd->slba), blocks, &sector))
		error = __blkdev_issue_zeroout(&req->ns->bdev, sector, blocks << sectors_shift(req),
					       &req->sq->bp_nvmet->bios, &bio);
	finish(req, bio, errno_to_nvme_status(req, error));
}
