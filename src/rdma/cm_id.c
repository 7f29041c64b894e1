/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "cm.h"

static struct rdma_cm_id *id_of(struct bp_timer *timer)
{
	return bp_container_of(timer, struct rdma_cm_id, bp_timer);
}

/* The other side does not answer: a request was in vain, a connection is over anyway. */
static void on_late(struct bp_timer *timer)
{
	struct rdma_cm_id *id = id_of(timer);
	const bool was_over = id->bp_state == BP_RDMA_CM_DREQ_SENT;

	id->bp_state = BP_RDMA_CM_OVER;
	if (was_over)
		bp_cm_tell_plain(id, RDMA_CM_EVENT_DISCONNECTED, 0);
	else
		bp_cm_tell_plain(id, RDMA_CM_EVENT_UNREACHABLE, -ETIMEDOUT);
}

struct rdma_cm_id *bp_cm_id_new(struct ib_device *device, rdma_cm_event_handler event_handler,
				void *context)
{
	struct rdma_cm_id *id = bp_alloc(device->bp_env, BP_ALLOC_RDMA, sizeof(*id));

	if (!id)
		return NULL;
	id->device = device;
	id->event_handler = event_handler;
	id->context = context;
	id->port_num = 1;
	id->bp_timer.fn = on_late;
	id->bp_id = ++device->bp_cm->last_id;
	LIST_INSERT_HEAD(&device->bp_cm->ids, id, bp_link);
	return id;
}

void bp_cm_id_free(struct rdma_cm_id *id)
{
	struct bp_env *env = id->device->bp_env;

	bp_timer_cancel(env, &id->bp_timer);
	LIST_REMOVE(id, bp_link);
	bp_free(env, id);
}

void bp_cm_id_end(struct rdma_cm_id *id)
{
	switch (id->bp_state) {
	case BP_RDMA_CM_REQ_RCVD:
		rdma_reject(id, NULL, 0);
		break;
	case BP_RDMA_CM_REP_SENT:
	case BP_RDMA_CM_ESTABLISHED:
		bp_cm_send_plain(id, BP_RDMA_CM_DREQ);
		break;
	case BP_RDMA_CM_DREQ_RCVD:
		bp_cm_send_plain(id, BP_RDMA_CM_DREP);
		break;
	default:
		break;
	}
	bp_cm_id_free(id);
}

bool bp_cm_tell(struct rdma_cm_id *id, struct rdma_cm_event *event)
{
	if (!id->event_handler(id, event))
		return false;
	bp_cm_id_end(id);
	return true;
}

bool bp_cm_tell_plain(struct rdma_cm_id *id, enum rdma_cm_event_type type, int status)
{
	return bp_cm_tell(id, &(struct rdma_cm_event){ .event = type, .status = status });
}

struct bp_rdma_cm_message bp_cm_message(enum bp_rdma_cm_kind kind,
					const struct rdma_conn_param *param)
{
	struct bp_rdma_cm_message message = { .kind = kind };

	if (!param)
		return message;
	message.responder_resources = param->responder_resources;
	message.initiator_depth = param->initiator_depth;
	message.retry_count = param->retry_count;
	message.rnr_retry_count = param->rnr_retry_count;
	message.private_data_len = param->private_data_len;
	if (param->private_data_len)
		memcpy(message.private_data, param->private_data, param->private_data_len);
	return message;
}

int bp_cm_send(struct rdma_cm_id *id, struct bp_rdma_cm_message *message)
{
	message->from = id->bp_id;
	message->to = id->bp_remote_id;
	message->qp_num = id->qp ? id->qp->qp_num : 0;
	return id->device->bp_cm->ops->send(id->device, message);
}

int bp_cm_send_plain(struct rdma_cm_id *id, enum bp_rdma_cm_kind kind)
{
	struct bp_rdma_cm_message message = bp_cm_message(kind, NULL);

	return bp_cm_send(id, &message);
}

void bp_cm_wait(struct rdma_cm_id *id, enum bp_rdma_cm_state state)
{
	struct bp_env *env = id->device->bp_env;

	id->bp_state = state;
	bp_timer_arm(env, &id->bp_timer, env->now_ns + id->device->bp_cm->timeout_ns);
}

void bp_cm_settle(struct rdma_cm_id *id, enum bp_rdma_cm_state state)
{
	bp_timer_cancel(id->device->bp_env, &id->bp_timer);
	id->bp_state = state;
}
