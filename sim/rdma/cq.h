/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion queues, and how work ends in them (rdma-nvmet.md R-A7.6, A8).
 */
#ifndef BP_SIM_RDMA_CQ_H
#define BP_SIM_RDMA_CQ_H

#include "rdma/engine.h"

/* Stores a completion; -EBUSY when there is no room: then it is lost, and the owner is told. */
int bp_rdma_cq_post(struct bp_rdma_cq *cq, const struct ib_wc *wc);

/* Forgets what a queue pair completed: it is gone. */
void bp_rdma_cq_clean(struct bp_rdma_cq *cq, const struct ib_qp *qp);

/* The verbs. */
struct ib_cq *bp_rdma_create_cq(struct ib_device *device, const struct ib_cq_init_attr *attr);
int bp_rdma_destroy_cq(struct ib_cq *cq);
int bp_rdma_poll_cq(struct ib_cq *cq, int num_entries, struct ib_wc *wc);
int bp_rdma_req_notify_cq(struct ib_cq *cq, enum ib_cq_notify_flags flags);

#endif
