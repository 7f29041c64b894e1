/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Watches the contexts of rdma_rw and brings them to judgement.
 */
#include "rdma.h"

static void init(struct bp_check *check, struct bp_ck_rdma_pair *pair, struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *told = &r->event->context;
	struct bp_ck_rdma_context *context = NULL;

	if (told->result >= 0)
		context = bp_ck_rdma_context_new(check, pair, told);
	if (context && told->sgl)
		context->maps = bp_ck_rdma_list(check, r->event->device->dma_device, told->sgl);
	bp_ck_judge_rdma_prepared(c);
	if (told->direct)
		bp_ck_judge_rdma_direct(c);
	else
		bp_ck_judge_rdma_list(c);
}

static void take(struct bp_ck_rdma_pair *pair, struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	struct bp_ck_rdma_context *context = (struct bp_ck_rdma_context *)r->context;

	bp_ck_judge_rdma_taken(c);
	if (!context)
		return;
	pair->taken = r->event->context.serial;
	context->expected = r->event->context.first;
	context->left = r->event->context.nr_wrs;
}

static void destroy(struct bp_check *check, struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	struct bp_ck_rdma_context *context = (struct bp_ck_rdma_context *)r->context;

	bp_ck_judge_rdma_destroyed(c);
	bp_ck_judge_rdma_list_over(c);
	if (!context)
		return;
	context->is_over = true;
	if (!context->maps)
		bp_ck_rdma_context_drop(check, context);
}

void bp_ck_rdma_context_told(struct bp_check *check, const struct bp_event *event)
{
	const struct bp_rdma_context *told = &event->rdma->context;
	struct bp_ck_rdma_pair *pair = bp_ck_rdma_pair(check, event->rdma->device, told->qpn);
	struct bp_rdma_case r = { .event = event->rdma, .pair = pair };
	struct bp_case c = {
		.check = check,
		.at = bp_event_info(event->id)->name,
		.subject = &r,
		.sgl = told->sgl,
		.entries = told->sgl ? told->nents : 0,
	};

	if (!pair)
		return;
	r.context = bp_ck_rdma_context_find(check, pair, told->serial);
	if (told->act == BP_RDMA_CTX_INIT)
		init(check, pair, &c);
	else if (told->act == BP_RDMA_CTX_TAKEN)
		take(pair, &c);
	else
		destroy(check, &c);
}
