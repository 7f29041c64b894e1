/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults of an RDMA adapter: points where one can happen, and when it does (rdma-nvmet.md A7, A8).
 */
#ifndef BP_SIM_RDMA_FAULT_H
#define BP_SIM_RDMA_FAULT_H

#include <blkpath/error.h>
#include <blkpath/types.h>

struct bp_rdma_adapter;

/* X(NAME, "name", "what happens") */
#define BP_RDMA_FAULTS(X)                                                                          \
	X(PEER_GONE, "peer-gone", "a message that it sends gets no answer")                        \
	X(BAD_RKEY, "bad-rkey", "a READ or WRITE that it sends has another key")                   \
	X(RNR, "rnr", "a message to it finds no RECV")                                             \
	X(CQ_OVERFLOW, "cq-overflow", "a completion finds its queue full")                         \
	X(UNDECODED, "undecoded", "a transfer of its DMA is answered by nobody")

#define BP_RDMA_FAULT_ENUM(NAME, ...) BP_RDMA_FAULT_##NAME,
enum bp_rdma_fault { BP_RDMA_FAULTS(BP_RDMA_FAULT_ENUM) BP_RDMA_FAULT_NR };
#undef BP_RDMA_FAULT_ENUM

/**
 * struct bp_rdma_fault_rule - when a fault happens
 * @after: so many chances are let go by
 * @times: then it happens so often; ~0: for ever
 */
struct bp_rdma_fault_rule {
	u64 after;
	u64 times;
};

/* From now on; another rule takes the place of the one before. */
void bp_rdma_fault_set(struct bp_rdma_adapter *adapter, enum bp_rdma_fault fault,
		       struct bp_rdma_fault_rule rule);

/* The fault of a name: 0, or -EINVAL with @err filled. */
int bp_rdma_fault_find(const char *name, enum bp_rdma_fault *fault, struct bp_error *err);

/* A chance: whether it happens now. */
bool bp_rdma_fault(struct bp_rdma_adapter *adapter, enum bp_rdma_fault fault);

#endif
