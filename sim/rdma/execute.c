/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "rdma/execute.h"
#include "rdma/local.h"
#include "rdma/pair.h"
#include "rdma/serve.h"

static bool can_hear(enum ib_qp_state state)
{
	return state == IB_QPS_RTR || state == IB_QPS_RTS || state == IB_QPS_SQD;
}

struct bp_rdma_pair *bp_rdma_reach(const struct bp_rdma_pair *pair)
{
	const struct bp_rdma_adapter *there = bp_rdma_wire_peer(pair->adapter);
	struct bp_rdma_pair *peer = there ? bp_rdma_pair_find(there, pair->attr.dest_qp_num) : NULL;

	if (!peer || !can_hear(peer->ib.bp_state) || peer->attr.dest_qp_num != pair->ib.qp_num)
		return NULL;
	return peer;
}

static u32 key_on_wire(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe)
{
	return bp_rdma_fault(pair->adapter, BP_RDMA_FAULT_BAD_RKEY) ? wqe->rkey ^ 0xff : wqe->rkey;
}

static enum ib_wc_status send(struct bp_rdma_pair *pair, struct bp_rdma_pair *peer,
			      const struct bp_rdma_wqe *wqe, u8 *data)
{
	const struct bp_rdma_call call = { .from = pair, .wqe = wqe, .data = data };

	if (!bp_rdma_gather(pair, wqe, data))
		return IB_WC_LOC_PROT_ERR;
	bp_rdma_wire_count(pair->adapter, wqe->bytes);
	return bp_rdma_serve_send(peer, &call);
}

static enum ib_wc_status write(struct bp_rdma_pair *pair, struct bp_rdma_pair *peer,
			       const struct bp_rdma_wqe *wqe, u8 *data)
{
	const struct bp_rdma_call call = {
		.from = pair, .wqe = wqe, .rkey = key_on_wire(pair, wqe), .data = data
	};

	if (!bp_rdma_gather(pair, wqe, data))
		return IB_WC_LOC_PROT_ERR;
	bp_rdma_wire_count(pair->adapter, wqe->bytes);
	return bp_rdma_serve_access(peer, &call);
}

/* R-A8.4: what cannot be placed here is an error, other than in Soft-RoCE. */
static enum ib_wc_status read(struct bp_rdma_pair *pair, struct bp_rdma_pair *peer,
			      const struct bp_rdma_wqe *wqe, u8 *data)
{
	const struct bp_rdma_call call = {
		.from = pair, .wqe = wqe, .rkey = key_on_wire(pair, wqe), .data = data
	};
	enum ib_wc_status status = bp_rdma_serve_access(peer, &call);

	if (status != IB_WC_SUCCESS)
		return status;
	bp_rdma_wire_count(peer->adapter, wqe->bytes);
	if (!bp_rdma_scatter(pair, wqe, data, wqe->bytes))
		return IB_WC_LOC_PROT_ERR;
	return wqe->opcode == IB_WR_RDMA_READ ? status : bp_rdma_mr_invalidate(pair, wqe->inv_key);
}

static enum ib_wc_status talk(struct bp_rdma_pair *pair, struct bp_rdma_pair *peer,
			      const struct bp_rdma_wqe *wqe, u8 *data)
{
	switch (wqe->opcode) {
	case IB_WR_RDMA_WRITE:
		return write(pair, peer, wqe, data);
	case IB_WR_RDMA_READ:
	case IB_WR_RDMA_READ_WITH_INV:
		return read(pair, peer, wqe, data);
	default:
		return send(pair, peer, wqe, data);
	}
}

static struct bp_rdma_outcome done(enum ib_wc_status status)
{
	return (struct bp_rdma_outcome){ .attempt = BP_RDMA_DONE, .status = status };
}

static bool needs_recv(enum ib_wr_opcode opcode)
{
	return opcode == IB_WR_SEND || opcode == IB_WR_SEND_WITH_INV;
}

/* Whether the other side has room (A7, check 2). */
static enum bp_rdma_attempt ask(struct bp_rdma_pair *peer, const struct bp_rdma_wqe *wqe)
{
	struct bp_rdma_adapter *there = peer->adapter;

	if (!needs_recv(wqe->opcode))
		return BP_RDMA_DONE;
	if (TAILQ_EMPTY(&peer->rq.wqes)) {
		there->counters.rnr++;
		return BP_RDMA_NOT_READY;
	}
	if (!bp_rdma_fault(there, BP_RDMA_FAULT_RNR))
		return BP_RDMA_DONE;
	there->counters.rnr++;
	return BP_RDMA_PAUSED;
}

static struct bp_rdma_outcome over_the_wire(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe)
{
	struct bp_rdma_pair *peer = bp_rdma_reach(pair);
	struct bp_rdma_outcome outcome = { .peer = peer };
	u8 *data;

	if (!bp_rdma_is_read(wqe->opcode) && !bp_rdma_may_gather(pair, wqe)) /* R-A8.5 */
		return done(IB_WC_LOC_PROT_ERR);
	if (!wqe->is_lost && bp_rdma_fault(pair->adapter, BP_RDMA_FAULT_PEER_GONE))
		wqe->is_lost = true;
	if (!peer || wqe->is_lost)
		return (struct bp_rdma_outcome){ .attempt = BP_RDMA_NOBODY };
	outcome.attempt = ask(peer, wqe);
	if (outcome.attempt != BP_RDMA_DONE)
		return outcome;
	data = malloc(wqe->bytes + 1);
	outcome.status = data ? talk(pair, peer, wqe, data) : IB_WC_GENERAL_ERR;
	free(data);
	return outcome;
}

struct bp_rdma_outcome bp_rdma_execute(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe)
{
	switch (wqe->opcode) {
	case IB_WR_REG_MR:
		return done(bp_rdma_mr_register(pair, wqe));
	case IB_WR_LOCAL_INV:
		return done(bp_rdma_mr_invalidate(pair, wqe->inv_key));
	default:
		return over_the_wire(pair, wqe);
	}
}
