/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The queue pair of a queue, and its completion queue (R-C4.5 to R-C4.7, R-C4.9).
 */
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

/* All completions have been handled when it returns, also those of what was sent meanwhile: it is
 * flushed at once. */
static void destroy_qp(struct nvmet_rdma_queue *queue)
{
	ib_drain_qp(queue->qp);
	bp_nvmet_rdma_end_lost(queue);
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

bool bp_nvmet_rdma_is_too_deep(const struct nvmet_rdma_queue *queue)
{
	const struct ib_device_attr *attrs = &queue->dev->device->attrs;

	return most_completions(queue) > (u32)attrs->max_cqe ||
	       queue->recv_queue_size >= (u32)attrs->max_qp_wr;
}

int nvmet_rdma_create_queue_ib(struct nvmet_rdma_queue *queue)
{
	struct ib_device *device = queue->dev->device;
	int error;

	queue->cq = ib_alloc_cq(device, queue, (int)most_completions(queue), 0, IB_POLL_WORKQUEUE);
	if (IS_ERR(queue->cq))
		return (int)PTR_ERR(queue->cq);
	queue->cq->event_handler = on_cq_event;
	queue->lost_work.fn = on_lost;
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

void nvmet_rdma_destroy_queue_ib(struct nvmet_rdma_queue *queue)
{
	destroy_qp(queue);
	ib_free_cq(queue->cq);
}
