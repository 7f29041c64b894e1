/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All work of a queue pair ends (rdma-nvmet.md R-A8.3).
 */
#include <blkpath/completion.h>
#include <blkpath/ib_verbs.h>

/* The last work of a queue; lives on the stack of who waits for it. */
struct ib_drain_cqe {
	struct ib_cqe cqe;
	struct completion done;
};

static void ib_drain_qp_done(struct ib_cq *cq, struct ib_wc *wc)
{
	(void)cq;
	complete(&bp_container_of(wc->wr_cqe, struct ib_drain_cqe, cqe)->done);
}

/* Whether it is lost: what the queue still has was handled, and the marker was not there. */
static bool is_lost(struct ib_cq *cq, const struct ib_drain_cqe *drain)
{
	if (!cq->bp_failed)
		return false;
	ib_process_cq_direct(cq, -1);
	return !completion_done(&drain->done);
}

/* Whoever polls must be asked; else it goes by itself. */
static void wait_for_it(struct ib_cq *cq, struct ib_drain_cqe *drain)
{
	if (is_lost(cq, drain))
		return;
	while (cq->poll_ctx == IB_POLL_DIRECT && !completion_done(&drain->done))
		if (!ib_process_cq_direct(cq, -1) && !bp_wait(cq->device->bp_env))
			break;
	wait_for_completion(&drain->done);
}

static int post_marker(struct ib_qp *qp, bool recv, struct ib_cqe *cqe)
{
	const struct ib_rdma_wr send = { .wr = { .opcode = IB_WR_RDMA_WRITE, .wr_cqe = cqe } };
	const struct ib_recv_wr receive = { .wr_cqe = cqe };

	return recv ? ib_post_recv(qp, &receive, NULL) : ib_post_send(qp, &send.wr, NULL);
}

static void drain(struct ib_qp *qp, bool recv)
{
	const struct ib_qp_attr attr = { .qp_state = IB_QPS_ERR };
	struct bp_env *env = qp->device->bp_env;
	struct ib_drain_cqe drain = { .cqe.done = ib_drain_qp_done };
	int error = ib_modify_qp(qp, &attr, IB_QP_STATE);

	init_completion(env, &drain.done);
	drain.done.bp_what = qp->qp_num;
	if (!error)
		error = post_marker(qp, recv, &drain.cqe);
	if (bp_warn_on(env, error, BP_SITE_RDMA_DRAIN, qp->qp_num, (u64)-error))
		return;
	wait_for_it(recv ? qp->recv_cq : qp->send_cq, &drain);
}

void ib_drain_qp(struct ib_qp *qp)
{
	drain(qp, false);
	if (!qp->srq)
		drain(qp, true);
}
