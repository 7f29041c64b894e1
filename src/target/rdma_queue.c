/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues: from a connection request to the end (R-C4.2, R-C4.5 to R-C4.9).
 */
#include <errno.h>

#include <blkpath/nvme_host.h>

#include "rdma.h"

static u32 most_sges(const struct ib_device_attr *attrs)
{
	return (u32)bp_max(attrs->max_sge_rd, attrs->max_send_sge);
}

static int create_qp(struct nvmet_rdma_queue *queue)
{
	const struct nvmet_rdma_device *ndev = queue->dev;
	struct ib_qp_init_attr attr = {
		.qp_context = queue,
		.send_cq = queue->cq,
		.recv_cq = queue->cq,
		.sq_sig_type = IB_SIGNAL_REQ_WR,
		.qp_type = IB_QPT_RC,
		.port_num = queue->cm_id->port_num,
		.cap = { .max_send_wr = queue->send_queue_size + 1,
			 .max_rdma_ctxs = queue->send_queue_size,
			 .max_send_sge = most_sges(&ndev->device->attrs),
			 .max_recv_wr = 1 + queue->recv_queue_size,
			 .max_recv_sge = 1 + ndev->inline_page_count },
	};
	const int error = rdma_create_qp(queue->cm_id, ndev->pd, &attr);

	if (error)
		return error;
	queue->qp = queue->cm_id->qp;
	queue->max_send_wr = attr.cap.max_send_wr;
	bp_nvmet_rdma_credit(queue, NULL, attr.cap.max_send_wr);
	return 0;
}

static int post_recvs(struct nvmet_rdma_queue *queue)
{
	int error = 0;

	for (u32 i = 0; i < queue->recv_queue_size && !error; i++)
		error = nvmet_rdma_post_recv(&queue->cmds[i]);
	return error;
}

/* All completions have been handled when it returns: also those of what was sent meanwhile. */
static void destroy_qp(struct nvmet_rdma_queue *queue)
{
	do {
		ib_drain_qp(queue->qp);
		bp_nvmet_rdma_end_lost(queue);
		nvmet_rdma_process_wr_wait_list(queue);
	} while (!LIST_EMPTY(&queue->sending));
	bp_work_cancel(bp_rdma_env(queue), &queue->lost_work);
	rdma_destroy_qp(queue->cm_id);
	queue->qp = NULL;
}

static void on_lost(struct bp_work *work)
{
	bp_nvmet_rdma_end_lost(bp_container_of(work, struct nvmet_rdma_queue, lost_work));
}

static void on_cq_event(struct ib_event *event, void *context)
{
	struct nvmet_rdma_queue *queue = context;

	if (event->event == IB_EVENT_CQ_ERR)
		bp_work_queue(bp_rdma_env(queue), &queue->lost_work);
}

/* R-C4.5: all work may be flushed at once, what rdma_rw adds to it as well. */
static u32 most_completions(const struct nvmet_rdma_queue *queue)
{
	struct ib_qp_init_attr attr = {
		.port_num = queue->cm_id->port_num,
		.cap = { .max_send_wr = queue->send_queue_size + 1,
			 .max_rdma_ctxs = queue->send_queue_size },
	};

	rdma_rw_init_qp(queue->dev->device, &attr);
	return queue->recv_queue_size +
	       bp_max(2 * queue->send_queue_size + 1, attr.cap.max_send_wr);
}

/* What is deeper than the adapter's queues are is refused before there is memory for it. */
static bool is_too_deep(const struct nvmet_rdma_queue *queue)
{
	const struct ib_device_attr *attrs = &queue->dev->device->attrs;

	return most_completions(queue) > (u32)attrs->max_cqe ||
	       queue->recv_queue_size >= (u32)attrs->max_qp_wr;
}

static int nvmet_rdma_create_queue_ib(struct nvmet_rdma_queue *queue)
{
	struct ib_device *device = queue->dev->device;
	int error;

	queue->cq = ib_alloc_cq(device, queue, (int)most_completions(queue), 0, IB_POLL_WORKQUEUE);
	if (IS_ERR(queue->cq))
		return (int)PTR_ERR(queue->cq);
	queue->cq->event_handler = on_cq_event;
	error = create_qp(queue);
	if (!error) {
		error = post_recvs(queue);
		if (!error)
			return 0;
		destroy_qp(queue);
	}
	ib_free_cq(queue->cq);
	return error;
}

static void drop_parked(struct nvmet_rdma_queue *queue)
{
	struct nvmet_rdma_rsp *rsp;

	while ((rsp = STAILQ_FIRST(&queue->rsp_wait_list))) {
		STAILQ_REMOVE_HEAD(&queue->rsp_wait_list, link);
		bp_nvmet_rdma_tell(rsp, BP_NVMET_DROPPED, "R-C4.8", 0);
		nvmet_rdma_put_rsp(rsp);
	}
}

static void free_memory(struct nvmet_rdma_queue *queue)
{
	struct bp_env *env = bp_rdma_env(queue);

	if (queue->cmds)
		nvmet_rdma_free_cmds(queue);
	if (queue->rsps)
		nvmet_rdma_free_rsps(queue);
	nvmet_rdma_put_device(env, queue->dev);
	bp_free(env, queue);
}

/* R-C4.9 */
static void nvmet_rdma_release_queue_work(struct bp_work *work)
{
	struct nvmet_rdma_queue *queue =
		bp_container_of(work, struct nvmet_rdma_queue, release_work);
	struct rdma_cm_id *cm_id = queue->cm_id;

	drop_parked(queue);
	nvmet_sq_destroy(&queue->nvme_sq);
	destroy_qp(queue);
	ib_free_cq(queue->cq);
	STAILQ_REMOVE(&queue->rport->queues, queue, nvmet_rdma_queue, queue_list);
	rdma_destroy_id(cm_id);
	free_memory(queue);
}

/* R-C4.1 */
static enum nvme_rdma_cm_status nvmet_rdma_parse_cm_connect_req(const struct rdma_conn_param *param,
								struct nvmet_rdma_queue *queue)
{
	const struct nvme_rdma_cm_req *req = param->private_data;

	if (!req || param->private_data_len < sizeof(*req))
		return NVME_RDMA_CM_INVALID_LEN;
	if (le16_to_cpu(req->recfmt) != NVME_RDMA_CM_FMT_1_0)
		return NVME_RDMA_CM_INVALID_RECFMT;
	queue->host_qid = le16_to_cpu(req->qid);
	queue->recv_queue_size = le16_to_cpu(req->hsqsize) + 1u;
	queue->send_queue_size = le16_to_cpu(req->hrqsize);
	if (!queue->host_qid && queue->recv_queue_size > NVME_AQ_DEPTH)
		return NVME_RDMA_CM_INVALID_HSQSIZE;
	return 0;
}

static int make(struct nvmet_rdma_queue *queue)
{
	int error = nvmet_sq_init(queue->rport->port->bp_nvmet, &queue->nvme_sq);

	if (error)
		return error;
	error = nvmet_rdma_alloc_rsps(queue) ?: nvmet_rdma_alloc_cmds(queue);
	error = error ?: nvmet_rdma_create_queue_ib(queue);
	if (error)
		nvmet_sq_destroy(&queue->nvme_sq);
	return error;
}

static struct nvmet_rdma_queue *new_queue(struct nvmet_rdma_port *rport, struct rdma_cm_id *cm_id)
{
	struct bp_env *env = rport->port->bp_nvmet->env;
	struct nvmet_rdma_queue *queue = bp_alloc(env, BP_ALLOC_NVMET, sizeof(*queue));

	if (!queue)
		return NULL;
	queue->rport = rport;
	queue->cm_id = cm_id;
	STAILQ_INIT(&queue->free_rsps);
	STAILQ_INIT(&queue->rsp_wait_list);
	STAILQ_INIT(&queue->rsp_wr_wait_list);
	LIST_INIT(&queue->reading);
	LIST_INIT(&queue->sending);
	queue->lost_work.fn = on_lost;
	queue->release_work.fn = nvmet_rdma_release_queue_work;
	queue->dev = nvmet_rdma_find_get_device(rport, cm_id->device);
	if (queue->dev)
		return queue;
	bp_free(env, queue);
	return NULL;
}

struct nvmet_rdma_queue *nvmet_rdma_alloc_queue(struct nvmet_rdma_port *rport,
						struct rdma_cm_id *cm_id,
						const struct rdma_conn_param *param,
						enum nvme_rdma_cm_status *why)
{
	struct nvmet_rdma_queue *queue = new_queue(rport, cm_id);

	*why = NVME_RDMA_CM_NO_RSC;
	if (!queue)
		return NULL;
	*why = nvmet_rdma_parse_cm_connect_req(param, queue);
	if (!*why && (is_too_deep(queue) || make(queue)))
		*why = NVME_RDMA_CM_NO_RSC;
	if (*why) {
		free_memory(queue);
		return NULL;
	}
	STAILQ_INSERT_TAIL(&rport->queues, queue, queue_list);
	return queue;
}

void nvmet_rdma_queue_disconnect(struct nvmet_rdma_queue *queue)
{
	if (queue->state == NVMET_RDMA_Q_DISCONNECTING)
		return;
	queue->state = NVMET_RDMA_Q_DISCONNECTING;
	rdma_disconnect(queue->cm_id);
	bp_work_queue(bp_rdma_env(queue), &queue->release_work);
}

void nvmet_rdma_error_comp(struct nvmet_rdma_queue *queue)
{
	if (queue->nvme_sq.ctrl)
		nvmet_ctrl_fatal_error(queue->nvme_sq.ctrl);
	else
		nvmet_rdma_queue_disconnect(queue);
}
