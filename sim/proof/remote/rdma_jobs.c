/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a job: it is prepared, posted, over, and its memory is given back.
 */
#include "proof/remote/rdma.h"

#define WAITS_MAX 100000

static void done(struct ib_cq *cq, struct ib_wc *wc)
{
	struct bp_rdma_proof_job *job = bp_container_of(wc->wr_cqe, struct bp_rdma_proof_job, cqe);

	(void)cq;
	job->status = wc->status;
	job->state = BP_RDMA_PROOF_OVER;
}

void bp_rdma_proof_settle(struct bp_rdma_proof *p)
{
	unsigned waits = 0;

	while (bp_wait(&p->world->env))
		if (waits++ == WAITS_MAX) {
			bp_trial_wrong(p->trial, "hang", "something is under way for ever\n");
			return;
		}
}

/* Work of which a part was refused is over when the rest has run, and nobody hears of it. */
void bp_rdma_proof_post(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	struct ib_send_wr *chain = NULL;
	bool may_strike;
	int error;

	job->is_chained = bp_choose_once_in(&p->trial->choices, 4);
	if (job->is_chained) {
		job->chain = (struct ib_rdma_wr){ .wr = { .opcode = IB_WR_RDMA_WRITE,
							  .send_flags = IB_SEND_SIGNALED,
							  .wr_cqe = &job->cqe } };
		chain = &job->chain.wr;
	}
	job->cqe.done = done;
	job->state = BP_RDMA_PROOF_POSTED;
	p->mishap = bp_mishap_choose(&p->trial->choices, 8, 4);
	may_strike = p->mishap.left;
	bp_trial_say(p->trial, "posted%s%s, job %u", chain ? " with work behind it" : "",
		     may_strike ? " while an allocation fails" : "", job->number);
	error = rdma_rw_ctx_post(&job->ctx, p->s.near.qp, BP_SHOW_PORT_NUM, &job->cqe, chain);
	bp_rdma_proof_judge_posted(p, job, error, may_strike);
	p->mishap = (struct bp_mishap){ 0 };
	if (!error)
		return;
	bp_rdma_proof_settle(p);
	job->state = BP_RDMA_PROOF_OVER;
	job->status = IB_WC_GENERAL_ERR;
}

static int prepare(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	const u64 remote = BP_SHOW_HOST + (u64)job->number * BP_RDMA_PROOF_FAR + job->remote;
	const u32 rkey = p->s.far.pd->unsafe_global_rkey;
	struct ib_qp *qp = p->s.near.qp;

	if (job->kind == BP_RDMA_PROOF_BUS || job->kind == BP_RDMA_PROOF_BAD)
		return rdma_rw_ctx_dma_init(&job->ctx, qp, BP_SHOW_PORT_NUM, bp_dma_addr(job->bus),
					    job->bytes, remote, rkey, job->dir);
	return rdma_rw_ctx_init(&job->ctx, qp, BP_SHOW_PORT_NUM, job->sg, job->nents, job->offset,
				remote, rkey, job->dir);
}

void bp_rdma_proof_begin(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	bool may_strike;
	int result;

	if (!bp_rdma_proof_draw(p, job))
		return;
	job->serial = ++p->serial;
	job->status = IB_WC_GENERAL_ERR;
	bp_rdma_proof_fill(p, job);
	p->mishap = bp_mishap_choose(&p->trial->choices, 4, 4);
	may_strike = p->mishap.left;
	if (may_strike)
		bp_trial_say(p->trial, "an allocation fails meanwhile");
	result = prepare(p, job);
	bp_rdma_proof_take(p);
	p->mishap = (struct bp_mishap){ 0 };
	p->trial->outcome.things++;
	bp_rdma_proof_judge_prepared(p, job, result, may_strike);
	if (result <= 0) {
		bp_rdma_proof_give_back(p, job);
		return;
	}
	job->nr_wrs = (u32)result;
	job->state = BP_RDMA_PROOF_READY;
}

void bp_rdma_proof_end(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job)
{
	struct ib_qp *qp = p->s.near.qp;

	if (job->kind == BP_RDMA_PROOF_BUS || job->kind == BP_RDMA_PROOF_BAD)
		rdma_rw_ctx_dma_destroy(&job->ctx, qp, BP_SHOW_PORT_NUM);
	else
		rdma_rw_ctx_destroy(&job->ctx, qp, BP_SHOW_PORT_NUM, job->sg, job->nents, job->dir);
	bp_rdma_proof_take(p);
	if (job->status == IB_WC_SUCCESS)
		bp_rdma_proof_compare(p, job);
	else if (job->state == BP_RDMA_PROOF_OVER && !p->is_ruined && !job->ctx.bp_cut &&
		 job->status != IB_WC_GENERAL_ERR)
		bp_trial_wrong(p->trial, "failed", "job %u ends with %s\n", job->number,
			       ib_wc_status_msg(job->status));
	bp_rdma_proof_give_back(p, job);
	job->state = BP_RDMA_PROOF_UNUSED;
}
