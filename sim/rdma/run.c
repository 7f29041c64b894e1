/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rdma/run.h"
#include "rdma/execute.h"
#include "rdma/pair.h"
#include "rdma/tell.h"

/* The time of a work request that meets no trouble: to the other side and back. */
static u64 cost_ns(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe)
{
	const struct bp_rdma_config *config = &pair->adapter->config;

	if (wqe->opcode == IB_WR_REG_MR || wqe->opcode == IB_WR_LOCAL_INV)
		return config->wr_ns;
	return config->wr_ns + 2 * config->wire_ns + wqe->bytes * config->ns_per_kib / 1024;
}

/* R-A7.2, R-A3.9: only READs may begin before earlier work is complete. */
static bool may_overlap(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
			const struct bp_rdma_wqe *before)
{
	if (!before)
		return true;
	return pair->adapter->config.overlaps_reads && bp_rdma_is_read(wqe->opcode) &&
	       bp_rdma_is_read(before->opcode) && !(wqe->flags & IB_SEND_FENCE);
}

static bool may_start(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
		      const struct bp_rdma_wqe *before)
{
	if (pair->ib.bp_state != IB_QPS_RTS || !may_overlap(pair, wqe, before))
		return false;
	return !bp_rdma_is_read(wqe->opcode) || pair->reads < pair->attr.max_rd_atomic; /* R-A7.3 */
}

static void start(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe)
{
	wqe->started = true;
	wqe->due_ns = pair->adapter->env->now_ns + cost_ns(pair, wqe);
	if (bp_rdma_is_read(wqe->opcode))
		pair->reads++;
	bp_rdma_tell_start(pair, wqe);
}

/* One that is due before its turn ends as soon as that comes (R-A7.2). */
static void arm(struct bp_rdma_pair *pair)
{
	const struct bp_rdma_wqe *head = TAILQ_FIRST(&pair->sq.wqes);

	if (head && head->started && !head->waits_for_recv)
		bp_timer_arm(pair->adapter->env, &pair->timer, head->due_ns);
}

void bp_rdma_run(struct bp_rdma_pair *pair)
{
	struct bp_rdma_wqe *before = NULL;
	struct bp_rdma_wqe *wqe;

	TAILQ_FOREACH (wqe, &pair->sq.wqes, link) {
		if (!wqe->started && !may_start(pair, wqe, before))
			break;
		if (!wqe->started)
			start(pair, wqe);
		before = wqe;
	}
	arm(pair);
}

u64 bp_rdma_rnr_ns(u8 code)
{
	/* In hundredths of a millisecond, as InfiniBand codes them. */
	static const u32 pause[32] = { 65536, 1,    2,	  3,	 4,	6,     8,     12,
				       16,    24,   32,	  48,	 64,	96,    128,   192,
				       256,   384,  512,  768,	 1024,	1536,  2048,  3072,
				       4096,  6144, 8192, 12288, 16384, 24576, 32768, 49152 };

	return pause[code & 31] * 10000ull;
}

static void end(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe, enum ib_wc_status status)
{
	bp_rdma_pair_end(pair, wqe, &(struct bp_rdma_ending){ .status = status });
	if (status != IB_WC_SUCCESS)
		bp_rdma_pair_fail(pair);
}

static void again(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe, u64 delay_ns)
{
	wqe->due_ns = pair->adapter->env->now_ns + delay_ns;
	arm(pair);
}

/* R-A7.1: somebody who answers meanwhile is heard, but only once more. */
static void nobody(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe)
{
	if (wqe->is_repeated) {
		end(pair, wqe, IB_WC_RETRY_EXC_ERR);
		return;
	}
	wqe->is_repeated = true;
	again(pair, wqe, pair->adapter->config.retry_ns);
}

#define RNR_FOR_EVER 7

/* A8: 7 is for ever, and then a RECV that is posted ends the wait. */
static void not_ready(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe,
		      const struct bp_rdma_outcome *outcome)
{
	const u64 pause_ns = bp_rdma_rnr_ns(outcome->peer->attr.min_rnr_timer);
	const bool for_ever = pair->attr.rnr_retry == RNR_FOR_EVER;

	if (for_ever && outcome->attempt == BP_RDMA_NOT_READY) {
		wqe->waits_for_recv = true;
		return;
	}
	if (!for_ever && wqe->rnr_tries++ == pair->attr.rnr_retry) {
		end(pair, wqe, IB_WC_RNR_RETRY_EXC_ERR);
		return;
	}
	again(pair, wqe, pause_ns);
}

static void attempt(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe)
{
	const struct bp_rdma_outcome outcome = bp_rdma_execute(pair, wqe);

	switch (outcome.attempt) {
	case BP_RDMA_NOBODY:
		nobody(pair, wqe);
		return;
	case BP_RDMA_NOT_READY:
	case BP_RDMA_PAUSED:
		not_ready(pair, wqe, &outcome);
		return;
	default:
		end(pair, wqe, outcome.status);
		bp_rdma_run(pair);
	}
}

void bp_rdma_on_timer(struct bp_timer *timer)
{
	struct bp_rdma_pair *pair = bp_container_of(timer, struct bp_rdma_pair, timer);

	attempt(pair, TAILQ_FIRST(&pair->sq.wqes));
}

/* The pause of the NAK that is answered last begins now. */
static void wake(struct bp_rdma_pair *pair)
{
	struct bp_rdma_wqe *head = TAILQ_FIRST(&pair->sq.wqes);

	if (!head || !head->waits_for_recv)
		return;
	head->waits_for_recv = false;
	again(pair, head, pair->adapter->config.wire_ns);
}

void bp_rdma_wake_peer(struct bp_rdma_pair *pair)
{
	const struct bp_rdma_adapter *there = bp_rdma_wire_peer(pair->adapter);
	struct bp_rdma_pair *peer;

	if (!there)
		return;
	LIST_FOREACH (peer, &there->qps, link)
		if (peer->attr.dest_qp_num == pair->ib.qp_num)
			wake(peer);
}

void bp_rdma_wake_all(struct bp_rdma_adapter *adapter)
{
	struct bp_rdma_pair *pair;

	LIST_FOREACH (pair, &adapter->qps, link)
		wake(pair);
}
