/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVME-10, -11, -13, -25: a request gives back what it took, and ends as it was answered.
 */
#include <blkpath/nvme_status.h>

#include "nvme.h"

#define ULL(x) ((unsigned long long)(x))

/* INV-NVME-10: what ends was mapped, with the same numbers */
static enum bp_ck_verdict unmapping_fits(struct bp_case *c)
{
	const struct bp_dma_call *end = ((const struct bp_nvme_case *)c->subject)->dma;
	const struct bp_ck_mapping *m = bp_ck_mapping_find(c->check, end);

	if (!m)
		return bp_ck_verdict(c, false, "0x%llx is not mapped",
				     ULL(bp_dma_u64(end->sgl ? end->sgl->dma_address : end->addr)));
	return bp_ck_verdict(c,
			     m->call.type == end->type && m->call.dir == end->dir &&
				     m->call.size == end->size && m->call.nents == end->nents,
			     "mapped %llu bytes, %d entries, direction %d; unmapped %llu, %d, %d",
			     ULL(m->call.size), m->call.nents, m->call.dir, ULL(end->size),
			     end->nents, end->dir);
}

void bp_ck_judge_nvme_unmap(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_10, unmapping_fits);
}

/* INV-NVME-11: of the list of a request under way whose addresses are taken as they are */
static enum bp_ck_verdict never_for_direct(struct bp_case *c)
{
	return bp_ck_verdict(c, false, "a call for a list of %d entries that needs none",
			     ((const struct bp_nvme_case *)c->subject)->dma->nents);
}

void bp_ck_judge_nvme_direct_call(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_11, never_for_direct);
}

static const enum bp_alloc_kind kinds[] = { BP_ALLOC_DMA_BLOCK, BP_ALLOC_MEMPOOL, BP_ALLOC_RANGES };

/* INV-NVME-13: no request is under way */
static enum bp_ck_verdict all_is_given_back(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;

	for (size_t i = 0; i < bp_array_size(kinds); i++) {
		const u64 live = c->check->env->live[kinds[i]];
		const u64 before = n->work->live_before[kinds[i]];

		if (live > before)
			return bp_ck_verdict(c, false, "%llu %s are left, %llu were there before",
					     ULL(live),
					     kinds[i] == BP_ALLOC_DMA_BLOCK ? "lists"
					     : kinds[i] == BP_ALLOC_MEMPOOL ? "elements"
									    : "pages of ranges",
					     ULL(before));
	}
	return BP_HOLDS;
}

/* INV-NVME-10: and every mapping of data has ended */
static enum bp_ck_verdict all_is_unmapped(struct bp_case *c)
{
	const u64 mappings = ((const struct bp_nvme_case *)c->subject)->work->mappings;

	return bp_ck_verdict(c, !mappings, "%llu mappings of data are left", ULL(mappings));
}

void bp_ck_judge_nvme_left(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVME_10, all_is_unmapped },
		{ BP_INV_NVME_13, all_is_given_back },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVME-25 */
static enum bp_ck_verdict ends_as_answered(struct bp_case *c)
{
	const struct bp_nvme_case *n = c->subject;
	const struct bp_ck_nvme_request *r = n->request;
	/* NVH-36: nobody answers what is cancelled. */
	const u16 status = r->answered ? r->status : NVME_SC_ABORT_REQ;
	const blk_status_t right = bp_ck_nvme_blk_status(status);

	if (!r->is_stored)
		return bp_ck_verdict(c, n->end_status, "ends well and is in no queue");
	return bp_ck_verdict(c, n->end_status == right, "ends with %u, status 0x%x stands for %u",
			     n->end_status, status, right);
}

void bp_ck_judge_nvme_end(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVME_25, ends_as_answered);
}
