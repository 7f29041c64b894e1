/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When work of a send queue runs: in order, one at a time, READs perhaps together (rdma-nvmet.md
 * A7).
 */
#ifndef BP_SIM_RDMA_RUN_H
#define BP_SIM_RDMA_RUN_H

#include "rdma/engine.h"

/* Begins what may begin. */
void bp_rdma_run(struct bp_rdma_pair *pair);

/* Something changed here for which the other side's sender may wait: a RECV, a state. */
void bp_rdma_wake_peer(struct bp_rdma_pair *pair);

/* The same for all queue pairs of an adapter: their wire changed. */
void bp_rdma_wake_all(struct bp_rdma_adapter *adapter);

/* Of the timer of a queue pair. */
void bp_rdma_on_timer(struct bp_timer *timer);

/* The pause that an RNR NAK asks for, in ns; only the low five bits of the code count. */
u64 bp_rdma_rnr_ns(u8 code);

#endif
