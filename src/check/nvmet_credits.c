/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-NVMET-2, -3, -12, -13: a queue's account, and what it posts.
 */
#include "nvmet.h"

#define LL(x) ((long long)(x))

/* INV-NVMET-2: the account is the sum of what was taken and given back, and within its bounds */
static enum bp_ck_verdict account_is_right(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_nvmet_credits *told = n->credits;

	if (!n->queue->has_account)
		return BP_NO_CASE;
	return bp_ck_verdict(c,
			     told->avail == n->queue->avail + told->change && told->avail >= 0 &&
				     told->avail <= told->max,
			     "%lld and %lld make %lld of %u", LL(n->queue->avail), LL(told->change),
			     LL(told->avail), told->max);
}

void bp_ck_judge_nvmet_credits(struct bp_case *c)
{
	static const struct bp_law laws[] = { { BP_INV_NVMET_2, account_is_right } };

	bp_ck_judge_all(c, laws);
}

/* INV-NVMET-3 */
static enum bp_ck_verdict work_is_paid(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_ck_nvmet_queue *q = n->queue;

	if (!q->has_account || n->pair->state == IB_QPS_ERR)
		return BP_NO_CASE; /* the marker of a drain */
	return bp_ck_verdict(c, LL(n->pair->held[false]) <= q->max - q->avail,
			     "%lld work requests are in the queue, %lld are paid for",
			     LL(n->pair->held[false]), LL(q->max - q->avail));
}

/* INV-NVMET-12: the work of its data, and no other, is posted before a response */
static enum bp_ck_verdict data_went_first(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;

	if (!n->request)
		return BP_NO_CASE;
	return bp_ck_verdict(c, n->queue->chained == n->request->data_wrs,
			     "%u work requests were posted before the response, told were %u",
			     n->queue->chained, n->request->data_wrs);
}

/* INV-NVMET-13: for each response a receive went back before */
static enum bp_ck_verdict receive_went_first(struct bp_case *c)
{
	const struct bp_nvmet_case *n = c->subject;
	const struct bp_ck_nvmet_queue *q = n->queue;

	if (!q->responding)
		return BP_NO_CASE;
	return bp_ck_verdict(c, q->receives - q->receives_before > q->sends,
			     "response %lld, and %lld receives went back", LL(q->sends + 1),
			     LL(q->receives - q->receives_before));
}

void bp_ck_judge_nvmet_posted(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_NVMET_3, work_is_paid },
		{ BP_INV_NVMET_12, data_went_first },
		{ BP_INV_NVMET_13, receive_went_first },
	};

	bp_ck_judge_all(c, laws);
}
