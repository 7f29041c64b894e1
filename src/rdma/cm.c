/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "cm.h"

struct rdma_cm_id *rdma_create_id(struct ib_device *device, rdma_cm_event_handler event_handler,
				  void *context)
{
	return device->bp_cm ? bp_cm_id_new(device, event_handler, context) : NULL;
}

void rdma_destroy_id(struct rdma_cm_id *id)
{
	bp_cm_id_end(id);
}

static bool is_taken(const struct rdma_cm_id *id, u16 service)
{
	const struct rdma_cm_id *other;

	LIST_FOREACH (other, &id->device->bp_cm->ids, bp_link)
		if (other->bp_state == BP_RDMA_CM_LISTEN && other->bp_service == service)
			return true;
	return false;
}

int rdma_listen(struct rdma_cm_id *id, u16 service)
{
	if (id->bp_state != BP_RDMA_CM_IDLE)
		return -EINVAL;
	if (is_taken(id, service))
		return -EADDRINUSE;
	id->bp_service = service;
	id->bp_state = BP_RDMA_CM_LISTEN;
	return 0;
}

int rdma_create_qp(struct rdma_cm_id *id, struct ib_pd *pd, struct ib_qp_init_attr *init_attr)
{
	struct ib_qp *qp;
	int error;

	if (pd->device != id->device || id->qp)
		return -EINVAL;
	init_attr->port_num = id->port_num;
	qp = ib_create_qp(pd, init_attr);
	if (IS_ERR(qp))
		return (int)PTR_ERR(qp);
	error = bp_cm_qp_init(qp, id->port_num);
	if (error) {
		ib_destroy_qp(qp);
		return error;
	}
	id->qp = qp;
	return 0;
}

void rdma_destroy_qp(struct rdma_cm_id *id)
{
	ib_destroy_qp(id->qp);
	id->qp = NULL;
}

static bool is_too_long(const struct rdma_conn_param *param, unsigned most)
{
	return param->private_data_len > most;
}

static void remember(struct rdma_cm_id *id, const struct rdma_conn_param *param)
{
	id->bp_param = *param;
	id->bp_param.private_data = NULL;
	id->bp_param.private_data_len = 0;
}

int rdma_connect(struct rdma_cm_id *id, u16 service, const struct rdma_conn_param *param)
{
	struct bp_rdma_cm_message message;
	int error;

	if (id->bp_state != BP_RDMA_CM_IDLE || !id->qp ||
	    is_too_long(param, BP_RDMA_CM_REQ_PRIVATE))
		return -EINVAL;
	remember(id, param);
	id->bp_service = service;
	message = bp_cm_message(BP_RDMA_CM_REQ, param);
	message.service = service;
	error = bp_cm_send(id, &message);
	if (!error)
		bp_cm_wait(id, BP_RDMA_CM_REQ_SENT);
	return error;
}

/* As the kernel has it: a request that cannot be accepted is rejected. */
static int give_up(struct rdma_cm_id *id, int error)
{
	bp_cm_qp_err(id);
	rdma_reject(id, NULL, 0);
	return error;
}

int rdma_accept(struct rdma_cm_id *id, const struct rdma_conn_param *param)
{
	struct bp_rdma_cm_message message;
	int error;

	if (id->bp_state != BP_RDMA_CM_REQ_RCVD || !id->qp ||
	    is_too_long(param, BP_RDMA_CM_REP_PRIVATE))
		return -EINVAL;
	remember(id, param);
	/* How patient it is was said by the side that asked. */
	id->bp_param.retry_count = id->bp_remote.retry_count;
	error = bp_cm_qp_connect(id);
	if (error)
		return give_up(id, error);
	message = bp_cm_message(BP_RDMA_CM_REP, param);
	error = bp_cm_send(id, &message);
	if (error)
		return give_up(id, error);
	bp_cm_wait(id, BP_RDMA_CM_REP_SENT);
	return 0;
}

int rdma_reject(struct rdma_cm_id *id, const void *private_data, u8 private_data_len)
{
	const struct rdma_conn_param param = { .private_data = private_data,
					       .private_data_len = private_data_len };
	struct bp_rdma_cm_message message;

	if (id->bp_state != BP_RDMA_CM_REQ_RCVD || is_too_long(&param, BP_RDMA_CM_REJ_PRIVATE))
		return -EINVAL;
	message = bp_cm_message(BP_RDMA_CM_REJ, &param);
	message.reason = IB_CM_REJ_CONSUMER_DEFINED;
	id->bp_state = BP_RDMA_CM_OVER;
	return bp_cm_send(id, &message);
}

static bool has_connection(const struct rdma_cm_id *id)
{
	return id->bp_state >= BP_RDMA_CM_REP_SENT;
}

int rdma_disconnect(struct rdma_cm_id *id)
{
	int error;

	if (!has_connection(id))
		return -EINVAL;
	error = bp_cm_qp_err(id);
	if (error)
		return error;
	if (id->bp_state == BP_RDMA_CM_DREQ_RCVD) {
		bp_cm_send_plain(id, BP_RDMA_CM_DREP);
		bp_cm_settle(id, BP_RDMA_CM_OVER);
	}
	if (id->bp_state == BP_RDMA_CM_REP_SENT || id->bp_state == BP_RDMA_CM_ESTABLISHED) {
		bp_cm_send_plain(id, BP_RDMA_CM_DREQ);
		bp_cm_wait(id, BP_RDMA_CM_DREQ_SENT);
	}
	return 0;
}

void bp_rdma_cm_remove(struct ib_device *device)
{
	struct rdma_cm_id *id, *next;

	LIST_FOREACH_SAFE(id, &device->bp_cm->ids, bp_link, next)
	bp_cm_tell_plain(id, RDMA_CM_EVENT_DEVICE_REMOVAL, 0);
}
