/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The transport as the core sees it, and its queues as others do.
 */
#include <errno.h>

#include "rdma.h"

static void stop_listening(struct nvmet_rdma_port *rport)
{
	if (rport->cm_id)
		rdma_destroy_id(rport->cm_id);
	rport->cm_id = NULL;
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
