/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "rdma/mr.h"
#include "rdma/tell.h"

#define REMOTE (IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE | IB_ACCESS_REMOTE_ATOMIC)

static void copy_pages(struct bp_rdma_pages *to, const struct bp_rdma_pages *from)
{
	u64 *page = to->page;

	memcpy(page, from->page, from->nr * sizeof(*page));
	*to = *from;
	to->page = page;
}

enum ib_wc_status bp_rdma_mr_register(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe)
{
	struct bp_rdma_mr *mr = wqe->mr;

	if (mr->ib.type != IB_MR_TYPE_MEM_REG || mr->state != BP_RDMA_MR_IS_FREE ||
	    mr->pd != pair->pd || wqe->key >> 8 != mr->index)
		return IB_WC_LOC_QP_OP_ERR;
	copy_pages(&mr->used, &mr->chosen);
	mr->lkey = wqe->key;
	mr->rkey = wqe->access & REMOTE ? wqe->key : 0;
	mr->access = wqe->access;
	mr->state = BP_RDMA_MR_IS_VALID;
	mr->adapter->counters.registered++;
	bp_rdma_tell_mr(pair, mr, BP_RDMA_MR_VALID);
	return IB_WC_SUCCESS;
}

static void make_free(struct bp_rdma_pair *pair, struct bp_rdma_mr *mr)
{
	mr->state = BP_RDMA_MR_IS_FREE;
	mr->adapter->counters.invalidated++;
	bp_rdma_tell_mr(pair, mr, BP_RDMA_MR_FREE);
}

static struct bp_rdma_mr *fast_mr_at(const struct bp_rdma_pair *pair, u32 key)
{
	struct bp_rdma_mr *mr = bp_sparse_get(&pair->adapter->mrs, key >> 8);

	return mr && mr->ib.type == IB_MR_TYPE_MEM_REG ? mr : NULL;
}

/* The strict rule; the key that others use, where they have one, is the local one. */
enum ib_wc_status bp_rdma_mr_invalidate(struct bp_rdma_pair *pair, u32 key)
{
	struct bp_rdma_mr *mr = fast_mr_at(pair, key);

	if (!mr || key != mr->lkey)
		return IB_WC_LOC_QP_OP_ERR;
	make_free(pair, mr);
	return IB_WC_SUCCESS;
}

bool bp_rdma_mr_invalidate_remote(struct bp_rdma_pair *pair, u32 rkey)
{
	struct bp_rdma_mr *mr = fast_mr_at(pair, rkey);

	if (!mr || mr->rkey != rkey)
		return false;
	make_free(pair, mr);
	return true;
}
