/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the RDMA transport.
 */
#ifndef BP_TARGET_RDMA_H
#define BP_TARGET_RDMA_H

#include <blkpath/ib_dma.h>
#include <blkpath/nvmet_rdma.h>
#include <blkpath/rdma_rw.h>

#include "target.h"

struct nvmet_rdma_queue;
struct nvmet_rdma_rsp;

/* Flags of a response. */
#define NVMET_RDMA_REQ_INVALIDATE_RKEY (1u << 1)

/* An adapter, as its queues share it (R-C4.3). */
struct nvmet_rdma_device {
	LIST_ENTRY(nvmet_rdma_device) entry;
	struct ib_device *device;
	struct ib_pd *pd;
	u32 inline_data_size;
	u32 inline_page_count;
	unsigned refs;
};

/* A listener; what the port's priv points to. */
struct nvmet_rdma_port {
	struct nvmet_port *port;
	struct rdma_cm_id *cm_id;
	LIST_HEAD(, nvmet_rdma_device) devices;
	STAILQ_HEAD(, nvmet_rdma_queue) queues;
};

/* Room for a capsule (R-C4.4). */
struct nvmet_rdma_cmd {
	struct ib_sge sge[1 + NVMET_RDMA_MAX_INLINE_SGE];
	struct ib_cqe cqe;
	struct ib_recv_wr wr;
	struct scatterlist inline_sg[NVMET_RDMA_MAX_INLINE_SGE];
	struct nvme_command *nvme_cmd;
	struct page *page; /* of nvme_cmd */
	struct nvmet_rdma_queue *queue;
};

/**
 * struct nvmet_rdma_rsp - a command from its capsule to the end of its response
 * @rw: READs or WRITEs of its data; while n_rdma is not 0
 * @n_rdma: how many work requests they take (DEF-NVMET-10)
 * @wrs: the same, as the context said
 * @data_wrs: those of them that go with the response
 * @dir: of the data, when it was mapped (DEF-NVMET-15)
 * @credits: taken and not given back (DEF-NVMET-7)
 * @answered: it waits with its completion, not with its command
 * @link: place among free responses, parked commands, or those that wait for credits
 * @at_adapter: place among those whose READs, or whose responses, the adapter has
 */
struct nvmet_rdma_rsp {
	struct ib_sge send_sge;
	struct ib_cqe send_cqe;
	struct ib_send_wr send_wr;
	struct nvmet_rdma_cmd *cmd;
	struct nvmet_rdma_queue *queue;
	struct ib_cqe read_cqe;
	struct rdma_rw_ctx rw;
	bool allocated;
	u32 n_rdma;
	u32 wrs;
	u32 data_wrs;
	u32 flags;
	u32 invalidate_rkey;
	enum dma_data_direction dir;
	u32 credits;
	bool answered;
	struct page *page; /* of the completion */
	STAILQ_ENTRY(nvmet_rdma_rsp) link;
	LIST_ENTRY(nvmet_rdma_rsp) at_adapter;
	struct nvmet_req req;
};

STAILQ_HEAD(nvmet_rdma_rsps, nvmet_rdma_rsp);

enum nvmet_rdma_queue_state {
	NVMET_RDMA_Q_CONNECTING,
	NVMET_RDMA_Q_LIVE,
	NVMET_RDMA_Q_DISCONNECTING,
};

/**
 * struct nvmet_rdma_queue - a connection
 * @sq_wr_avail: credits left
 * @max_send_wr: all of them
 * @rsp_wait_list: commands that came before the connection was made (C4.8)
 * @rsp_wr_wait_list: what has no credits (C5.10)
 * @reading: commands whose READs the adapter has
 * @sending: commands whose responses it has
 * @lost_work: completions were lost
 */
struct nvmet_rdma_queue {
	STAILQ_ENTRY(nvmet_rdma_queue) queue_list;
	struct nvmet_rdma_port *rport;
	struct nvmet_rdma_device *dev;
	struct rdma_cm_id *cm_id;
	struct ib_qp *qp;
	struct ib_cq *cq;
	struct nvmet_cq nvme_cq;
	struct nvmet_sq nvme_sq;
	enum nvmet_rdma_queue_state state;
	u16 host_qid;
	u32 recv_queue_size;
	u32 send_queue_size;
	s64 sq_wr_avail;
	u32 max_send_wr;
	struct nvmet_rdma_cmd *cmds;
	struct nvmet_rdma_rsp *rsps;
	struct nvmet_rdma_rsps free_rsps;
	struct nvmet_rdma_rsps rsp_wait_list;
	struct nvmet_rdma_rsps rsp_wr_wait_list;
	LIST_HEAD(, nvmet_rdma_rsp) reading;
	LIST_HEAD(, nvmet_rdma_rsp) sending;
	struct bp_work lost_work;
	struct bp_work release_work;
};

static inline struct bp_env *bp_rdma_env(const struct nvmet_rdma_queue *queue)
{
	return queue->rport->port->bp_nvmet->env;
}

static inline bool bp_rdma_defect(const struct nvmet_rdma_queue *queue, enum bp_defect_id id)
{
	return bp_defect_on(&bp_rdma_env(queue)->defects, id);
}

/* rdma_device.c; NULL without memory */
struct nvmet_rdma_device *nvmet_rdma_find_get_device(struct nvmet_rdma_port *rport,
						     struct ib_device *device);
void nvmet_rdma_put_device(struct bp_env *env, struct nvmet_rdma_device *ndev);

/* rdma_cmd.c; 0 or a negative errno */
int nvmet_rdma_alloc_cmds(struct nvmet_rdma_queue *queue);
void nvmet_rdma_free_cmds(struct nvmet_rdma_queue *queue);
int nvmet_rdma_post_recv(struct nvmet_rdma_cmd *cmd);

/* rdma_rsp.c */
int nvmet_rdma_alloc_rsps(struct nvmet_rdma_queue *queue);
void nvmet_rdma_free_rsps(struct nvmet_rdma_queue *queue);
struct nvmet_rdma_rsp *nvmet_rdma_get_rsp(struct nvmet_rdma_queue *queue);
void nvmet_rdma_put_rsp(struct nvmet_rdma_rsp *rsp);
void bp_nvmet_rdma_tell(const struct nvmet_rdma_rsp *rsp, enum bp_nvmet_step step, const char *rule,
			int result);

/* rdma_qp.c; 0 or a negative errno */
int nvmet_rdma_create_queue_ib(struct nvmet_rdma_queue *queue);
void nvmet_rdma_destroy_queue_ib(struct nvmet_rdma_queue *queue);

/* What the adapter has no such queues for; asked before there is memory for it. */
bool bp_nvmet_rdma_is_too_deep(const struct nvmet_rdma_queue *queue);

/* rdma_queue.c; a queue or NULL and why */
struct nvmet_rdma_queue *nvmet_rdma_alloc_queue(struct nvmet_rdma_port *rport,
						struct rdma_cm_id *cm_id,
						const struct rdma_conn_param *param,
						enum nvme_rdma_cm_status *why);
void nvmet_rdma_queue_disconnect(struct nvmet_rdma_queue *queue);
void nvmet_rdma_error_comp(struct nvmet_rdma_queue *queue);

/* rdma_connect.c */
int nvmet_rdma_cm_handler(struct rdma_cm_id *cm_id, struct rdma_cm_event *event);

/* rdma_recv.c */
void nvmet_rdma_recv_done(struct ib_cq *cq, struct ib_wc *wc);
void nvmet_rdma_handle_command(struct nvmet_rdma_rsp *rsp);

/* rdma_sgl.c: 0, or an NVMe status */
u16 nvmet_rdma_map_sgl(struct nvmet_rdma_rsp *rsp);
void bp_nvmet_rdma_unmap(struct nvmet_rdma_rsp *rsp);

/* rdma_credits.c */
void bp_nvmet_rdma_credit(struct nvmet_rdma_queue *queue, struct nvmet_rdma_rsp *rsp, s64 change);
bool nvmet_rdma_execute_command(struct nvmet_rdma_rsp *rsp);
bool bp_nvmet_rdma_may_answer(struct nvmet_rdma_rsp *rsp);
void bp_nvmet_rdma_wait(struct nvmet_rdma_rsp *rsp);
void nvmet_rdma_process_wr_wait_list(struct nvmet_rdma_queue *queue);

/* rdma_send.c */
void nvmet_rdma_queue_response(struct nvmet_req *req);
void bp_nvmet_rdma_send(struct nvmet_rdma_rsp *rsp);

/* rdma_done.c */
void nvmet_rdma_send_done(struct ib_cq *cq, struct ib_wc *wc);
void nvmet_rdma_read_data_done(struct ib_cq *cq, struct ib_wc *wc);
void nvmet_rdma_release_rsp(struct nvmet_rdma_rsp *rsp);
void bp_nvmet_rdma_end_lost(struct nvmet_rdma_queue *queue);

#endif
