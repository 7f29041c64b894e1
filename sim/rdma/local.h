/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of a message and the memory of one side (rdma-nvmet.md R-A7.4, A9).
 */
#ifndef BP_SIM_RDMA_LOCAL_H
#define BP_SIM_RDMA_LOCAL_H

#include "rdma/mr.h"

/**
 * struct bp_rdma_span - a range of an MR that may be used
 * @pair: queue pair, for which it is used
 * @recv: for work of the receive queue
 * @remote: the other side asks
 * @serial: of the work; of the other side's
 * @mr: MR
 * @key: by which it was named
 * @addr: first byte
 * @bytes: how many
 * @is_write: to memory
 */
struct bp_rdma_span {
	struct bp_rdma_pair *pair;
	bool recv;
	bool remote;
	u64 serial;
	const struct bp_rdma_mr *mr;
	u32 key;
	u64 addr;
	u32 bytes;
	bool is_write;
};

/* Moves the bytes, each run of the bus as one transfer (R-A9.4); false: one of them failed. */
bool bp_rdma_span_move(const struct bp_rdma_span *span, u8 *data);

/* R-A7.4: collects a message from the entries of its work; false: R-A8, a local error. */
bool bp_rdma_gather(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe, u8 *data);

/* Whether the keys of all its entries allow that; nothing is moved. */
bool bp_rdma_may_gather(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe);

/* Spreads a message of at most the bytes of @wqe over them; the same. */
bool bp_rdma_scatter(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe, u8 *data, u64 bytes);

#endif
