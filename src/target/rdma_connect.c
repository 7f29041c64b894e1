/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections come and go (R-C4.1, R-C4.7, R-C4.8), and the transport as the core sees it.
 */
#include <errno.h>

#include "rdma.h"

static int nvmet_rdma_cm_reject(struct rdma_cm_id *cm_id, enum nvme_rdma_cm_status why)
{
	const struct nvme_rdma_cm_rej rej = {
		.recfmt = cpu_to_le16(NVME_RDMA_CM_FMT_1_0),
		.sts = cpu_to_le16((u16)why),
	};

	rdma_reject(cm_id, &rej, sizeof(rej));
	return -ECONNREFUSED;
}

static int nvmet_rdma_cm_accept(struct rdma_cm_id *cm_id, const struct nvmet_rdma_queue *queue,
				const struct rdma_conn_param *asked)
{
	const struct nvme_rdma_cm_rep rep = {
		.recfmt = cpu_to_le16(NVME_RDMA_CM_FMT_1_0),
		.crqsize = cpu_to_le16((u16)queue->recv_queue_size),
	};
	const struct rdma_conn_param param = {
		.private_data = &rep,
		.private_data_len = sizeof(rep),
		.initiator_depth = (u8)bp_min((int)asked->initiator_depth,
					      cm_id->device->attrs.max_qp_init_rd_atom),
		.rnr_retry_count = 7,
	};

	return rdma_accept(cm_id, &param);
}

static int nvmet_rdma_queue_connect(struct rdma_cm_id *cm_id, const struct rdma_conn_param *param)
{
	enum nvme_rdma_cm_status why;
	struct nvmet_rdma_queue *queue = nvmet_rdma_alloc_queue(cm_id->context, cm_id, param, &why);

	if (!queue)
		return nvmet_rdma_cm_reject(cm_id, why);
	if (nvmet_rdma_cm_accept(cm_id, queue, param))
		nvmet_rdma_queue_disconnect(queue);
	return 0;
}

static void nvmet_rdma_queue_established(struct nvmet_rdma_queue *queue)
{
	struct nvmet_rdma_rsp *rsp;

	if (queue->state != NVMET_RDMA_Q_CONNECTING)
		return;
	queue->state = NVMET_RDMA_Q_LIVE;
	while ((rsp = STAILQ_FIRST(&queue->rsp_wait_list))) {
		STAILQ_REMOVE_HEAD(&queue->rsp_wait_list, link);
		nvmet_rdma_handle_command(rsp);
	}
}

static void stop_listening(struct nvmet_rdma_port *rport)
{
	if (rport->cm_id)
		rdma_destroy_id(rport->cm_id);
	rport->cm_id = NULL;
}

/* A listener goes with its device: the manager destroys it. */
static int lose_device(struct rdma_cm_id *cm_id, struct nvmet_rdma_queue *queue)
{
	struct nvmet_rdma_port *rport = cm_id->context;

	if (queue) {
		nvmet_rdma_queue_disconnect(queue);
		return 0;
	}
	rport->cm_id = NULL;
	return 1;
}

int nvmet_rdma_cm_handler(struct rdma_cm_id *cm_id, struct rdma_cm_event *event)
{
	struct nvmet_rdma_queue *queue = cm_id->qp ? cm_id->qp->qp_context : NULL;

	switch (event->event) {
	case RDMA_CM_EVENT_CONNECT_REQUEST:
		return nvmet_rdma_queue_connect(cm_id, &event->param.conn);
	case RDMA_CM_EVENT_ESTABLISHED:
		nvmet_rdma_queue_established(queue);
		return 0;
	case RDMA_CM_EVENT_DEVICE_REMOVAL:
		return lose_device(cm_id, queue);
	case RDMA_CM_EVENT_DISCONNECTED:
	case RDMA_CM_EVENT_REJECTED:
	case RDMA_CM_EVENT_UNREACHABLE:
	case RDMA_CM_EVENT_CONNECT_ERROR:
		nvmet_rdma_queue_disconnect(queue);
		return 0;
	}
	return 0;
}

static int nvmet_rdma_add_port(struct nvmet_port *port)
{
	const struct bp_nvmet_rdma_addr *addr = port->bp_traddr;
	struct bp_env *env = port->bp_nvmet->env;
	struct nvmet_rdma_port *rport = bp_alloc(env, BP_ALLOC_NVMET, sizeof(*rport));
	int error = -ENOMEM;

	if (!rport)
		return error;
	rport->port = port;
	LIST_INIT(&rport->devices);
	STAILQ_INIT(&rport->queues);
	rport->cm_id = rdma_create_id(addr->device, nvmet_rdma_cm_handler, rport);
	if (rport->cm_id)
		error = rdma_listen(rport->cm_id, addr->service);
	if (error) {
		stop_listening(rport);
		bp_free(env, rport);
		return error;
	}
	port->priv = rport;
	return 0;
}

/* Queues that are left end with it; their work is waited for. */
static void nvmet_rdma_remove_port(struct nvmet_port *port)
{
	struct nvmet_rdma_port *rport = port->priv;
	struct bp_env *env = port->bp_nvmet->env;
	struct nvmet_rdma_queue *queue;

	stop_listening(rport);
	STAILQ_FOREACH (queue, &rport->queues, queue_list)
		nvmet_rdma_queue_disconnect(queue);
	while (!STAILQ_EMPTY(&rport->queues) && bp_wait(env))
		;
	port->priv = NULL;
	bp_free(env, rport);
}

static void nvmet_rdma_delete_ctrl(struct nvmet_ctrl *ctrl)
{
	struct nvmet_rdma_port *rport = ctrl->port->priv;
	struct nvmet_rdma_queue *queue;

	STAILQ_FOREACH (queue, &rport->queues, queue_list)
		if (queue->nvme_sq.ctrl == ctrl)
			nvmet_rdma_queue_disconnect(queue);
}

const struct nvmet_fabrics_ops nvmet_rdma_ops = {
	.queue_response = nvmet_rdma_queue_response,
	.delete_ctrl = nvmet_rdma_delete_ctrl,
	.add_port = nvmet_rdma_add_port,
	.remove_port = nvmet_rdma_remove_port,
};

static u32 length_of(const struct nvmet_rdma_rsps *list)
{
	const struct nvmet_rdma_rsp *rsp;
	u32 nr = 0;

	STAILQ_FOREACH (rsp, list, link)
		nr++;
	return nr;
}

bool bp_nvmet_rdma_queue_view(const struct nvmet_port *port, unsigned index,
			      struct bp_nvmet_rdma_queue_view *view)
{
	const struct nvmet_rdma_port *rport = port->priv;
	const struct nvmet_rdma_queue *queue;

	STAILQ_FOREACH (queue, &rport->queues, queue_list)
		if (!index--)
			break;
	if (!queue)
		return false;
	*view = (struct bp_nvmet_rdma_queue_view){
		.qid = queue->host_qid,
		.is_live = queue->state == NVMET_RDMA_Q_LIVE,
		.sq_wr_avail = queue->sq_wr_avail,
		.max_send_wr = queue->max_send_wr,
		.recv_queue_size = queue->recv_queue_size,
		.send_queue_size = queue->send_queue_size,
		.waiting = length_of(&queue->rsp_wr_wait_list),
		.inline_data_size = queue->dev->inline_data_size,
	};
	return true;
}
