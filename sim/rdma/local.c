/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/rdma_event.h>

#include "rdma/local.h"

static void tell(const struct bp_rdma_span *span, const struct bp_rdma_move *move, u64 addr,
		 const struct bp_rdma_moved *moved, bool injected)
{
	bp_rdma_tell(&span->pair->adapter->ib, RDMA_DMA, move->address, move->bytes,
		     .dma = { .qpn = span->pair->ib.qp_num,
			      .recv = span->recv,
			      .serial = span->serial,
			      .remote = span->remote,
			      .key = span->key,
			      .addr = addr,
			      .bus = move->address,
			      .bytes = move->bytes,
			      .is_write = move->is_write,
			      .pdev = moved->pdev,
			      .is_ram = moved->is_ram,
			      .in_bar = moved->in_bar,
			      .moved = moved->moved,
			      .injected = injected });
}

static void count(struct bp_rdma_counters *counters, const struct bp_rdma_move *move,
		  const struct bp_rdma_moved *moved)
{
	counters->moves++;
	if (!moved->moved)
		counters->undecoded++;
	else if (move->is_write)
		counters->written += move->bytes;
	else
		counters->read += move->bytes;
}

/* One transfer. */
static bool move_run(const struct bp_rdma_span *span, u64 addr, const struct bp_rdma_move *move)
{
	struct bp_rdma_adapter *adapter = span->pair->adapter;
	const bool injected = bp_rdma_fault(adapter, BP_RDMA_FAULT_UNDECODED);
	struct bp_rdma_moved moved = { 0 };

	if (!injected)
		moved = adapter->memory.ops->move(adapter->memory.context, move);
	count(&adapter->counters, move, &moved);
	tell(span, move, addr, &moved, injected);
	return moved.ok;
}

bool bp_rdma_span_move(const struct bp_rdma_span *span, u8 *data)
{
	struct bp_rdma_move move = { .is_write = span->is_write };

	for (u32 done = 0; done < span->bytes; done += move.bytes) {
		move.bytes = span->bytes - done;
		move.address = bp_rdma_mr_bus(span->mr, span->addr + done, &move.bytes);
		move.data = data + done;
		if (!move_run(span, span->addr + done, &move))
			return false;
	}
	return true;
}

/* The other side of a READ writes, by iWARP: the key must be one for it (R-A1.4). */
static int rights(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe, bool is_write)
{
	if (!is_write)
		return 0;
	if (!wqe->recv && pair->adapter->config.protocol == BP_RDMA_IWARP)
		return IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_WRITE;
	return IB_ACCESS_LOCAL_WRITE;
}

/* The MR of an entry; NULL: the entry may not be used so. */
static const struct bp_rdma_mr *find(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
				     const struct ib_sge *sge, bool is_write, u32 bytes)
{
	const struct bp_rdma_lookup lookup = {
		.key = sge->lkey,
		.pd = pair->pd,
		.access = rights(pair, wqe, is_write),
	};
	const struct bp_rdma_found found = bp_rdma_mr_look(pair->adapter, &lookup);

	if (!bp_rdma_found_ok(&found) || !bp_rdma_mr_holds(found.mr, sge->addr, bytes))
		return NULL;
	return found.mr;
}

static bool use_entry(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
		      const struct ib_sge *sge, bool is_write, u8 *data, u32 bytes)
{
	const struct bp_rdma_mr *mr = find(pair, wqe, sge, is_write, bytes);

	if (!mr)
		return false;
	return bp_rdma_span_move(&(struct bp_rdma_span){ .pair = pair,
							 .recv = wqe->recv,
							 .serial = wqe->serial,
							 .mr = mr,
							 .key = sge->lkey,
							 .addr = sge->addr,
							 .bytes = bytes,
							 .is_write = is_write },
				 data);
}

/* Entries of no length are skipped. */
static bool use_entries(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe, bool is_write,
			u8 *data, u64 bytes)
{
	for (int i = 0; i < wqe->num_sge; i++) {
		const struct ib_sge *sge = &wqe->sge[i];
		const u32 part = sge->length < bytes ? sge->length : (u32)bytes;

		if (part && !use_entry(pair, wqe, sge, is_write, data, part))
			return false;
		data += part;
		bytes -= part;
	}
	return true;
}

bool bp_rdma_may_gather(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe)
{
	for (int i = 0; i < wqe->num_sge; i++) {
		const struct ib_sge *sge = &wqe->sge[i];

		if (sge->length && !find(pair, wqe, sge, false, sge->length))
			return false;
	}
	return true;
}

bool bp_rdma_gather(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe, u8 *data)
{
	return use_entries(pair, wqe, false, data, wqe->bytes);
}

bool bp_rdma_scatter(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe, u8 *data, u64 bytes)
{
	return use_entries(pair, wqe, true, data, bytes);
}
