/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "rdma/mr.h"
#include "rdma/tell.h"

struct ib_pd *bp_rdma_alloc_pd(struct ib_device *device)
{
	struct bp_rdma_adapter *adapter = bp_rdma_adapter_of(device);
	struct bp_rdma_pd *pd;

	if (adapter->nr_pds >= adapter->config.attrs.max_pd)
		return ERR_PTR(-ENOMEM);
	pd = bp_alloc(adapter->env, BP_ALLOC_RDMA, sizeof(*pd));
	if (!pd)
		return ERR_PTR(-ENOMEM);
	pd->adapter = adapter;
	adapter->nr_pds++;
	return &pd->ib;
}

void bp_rdma_dealloc_pd(struct ib_pd *ib)
{
	struct bp_rdma_pd *pd = bp_container_of(ib, struct bp_rdma_pd, ib);

	pd->adapter->nr_pds--;
	bp_free(pd->adapter->env, pd);
}

#define LAST_INDEX ((1u << BP_RDMA_INDEX_BITS) - 1)

/* 0 is no number, so that 0 is no key. */
static u32 after(u32 index)
{
	return index == LAST_INDEX ? 1 : index + 1;
}

/* Numbers are given out in a circle, so that an old key stays unknown for long. */
static u32 next_index(struct bp_rdma_adapter *adapter)
{
	u32 index = adapter->next_mr;

	while (bp_sparse_get(&adapter->mrs, index))
		index = after(index);
	adapter->next_mr = after(index);
	return index;
}

static void free_mr(struct bp_rdma_mr *mr)
{
	bp_free(mr->adapter->env, mr->chosen.page);
	bp_free(mr->adapter->env, mr->used.page);
	bp_free(mr->adapter->env, mr);
}

static u64 *new_pages(struct bp_rdma_adapter *adapter, u32 nr)
{
	return bp_alloc(adapter->env, BP_ALLOC_RDMA, nr * sizeof(u64));
}

/* Room for both lists; a DMA MR has none. */
static bool make_lists(struct bp_rdma_mr *mr)
{
	if (!mr->max_pages)
		return true;
	mr->chosen.page = new_pages(mr->adapter, mr->max_pages);
	mr->used.page = new_pages(mr->adapter, mr->max_pages);
	return mr->chosen.page && mr->used.page;
}

static struct ib_mr *new_mr(struct ib_pd *pd, enum ib_mr_type type, u32 max_pages)
{
	struct bp_rdma_adapter *adapter = bp_container_of(pd, struct bp_rdma_pd, ib)->adapter;
	struct bp_rdma_mr *mr;
	u32 index;

	if (adapter->nr_mrs >= adapter->config.attrs.max_mr)
		return ERR_PTR(-ENOMEM);
	mr = bp_alloc(adapter->env, BP_ALLOC_RDMA, sizeof(*mr));
	if (!mr)
		return ERR_PTR(-ENOMEM);
	mr->adapter = adapter;
	mr->pd = pd;
	mr->max_pages = max_pages;
	index = next_index(adapter);
	if (!make_lists(mr) || !bp_sparse_put(&adapter->mrs, index, mr)) {
		free_mr(mr);
		return ERR_PTR(-ENOMEM);
	}
	adapter->nr_mrs++;
	mr->index = index;
	mr->lkey = mr->rkey = mr->ib.lkey = mr->ib.rkey = index << 8;
	mr->ib.type = type;
	bp_rdma_tell_mr(NULL, mr, BP_RDMA_MR_MADE);
	return &mr->ib;
}

struct ib_mr *bp_rdma_get_dma_mr(struct ib_pd *pd, int access)
{
	struct ib_mr *ib = new_mr(pd, IB_MR_TYPE_DMA, 0);
	struct bp_rdma_mr *mr;

	if (IS_ERR(ib))
		return ib;
	mr = bp_rdma_mr_of(ib);
	mr->access = access;
	mr->state = BP_RDMA_MR_IS_VALID;
	return ib;
}

struct ib_mr *bp_rdma_alloc_mr(struct ib_pd *pd, enum ib_mr_type type, u32 max_num_sg)
{
	struct bp_rdma_adapter *adapter = bp_container_of(pd, struct bp_rdma_pd, ib)->adapter;

	if (type != IB_MR_TYPE_MEM_REG || !max_num_sg ||
	    max_num_sg > adapter->config.attrs.max_fast_reg_page_list_len)
		return ERR_PTR(-EINVAL);
	return new_mr(pd, type, max_num_sg);
}

int bp_rdma_dereg_mr(struct ib_mr *ib)
{
	struct bp_rdma_mr *mr = bp_rdma_mr_of(ib);

	bp_rdma_tell_mr(NULL, mr, BP_RDMA_MR_GONE);
	bp_sparse_take(&mr->adapter->mrs, mr->index);
	mr->adapter->nr_mrs--;
	free_mr(mr);
	return 0;
}

static int set_page(struct ib_mr *ib, u64 addr)
{
	struct bp_rdma_mr *mr = bp_rdma_mr_of(ib);

	if (mr->chosen.nr == mr->max_pages)
		return -ENOMEM;
	mr->chosen.page[mr->chosen.nr++] = addr;
	return 0;
}

int bp_rdma_map_mr_sg(struct ib_mr *ib, struct scatterlist *sg, int sg_nents, unsigned *sg_offset)
{
	struct bp_rdma_mr *mr = bp_rdma_mr_of(ib);
	int n;

	mr->chosen.nr = 0;
	n = ib_sg_to_pages(ib, sg, sg_nents, sg_offset, set_page);
	mr->chosen.iova = ib->iova;
	mr->chosen.length = ib->length;
	mr->chosen.page_size = ib->page_size;
	return n;
}
