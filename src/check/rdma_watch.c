/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches RDMA adapters and their drivers at work and brings them to judgement.
 */
#include "rdma.h"

static struct bp_case case_of(struct bp_check *check, const struct bp_event *event,
			      struct bp_rdma_case *r)
{
	r->event = event->rdma;
	return (struct bp_case){
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = r,
	};
}

/* Only of a queue pair that was seen from its beginning all work is known. */
static struct bp_ck_rdma_pair *known_pair(struct bp_check *check, const struct bp_event *event,
					  u32 qpn)
{
	struct bp_ck_rdma_pair *pair = bp_ck_rdma_pair_find(check, event->rdma->device, qpn);

	return pair && pair->was_made ? pair : NULL;
}

static void pair_made(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_qp *qp = &event->rdma->qp;
	struct bp_ck_rdma_pair *pair = bp_ck_rdma_pair_find(check, event->rdma->device, qp->qpn);

	if (pair)
		bp_ck_rdma_pair_drop(check, pair);
	pair = bp_ck_rdma_pair(check, event->rdma->device, qp->qpn);
	if (!pair)
		return;
	pair->was_made = true;
	pair->state = qp->to;
	pair->cap = qp->cap;
}

/* What it had is dropped without a word (R-A5.1): contexts wait for nothing any more. */
static void reset(struct bp_check *check, struct bp_ck_rdma_pair *pair)
{
	struct bp_ck_rdma_context *context;

	bp_ck_rdma_works_drop(check, pair);
	LIST_FOREACH (context, &pair->contexts, of_pair)
		context->pending = 0;
	pair->has_failed[false] = pair->has_failed[true] = false;
}

static void pair_told(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_qp *qp = &event->rdma->qp;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, qp->qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);

	if (qp->made) {
		pair_made(check, event);
		return;
	}
	if (!pair)
		return;
	if (qp->gone) {
		bp_ck_judge_rdma_gone(&c);
		bp_ck_rdma_pair_drop(check, pair);
		return;
	}
	bp_ck_judge_rdma_pair(&c);
	pair->state = qp->to;
	if (qp->to == IB_QPS_RESET)
		reset(check, pair);
}

/* Work of the context that was taken last is posted in the order of its chain. */
static void join(struct bp_check *check, const struct bp_ck_rdma_pair *pair,
		 struct bp_ck_rdma_work *work, const struct ib_send_wr *wr)
{
	struct bp_ck_rdma_context *context = bp_ck_rdma_context_find(check, pair, pair->taken);

	if (!context || !context->left || context->expected != wr)
		return;
	context->expected = wr->next;
	context->left--;
	context->pending++;
	work->in_context = true;
	work->context = pair->taken;
}

static void post(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_work *posted = &event->rdma->work;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, posted->qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);
	struct bp_ck_rdma_work *work;

	if (!pair || posted->error)
		return;
	r.work = bp_ck_rdma_work_find(check, pair, posted->recv, posted->serial);
	bp_ck_judge_rdma_posted(&c);
	work = bp_ck_rdma_work_new(check, pair, posted);
	if (work && !posted->recv)
		join(check, pair, work, posted->send_wr);
}

static void start(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_step *step = &event->rdma->step;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, step->qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);
	struct bp_ck_rdma_work *work;

	if (!pair)
		return;
	r.work = work = bp_ck_rdma_work_find(check, pair, step->recv, step->serial);
	if (work && work->key)
		r.mr = bp_ck_rdma_mr_find(check, event->rdma->device, work->key);
	bp_ck_judge_rdma_started(&c);
	if (!work || !bp_ck_rdma_is_read(work->opcode) || work->is_read_running)
		return;
	work->is_read_running = true;
	pair->reads++;
}

static void retire(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_step *step = &event->rdma->step;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, step->qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);
	struct bp_ck_rdma_context *context;

	if (!pair)
		return;
	r.work = bp_ck_rdma_work_find(check, pair, step->recv, step->serial);
	bp_ck_judge_rdma_retired(&c);
	if (!r.work)
		return;
	context = r.work->in_context ? bp_ck_rdma_context_find(check, pair, r.work->context) : NULL;
	if (context && context->pending)
		context->pending--;
	bp_ck_rdma_work_drop(check, pair, (struct bp_ck_rdma_work *)r.work);
}

static void complete(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_completion *completion = &event->rdma->completion;
	const struct ib_wc *wc = completion->wc;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, completion->qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);

	if (!pair)
		return;
	bp_ck_judge_rdma_completed(&c);
	pair->next_cqe[wc->bp_recv] = wc->bp_serial + 1;
	pair->has_failed[wc->bp_recv] |= wc->status != IB_WC_SUCCESS;
}

static void ask(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_remote *a = &event->rdma->remote;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, a->qpn);
	const struct bp_ck_rdma_pair *there = bp_ck_rdma_pair_find(check, a->src, a->src_qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);

	if (!pair)
		return;
	r.work = there ? bp_ck_rdma_work_find(check, there, false, a->serial) : NULL;
	r.mr = bp_ck_rdma_mr_find(check, event->rdma->device, a->rkey);
	bp_ck_judge_rdma_asked(&c);
	pair->asker = (struct bp_ck_rdma_asker){ a->src, a->src_qpn, a->serial };
	pair->is_granted = a->status == IB_WC_SUCCESS;
}

/* The work that bytes are moved for: the other side's when it asked. */
static struct bp_ck_rdma_work *work_of(struct bp_check *check, const struct bp_ck_rdma_pair *pair,
				       const struct bp_rdma_dma *d)
{
	if (d->remote)
		pair = bp_ck_rdma_pair_find(check, pair->asker.device, pair->asker.qpn);
	return pair ? bp_ck_rdma_work_find(check, pair, d->recv, d->serial) : NULL;
}

static void move(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_dma *d = &event->rdma->dma;
	struct bp_ck_rdma_pair *pair = known_pair(check, event, d->qpn);
	struct bp_rdma_case r = { .pair = pair };
	struct bp_case c = case_of(check, event, &r);
	struct bp_ck_rdma_work *work;

	if (!pair)
		return;
	r.work = work = work_of(check, pair, d);
	r.mr = bp_ck_rdma_mr_find(check, event->rdma->device, d->key);
	bp_ck_judge_rdma_moved(&c);
	if (work && d->remote)
		work->there += d->bytes;
	else if (work)
		work->here += d->bytes;
}

static void region_valid(struct bp_check *check, const struct bp_event *event, struct bp_case *c)
{
	struct bp_ck_rdma_mr *mr;

	bp_ck_judge_rdma_registered(c);
	mr = bp_ck_rdma_mr_new(check, event->rdma->device, &event->rdma->region);
	if (mr)
		mr->is_valid = mr->was_valid = true;
}

/* Its user chose another key: that is not the adapter's yet. */
static void region_keyed(struct bp_check *check, const struct bp_event *event,
			 struct bp_ck_rdma_mr *mr)
{
	if (!mr)
		mr = bp_ck_rdma_mr_new(check, event->rdma->device, &event->rdma->region);
	if (mr)
		mr->need_inval = event->rdma->region.need_inval;
}

static void region(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_region *told = &event->rdma->region;
	const struct ib_device *device = event->rdma->device;
	struct bp_ck_rdma_mr *mr = bp_ck_rdma_mr_find(check, device, told->lkey);
	struct bp_ck_rdma_pair *pair = bp_ck_rdma_pair_find(check, device, told->qpn);
	struct bp_rdma_case r = { .pair = pair, .mr = mr };
	struct bp_case c = case_of(check, event, &r);

	switch (told->act) {
	case BP_RDMA_MR_MADE:
		bp_ck_rdma_mr_new(check, device, told);
		break;
	case BP_RDMA_MR_KEYED:
		region_keyed(check, event, mr);
		break;
	case BP_RDMA_MR_VALID:
		region_valid(check, event, &c);
		break;
	case BP_RDMA_MR_FREE:
		bp_ck_judge_rdma_invalidated(&c);
		if (mr)
			mr->is_valid = false;
		break;
	case BP_RDMA_MR_TAKEN:
	case BP_RDMA_MR_PUT:
		pair = bp_ck_rdma_pair(check, device, told->qpn);
		if (pair)
			pair->mrs += told->act == BP_RDMA_MR_TAKEN ? 1 : ~0u;
		break;
	case BP_RDMA_MR_GONE:
		bp_ck_record_drop(check, mr ? &mr->record : NULL);
		break;
	case BP_RDMA_MR_MAPPED:
	default:
		break;
	}
}

static void unmap_begin(struct bp_check *check, const struct bp_event *event)
{
	struct bp_rdma_case r = { .dma = event->dma };
	struct bp_case c = case_of(check, event, &r);

	bp_ck_judge_rdma_unmap(&c);
}

struct over {
	const struct bp_dma_call *call;
	struct bp_ck_rdma_context *found;
};

static void look_for(const struct bp_ck_rdma_pair *pair, struct over *over)
{
	struct bp_ck_rdma_context *context;

	LIST_FOREACH (context, &pair->contexts, of_pair)
		if (context->is_over && context->init.sgl == over->call->sgl)
			over->found = context;
}

/* The list of a context that is over is unmapped: nothing is left of it. */
static void unmap_end(struct bp_check *check, const struct bp_event *event)
{
	struct over over = { .call = event->dma };

	for (unsigned i = 0; i < BP_RECORD_BUCKETS; i++) {
		const struct bp_record *record;

		LIST_FOREACH (record, &check->records[i], link)
			if (record->kind == BP_RECORD_RDMA_PAIR)
				look_for((const struct bp_ck_rdma_pair *)record, &over);
	}
	if (over.found)
		bp_ck_rdma_context_drop(check, over.found);
}

void bp_ck_hear_rdma(struct bp_check *check, const struct bp_event *event)
{
	static bp_family_fn *const hear[BP_EVENT_NR] = {
		[BP_EV_RDMA_QP] = pair_told,
		[BP_EV_RDMA_POST] = post,
		[BP_EV_RDMA_START] = start,
		[BP_EV_RDMA_RETIRE] = retire,
		[BP_EV_RDMA_CQE] = complete,
		[BP_EV_RDMA_ACCESS] = ask,
		[BP_EV_RDMA_DMA] = move,
		[BP_EV_RDMA_MR] = region,
		[BP_EV_RDMA_CTX] = bp_ck_rdma_context_told,
	};
	static bp_family_fn *const hear_dma[BP_EVENT_NR] = {
		[BP_EV_DMA_UNMAP_BEGIN] = unmap_begin,
		[BP_EV_DMA_UNMAP] = unmap_end,
	};

	if (event->rdma && hear[event->id]) {
		bp_ck_rdma_function(check, event->rdma->device->dma_device);
		hear[event->id](check, event);
	}
	if (event->dma && event->dma->sgl && hear_dma[event->id] &&
	    bp_ck_rdma_is_function(check, event->dma->dev))
		hear_dma[event->id](check, event);
}
