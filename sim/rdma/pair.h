/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue pairs: how they come and go, what is posted to them, and how their work ends (rdma-nvmet.md
 * A5, A6, A8).
 */
#ifndef BP_SIM_RDMA_PAIR_H
#define BP_SIM_RDMA_PAIR_H

#include "rdma/engine.h"

/* The queue pair of a number; NULL: there is none. */
struct bp_rdma_pair *bp_rdma_pair_find(const struct bp_rdma_adapter *adapter, u32 qpn);

/* What is told to whoever completes: of a RECV, what came. */
struct bp_rdma_ending {
	enum ib_wc_status status;
	u32 byte_len;
	bool was_invalidated;
	u32 inv_key;
};

/**
 * bp_rdma_pair_end - work is over (R-A7.6)
 * @pair: queue pair
 * @wqe: the oldest of its queue; freed
 * @ending: how
 *
 * The queue pair goes to ERR when its completion queue has no room.
 */
void bp_rdma_pair_end(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe,
		      const struct bp_rdma_ending *ending);

/* R-A8.1: goes to ERR, all work that is left is flushed; nothing when it is there. */
void bp_rdma_pair_fail(struct bp_rdma_pair *pair);

/* Tells the owner of trouble. */
void bp_rdma_pair_event(struct bp_rdma_pair *pair, enum ib_event_type type);

/* Changes the state and says so. */
void bp_rdma_pair_go(struct bp_rdma_pair *pair, enum ib_qp_state state);

/* Forgets all work, without a word. */
void bp_rdma_pair_forget(struct bp_rdma_pair *pair);

/* The verbs. */
struct ib_qp *bp_rdma_create_qp(struct ib_pd *pd, struct ib_qp_init_attr *attr);
int bp_rdma_modify_qp(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask);
int bp_rdma_destroy_qp(struct ib_qp *qp);
int bp_rdma_post_send(struct ib_qp *qp, const struct ib_send_wr *wr, const struct ib_send_wr **bad);
int bp_rdma_post_recv(struct ib_qp *qp, const struct ib_recv_wr *wr, const struct ib_recv_wr **bad);

#endif
