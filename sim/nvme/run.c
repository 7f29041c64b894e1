/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "nvme/run.h"
#include "nvme/work.h"

static struct bp_nvme_runs *list_of(const struct bp_nvme_run *run)
{
	switch (run->state) {
	case BP_NVME_RUN_HELD:
		return &run->ctrl->held;
	case BP_NVME_RUN_SERVED:
		return &run->ctrl->served;
	case BP_NVME_RUN_WAITING:
		return &run->sq->cq->waiting;
	case BP_NVME_RUN_LATE:
		return &run->ctrl->late;
	case BP_NVME_RUN_FETCHED:
		break;
	}
	return NULL;
}

static void leave_list(struct bp_nvme_run *run)
{
	struct bp_nvme_runs *list = list_of(run);

	if (list)
		TAILQ_REMOVE(list, run, link);
}

/* By time; those of one time in the order in which they came. */
static void insert_by_time(struct bp_nvme_runs *list, struct bp_nvme_run *run)
{
	struct bp_nvme_run *before = TAILQ_LAST(list, bp_nvme_runs);

	while (before && before->due_ns > run->due_ns)
		before = TAILQ_PREV(before, bp_nvme_runs, link);
	if (before)
		TAILQ_INSERT_AFTER(list, before, run, link);
	else
		TAILQ_INSERT_HEAD(list, run, link);
}

void bp_nvme_run_move(struct bp_nvme_run *run, enum bp_nvme_run_state state)
{
	leave_list(run);
	run->state = state;
	if (state == BP_NVME_RUN_SERVED || state == BP_NVME_RUN_LATE)
		insert_by_time(list_of(run), run);
	else if (state != BP_NVME_RUN_FETCHED)
		TAILQ_INSERT_TAIL(list_of(run), run, link);
}

struct bp_nvme_run *bp_nvme_run_get(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq)
{
	struct bp_nvme_run *run = TAILQ_FIRST(&ctrl->idle);

	if (run)
		TAILQ_REMOVE(&ctrl->idle, run, link);
	else
		run = malloc(sizeof(*run));
	if (!run)
		return NULL;
	*run = (struct bp_nvme_run){
		.ctrl = ctrl,
		.sqid = sq->id,
		.cqid = sq->cq->id,
		.sq = sq,
	};
	TAILQ_INSERT_TAIL(&sq->outstanding, run, in_sq);
	sq->nr_outstanding++;
	return run;
}

static struct bp_nvme_bucket *bucket_of(const struct bp_nvme_sq *sq, u16 cid)
{
	return &sq->bucket[cid & sq->mask];
}

static struct bp_nvme_run *known(const struct bp_nvme_sq *sq, u16 cid)
{
	struct bp_nvme_run *run;

	LIST_FOREACH (run, bucket_of(sq, cid), by_cid)
		if (bp_nvme_run_cid(run) == cid)
			return run;
	return NULL;
}

bool bp_nvme_run_enter(struct bp_nvme_run *run)
{
	u16 cid = bp_nvme_run_cid(run);

	if (known(run->sq, cid))
		return false;
	LIST_INSERT_HEAD(bucket_of(run->sq, cid), run, by_cid);
	run->is_known = true;
	return true;
}

void bp_nvme_run_forget(struct bp_nvme_run *run)
{
	if (run->is_known)
		LIST_REMOVE(run, by_cid);
	run->is_known = false;
}

void bp_nvme_run_put(struct bp_nvme_run *run)
{
	struct bp_nvme_sq *sq = run->sq;

	bp_nvme_run_forget(run);
	bp_nvme_run_move(run, BP_NVME_RUN_FETCHED);
	TAILQ_REMOVE(&sq->outstanding, run, in_sq);
	sq->nr_outstanding--;
	run->sq = NULL;
	if (run != run->ctrl->current)
		TAILQ_INSERT_HEAD(&run->ctrl->idle, run, link);
	bp_nvme_sq_put(run->ctrl, sq);
}

struct bp_nvme_run *bp_nvme_find(struct bp_nvme_controller *ctrl, u16 sqid, u16 cid)
{
	const struct bp_nvme_sq *sq = bp_nvme_sq(ctrl, sqid);
	struct bp_nvme_run *run = sq ? known(sq, cid) : NULL;
	bool can_end = run && (run->state == BP_NVME_RUN_HELD || run->state == BP_NVME_RUN_SERVED);

	return can_end ? run : NULL;
}

void bp_nvme_run_fini(struct bp_nvme_controller *ctrl)
{
	struct bp_nvme_run *run;

	while ((run = TAILQ_FIRST(&ctrl->idle))) {
		TAILQ_REMOVE(&ctrl->idle, run, link);
		free(run);
	}
}
