/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections come and go (R-C4.1, R-C4.7, R-C4.8).
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
