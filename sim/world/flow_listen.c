/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/dma_call.h>
#include <blkpath/nvme_event.h>
#include <blkpath/nvmet_event.h>
#include <blkpath/p2p_call.h>
#include <blkpath/rdma_event.h>

#include "world/flow_listen.h"

typedef void hear_fn(struct bp_flow_listener *l, const struct bp_event *event);

static bool is_same(const struct bp_flow_work *work, u32 qpn, u64 serial)
{
	return work->known && work->qpn == qpn && work->serial == serial;
}

static void hear_start(struct bp_flow_listener *l, const struct bp_event *event)
{
	const struct bp_rdma_step *step = &event->rdma->step;

	if (event->rdma->device == l->adapter && !step->recv)
		l->sending = (struct bp_flow_work){ step->qpn, step->serial, step->opcode, true };
}

/* What a message brings first is the capsule; what follows in it is data. */
static bool begins_message(struct bp_flow_listener *l, const struct bp_rdma_dma *dma)
{
	if (is_same(&l->receiving, dma->qpn, dma->serial))
		return false;
	l->receiving =
		(struct bp_flow_work){ .qpn = dma->qpn, .serial = dma->serial, .known = true };
	return true;
}

static bool is_response(const struct bp_flow_listener *l, const struct bp_rdma_dma *dma)
{
	return !dma->is_write && is_same(&l->sending, dma->qpn, dma->serial) &&
	       (l->sending.opcode == IB_WR_SEND || l->sending.opcode == IB_WR_SEND_WITH_INV);
}

static void count_control(struct bp_flow_counts *counts, bool is_write, u64 bytes)
{
	*(is_write ? &counts->ram_wr_control : &counts->ram_rd_control) += bytes;
	*(is_write ? &counts->hb_up_control : &counts->hb_down_control) += bytes;
}

static void hear_rdma_dma(struct bp_flow_listener *l, const struct bp_event *event)
{
	const struct bp_rdma_dma *dma = &event->rdma->dma;
	bool control;

	if (event->rdma->device != l->adapter || !dma->moved || l->hca->dma_kind == BP_DMA_VIRT)
		return; /* a CPU that copies is no device */
	control = dma->recv ? begins_message(l, dma) : is_response(l, dma);
	if (control && dma->is_ram)
		count_control(&l->counts, dma->is_write, dma->bytes);
}

static bool is_data(enum bp_nvme_purpose purpose)
{
	return purpose == BP_NVME_DMA_H2C || purpose == BP_NVME_DMA_C2H;
}

static void hear_nvme_dma(struct bp_flow_listener *l, const struct bp_event *event)
{
	const struct bp_nvme_dma *dma = &event->nvme->dma;

	if (!dma->status && !dma->internal && !is_data(dma->purpose))
		count_control(&l->counts, dma->is_write, dma->bytes);
}

static void hear_bio_add(struct bp_flow_listener *l, const struct bp_event *event)
{
	const struct bio *bio = event->bio;

	if (bio_is_dma_direct(bio)) {
		l->counts.dvec_add += !event->b;
		return;
	}
	l->counts.bvec_add += !event->b;
	l->counts.page_ref++;
	bp_flow_pages_convert(l->pages, bio->bi_io_vec[bio->bi_vcnt - 1].bv_page);
}

static void hear_map_entry(struct bp_flow_listener *l, const struct bp_event *event)
{
	if (event->rq->cmd_flags & REQ_DMA_DIRECT)
		return;
	l->counts.page_ref++;
	bp_flow_pages_convert(l->pages, sg_page(event->sgl));
}

static void count_list(struct bp_flow_counts *counts, u64 entries)
{
	counts->sg_entries += entries;
	counts->sg_bytes += entries * sizeof(struct scatterlist);
}

static void hear_map_end(struct bp_flow_listener *l, const struct bp_event *event)
{
	count_list(&l->counts, event->a);
}

/*
 * What the queues and pools of drivers are made of is mapped for good, and is no data; an adapter's
 * data comes in lists.
 */
static u64 entries_of(const struct bp_flow_listener *l, const struct bp_dma_call *call)
{
	if (call->dev != l->hca && call->dev != l->drive)
		return 0;
	if (call->type == BP_DMA_CALL_SG)
		return (u64)call->nents;
	return call->type == BP_DMA_CALL_SINGLE && call->dev == l->drive;
}

static void hear_dma_map(struct bp_flow_listener *l, const struct bp_event *event)
{
	const u64 entries = entries_of(l, event->dma);

	if (event->dma->type == BP_DMA_CALL_COHERENT)
		bp_flow_pages_forget(l->pages, event->dma->phys, event->dma->size);
	if (!entries || (event->dma->type == BP_DMA_CALL_SG && !event->dma->mapped))
		return;
	l->counts.dma_map++;
	l->counts.dma_map_entries += entries;
	l->counts.page_ref += entries;
}

static void hear_dma_unmap(struct bp_flow_listener *l, const struct bp_event *event)
{
	const u64 entries = entries_of(l, event->dma);

	l->counts.dma_unmap += entries != 0;
	l->counts.dma_unmap_entries += entries;
}

static void hear_p2p_map(struct bp_flow_listener *l, const struct bp_event *event)
{
	const u64 entries = (u64)bp_max(event->p2p->result, 0);

	l->counts.p2p_map += entries;
	l->counts.page_ref += entries;
	if (entries)
		bp_flow_pages_convert(l->pages, sg_page(event->p2p->sgl));
}

static void hear_p2p_alloc(struct bp_flow_listener *l, const struct bp_event *event)
{
	if (bp_virt_u64(event->p2p->virt))
		l->counts.p2p_alloc += event->p2p->size;
}

static void hear_p2p_free(struct bp_flow_listener *l, const struct bp_event *event)
{
	if (!event->p2p->result)
		l->counts.p2p_free += event->p2p->size;
}

static void hear_mr(struct bp_flow_listener *l, const struct bp_event *event)
{
	if (event->rdma->device != l->adapter)
		return;
	l->counts.mr_get += event->rdma->region.act == BP_RDMA_MR_TAKEN;
	l->counts.mr_put += event->rdma->region.act == BP_RDMA_MR_PUT;
}

static void hear_req(struct bp_flow_listener *l, const struct bp_event *event)
{
	const struct bp_nvmet_request *req = &event->nvmet->req;

	if (req->step != BP_NVMET_SGL)
		return;
	if (req->kind == BP_NVMET_PAGES || req->kind == BP_NVMET_P2P)
		count_list(&l->counts, (u64)req->sg_cnt);
	l->counts.p2p_fallback += req->mapped_dev && req->kind == BP_NVMET_PAGES;
}

static void hear_credits(struct bp_flow_listener *l, const struct bp_event *event)
{
	const s64 change = event->nvmet->credits.change;

	if (change < 0)
		l->counts.credits_taken += (u64)-change;
	else
		l->counts.credits_given += (u64)change;
}

static void hear_bio(struct bp_flow_listener *l, const struct bp_event *event)
{
	l->counts.bio += !event->nvmet->bio.failed;
}

static hear_fn *const hears[BP_EVENT_NR] = {
	[BP_EV_RDMA_START] = hear_start,    [BP_EV_RDMA_DMA] = hear_rdma_dma,
	[BP_EV_RDMA_MR] = hear_mr,	    [BP_EV_NVME_DMA] = hear_nvme_dma,
	[BP_EV_BIO_ADD] = hear_bio_add,	    [BP_EV_MAP_ENTRY] = hear_map_entry,
	[BP_EV_MAP_END] = hear_map_end,	    [BP_EV_DMA_MAP] = hear_dma_map,
	[BP_EV_DMA_UNMAP] = hear_dma_unmap, [BP_EV_P2P_MAP_SG] = hear_p2p_map,
	[BP_EV_P2P_ALLOC] = hear_p2p_alloc, [BP_EV_P2P_FREE] = hear_p2p_free,
	[BP_EV_NVMET_REQ] = hear_req,	    [BP_EV_NVMET_CREDITS] = hear_credits,
	[BP_EV_NVMET_BIO] = hear_bio,
};

static void listen(struct bp_sink *sink, const struct bp_event *event)
{
	if (hears[event->id])
		hears[event->id](bp_container_of(sink, struct bp_flow_listener, sink), event);
}

void bp_flow_listen(struct bp_flow_listener *listener, struct bp_env *env)
{
	listener->sink.fn = listen;
	bp_sink_add(env, &listener->sink);
}

void bp_flow_listen_end(struct bp_flow_listener *listener, struct bp_env *env)
{
	bp_sink_remove(env, &listener->sink);
}
