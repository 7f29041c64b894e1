/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other side of work: what a queue pair does with a message that reaches it (rdma-nvmet.md A7,
 * the responder's checks).
 */
#ifndef BP_SIM_RDMA_SERVE_H
#define BP_SIM_RDMA_SERVE_H

#include "rdma/engine.h"

/**
 * struct bp_rdma_call - a message
 * @from: queue pair that sends it
 * @wqe: its work
 * @rkey: as it arrives
 * @data: payload; of a READ room for it
 */
struct bp_rdma_call {
	const struct bp_rdma_pair *from;
	const struct bp_rdma_wqe *wqe;
	u32 rkey;
	u8 *data;
};

/* READ and WRITE: what the requester's work ends with.  If not well, @pair is in ERR. */
enum ib_wc_status bp_rdma_serve_access(struct bp_rdma_pair *pair, const struct bp_rdma_call *call);

/* SEND, when there is a RECV: the same. */
enum ib_wc_status bp_rdma_serve_send(struct bp_rdma_pair *pair, const struct bp_rdma_call *call);

#endif
