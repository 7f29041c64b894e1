/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues are made and deleted (NVC-15, NVC-16).
 */
#include <stdlib.h>

#include "nvme/cmb.h"
#include "nvme/run.h"
#include "nvme/tell.h"

#define BUCKETS_MAX 1024u

struct bp_nvme_cq *bp_nvme_cq(const struct bp_nvme_controller *ctrl, u32 id)
{
	return id <= ctrl->config.nr_io_queues ? ctrl->cq[id] : NULL;
}

struct bp_nvme_sq *bp_nvme_sq(const struct bp_nvme_controller *ctrl, u32 id)
{
	struct bp_nvme_sq *sq = id <= ctrl->config.nr_io_queues ? ctrl->sq[id] : NULL;

	return sq && !sq->is_dying ? sq : NULL;
}

bool bp_nvme_has_io_queues(const struct bp_nvme_controller *ctrl)
{
	for (unsigned id = 1; id <= ctrl->config.nr_io_queues; id++)
		if (ctrl->sq[id] || ctrl->cq[id])
			return true;
	return false;
}

struct bp_nvme_cq *bp_nvme_cq_make(struct bp_nvme_controller *ctrl,
				   const struct bp_nvme_queue_request *what)
{
	struct bp_nvme_cq *cq = malloc(sizeof(*cq));

	if (!cq)
		return NULL;
	*cq = (struct bp_nvme_cq){
		.id = what->id,
		.size = what->size,
		.base = what->base,
		.phase = true,
		.ien = what->ien,
		.vector = what->vector,
	};
	TAILQ_INIT(&cq->waiting);
	ctrl->cq[cq->id] = cq;
	bp_nvme_tell_cq(ctrl, cq, false);
	return cq;
}

struct bp_nvme_sq *bp_nvme_sq_make(struct bp_nvme_controller *ctrl,
				   const struct bp_nvme_queue_request *what)
{
	struct bp_nvme_sq *sq = malloc(sizeof(*sq));
	u32 buckets = 1;

	if (!sq)
		return NULL;
	while (buckets < what->size && buckets < BUCKETS_MAX)
		buckets *= 2;
	*sq = (struct bp_nvme_sq){
		.id = what->id,
		.size = what->size,
		.base = what->base,
		.in_cmb = bp_nvme_cmb_touches(ctrl, what->base, (u64)what->size * 64),
		.cq = ctrl->cq[what->cqid],
		.bucket = calloc(buckets, sizeof(*sq->bucket)),
		.mask = buckets - 1,
	};
	if (!sq->bucket) {
		free(sq);
		return NULL;
	}
	TAILQ_INIT(&sq->outstanding);
	sq->cq->nr_sqs++;
	ctrl->sq[sq->id] = sq;
	bp_nvme_tell_sq(ctrl, sq, false);
	return sq;
}

void bp_nvme_sq_put(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	struct bp_nvme_run *deleter = sq->deleter;

	if (!sq->is_dying || sq->nr_outstanding)
		return;
	bp_nvme_tell_sq(ctrl, sq, true);
	sq->cq->nr_sqs--;
	ctrl->sq[sq->id] = NULL;
	free(sq->bucket);
	free(sq);
	if (deleter)
		bp_nvme_complete(deleter);
}

static void free_cq(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq)
{
	bp_nvme_tell_cq(ctrl, cq, true);
	ctrl->cq[cq->id] = NULL;
	free(cq);
}

void bp_nvme_queues_drop(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_run *run;

	for (unsigned id = 0; id <= ctrl->config.nr_io_queues; id++) {
		struct bp_nvme_sq *sq = ctrl->sq[id];

		if (!sq)
			continue;
		sq->deleter = NULL;
		sq->is_dying = false;
		while ((run = TAILQ_FIRST(&sq->outstanding))) {
			ctrl->counters.vanished++;
			bp_nvme_run_put(run);
		}
		sq->is_dying = true;
		bp_nvme_sq_put(ctrl, sq);
	}
	for (unsigned id = 0; id <= ctrl->config.nr_io_queues; id++)
		if (ctrl->cq[id])
			free_cq(ctrl, ctrl->cq[id]);
}

/* What both kinds have in common; @may is whether such a queue may lie in the CMB. */
static u16 check(const struct bp_nvme_controller *ctrl, const struct bp_nvme_queue_request *what,
		 u32 entry_bytes, bool may)
{
	if (what->size < 2 || what->size > ctrl->config.mqes + 1u)
		return NVME_SC_QUEUE_SIZE;
	if (what->base & (ctrl->page_bytes - 1))
		return NVME_SC_PRP_INVALID_OFFSET;
	if (what->vector && what->vector >= ctrl->config.vectors)
		return NVME_SC_INVALID_VECTOR;
	if (!what->contiguous)
		return NVME_SC_INVALID_FIELD;
	if (!may && bp_nvme_cmb_touches(ctrl, what->base, (u64)what->size * entry_bytes))
		return NVME_SC_CMB_INVALID_USE;
	return 0;
}

u16 bp_nvme_cq_create(struct bp_nvme_controller *ctrl, const struct bp_nvme_queue_request *what)
{
	u16 status;

	if (!what->id || what->id > ctrl->allocated_cqs || bp_nvme_cq(ctrl, what->id))
		return bp_nvme_dnr(NVME_SC_QID_INVALID);
	status = check(ctrl, what, 16, ctrl->config.cmbsz & NVME_CMBSZ_CQS);
	if (status)
		return bp_nvme_dnr(status);
	return bp_nvme_cq_make(ctrl, what) ? 0 : NVME_SC_INTERNAL;
}

static u16 check_cqid(const struct bp_nvme_controller *ctrl, u16 cqid)
{
	if (!cqid || cqid > ctrl->allocated_cqs)
		return NVME_SC_QID_INVALID;
	return bp_nvme_cq(ctrl, cqid) ? 0 : NVME_SC_CQ_INVALID;
}

u16 bp_nvme_sq_create(struct bp_nvme_controller *ctrl, const struct bp_nvme_queue_request *what)
{
	u16 status = check_cqid(ctrl, what->cqid);

	if (status)
		return bp_nvme_dnr(status);
	if (!what->id || what->id > ctrl->allocated_sqs || ctrl->sq[what->id])
		return bp_nvme_dnr(NVME_SC_QID_INVALID);
	status = check(ctrl, what, 64, ctrl->config.cmbsz & NVME_CMBSZ_SQS);
	if (status)
		return bp_nvme_dnr(status);
	return bp_nvme_sq_make(ctrl, what) ? 0 : NVME_SC_INTERNAL;
}

u16 bp_nvme_cq_delete(struct bp_nvme_controller *ctrl, u16 id)
{
	struct bp_nvme_cq *cq = bp_nvme_cq(ctrl, id);

	if (!id || !cq)
		return bp_nvme_dnr(NVME_SC_QID_INVALID);
	if (cq->nr_sqs)
		return bp_nvme_dnr(NVME_SC_INVALID_QUEUE);
	free_cq(ctrl, cq);
	return 0;
}

u16 bp_nvme_sq_delete(struct bp_nvme_run *run, u16 id)
{
	struct bp_nvme_controller *ctrl = run->ctrl;
	struct bp_nvme_sq *sq = bp_nvme_sq(ctrl, id);
	struct bp_nvme_run *victim, *next;

	if (!id || !sq)
		return bp_nvme_dnr(NVME_SC_QID_INVALID);
	for (victim = TAILQ_FIRST(&sq->outstanding); victim; victim = next) {
		next = TAILQ_NEXT(victim, in_sq);
		bp_nvme_abort(victim, NVME_SC_ABORT_QUEUE);
	}
	sq->is_dying = true;
	if (sq->nr_outstanding) {
		sq->deleter = run;
		run->hold = true;
	}
	bp_nvme_sq_put(ctrl, sq);
	return 0;
}
