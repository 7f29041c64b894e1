/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A far host asks for connections (rdma-nvmet.md R-A5.4, C4).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/nvme_rdma.h>

#include "initiator/engine.h"

/* Messages are repeated so often when nobody answers, and for ever when there is no RECV. */
#define RETRIES 7

static void note_reject(struct bp_initiator_queue *queue, const struct rdma_cm_event *event)
{
	const struct nvme_rdma_cm_rej *rej = event->param.conn.private_data;

	queue->error = -ECONNREFUSED;
	queue->view.reason = event->status;
	if (event->param.conn.private_data_len >= sizeof(*rej))
		queue->view.sts = le16_to_cpu(rej->sts);
}

static void note_accept(struct bp_initiator_queue *queue, const struct rdma_cm_event *event)
{
	const struct nvme_rdma_cm_rep *rep = event->param.conn.private_data;

	queue->state = BP_INITIATOR_OPEN;
	if (event->param.conn.private_data_len >= sizeof(*rep))
		queue->view.crqsize = le16_to_cpu(rep->crqsize);
}

/* There is an answer, and it is no. */
static void end_in_vain(struct bp_initiator_queue *queue, int error)
{
	queue->state = BP_INITIATOR_DEAD;
	if (!queue->error)
		queue->error = error;
}

static int on_event(struct rdma_cm_id *id, struct rdma_cm_event *event)
{
	struct bp_initiator_queue *queue = id->context;

	switch (event->event) {
	case RDMA_CM_EVENT_ESTABLISHED:
		note_accept(queue, event);
		break;
	case RDMA_CM_EVENT_REJECTED:
		note_reject(queue, event);
		end_in_vain(queue, 0);
		break;
	case RDMA_CM_EVENT_UNREACHABLE:
	case RDMA_CM_EVENT_CONNECT_ERROR:
		end_in_vain(queue, event->status ? event->status : -ECONNRESET);
		break;
	default:
		/* R-A5.4: the connection is over, whoever ended it. */
		bp_initiator_fail(queue->host);
		break;
	}
	return 0;
}

/* R-C4.1, R-C4.2: sizes as Linux hosts send them. */
static struct nvme_rdma_cm_req private_data(const struct bp_initiator_queue *queue)
{
	const struct bp_initiator_greeting *greeting = &queue->host->config.greeting;

	return (struct nvme_rdma_cm_req){
		.recfmt = cpu_to_le16(greeting->recfmt),
		.qid = cpu_to_le16(queue->qid),
		.hrqsize = cpu_to_le16((u16)(queue->depth + greeting->more_hrqsize)),
		.hsqsize = cpu_to_le16((u16)(queue->depth - 1 + greeting->more_hsqsize)),
	};
}

static int ask(struct bp_initiator_queue *queue)
{
	const struct bp_initiator *host = queue->host;
	const struct nvme_rdma_cm_req req = private_data(queue);
	const struct rdma_conn_param param = {
		.private_data = &req,
		.private_data_len = (u8)(sizeof(req) - host->config.greeting.missing_bytes),
		.responder_resources = (u8)bp_min(host->ib->attrs.max_qp_rd_atom, 255),
		.retry_count = RETRIES,
		.rnr_retry_count = RETRIES,
	};

	return rdma_connect(queue->id, host->config.service, &param);
}

static int start(struct bp_initiator_queue *queue)
{
	int error;

	queue->id = rdma_create_id(queue->host->ib, on_event, queue);
	if (!queue->id)
		return -ENOMEM;
	error = bp_initiator_queue_make(queue);
	return error ? error : ask(queue);
}

static int say(const struct bp_initiator_queue *queue, int error, struct bp_error *err)
{
	const struct bp_initiator_view *view = &queue->view;

	if (error == -ECONNREFUSED)
		bp_error_set(err, NULL, 0, "connect",
			     "queue %u: the connection was rejected, reason %d, status %u",
			     queue->qid, view->reason, view->sts);
	else
		bp_error_set(err, NULL, 0, "connect", "queue %u: no connection, error %d",
			     queue->qid, -error);
	return error;
}

int bp_initiator_ask(struct bp_initiator_queue *queue, struct bp_error *err)
{
	int error;

	queue->view = (struct bp_initiator_view){ 0 };
	queue->error = 0;
	queue->state = BP_INITIATOR_ASKED;
	error = start(queue);
	if (error) {
		queue->state = BP_INITIATOR_DEAD;
		return say(queue, error, err);
	}
	while (queue->state == BP_INITIATOR_ASKED && bp_wait(queue->host->env))
		continue;
	if (queue->state == BP_INITIATOR_OPEN)
		return 0;
	return say(queue, queue->error ? queue->error : -ECONNRESET, err);
}
