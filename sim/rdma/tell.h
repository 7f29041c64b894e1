/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an adapter says of itself: the events RDMA_*.
 */
#ifndef BP_SIM_RDMA_TELL_H
#define BP_SIM_RDMA_TELL_H

#include <blkpath/rdma_event.h>

#include "rdma/engine.h"

/* @pair is whose work it was; NULL for nobody's. */
void bp_rdma_tell_mr(const struct bp_rdma_pair *pair, struct bp_rdma_mr *mr,
		     enum bp_rdma_mr_act act);
void bp_rdma_tell_qp(struct bp_rdma_pair *pair, const struct bp_rdma_qp *change);
void bp_rdma_tell_start(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe);
void bp_rdma_tell_retire(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
			 enum ib_wc_status status, bool has_cqe);
void bp_rdma_tell_cqe(struct bp_rdma_cq *cq, const struct ib_wc *wc);

/* @error is why it was refused; else it is the last one of @queue. */
void bp_rdma_tell_send(struct bp_rdma_pair *pair, const struct ib_send_wr *wr, int error);
void bp_rdma_tell_recv(struct bp_rdma_pair *pair, const struct ib_recv_wr *wr, int error);

#endif
