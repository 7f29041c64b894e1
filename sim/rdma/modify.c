/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue pair changes (R-A5.1, R-A5.2).
 */
#include <errno.h>
#include <string.h>

#include "rdma/pair.h"
#include "rdma/run.h"

static bool is_allowed(const struct bp_rdma_pair *pair, const struct ib_qp_attr *attr, int mask)
{
	const struct ib_device_attr *limits = &pair->adapter->config.attrs;

	if (mask & IB_QP_PORT && attr->port_num != 1)
		return false;
	if (mask & IB_QP_MAX_QP_RD_ATOMIC && attr->max_rd_atomic > limits->max_qp_init_rd_atom)
		return false;
	return !(mask & IB_QP_MAX_DEST_RD_ATOMIC) ||
	       attr->max_dest_rd_atomic <= limits->max_qp_rd_atom;
}

#define TAKE(bit, member)                                                                          \
	do {                                                                                       \
		if (mask & (bit))                                                                  \
			to->member = from->member;                                                 \
	} while (0)

/* Nothing is lost or out of order on the wire (R-A7.1), so no number of that is kept. */
static void take(struct ib_qp_attr *to, const struct ib_qp_attr *from, int mask)
{
	TAKE(IB_QP_ACCESS_FLAGS, qp_access_flags);
	TAKE(IB_QP_RNR_RETRY, rnr_retry);
	TAKE(IB_QP_MAX_QP_RD_ATOMIC, max_rd_atomic);
	TAKE(IB_QP_MIN_RNR_TIMER, min_rnr_timer);
	TAKE(IB_QP_MAX_DEST_RD_ATOMIC, max_dest_rd_atomic);
	TAKE(IB_QP_DEST_QPN, dest_qp_num);
}

static void reset(struct bp_rdma_pair *pair)
{
	bp_rdma_pair_forget(pair);
	memset(&pair->attr, 0, sizeof(pair->attr));
}

static void enter(struct bp_rdma_pair *pair, enum ib_qp_state next)
{
	if (next == IB_QPS_ERR) {
		bp_rdma_pair_fail(pair);
		return;
	}
	bp_rdma_wake_peer(pair);
	if (next == IB_QPS_RESET)
		reset(pair);
	if (next != pair->ib.bp_state)
		bp_rdma_pair_go(pair, next);
	bp_rdma_run(pair);
}

int bp_rdma_modify_qp(struct ib_qp *ib, const struct ib_qp_attr *attr, int mask)
{
	struct bp_rdma_pair *pair = bp_rdma_pair_of(ib);
	const enum ib_qp_state now = ib->bp_state;
	const enum ib_qp_state next = mask & IB_QP_STATE ? attr->qp_state : now;

	if (mask & IB_QP_CUR_STATE && attr->cur_qp_state != now)
		return -EINVAL;
	if (!ib_modify_qp_is_ok(now, next, IB_QPT_RC, mask) || !is_allowed(pair, attr, mask))
		return -EINVAL;
	take(&pair->attr, attr, mask);
	enter(pair, next);
	return 0;
}
