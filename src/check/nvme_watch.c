/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches the NVMe driver at work and brings it to judgement.
 */
#include "nvme.h"

/* Nothing to see of it without its own event. */
static struct bp_case case_of(struct bp_check *check, const struct bp_event *event,
			      struct bp_nvme_case *n)
{
	n->event = event->nvme;
	n->dma = event->dma;
	n->rq = event->rq;
	n->request = event->rq ? bp_ck_nvme_request_find(check, event->rq) : NULL;
	return (struct bp_case){
		.check = check,
		.q = event->q	 ? event->q
		     : event->rq ? event->rq->q
				 : NULL,
		.at = bp_event_info(event->id)->name,
		.subject = n,
		.rq_serial = event->rq ? event->rq->bp_serial : 0,
	};
}

/* While no driver has a request, what lives is their own. */
static void state(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_nvme_work *work = bp_ck_nvme_work(check);

	bp_ck_nvme_function(check, event->nvme->pdev);
	if (!work || work->requests)
		return;
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		work->live_before[kind] = check->env->live[kind];
	work->is_measured = true;
}

static void memory(struct bp_check *check, const struct bp_event *event)
{
	struct bp_nvme_case n = { 0 };
	struct bp_case c = case_of(check, event, &n);

	bp_ck_judge_nvme_memory(&c);
}

/* What is allocated from now on is for the queue. */
static void queue_begin(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *lender = bp_ck_provider_find(check, event->nvme->pdev);
	struct bp_ck_part *part;

	if (lender)
		LIST_FOREACH (part, &lender->allocations, of_provider)
			part->is_known = true;
}

/* What was allocated and is not the queue's is nobody's (INV-NVME-31, INV-P2P-11). */
static void queue_end(struct bp_check *check, const struct bp_event *event)
{
	struct bp_ck_provider *lender = bp_ck_provider_find(check, event->nvme->pdev);
	struct bp_p2p_call call = { 0 };
	struct bp_p2p_case p = { .call = &call, .provider = lender };
	struct bp_case c = { .check = check, .at = bp_event_info(event->id)->name, .subject = &p };
	struct bp_ck_part *part;

	if (!lender || !lender->pool_size)
		return;
	LIST_FOREACH (part, &lender->allocations, of_provider)
		if (!part->is_known)
			part->is_lost = part->virt != bp_virt_u64(event->nvme->sq.virt);
	call.provider = lender->pdev;
	call.pool_size = lender->pool_size;
	call.pool_avail = lender->pool_avail;
	call.refs = lender->refs;
	bp_ck_judge_numbers(&c);
}

/* NVH-12: the payload of a discard is a page, whatever the request carries. */
static bool is_direct(const struct request *rq)
{
	return blk_rq_is_dma_direct(rq) && !(rq->rq_flags & RQF_SPECIAL_PAYLOAD);
}

/* Its list, or its single mapping. */
static struct bp_ck_mapping *mapping_of(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_ck_device *device = bp_ck_device_find(check, &event->nvme->pdev->dev);
	const struct bp_nvme_built *built = &event->nvme->built;
	struct bp_ck_mapping *m;

	if (device)
		LIST_FOREACH (m, &device->mappings, of_device)
			if (event->sgl ? m->call.sgl == event->sgl
				       : !m->call.sgl && m->call.addr.dma == built->dma.dma &&
						 m->call.size == built->dma_len && built->dma_len)
				return m;
	return NULL;
}

static struct bp_ck_nvme_request *remember(struct bp_check *check, const struct bp_event *event,
					   u64 payload, struct bp_ck_pointer *pointer)
{
	const struct bp_nvme_built *built = &event->nvme->built;
	struct bp_ck_nvme_work *work = bp_ck_nvme_work(check);
	const bool is_new = !bp_ck_nvme_request_find(check, event->rq);
	struct bp_ck_nvme_request *r;

	pointer->room = bp_ck_pointer_room(built, payload);
	r = bp_ck_nvme_request_new(check, event->rq, pointer->room);
	if (!r || !work)
		return NULL;
	pointer->runs = r->runs;
	work->requests += is_new;
	r->is_direct = is_direct(event->rq);
	r->direct_list = r->is_direct ? event->sgl : NULL;
	if (r->direct_list)
		bp_ck_open(check, BP_RECORD_NVME_DIRECT, r->direct_list, sizeof(struct bp_record));
	r->metadata = bp_ck_nvme_metadata(event->rq, built);
	r->page_size = built->page_size;
	r->nr_lists = built->nr_lists;
	for (unsigned i = 0; i < bp_min(built->nr_lists, BP_NVME_LISTS_SHOWN); i++)
		r->lists[i] = built->lists[i];
	return r;
}

/* Of the data of requests as many are alive as began less those that ended. */
static void take_mapping(struct bp_check *check, struct bp_ck_mapping *m, bool take)
{
	struct bp_ck_nvme_work *work = bp_ck_nvme_work(check);

	if (!m || !work || m->of_request == take)
		return;
	m->of_request = take;
	work->mappings += take ? 1 : -1ull;
}

static void judge_built(struct bp_check *check, const struct bp_event *event)
{
	const u64 payload = blk_rq_payload_bytes(event->rq);
	struct bp_ck_pointer pointer = { 0 };
	struct bp_ck_nvme_request *r = remember(check, event, payload, &pointer);
	struct bp_ck_mapping *m = mapping_of(check, event);
	struct bp_nvme_case n = {
		.built = &event->nvme->built,
		.direct = is_direct(event->rq),
		.mapping = m,
		.function = bp_ck_nvme_function(check, event->nvme->pdev),
		.pointer = &pointer,
		.payload = payload,
	};
	struct bp_case c = case_of(check, event, &n);

	if (!r)
		return;
	take_mapping(check, m, true);
	c.sgl = event->sgl;
	c.entries = event->sgl ? n.built->nents : 0;
	c.direct = n.direct;
	bp_ck_pointer_follow(&pointer, check->env, n.built, payload);
	r->nr_runs = pointer.nr_runs;
	r->slots = pointer.slots;
	if (!blk_rq_nr_phys_segments(event->rq))
		return;
	bp_ck_judge_nvme_lists(&c);
	bp_ck_judge_nvme_built(&c);
}

/* A prediction builds commands for no function: nothing is mapped, nobody will fetch them. */
static void built(struct bp_check *check, const struct bp_event *event)
{
	if (event->nvme->pdev)
		judge_built(check, event);
}

static void submit(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_submit *s = &event->nvme->submit;
	const struct pci_dev *pdev = event->nvme->pdev;
	struct bp_ck_nvme_ring *ring = bp_ck_nvme_ring(check, pdev, s->qid, false);
	struct bp_nvme_case n = {
		.function = bp_ck_nvme_function(check, pdev),
		.ring = ring,
		.command = bp_ck_nvme_command_find(check, pdev, s->qid,
						   le16_to_cpu(s->command.common.command_id)),
	};
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvme_request *r = (struct bp_ck_nvme_request *)n.request;
	struct bp_ck_nvme_command *command;

	if (!ring || !n.function)
		return;
	bp_ck_judge_nvme_stored(&c);
	bp_ck_nvme_command_drop(check, (struct bp_ck_nvme_command *)n.command);
	command = bp_ck_nvme_command_new(check, pdev, s->qid, &s->command);
	if (!command)
		return;
	ring->stored++;
	command->rq = event->rq;
	if (!r)
		return;
	r->command = command;
	r->submissions++;
	r->is_stored = true;
	r->answered = false;
}

static void doorbell(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_doorbell *d = &event->nvme->doorbell;
	struct bp_ck_nvme_ring *ring = bp_ck_nvme_ring(check, event->nvme->pdev, d->qid, d->is_cq);
	struct bp_nvme_case n = { .ring = ring };
	struct bp_case c = case_of(check, event, &n);

	if (!ring)
		return;
	if (ring->exists) {
		bp_ck_judge_nvme_doorbell(&c);
		if (d->is_cq)
			ring->freed += (u64)(d->value + ring->depth - ring->rung) % ring->depth;
	}
	ring->rung = d->value;
}

static void seen(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_nvme_seen *s = &event->nvme->seen;
	const struct pci_dev *pdev = event->nvme->pdev;
	struct bp_ck_nvme_ring *ring = bp_ck_nvme_ring(check, pdev, s->qid, true);
	struct bp_ck_nvme_command *command =
		bp_ck_nvme_command_find(check, pdev, s->qid, le16_to_cpu(s->cqe.command_id));
	struct bp_nvme_case n = { .ring = ring, .command = command };
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvme_request *r = (struct bp_ck_nvme_request *)n.request;

	if (!ring)
		return;
	bp_ck_judge_nvme_seen(&c);
	ring->seen++;
	if (r && command && command->rq == event->rq) {
		r->answered = true;
		r->status = le16_to_cpu(s->cqe.status) >> 1;
	}
	if (event->rq || s->is_event)
		bp_ck_nvme_command_drop(check, command);
}

/* A request has ended, or waits for another try: what it had is given back. */
static void close_request(struct bp_check *check, struct bp_ck_nvme_request *r, bool forget)
{
	struct bp_ck_nvme_work *work = bp_ck_nvme_work(check);

	if (r->direct_list)
		bp_ck_close(check, BP_RECORD_NVME_DIRECT, r->direct_list);
	r->direct_list = NULL;
	bp_ck_nvme_command_drop(check, r->command);
	if (!forget)
		return;
	bp_ck_record_drop(check, &r->record);
	if (work)
		work->requests--;
}

static void end(struct bp_check *check, const struct bp_event *event)
{
	struct bp_nvme_case n = { .end_status = (blk_status_t)event->a };
	struct bp_case c = case_of(check, event, &n);
	struct bp_ck_nvme_request *r = (struct bp_ck_nvme_request *)n.request;

	if (!r)
		return;
	if (event->id == BP_EV_RQ_COMPLETE)
		bp_ck_judge_nvme_end(&c);
	if (event->id == BP_EV_RQ_REQUEUE)
		r->is_stored = false;
	close_request(check, r, event->id == BP_EV_RQ_FREE);
}

/* One that never became a command must leave nothing either. */
static void left(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_ck_nvme_work *work = bp_ck_open_find(check, BP_RECORD_NVME_WORK, NULL);
	struct bp_nvme_case n = { .work = work };
	struct bp_case c = case_of(check, event, &n);

	if (!work)
		return;
	end(check, event);
	n.request = NULL;
	if (work->is_measured && !work->requests)
		bp_ck_judge_nvme_left(&c);
}

static void dma_call(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_dma_call *call = event->dma;
	struct bp_nvme_case n = { 0 };
	struct bp_case c = case_of(check, event, &n);

	if (!call->dev || !call->dev->is_pci || call->type == BP_DMA_CALL_COHERENT ||
	    !bp_ck_nvme_is_function(check, bp_container_of(call->dev, struct pci_dev, dev)))
		return;
	if (event->id == BP_EV_DMA_UNMAP_BEGIN) {
		bp_ck_judge_nvme_unmap(&c);
		take_mapping(check, bp_ck_mapping_find(check, call), false);
	}
	if (call->sgl && bp_ck_open_find(check, BP_RECORD_NVME_DIRECT, call->sgl))
		bp_ck_judge_nvme_direct_call(&c);
}

/* Rings that are gone are the controller's no more. */
void bp_ck_nvme_rings_end(struct bp_check *check)
{
	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		const struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link) {
			const struct bp_ck_nvme_ring *ring = (const struct bp_ck_nvme_ring *)record;
			struct bp_nvme_case n = { .ring = ring };
			struct bp_case c = { .check = check, .at = "the end", .subject = &n };

			if (record->kind == BP_RECORD_NVME_RING && ring->exists && ring->stored)
				bp_ck_judge_nvme_idle(&c);
		}
	}
}

void bp_ck_hear_nvme_driver(struct bp_check *check, const struct bp_event *event)
{
	static bp_family_fn *const hear[BP_EVENT_NR] = {
		[BP_EV_NVME_BUILT] = built,
		[BP_EV_NVME_SUBMIT] = submit,
		[BP_EV_NVME_DOORBELL] = doorbell,
		[BP_EV_NVME_CQE_SEEN] = seen,
		[BP_EV_NVME_STATE] = state,
		[BP_EV_NVME_CMB] = memory,
		[BP_EV_NVME_SQ_BEGIN] = queue_begin,
		[BP_EV_NVME_SQ] = queue_end,
		[BP_EV_RQ_COMPLETE] = end,
		[BP_EV_RQ_REQUEUE] = end,
		[BP_EV_RQ_FREE] = left,
		[BP_EV_DMA_MAP_BEGIN] = dma_call,
		[BP_EV_DMA_UNMAP_BEGIN] = dma_call,
	};

	if (hear[event->id])
		hear[event->id](check, event);
}
