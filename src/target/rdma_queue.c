/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues: from a connection request to the end (R-C4.1, R-C4.2, R-C4.8, R-C4.9).
 */
#include <blkpath/nvme_host.h>

#include "rdma.h"

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
	nvmet_rdma_destroy_queue_ib(queue);
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
	queue->release_work.fn = nvmet_rdma_release_queue_work;
	queue->release_work.waits = true;
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
	if (!*why && (bp_nvmet_rdma_is_too_deep(queue) || make(queue)))
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
