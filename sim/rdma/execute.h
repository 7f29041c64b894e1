/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a work request does when its time has come (rdma-nvmet.md A7, A8).
 */
#ifndef BP_SIM_RDMA_EXECUTE_H
#define BP_SIM_RDMA_EXECUTE_H

#include "rdma/engine.h"

/* What came of an attempt. */
enum bp_rdma_attempt {
	BP_RDMA_DONE,	   /* there is a status */
	BP_RDMA_NOBODY,	   /* the other side does not answer */
	BP_RDMA_NOT_READY, /* it has no RECV */
	BP_RDMA_PAUSED,	   /* it says so, though it has one (a fault) */
};

/**
 * struct bp_rdma_outcome - how work ended, or why not yet
 * @attempt: whether it ended
 * @status: how
 * @peer: queue pair of the other side, which has answered; NULL for nobody
 */
struct bp_rdma_outcome {
	enum bp_rdma_attempt attempt;
	enum ib_wc_status status;
	struct bp_rdma_pair *peer;
};

/* Does the oldest work of a send queue. */
struct bp_rdma_outcome bp_rdma_execute(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe);

/* Its other side, when that can hear: connected to it, on the wire, in RTR or later. */
struct bp_rdma_pair *bp_rdma_reach(const struct bp_rdma_pair *pair);

#endif
