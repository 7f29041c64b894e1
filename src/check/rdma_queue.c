/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-RDMA-1 to -4, -16, -18: work in its queues, and the states of queue pairs.
 */
#include "rdma.h"

#define ULL(x) ((unsigned long long)(x))

static const char *queue_name(bool recv)
{
	return recv ? "receive" : "send";
}

/* INV-RDMA-3 */
static enum bp_ck_verdict queue_has_room(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_work *w = &r->event->work;
	const u32 depth = w->recv ? r->pair->cap.max_recv_wr : r->pair->cap.max_send_wr;

	return bp_ck_verdict(c, r->pair->held[w->recv] < depth,
			     "one more, and %llu are in the %s queue of %u",
			     ULL(r->pair->held[w->recv]), queue_name(w->recv), depth);
}

/* R-A1.2, R-A6.2 */
static u32 most_entries(const struct bp_rdma_case *r)
{
	const struct bp_rdma_work *w = &r->event->work;
	const u32 most_rd = (u32)r->event->device->attrs.max_sge_rd;

	if (w->recv)
		return r->pair->cap.max_recv_sge;
	if (!bp_ck_rdma_is_read(w->send_wr->opcode))
		return r->pair->cap.max_send_sge;
	return bp_min(r->pair->cap.max_send_sge, most_rd);
}

/* INV-RDMA-4 */
static enum bp_ck_verdict entries_are_few(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_work *w = &r->event->work;
	const int nr = w->recv ? w->recv_wr->num_sge : w->send_wr->num_sge;

	return bp_ck_verdict(c, nr >= 0 && (u32)nr <= most_entries(r), "%d entries of at most %u",
			     nr, most_entries(r));
}

/* INV-RDMA-1: a number is that of one work request */
static enum bp_ck_verdict number_is_new(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	return bp_ck_verdict(c, !r->work, "%s work %llu is under way already",
			     queue_name(r->event->work.recv), ULL(r->event->work.serial));
}

void bp_ck_judge_rdma_posted(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_1, number_is_new },
		{ BP_INV_RDMA_3, queue_has_room },
		{ BP_INV_RDMA_4, entries_are_few },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-1: what ends was accepted, and has not ended */
static enum bp_ck_verdict ends_once(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	return bp_ck_verdict(c, r->work, "%s work %llu ends and is not under way",
			     queue_name(r->event->step.recv), ULL(r->event->step.serial));
}

/* INV-RDMA-5: all of its bytes, here and there */
static enum bp_ck_verdict moved_all(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_ck_rdma_work *w = r->work;

	if (!w || w->recv || r->event->step.status != IB_WC_SUCCESS ||
	    !bp_ck_rdma_is_data(w->opcode))
		return BP_NO_CASE;
	return bp_ck_verdict(c, w->here == w->bytes && w->there == w->bytes,
			     "%llu bytes: %llu of them here, %llu there", ULL(w->bytes),
			     ULL(w->here), ULL(w->there));
}

void bp_ck_judge_rdma_retired(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_1, ends_once },
		{ BP_INV_RDMA_5, moved_all },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-2: in the order of the posts */
static enum bp_ck_verdict in_order(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct ib_wc *wc = r->event->completion.wc;

	return bp_ck_verdict(c, wc->bp_serial >= r->pair->next_cqe[wc->bp_recv],
			     "%s work %llu completes, it was the turn of %llu",
			     queue_name(wc->bp_recv), ULL(wc->bp_serial),
			     ULL(r->pair->next_cqe[wc->bp_recv]));
}

/* INV-RDMA-2: after trouble all is flushed, but for the RECV that the trouble was about */
static enum bp_ck_verdict flushed_after_trouble(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct ib_wc *wc = r->event->completion.wc;
	const bool *failed = r->pair->has_failed;
	const bool its_own = wc->bp_recv && !failed[true] && wc->status != IB_WC_SUCCESS;

	if (!failed[true] && !failed[false])
		return BP_NO_CASE;
	return bp_ck_verdict(c, wc->status == IB_WC_WR_FLUSH_ERR || its_own,
			     "%s work %llu ends with status %u after trouble",
			     queue_name(wc->bp_recv), ULL(wc->bp_serial), wc->status);
}

/* INV-RDMA-3 */
static enum bp_ck_verdict completion_has_room(struct bp_case *c)
{
	const struct bp_rdma_completion *completion =
		&((const struct bp_rdma_case *)c->subject)->event->completion;

	return bp_ck_verdict(c, completion->held <= completion->depth,
			     "%u completions in a queue of %u", completion->held,
			     completion->depth);
}

void bp_ck_judge_rdma_completed(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_2, in_order },
		{ BP_INV_RDMA_2, flushed_after_trouble },
		{ BP_INV_RDMA_3, completion_has_room },
	};

	bp_ck_judge_all(c, laws);
}

/* INV-RDMA-16 */
static enum bp_ck_verdict reads_are_few(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;

	if (!r->work || !bp_ck_rdma_is_read(r->work->opcode))
		return BP_NO_CASE;
	return bp_ck_verdict(c, r->pair->reads < r->event->step.max_reads,
			     "one more, and %u READs of at most %u are under way", r->pair->reads,
			     r->event->step.max_reads);
}

/* INV-RDMA-8: what is invalidated is registered, under this key; what is registered is not yet */
static enum bp_ck_verdict validity_is_known(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_ck_rdma_work *w = r->work;
	bool right;

	if (!w || !r->mr || !r->mr->was_valid)
		return BP_NO_CASE;
	if (w->opcode == IB_WR_REG_MR)
		right = !r->mr->is_valid;
	else if (w->opcode == IB_WR_LOCAL_INV || w->opcode == IB_WR_RDMA_READ_WITH_INV)
		right = r->mr->is_valid && r->mr->lkey == w->key;
	else
		return BP_NO_CASE;
	return bp_ck_verdict(c, right, "opcode %u with key 0x%x; the region is %s, its key 0x%x",
			     w->opcode, w->key, r->mr->is_valid ? "valid" : "free", r->mr->lkey);
}

void bp_ck_judge_rdma_started(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_8, validity_is_known },
		{ BP_INV_RDMA_16, reads_are_few },
	};

	bp_ck_judge_all(c, laws);
}

#define BIT(state) (1u << IB_QPS_##state)

/* R-A5.1; RESET from everywhere, ERR from everywhere but RESET */
static const unsigned steps[] = {
	[IB_QPS_RESET] = BIT(RESET) | BIT(INIT),
	[IB_QPS_INIT] = BIT(RESET) | BIT(ERR) | BIT(INIT) | BIT(RTR),
	[IB_QPS_RTR] = BIT(RESET) | BIT(ERR) | BIT(RTS),
	[IB_QPS_RTS] = BIT(RESET) | BIT(ERR) | BIT(RTS) | BIT(SQD),
	[IB_QPS_SQD] = BIT(RESET) | BIT(ERR) | BIT(RTS) | BIT(SQD),
	[IB_QPS_SQE] = BIT(RESET) | BIT(ERR),
	[IB_QPS_ERR] = BIT(RESET) | BIT(ERR),
};

/* INV-RDMA-18 */
static enum bp_ck_verdict step_is_legal(struct bp_case *c)
{
	const struct bp_rdma_case *r = c->subject;
	const struct bp_rdma_qp *qp = &r->event->qp;
	const bool known = (unsigned)qp->from < bp_array_size(steps) && qp->to <= IB_QPS_ERR;

	return bp_ck_verdict(c,
			     known && qp->from == r->pair->state && steps[qp->from] >> qp->to & 1,
			     "from state %u to %u; it was in %u", qp->from, qp->to, r->pair->state);
}

void bp_ck_judge_rdma_pair(struct bp_case *c)
{
	bp_ck_judge_one(c, BP_INV_RDMA_18, step_is_legal);
}

/* INV-RDMA-1 */
static enum bp_ck_verdict nothing_is_pending(struct bp_case *c)
{
	const struct bp_ck_rdma_pair *pair = ((const struct bp_rdma_case *)c->subject)->pair;

	return bp_ck_verdict(c, !pair->held[0] && !pair->held[1],
			     "%llu sends and %llu receives have not ended", ULL(pair->held[0]),
			     ULL(pair->held[1]));
}

/* INV-RDMA-12 */
static enum bp_ck_verdict regions_are_back(struct bp_case *c)
{
	const struct bp_ck_rdma_pair *pair = ((const struct bp_rdma_case *)c->subject)->pair;

	return bp_ck_verdict(c, !pair->mrs, "%u memory regions are not back", pair->mrs);
}

/* INV-RDMA-13 */
static enum bp_ck_verdict lists_are_unmapped(struct bp_case *c)
{
	const struct bp_ck_rdma_pair *pair = ((const struct bp_rdma_case *)c->subject)->pair;
	const struct bp_ck_rdma_context *context;
	u64 left = 0;

	LIST_FOREACH (context, &pair->contexts, of_pair)
		left += context->is_over;
	return bp_ck_verdict(c, !left, "lists of %llu contexts are still mapped", ULL(left));
}

void bp_ck_judge_rdma_gone(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_RDMA_1, nothing_is_pending },
		{ BP_INV_RDMA_12, regions_are_back },
		{ BP_INV_RDMA_13, lists_are_unmapped },
	};

	bp_ck_judge_all(c, laws);
}
