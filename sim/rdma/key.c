/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rdma/mr.h"

static struct bp_rdma_mr *mr_at(const struct bp_rdma_adapter *adapter, u32 index)
{
	return bp_sparse_get(&adapter->mrs, index);
}

/* R-A3.6, in its order: index, whole key, domain, right, state. */
struct bp_rdma_found bp_rdma_mr_look(const struct bp_rdma_adapter *adapter,
				     const struct bp_rdma_lookup *lookup)
{
	struct bp_rdma_mr *mr = mr_at(adapter, lookup->key >> 8);

	if (!mr || lookup->key != (lookup->remote ? mr->rkey : mr->lkey))
		return (struct bp_rdma_found){ 0 };
	return (struct bp_rdma_found){
		.mr = mr,
		.same_pd = !mr->pd || mr->pd == lookup->pd,
		.allowed = (mr->access & lookup->access) == lookup->access,
		.valid = mr->state == BP_RDMA_MR_IS_VALID,
	};
}

bool bp_rdma_mr_holds(const struct bp_rdma_mr *mr, u64 va, u64 bytes)
{
	const struct bp_rdma_pages *pages = &mr->used;

	if (mr->ib.type == IB_MR_TYPE_DMA)
		return true;
	return va >= pages->iova && bytes <= pages->length &&
	       va <= pages->iova + pages->length - bytes;
}

static u32 fits(u64 room, u32 bytes)
{
	return room < bytes ? (u32)room : bytes;
}

u64 bp_rdma_mr_bus(const struct bp_rdma_mr *mr, u64 va, u32 *bytes)
{
	const struct bp_rdma_pages *pages = &mr->used;
	const u64 in_list = va - pages->iova + (pages->iova & (pages->page_size - 1));
	u64 run, first;
	u32 n;

	if (mr->ib.type == IB_MR_TYPE_DMA)
		return va;
	n = (u32)(in_list / pages->page_size);
	first = pages->page[n] + in_list % pages->page_size;
	run = pages->page_size - in_list % pages->page_size;
	for (; run < *bytes && pages->page[n + 1] == pages->page[n] + pages->page_size; n++)
		run += pages->page_size;
	*bytes = fits(run, *bytes);
	return first;
}
