/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message does to the id that it is for; one that does not expect it ignores it (R-A5.4).
 */
#include <errno.h>

#include "cm.h"

static struct rdma_cm_id *find(const struct ib_device *device, u32 number)
{
	struct rdma_cm_id *id;

	LIST_FOREACH (id, &device->bp_cm->ids, bp_link)
		if (id->bp_id == number)
			return id;
	return NULL;
}

static struct rdma_cm_id *find_listener(const struct ib_device *device, u16 service)
{
	struct rdma_cm_id *id;

	LIST_FOREACH (id, &device->bp_cm->ids, bp_link)
		if (id->bp_state == BP_RDMA_CM_LISTEN && id->bp_service == service)
			return id;
	return NULL;
}

/* What one side may have outstanding is what the other one serves. */
static struct rdma_conn_param turned_round(const struct bp_rdma_cm_message *message)
{
	return (struct rdma_conn_param){
		.private_data = message->private_data,
		.private_data_len = message->private_data_len,
		.responder_resources = message->initiator_depth,
		.initiator_depth = message->responder_resources,
		.retry_count = message->retry_count,
		.rnr_retry_count = message->rnr_retry_count,
		.qp_num = message->qp_num,
	};
}

static void remember(struct rdma_cm_id *id, const struct bp_rdma_cm_message *message)
{
	id->bp_remote = turned_round(message);
	id->bp_remote.private_data = NULL;
	id->bp_remote.private_data_len = 0;
	id->bp_remote_id = message->from;
	id->bp_remote_qpn = message->qp_num;
}

static void tell(struct rdma_cm_id *id, enum rdma_cm_event_type type, int status,
		 const struct bp_rdma_cm_message *message)
{
	struct rdma_cm_event event = { .event = type,
				       .status = status,
				       .param.conn = turned_round(message) };

	bp_cm_tell(id, &event);
}

/* Nobody listens, or nobody can. */
static void refuse(struct ib_device *device, const struct bp_rdma_cm_message *message)
{
	const struct bp_rdma_cm_message answer = { .kind = BP_RDMA_CM_REJ,
						   .to = message->from,
						   .reason = IB_CM_REJ_INVALID_SERVICE_ID };

	device->bp_cm->ops->send(device, &answer);
}

static void on_req(struct ib_device *device, const struct bp_rdma_cm_message *message)
{
	struct rdma_cm_id *listener = find_listener(device, message->service);
	struct rdma_cm_id *id = NULL;

	if (listener)
		id = bp_cm_id_new(device, listener->event_handler, listener->context);
	if (!id) {
		refuse(device, message);
		return;
	}
	id->bp_state = BP_RDMA_CM_REQ_RCVD;
	id->bp_service = message->service;
	remember(id, message);
	tell(id, RDMA_CM_EVENT_CONNECT_REQUEST, 0, message);
}

static void reject(struct rdma_cm_id *id)
{
	struct bp_rdma_cm_message message = { .kind = BP_RDMA_CM_REJ,
					      .reason = IB_CM_REJ_CONSUMER_DEFINED };

	bp_cm_send(id, &message);
}

static void on_rep(struct rdma_cm_id *id, const struct bp_rdma_cm_message *message)
{
	int error;

	if (id->bp_state != BP_RDMA_CM_REQ_SENT)
		return;
	remember(id, message);
	error = id->qp ? bp_cm_qp_connect(id) : -EINVAL;
	if (error) {
		bp_cm_qp_err(id);
		reject(id);
		bp_cm_settle(id, BP_RDMA_CM_OVER);
		bp_cm_tell_plain(id, RDMA_CM_EVENT_CONNECT_ERROR, error);
		return;
	}
	bp_cm_send_plain(id, BP_RDMA_CM_RTU);
	bp_cm_settle(id, BP_RDMA_CM_ESTABLISHED);
	tell(id, RDMA_CM_EVENT_ESTABLISHED, 0, message);
}

static void on_rtu(struct rdma_cm_id *id, const struct bp_rdma_cm_message *message)
{
	if (id->bp_state != BP_RDMA_CM_REP_SENT)
		return;
	bp_cm_settle(id, BP_RDMA_CM_ESTABLISHED);
	tell(id, RDMA_CM_EVENT_ESTABLISHED, 0, message);
}

static void on_rej(struct rdma_cm_id *id, const struct bp_rdma_cm_message *message)
{
	if (id->bp_state != BP_RDMA_CM_REQ_SENT && id->bp_state != BP_RDMA_CM_REP_SENT)
		return;
	bp_cm_settle(id, BP_RDMA_CM_OVER);
	bp_cm_qp_err(id);
	tell(id, RDMA_CM_EVENT_REJECTED, message->reason, message);
}

/* When both sides end it at once, each takes the other's message for the answer. */
static void on_dreq(struct rdma_cm_id *id, const struct bp_rdma_cm_message *message)
{
	const bool asked_too = id->bp_state == BP_RDMA_CM_DREQ_SENT;

	if (!asked_too && id->bp_state != BP_RDMA_CM_ESTABLISHED &&
	    id->bp_state != BP_RDMA_CM_REP_SENT)
		return;
	bp_cm_settle(id, asked_too ? BP_RDMA_CM_OVER : BP_RDMA_CM_DREQ_RCVD);
	tell(id, RDMA_CM_EVENT_DISCONNECTED, 0, message);
}

static void on_drep(struct rdma_cm_id *id, const struct bp_rdma_cm_message *message)
{
	if (id->bp_state != BP_RDMA_CM_DREQ_SENT)
		return;
	bp_cm_settle(id, BP_RDMA_CM_OVER);
	tell(id, RDMA_CM_EVENT_DISCONNECTED, 0, message);
}

void bp_rdma_cm_receive(struct ib_device *device, const struct bp_rdma_cm_message *message)
{
	static void (*const answers[])(struct rdma_cm_id *, const struct bp_rdma_cm_message *) = {
		[BP_RDMA_CM_REP] = on_rep,   [BP_RDMA_CM_RTU] = on_rtu,	  [BP_RDMA_CM_REJ] = on_rej,
		[BP_RDMA_CM_DREQ] = on_dreq, [BP_RDMA_CM_DREP] = on_drep,
	};
	struct rdma_cm_id *id;

	if (message->kind == BP_RDMA_CM_REQ) {
		on_req(device, message);
		return;
	}
	id = find(device, message->to);
	if (id)
		answers[message->kind](id, message);
}
