/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-8 to -12, -14, -17: the work of a context.
 */
#include "rdma.h"

#define ULL(x) ((unsigned long long)(x))

/**
 * struct chain - what a chain says
 * @data: READs and WRITEs, not more than the context has
 * @wrs: work up to the last of them
 * @bytes: of their entries
 * @is_straight: each begins where the one before ends, on the other side
 * @most_pages: of one entry, at most
 * @signalled: work that tells of its end
 * @signals_last: the last one does
 */
struct chain {
	u32 data;
	u32 wrs;
	u64 bytes;
	bool is_straight;
	u64 most_pages;
	u32 signalled;
	bool signals_last;
};

static u64 add_entries(struct chain *chain, const struct ib_send_wr *wr, u64 page)
{
	u64 bytes = 0;

	for (int i = 0; i < wr->num_sge; i++) {
		const struct ib_sge *sge = &wr->sg_list[i];

		bytes += sge->length;
		chain->most_pages =
			bp_max(chain->most_pages, bp_ck_rdma_pages(sge->addr, sge->length, page));
	}
	return bytes;
}

static struct chain follow(const struct bp_case *c, const struct bp_rdma_context *init,
			   const struct ib_send_wr *first)
{
	const u64 page = (u64)1 << c->check->env->page_shift;
	struct chain chain = { .is_straight = true };
	u32 n = 0;

	for (const struct ib_send_wr *wr = first; wr; wr = wr->next) {
		n++;
		chain.signals_last = wr->send_flags & IB_SEND_SIGNALED;
		chain.signalled += chain.signals_last;
		if (!bp_ck_rdma_is_data(wr->opcode) || chain.data == init->nr_ops)
			continue;
		chain.is_straight &= rdma_wr(wr)->rkey == init->rkey &&
				     rdma_wr(wr)->remote_addr == init->remote_addr + chain.bytes;
		chain.bytes += add_entries(&chain, wr, page);
		chain.data++;
		chain.wrs = n;
	}
	return chain;
}

/* INV-RDMA-9: as the list says itself, where there is one */
static u64 bytes_wanted(const struct bp_rdma_context *init)
{
	const struct scatterlist *sg = init->sgl;
	u64 bytes = 0;

	if (!sg)
		return init->bytes;
	for (u32 i = 0; i < init->mapped; i++) {
		sg = i ? bp_ck_entry_next(sg) : sg;
		bytes += sg->dma_length;
	}
	return bytes - init->offset;
}

static enum bp_ck_verdict all_bytes_once(struct bp_case *c)
{
	const struct bp_rdma_context *init =
		&((const struct bp_rdma_case *)c->subject)->event->context;
	const struct chain chain = follow(c, init, init->first);

	return bp_ck_verdict(c,
			     chain.data == init->nr_ops && chain.is_straight &&
				     chain.bytes == bytes_wanted(init),
			     "%u of %u READs or WRITEs, %llu of %llu bytes, %s", chain.data,
			     init->nr_ops, ULL(chain.bytes), ULL(bytes_wanted(init)),
			     chain.is_straight ? "in a row" : "not in a row");
}

/* INV-RDMA-17 */
static enum bp_ck_verdict regions_are_small(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_context *init = &r->event->context;
	const u32 most = bp_min(r->event->device->attrs.max_fast_reg_page_list_len, BP_CK_MR_PAGES);

	if (init->type != RDMA_RW_MR)
		return BP_NO_CASE;
	return bp_ck_verdict(c, follow(c, init, init->first).most_pages <= most,
			     "a region of %llu pages, at most %u are allowed",
			     ULL(follow(c, init, init->first).most_pages), most);
}

static u64 regions_in_use(const struct bp_ck_rdma_pair *pair)
{
	const struct bp_ck_rdma_context *context;
	u64 nr = 0;

	LIST_FOREACH (context, &pair->contexts, of_pair)
		if (!context->is_over && context->init.type == RDMA_RW_MR)
			nr += context->init.nr_ops;
	return nr;
}

/* INV-RDMA-12 */
static enum bp_ck_verdict regions_are_counted(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	return bp_ck_verdict(c, r->pair->mrs == regions_in_use(r->pair),
			     "%u regions are taken, the contexts have %llu", r->pair->mrs,
			     ULL(regions_in_use(r->pair)));
}

void bp_ck_judge_rdma_prepared(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_9, all_bytes_once },
		{ BP_INV_RDMA_17, regions_are_small },
	};

	if (((const struct bp_rdma_case *)c->subject)->event->context.result >= 0)
		bp_ck_judge_all(c, laws);
	bp_ck_judge_one(c, BP_INV_RDMA_12, regions_are_counted);
}

/* INV-RDMA-10 */
static enum bp_ck_verdict length_was_told(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	struct chain chain;

	if (!r->context)
		return BP_NO_CASE;
	chain = follow(c, &r->context->init, r->event->context.first);
	return bp_ck_verdict(
		c, r->context->init.result >= 0 && chain.wrs == (u32)r->context->init.result,
		"%u work requests, the preparation said %d", chain.wrs, r->context->init.result);
}

/* INV-RDMA-11 */
static enum bp_ck_verdict one_tells(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	struct chain chain;

	if (!r->context)
		return BP_NO_CASE;
	chain = follow(c, &r->context->init, r->event->context.first);
	return bp_ck_verdict(c, chain.signalled == 1 && chain.signals_last,
			     "%u signalled work requests, the last is %s", chain.signalled,
			     chain.signals_last ? "one of them" : "not");
}

/* INV-RDMA-8: whoever believes that a READ invalidates must have told it the right key */
static enum bp_ck_verdict belief_is_right(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	if (!r->context || r->context->init.type != RDMA_RW_MR)
		return BP_NO_CASE;
	for (const struct ib_send_wr *wr = r->event->context.first; wr; wr = wr->next) {
		const struct bp_ck_rdma_mr *mr;
		bool stays;

		if (!bp_ck_rdma_is_data(wr->opcode) || wr->num_sge != 1)
			continue;
		mr = bp_ck_rdma_mr_find(c->check, r->event->device, wr->sg_list->lkey);
		stays = wr->opcode != IB_WR_RDMA_READ_WITH_INV ||
			wr->ex.invalidate_rkey != wr->sg_list->lkey;
		if (mr && mr->need_inval != stays)
			return bp_ck_verdict(c, false,
					     "need_inval is %d; opcode %u invalidates 0x%x, the "
					     "key is 0x%x",
					     mr->need_inval, wr->opcode, wr->ex.invalidate_rkey,
					     wr->sg_list->lkey);
	}
	return BP_HOLDS;
}

/* INV-RDMA-14: its keys are for one use (R-B4.5), and it is not over */
static enum bp_ck_verdict taken_while_alive(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	return bp_ck_verdict(c, r->context && !r->context->is_over, "context %llu is not prepared",
			     ULL(r->event->context.serial));
}

void bp_ck_judge_rdma_taken(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_8, belief_is_right },
		{ BP_INV_RDMA_10, length_was_told },
		{ BP_INV_RDMA_11, one_tells },
		{ BP_INV_RDMA_14, taken_while_alive },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-14 */
static enum bp_ck_verdict destroyed_in_time(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	return bp_ck_verdict(c, r->context && !r->context->is_over && !r->context->pending,
			     "context %llu %s; %u of its work requests are under way",
			     ULL(r->event->context.serial),
			     r->context ? "was prepared" : "is not there",
			     r->context ? r->context->pending : 0);
}

void bp_ck_judge_rdma_destroyed(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_12, regions_are_counted },
		{ BP_INV_RDMA_14, destroyed_in_time },
	};

	bp_ck_judge_all(c, laws);
}
