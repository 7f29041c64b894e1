/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The target's RDMA transport (rdma-nvmet.md C4, C5).  Mirrors drivers/nvme/target/rdma.c,
 * v5.2-rc5, RFC patch 22.
 *
 * Capsules and responses lie in pages of the simulated machine, where the adapter puts and finds
 * them.
 */
#ifndef BLKPATH_NVMET_RDMA_H
#define BLKPATH_NVMET_RDMA_H

#include <blkpath/nvme_rdma.h>
#include <blkpath/nvmet_config.h>
#include <blkpath/rdma_cm.h>

#define NVMET_RDMA_DEFAULT_INLINE_DATA_SIZE 4096
#define NVMET_RDMA_MAX_INLINE_DATA_SIZE 16384
#define NVMET_RDMA_MAX_INLINE_SGE 4u

/**
 * struct bp_nvmet_rdma_addr - where a port listens; what its bp_traddr points to
 * @device: adapter with a connection manager
 * @service: which of its services
 */
struct bp_nvmet_rdma_addr {
	struct ib_device *device;
	u16 service;
};

/**
 * struct bp_nvmet_rdma_queue_view - a queue, for whoever looks on
 * @qid: as the host asked for it
 * @is_live: commands are handled
 * @sq_wr_avail: credits that are left (R-C4.6)
 * @max_send_wr: of its queue pair
 * @recv_queue_size: receives
 * @send_queue_size: commands that send at a time
 * @waiting: responses and commands without credits
 * @inline_data_size: bytes that a capsule may bring
 */
struct bp_nvmet_rdma_queue_view {
	u16 qid;
	bool is_live;
	s64 sq_wr_avail;
	u32 max_send_wr;
	u32 recv_queue_size;
	u32 send_queue_size;
	u32 waiting;
	u32 inline_data_size;
};

/* For nvmet_enable_port(). */
extern const struct nvmet_fabrics_ops nvmet_rdma_ops;

/**
 * bp_nvmet_rdma_queue_view - look at a queue of a port
 * @port: enabled, with nvmet_rdma_ops
 * @index: which one, in order of connection, from 0
 * @view: receives what it is
 *
 * Return: whether there is such a queue.
 * Rule: INV-NVMET-2
 */
bool bp_nvmet_rdma_queue_view(const struct nvmet_port *port, unsigned index,
			      struct bp_nvmet_rdma_queue_view *view);

#endif
