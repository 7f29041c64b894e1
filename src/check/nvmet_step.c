/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVMET-1, -2, -4 to -7, -10 to -12, -14, -18, -20, -21: a command, step by step.
 */
#include "nvmet.h"

#define ULL(x) ((unsigned long long)(x))

#define SGL_DESCRIPTOR 24u /* byte of the command (R-D1) */
#define KEYED_INVALIDATE 0x4f
#define FABRICS 0x7f
#define FCTYPE 4u

static const struct bp_nvmet_case *subject(const struct bp_case *c)
{
	return c->subject;
}

/* INV-NVMET-1: one response, at most */
static enum bp_ck_verdict responds_once(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);

	return bp_ck_verdict(c, !n->request->responses && !n->request->read_failed,
			     "command %llu gets response %u", ULL(n->req->serial),
			     n->request->responses + 1);
}

/* INV-NVMET-1: it was answered, or its data did not come */
static enum bp_ck_verdict was_answered(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);
	const struct bp_ck_nvmet_request *r = n->request;

	return bp_ck_verdict(c, r->responses == 1 || r->read_failed,
			     "command %llu is over after %u responses", ULL(n->req->serial),
			     r->responses);
}

/* INV-NVMET-2: it gave back what it took */
static enum bp_ck_verdict credits_are_back(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);

	if (!n->queue->has_account)
		return BP_NO_CASE;
	return bp_ck_verdict(c, !n->request->credits, "command %llu is over and keeps %lld credits",
			     ULL(n->req->serial), (long long)n->request->credits);
}

/* INV-NVMET-4 */
static enum bp_ck_verdict lengths_are_equal(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;

	return bp_ck_verdict(c, req->data_len == req->transfer_len,
			     "the command tells %llu bytes, its descriptor %llu",
			     ULL(req->data_len), ULL(req->transfer_len));
}

/* INV-NVMET-5: nothing before its place was chosen */
static enum bp_ck_verdict begins_without(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;

	return bp_ck_verdict(c, req->kind == BP_NVMET_NONE, "it begins with a buffer of kind %u",
			     req->kind);
}

static bool kind_fits(const struct bp_nvmet_request *req)
{
	switch (req->kind) {
	case BP_NVMET_NONE:
		return !req->allocated;
	case BP_NVMET_INLINE:
		return !req->allocated && req->sg_cnt > 0;
	case BP_NVMET_PAGES:
		return req->allocated && req->sg_cnt > 0;
	case BP_NVMET_P2P:
		return req->allocated;
	default:
		return false;
	}
}

/* INV-NVMET-5: one of four kinds, with what belongs to it */
static enum bp_ck_verdict kind_is_one(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;

	if (req->step != BP_NVMET_SGL && !subject(c)->request->is_mapped)
		return BP_NO_CASE; /* its transport tells nothing of it */
	return bp_ck_verdict(c, kind_fits(req), "kind %u, %llu bytes, %d entries", req->kind,
			     ULL(req->allocated), req->sg_cnt);
}

/* INV-NVMET-5: what was allocated is freed */
static enum bp_ck_verdict ends_without(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;

	return bp_ck_verdict(c, req->kind == BP_NVMET_NONE || req->kind == BP_NVMET_INLINE,
			     "it ends with a buffer of kind %u, %llu bytes", req->kind,
			     ULL(req->allocated));
}

/* INV-NVMET-6: its peer-to-peer memory is back */
static enum bp_ck_verdict memory_is_back(struct bp_case *c)
{
	const struct bp_ck_nvmet_request *r = subject(c)->request;

	if (!r->is_mapped || r->sgl.kind != BP_NVMET_P2P || !bp_virt_u64(r->sgl.virt))
		return BP_NO_CASE;
	return bp_ck_verdict(c, r->is_freed, "%llu bytes of peer-to-peer memory are not back",
			     ULL(r->sgl.allocated));
}

/* INV-NVMET-7 */
static enum bp_ck_verdict provider_fits(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;
	const bool p2p = req->kind == BP_NVMET_P2P;

	if (!p2p)
		return bp_ck_verdict(c, !req->p2p_dev, "a provider, and a buffer of kind %u",
				     req->kind);
	return bp_ck_verdict(
		c,
		req->p2p_dev && req->qid && req->nsid && bp_ck_nvmet_is_rw(&req->command) &&
			(req->step != BP_NVMET_SGL || req->p2p_dev == req->mapped_dev),
		"queue %u, namespace %u, opcode 0x%x%s", req->qid, req->nsid,
		bp_ck_nvmet_byte(&req->command, 0), req->p2p_dev ? "" : ", no provider");
}

/* INV-NVMET-7: as long as it has the memory (DEF-NVMET-13) */
static enum bp_ck_verdict provider_is_held(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;

	if (req->kind != BP_NVMET_P2P || !req->p2p_dev)
		return BP_NO_CASE;
	return bp_ck_verdict(c, req->p2p_dev->refs, "nobody holds the provider of command %llu",
			     ULL(req->serial));
}

/* INV-NVMET-10 */
static enum bp_ck_verdict completes_once(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);

	return bp_ck_verdict(c, !n->request->completions && !n->request->read_failed,
			     "command %llu gets status %u", ULL(n->req->serial),
			     n->request->completions + 1);
}

/* INV-NVMET-11 */
static enum bp_ck_verdict head_advances(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);
	const struct bp_nvmet_request *req = n->req;
	unsigned right;

	if (req->sqhd_disabled || !req->sq_size || !n->queue->head_known ||
	    n->queue->size != req->sq_size)
		return BP_NO_CASE;
	right = (n->queue->head + 1u) % req->sq_size;
	return bp_ck_verdict(c, le16_to_cpu(req->cqe.sq_head) == right,
			     "head %u after %u in a queue of %u", le16_to_cpu(req->cqe.sq_head),
			     n->queue->head, req->sq_size);
}

/* R-D1: to the host */
static bool is_read(const struct nvme_command *command)
{
	const u8 opcode = bp_ck_nvmet_byte(command, 0);

	return !((opcode == FABRICS ? bp_ck_nvmet_byte(command, FCTYPE) : opcode) & 1);
}

/* INV-NVMET-12: data goes with a response that says that all is well, and only then */
static enum bp_ck_verdict data_goes_along(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);
	const struct bp_nvmet_request *req = n->req;
	const bool goes = !req->status && is_read(&n->request->command) && req->transfer_len &&
			  req->kind != BP_NVMET_INLINE;

	return bp_ck_verdict(c, req->data_wrs == (goes ? req->wrs : 0) && (!goes || req->wrs),
			     "status 0x%x, %u of %u work requests of data before it", req->status,
			     req->data_wrs, req->wrs);
}

static u32 key_of(const struct nvme_command *command)
{
	u32 key = 0;

	for (unsigned i = 0; i < 4; i++)
		key |= (u32)bp_ck_nvmet_byte(command, SGL_DESCRIPTOR + 11 + i) << 8 * i;
	return key;
}

static bool has_keyed_bytes(const struct nvme_command *command)
{
	return bp_ck_nvmet_byte(command, SGL_DESCRIPTOR + 8) ||
	       bp_ck_nvmet_byte(command, SGL_DESCRIPTOR + 9) ||
	       bp_ck_nvmet_byte(command, SGL_DESCRIPTOR + 10);
}

/* INV-NVMET-14 */
static enum bp_ck_verdict invalidates_as_asked(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);
	const struct bp_ck_nvmet_request *r = n->request;
	const bool asked = r->is_mapped && !r->sgl.result && has_keyed_bytes(&r->command) &&
			   bp_ck_nvmet_byte(&r->command, SGL_DESCRIPTOR + 15) == KEYED_INVALIDATE;

	return bp_ck_verdict(
		c, n->req->invalidates == asked && (!asked || n->req->key == key_of(&r->command)),
		"it %s key 0x%x; asked was %s 0x%x",
		n->req->invalidates ? "invalidates" : "does not invalidate", n->req->key,
		asked ? "for" : "nothing of", key_of(&r->command));
}

/* INV-NVMET-20: who waits has nothing and does nothing */
static enum bp_ck_verdict waits_with_nothing(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);

	return bp_ck_verdict(c, !n->request->credits && (!n->request->reads || n->req->status),
			     "it waits and has %lld credits", (long long)n->request->credits);
}

/* INV-NVMET-21 */
static enum bp_ck_verdict number_is_whole(struct bp_case *c)
{
	const struct bp_nvmet_request *req = subject(c)->req;

	if (req->result)
		return BP_NO_CASE;
	return bp_ck_verdict(c, req->n_rdma == req->wrs, "%u is kept of %u work requests",
			     req->n_rdma, req->wrs);
}

#define LAWS(name) static const struct bp_law name[]

LAWS(begun) = { { BP_INV_NVMET_5, begins_without } };
LAWS(mapped) = {
	{ BP_INV_NVMET_5, kind_is_one },
	{ BP_INV_NVMET_7, provider_fits },
	{ BP_INV_NVMET_21, number_is_whole },
};
LAWS(waiting) = { { BP_INV_NVMET_20, waits_with_nothing } };
LAWS(executed) = {
	{ BP_INV_NVMET_4, lengths_are_equal },
	{ BP_INV_NVMET_5, kind_is_one },
	{ BP_INV_NVMET_7, provider_fits },
	{ BP_INV_NVMET_7, provider_is_held },
};
LAWS(completed) = {
	{ BP_INV_NVMET_10, completes_once },
	{ BP_INV_NVMET_11, head_advances },
};
LAWS(responded) = {
	{ BP_INV_NVMET_1, responds_once },
	{ BP_INV_NVMET_7, provider_is_held },
	{ BP_INV_NVMET_12, data_goes_along },
	{ BP_INV_NVMET_14, invalidates_as_asked },
};
LAWS(released) = {
	{ BP_INV_NVMET_1, was_answered },
	{ BP_INV_NVMET_2, credits_are_back },
	{ BP_INV_NVMET_5, ends_without },
	{ BP_INV_NVMET_6, memory_is_back },
};

void bp_ck_judge_nvmet_step(struct bp_case *c)
{
#define OF(laws)                                                                                   \
	{                                                                                          \
		laws, bp_array_size(laws)                                                          \
	}
	static const struct {
		const struct bp_law *laws;
		size_t nr;
	} of_step[] = {
		[BP_NVMET_INITED] = OF(begun),	     [BP_NVMET_REFUSED] = OF(begun),
		[BP_NVMET_SGL] = OF(mapped),	     [BP_NVMET_WAITS] = OF(waiting),
		[BP_NVMET_EXECUTED] = OF(executed),  [BP_NVMET_COMPLETED] = OF(completed),
		[BP_NVMET_RESPONSE] = OF(responded), [BP_NVMET_RELEASED] = OF(released),
	};
#undef OF
	const enum bp_nvmet_step step = subject(c)->req->step;

	if (step < bp_array_size(of_step))
		bp_ck_judge(c, of_step[step].laws, of_step[step].nr);
}

static u64 in_pages(const struct bp_case *c, u64 bytes)
{
	const u64 page = (u64)1 << c->check->env->page_shift;

	return (bytes + page - 1) / page;
}

/* INV-NVMET-6: with the length that was allocated */
static enum bp_ck_verdict freed_as_allocated(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);

	return bp_ck_verdict(
		c,
		!n->request->is_freed &&
			in_pages(c, n->p2p->size) == in_pages(c, n->request->sgl.allocated),
		"%llu bytes are freed of %llu", ULL(n->p2p->size), ULL(n->request->sgl.allocated));
}

/* INV-NVMET-18 */
static enum bp_ck_verdict freed_after_the_send(struct bp_case *c)
{
	const struct bp_nvmet_case *n = subject(c);
	const struct bp_ck_nvmet_request *r = n->request;
	const bool sends =
		r->has_send && n->pair && bp_ck_rdma_work_find(c->check, n->pair, false, r->send);

	return bp_ck_verdict(c, (r->responses || r->read_failed) && !sends,
			     "memory is freed, and the response is %s",
			     sends ? "under way" : "not yet posted");
}

void bp_ck_judge_nvmet_freed(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVMET_6, freed_as_allocated },
		{ BP_INV_NVMET_18, freed_after_the_send },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-NVMET-1 */
static enum bp_ck_verdict nothing_is_left(struct bp_case *c)
{
	return bp_ck_verdict(c, false, "command %llu of queue %llu was never answered",
			     ULL(subject(c)->request->record.number), ULL(subject(c)->request->sq));
}

void bp_ck_judge_nvmet_left(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_NVMET_1, nothing_is_left);
}
