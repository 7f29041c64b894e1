/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ranges of a discard, in a page that becomes the request's payload (NVH-8).
 */
#include "setup.h"

/* Fresh memory, or the page of the controller; NULL when that is in use. */
static struct page *take_page(struct nvme_ctrl *ctrl)
{
	struct bp_env *env = ctrl->bp_env;
	struct page *page = NULL;

	if (!bp_fails(env, BP_ALLOC_RANGES))
		page = alloc_page_below(env, env->max_pfn);
	if (page || !ctrl->bp_discard_page || ctrl->bp_discard_page_busy)
		return page;
	ctrl->bp_discard_page_busy = true;
	return ctrl->bp_discard_page;
}

static void give_page_back(struct nvme_ctrl *ctrl, struct page *page)
{
	if (page == ctrl->bp_discard_page)
		ctrl->bp_discard_page_busy = false;
	else
		put_page(ctrl->bp_env, page);
}

void bp_nvme_discard_free(struct nvme_ctrl *ctrl, struct request *rq)
{
	give_page_back(ctrl, rq->special_vec.bv_page);
}

/* nlb counts from 1 here. */
static struct nvme_dsm_range range_of(const struct nvme_ns *ns, const struct bio *bio)
{
	return (struct nvme_dsm_range){
		.nlb = cpu_to_le32(bio->bi_iter.bi_size >> ns->lba_shift),
		.slba = cpu_to_le64(nvme_block_nr(ns, bio->bi_iter.bi_sector)),
	};
}

/* How many bios there are; no more than @segments are written. */
static unsigned fill_ranges(const struct nvme_ns *ns, const struct request *rq,
			    struct nvme_dsm_range *ranges, unsigned segments)
{
	const struct bio *bio;
	unsigned n = 0;

	__rq_for_each_bio (bio, rq) {
		if (n < segments)
			ranges[n] = range_of(ns, bio);
		n++;
	}
	return n;
}

blk_status_t nvme_setup_discard(struct nvme_ns *ns, struct request *rq, struct nvme_command *cmnd)
{
	struct bp_env *env = ns->ctrl->bp_env;
	const unsigned segments = blk_rq_nr_discard_segments(rq);
	const unsigned bytes = segments * (unsigned)sizeof(struct nvme_dsm_range);
	struct page *page;
	unsigned n;

	if (segments > NVME_DSM_MAX_RANGES)
		return BLK_STS_IOERR;
	page = take_page(ns->ctrl);
	if (!page)
		return BLK_STS_RESOURCE;
	n = fill_ranges(ns, rq, (struct nvme_dsm_range *)bp_page_bytes(env, page), segments);
	if (bp_warn_on(env, n != segments, BP_SITE_NVME_DISCARD_RANGES, n, segments)) {
		give_page_back(ns->ctrl, page);
		return BLK_STS_IOERR;
	}
	cmnd->common.opcode = nvme_cmd_dsm;
	cmnd->common.nsid = cpu_to_le32(ns->ns_id);
	cmnd->common.cdw10 = cpu_to_le32(segments - 1);
	cmnd->common.cdw11 = cpu_to_le32(NVME_DSMGMT_AD);
	rq->special_vec = (struct bio_vec){ .bv_page = page, .bv_len = bytes };
	rq->rq_flags |= RQF_SPECIAL_PAYLOAD;
	return BLK_STS_OK;
}
