/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches the DMA API at work and brings its mappings to judgement.
 */
#include "dma.h"

/* A mapping call under way. */
struct open_call {
	struct bp_record record;
	u64 list; /* hash of the CPU side */
};

static struct bp_case case_of(struct bp_check *check, const struct bp_event *event,
			      struct bp_dma_case *d)
{
	d->call = event->dma;
	if (d->call->dev) {
		d->pool = bp_ck_pool_of(check, d->call->dev);
		d->domain = bp_ck_domain_of(check, d->call->dev);
	}
	return (struct bp_case){
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = d,
		.sgl = d->call->sgl,
		.entries = d->call->sgl ? (unsigned)d->call->nents : 0,
	};
}

/* Ranges of the domain that are taken, less the mappings that need one. */
static u64 ranges_left(const struct bp_ck_domain *domain)
{
	return domain ? domain->taken - domain->needed : 0;
}

static void map_begin(struct bp_check *check, const struct bp_event *event)
{
	struct open_call *open =
		bp_ck_open(check, BP_RECORD_DMA_CALL, event->dma->dev, sizeof(*open));

	if (open && event->dma->sgl)
		open->list = bp_ck_list_hash(event->dma);
}

static bool succeeded(const struct bp_dma_call *call)
{
	return call->sgl ? call->mapped > 0 : ~bp_dma_u64(call->addr) != 0;
}

/* It is told before its I/O addresses are given back. */
static bool is_coherent(const struct bp_dma_call *call)
{
	return call->type == BP_DMA_CALL_COHERENT;
}

static void map_end(struct bp_check *check, const struct bp_event *event)
{
	const struct open_call *open = bp_ck_open_find(check, BP_RECORD_DMA_CALL, event->dma->dev);
	struct bp_dma_case d = { .list_before = open ? open->list : 0 };
	struct bp_case c = case_of(check, event, &d);

	bp_ck_close(check, BP_RECORD_DMA_CALL, event->dma->dev);
	if (succeeded(event->dma))
		d.mapping = bp_ck_mapping_new(check, event->dma);
	if (d.mapping && !is_coherent(d.call) && d.call->dev->dma_kind != BP_DMA_VIRT) {
		if (!d.mapping->peers)
			bp_ck_judge_addresses(&c);
		bp_ck_judge_mapped(&c);
		bp_ck_judge_filled(&c);
	}
	d.left = ranges_left(d.domain);
	if (!succeeded(event->dma))
		bp_ck_judge_not_mapped(&c);
	bp_ck_judge_slots(&c);
}

/* A device of which no mapping was ever seen is a stranger. */
static void unmap_begin(struct bp_check *check, const struct bp_event *event)
{
	struct bp_dma_case d = { .mapping = bp_ck_mapping_find(check, event->dma) };
	struct bp_case c = case_of(check, event, &d);

	if (!bp_ck_device_find(check, event->dma->dev))
		return;
	bp_ck_judge_end(&c);
	if (d.mapping)
		bp_ck_judge_untouched(&c);
}

static void unmap_end(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_mapping *m = bp_ck_mapping_find(check, event->dma);
	struct bp_dma_case d = { .mapping = m };
	struct bp_case c = case_of(check, event, &d);

	if (!m)
		return;
	bp_ck_judge_bytes(&c);
	d.left = ranges_left(d.domain) + m->takes_iova;
	if (m->takes_iova && !m->peers && !is_coherent(event->dma))
		bp_ck_judge_unmapped(&c);
	bp_ck_mapping_drop(check, m);
	d.mapping = NULL;
	bp_ck_judge_slots(&c);
}

static void sync_end(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_dma_call *call = event->dma;
	struct bp_ck_mapping *m =
		call->sgl ? bp_ck_mapping_find(check, call)
			  : bp_ck_mapping_at(check, call->dev, bp_dma_u64(call->addr), call->size);
	struct bp_dma_case d = { .mapping = m, .sync = true };
	struct bp_case c = case_of(check, event, &d);

	if (m)
		bp_ck_judge_synced(&c, m);
}

/* What lies in a window of the hierarchy is a peer's; it is not mapped (P2P-C6.2). */
static void access(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_dma_call *call = event->dma;
	u64 addr = bp_dma_u64(call->addr);
	struct bp_dma_case d = {
		.mapping = bp_ck_mapping_for(check, call->dev, addr, call->size, call->dir),
	};
	struct bp_case c = case_of(check, event, &d);

	if (!bp_ck_device_find(check, call->dev) || call->dev->dma_kind == BP_DMA_VIRT)
		return;
	if (!d.mapping && bp_ck_in_window(call->dev, addr, addr + call->size - 1))
		return;
	bp_ck_judge_access(&c);
}

static void unbind(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_device *device = bp_ck_device_find(check, event->dma->dev);
	struct bp_dma_case d = { 0 };
	struct bp_case c = case_of(check, event, &d);
	const struct bp_ck_mapping *m;

	if (!device)
		return;
	LIST_FOREACH (m, &device->mappings, of_device)
		d.left++;
	bp_ck_judge_unbind(&c);
	if (!d.left)
		bp_ck_record_drop(check, &device->record);
}

void bp_ck_hear_dma(struct bp_check *check, const struct bp_event *event)
{
	switch (event->id) {
	case BP_EV_DMA_MAP_BEGIN:
		map_begin(check, event);
		break;
	case BP_EV_DMA_MAP:
		map_end(check, event);
		break;
	case BP_EV_DMA_UNMAP_BEGIN:
		unmap_begin(check, event);
		break;
	case BP_EV_DMA_UNMAP:
		unmap_end(check, event);
		break;
	case BP_EV_DMA_SYNC:
		sync_end(check, event);
		break;
	case BP_EV_DMA_ACCESS:
		access(check, event);
		break;
	case BP_EV_DMA_UNBIND:
		unbind(check, event);
		break;
	default:
		break;
	}
}
