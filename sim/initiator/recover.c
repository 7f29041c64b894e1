/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections come and go as a whole: all queues of a controller, or none (rdma-nvmet.md R-D7).
 */
#include <errno.h>

#include "initiator/engine.h"

static bool is_alive(const struct bp_initiator_queue *queue)
{
	return queue->state == BP_INITIATOR_ASKED || queue->state == BP_INITIATOR_OPEN;
}

void bp_initiator_fail(struct bp_initiator *host)
{
	bool was_alive = false;

	for (u16 qid = 0; qid < host->nr_queues; qid++) {
		if (!is_alive(&host->queues[qid]))
			continue;
		host->queues[qid].state = BP_INITIATOR_DEAD;
		was_alive = true;
	}
	if (!was_alive)
		return;
	host->counters.recoveries++;
	bp_work_queue(host->env, &host->recovery);
}

void bp_initiator_drop(struct bp_initiator *host)
{
	bp_initiator_fail(host);
}

void bp_initiator_stop(struct bp_initiator *host)
{
	for (u16 qid = 0; qid < host->nr_queues; qid++) {
		if (is_alive(&host->queues[qid]))
			host->queues[qid].state = BP_INITIATOR_DEAD;
		if (host->queues[qid].id && host->queues[qid].id->qp)
			rdma_disconnect(host->queues[qid].id);
	}
	for (u16 qid = 0; qid < host->nr_queues; qid++) {
		if (host->queues[qid].id && host->queues[qid].id->qp)
			ib_drain_qp(host->queues[qid].id->qp);
		bp_initiator_lose_all(&host->queues[qid]);
	}
}

void bp_initiator_disconnect(struct bp_initiator *host)
{
	bp_work_cancel(host->env, &host->recovery);
	if (!host->queues)
		return;
	bp_initiator_stop(host);
	for (u16 qid = 0; qid < host->nr_queues; qid++)
		bp_initiator_queue_drop(&host->queues[qid]);
	if (host->pd)
		ib_dealloc_pd(host->pd);
	host->pd = NULL;
}

static int bring_up(struct bp_initiator *host, struct bp_error *err)
{
	int error = 0;

	for (u16 qid = 0; qid < host->nr_queues && !error; qid++) {
		error = bp_initiator_ask(&host->queues[qid], err);
		if (!error)
			error = bp_initiator_fabrics_connect(&host->queues[qid], err);
		if (!error && !qid)
			error = bp_initiator_enable(host, err);
	}
	return error;
}

int bp_initiator_connect(struct bp_initiator *host, struct bp_error *err)
{
	int error;

	bp_initiator_disconnect(host);
	host->pd = ib_alloc_pd(host->ib, 0);
	if (IS_ERR(host->pd)) {
		error = (int)PTR_ERR(host->pd);
		host->pd = NULL;
		bp_error_set(err, NULL, 0, "connect", "no protection domain, error %d", -error);
		return error;
	}
	error = bring_up(host, err);
	if (error)
		bp_initiator_disconnect(host);
	return error;
}
