/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue pairs, work, regions and contexts that are alive.
 */
#include <string.h>

#include "rdma.h"

struct bp_ck_rdma_pair *bp_ck_rdma_pair_find(const struct bp_check *check,
					     const struct ib_device *device, u32 qpn)
{
	return (struct bp_ck_rdma_pair *)bp_ck_record_find(check, BP_RECORD_RDMA_PAIR, device, qpn);
}

struct bp_ck_rdma_pair *bp_ck_rdma_pair(struct bp_check *check, const struct ib_device *device,
					u32 qpn)
{
	struct bp_ck_rdma_pair *pair = bp_ck_rdma_pair_find(check, device, qpn);

	if (pair)
		return pair;
	pair = (struct bp_ck_rdma_pair *)bp_ck_record_new(check, BP_RECORD_RDMA_PAIR, device, qpn,
							  sizeof(*pair));
	if (!pair)
		return NULL;
	LIST_INIT(&pair->works);
	LIST_INIT(&pair->contexts);
	return pair;
}

void bp_ck_rdma_pair_drop(struct bp_check *check, struct bp_ck_rdma_pair *pair)
{
	bp_ck_rdma_works_drop(check, pair);
	while (!LIST_EMPTY(&pair->contexts))
		bp_ck_rdma_context_drop(check, LIST_FIRST(&pair->contexts));
	bp_ck_record_drop(check, &pair->record);
}

static u64 number_of(bool recv, u64 serial)
{
	return serial * BP_CK_QUEUES + recv;
}

static u64 bytes_of(const struct ib_sge *sge, int nr)
{
	u64 bytes = 0;

	for (int i = 0; i < nr; i++)
		bytes += sge[i].length;
	return bytes;
}

static bool has_entries(const struct ib_send_wr *wr)
{
	return wr->opcode != IB_WR_REG_MR && wr->opcode != IB_WR_LOCAL_INV;
}

static void take_send(struct bp_ck_rdma_work *work, const struct ib_send_wr *wr)
{
	work->opcode = wr->opcode;
	work->key = wr->opcode == IB_WR_REG_MR ? reg_wr(wr)->key : wr->ex.invalidate_rkey;
	if (bp_ck_rdma_is_data(wr->opcode))
		work->remote_addr = rdma_wr(wr)->remote_addr;
}

struct bp_ck_rdma_work *bp_ck_rdma_work_new(struct bp_check *check, struct bp_ck_rdma_pair *pair,
					    const struct bp_rdma_work *posted)
{
	const struct ib_sge *sge =
		posted->recv ? posted->recv_wr->sg_list : posted->send_wr->sg_list;
	int nr = posted->recv ? posted->recv_wr->num_sge : posted->send_wr->num_sge;
	struct bp_ck_rdma_work *work;

	if (!posted->recv && !has_entries(posted->send_wr))
		nr = 0;
	work = (struct bp_ck_rdma_work *)bp_ck_record_new(
		check, BP_RECORD_RDMA_WORK, pair, number_of(posted->recv, posted->serial),
		sizeof(*work) + (size_t)nr * sizeof(*sge));
	if (!work)
		return NULL;
	if (nr)
		memcpy(work->sge, sge, (size_t)nr * sizeof(*sge));
	work->nr = nr;
	work->bytes = bytes_of(sge, nr);
	work->recv = posted->recv;
	work->serial = posted->serial;
	if (!posted->recv)
		take_send(work, posted->send_wr);
	LIST_INSERT_HEAD(&pair->works, work, of_pair);
	pair->held[posted->recv]++;
	return work;
}

struct bp_ck_rdma_work *bp_ck_rdma_work_find(const struct bp_check *check,
					     const struct bp_ck_rdma_pair *pair, bool recv,
					     u64 serial)
{
	return (struct bp_ck_rdma_work *)bp_ck_record_find(check, BP_RECORD_RDMA_WORK, pair,
							   number_of(recv, serial));
}

void bp_ck_rdma_work_drop(struct bp_check *check, struct bp_ck_rdma_pair *pair,
			  struct bp_ck_rdma_work *work)
{
	pair->held[work->recv]--;
	pair->reads -= work->is_read_running;
	LIST_REMOVE(work, of_pair);
	bp_ck_record_drop(check, &work->record);
}

void bp_ck_rdma_works_drop(struct bp_check *check, struct bp_ck_rdma_pair *pair)
{
	while (!LIST_EMPTY(&pair->works))
		bp_ck_rdma_work_drop(check, pair, LIST_FIRST(&pair->works));
}

struct bp_ck_rdma_mr *bp_ck_rdma_mr_find(const struct bp_check *check,
					 const struct ib_device *device, u32 key)
{
	return (struct bp_ck_rdma_mr *)bp_ck_record_find(check, BP_RECORD_RDMA_MR, device,
							 bp_ck_rdma_index(key));
}

/* The record with room for the pages that are told; what was known of it stays known. */
struct bp_ck_rdma_mr *bp_ck_rdma_mr_new(struct bp_check *check, const struct ib_device *device,
					const struct bp_rdma_region *told)
{
	struct bp_ck_rdma_mr *old = bp_ck_rdma_mr_find(check, device, told->lkey);
	const u32 nr = told->pages ? told->nr_pages : 0;
	struct bp_ck_rdma_mr *mr =
		(struct bp_ck_rdma_mr *)bp_ck_record_new(check, BP_RECORD_RDMA_MR, device,
							 bp_ck_rdma_index(told->lkey),
							 sizeof(*mr) + nr * sizeof(*mr->page));

	if (!mr)
		return NULL;
	mr->was_valid = old && old->was_valid;
	mr->need_inval = told->need_inval;
	mr->type = told->type;
	mr->lkey = told->lkey;
	mr->rkey = told->rkey;
	mr->access = told->access;
	mr->iova = told->iova;
	mr->length = told->length;
	mr->page_size = told->page_size;
	mr->nr = nr;
	if (nr)
		memcpy(mr->page, told->pages, nr * sizeof(*mr->page));
	if (old)
		bp_ck_record_drop(check, &old->record);
	return mr;
}

bool bp_ck_rdma_is_dma_key(const struct bp_rdma_case *r, u32 key)
{
	if (r->mr && r->mr->type == IB_MR_TYPE_DMA)
		return true;
	return key && key == r->event->device->local_dma_lkey;
}

struct bp_ck_rdma_context *bp_ck_rdma_context_find(const struct bp_check *check,
						   const struct bp_ck_rdma_pair *pair, u64 serial)
{
	return (struct bp_ck_rdma_context *)bp_ck_record_find(check, BP_RECORD_RDMA_CONTEXT, pair,
							      serial);
}

struct bp_ck_rdma_context *bp_ck_rdma_context_new(struct bp_check *check,
						  struct bp_ck_rdma_pair *pair,
						  const struct bp_rdma_context *told)
{
	struct bp_ck_rdma_context *context = (struct bp_ck_rdma_context *)bp_ck_record_new(
		check, BP_RECORD_RDMA_CONTEXT, pair, told->serial, sizeof(*context));

	if (!context)
		return NULL;
	context->init = *told;
	LIST_INSERT_HEAD(&pair->contexts, context, of_pair);
	return context;
}

void bp_ck_rdma_context_drop(struct bp_check *check, struct bp_ck_rdma_context *context)
{
	LIST_REMOVE(context, of_pair);
	bp_ck_record_drop(check, &context->record);
}

bool bp_ck_rdma_is_function(const struct bp_check *check, const struct device *dev)
{
	return bp_ck_open_find(check, BP_RECORD_RDMA_FUNCTION, dev);
}

void bp_ck_rdma_function(struct bp_check *check, const struct device *dev)
{
	if (!bp_ck_rdma_is_function(check, dev))
		bp_ck_open(check, BP_RECORD_RDMA_FUNCTION, dev, sizeof(struct bp_record));
}

const struct bp_ck_mapping *bp_ck_rdma_list(const struct bp_check *check, const struct device *dev,
					    const struct scatterlist *sgl)
{
	const struct bp_ck_device *device = bp_ck_device_find(check, dev);
	const struct bp_ck_mapping *m;

	if (!device)
		return NULL;
	LIST_FOREACH (m, &device->mappings, of_device)
		if (m->call.sgl == sgl)
			return m;
	return NULL;
}
