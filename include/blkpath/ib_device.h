/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An RDMA device: what it can do and what it is asked to do (rdma-nvmet.md A1).
 *
 * Whoever makes a device fills struct ib_device and hands it to ib_register_device().  Each object
 * of the core (ib_verbs.h) is the first part of an object of the device, which allocates and frees
 * it; what the core keeps in it is filled by the core.
 */
#ifndef BLKPATH_IB_DEVICE_H
#define BLKPATH_IB_DEVICE_H

#include <blkpath/device.h>
#include <blkpath/err.h>
#include <blkpath/ib_qp.h>
#include <blkpath/scatterlist.h>

struct ib_cq;
struct ib_device;
struct ib_mr;
struct ib_pd;
struct ib_qp;
struct bp_rdma_cm;

enum ib_device_cap_flags {
	IB_DEVICE_LOCAL_DMA_LKEY = 1 << 15,
	IB_DEVICE_MEM_MGT_EXTENSIONS = 1 << 21,
};

/**
 * struct ib_device_attr - limits (R-A1.2)
 * @device_cap_flags: enum ib_device_cap_flags
 * @max_qp_wr: work requests of a queue
 * @max_send_sge: entries of a SEND or WRITE
 * @max_recv_sge: entries of a RECV
 * @max_sge_rd: entries of a READ
 * @max_qp_rd_atom: READs that a queue pair can serve
 * @max_qp_init_rd_atom: READs that a queue pair can have under way
 * @max_fast_reg_page_list_len: pages of an MR
 * @max_cqe: entries of a completion queue
 * @max_mr: how many there may be
 * @max_pd: the same
 * @max_cq: the same
 * @max_qp: the same
 * @max_msg_sz: bytes of a message
 */
struct ib_device_attr {
	u64 device_cap_flags;
	int max_qp_wr;
	int max_send_sge;
	int max_recv_sge;
	int max_sge_rd;
	int max_qp_rd_atom;
	int max_qp_init_rd_atom;
	u32 max_fast_reg_page_list_len;
	int max_cqe;
	int max_mr;
	int max_pd;
	int max_cq;
	int max_qp;
	u32 max_msg_sz;
};

enum bp_rdma_protocol {
	BP_RDMA_IB,
	BP_RDMA_ROCE,
	BP_RDMA_IWARP,
};

enum ib_event_type {
	IB_EVENT_CQ_ERR,
	IB_EVENT_QP_FATAL,
	IB_EVENT_QP_REQ_ERR,
	IB_EVENT_QP_ACCESS_ERR,
	IB_EVENT_COMM_EST,
	IB_EVENT_DEVICE_FATAL = 8,
	IB_EVENT_QP_LAST_WQE_REACHED = 16,
};

/* Trouble that no completion tells; the member of @element that @event is about is set. */
struct ib_event {
	struct ib_device *device;
	union {
		struct ib_cq *cq;
		struct ib_qp *qp;
		u8 port_num;
	} element;
	enum ib_event_type event;
};

enum ib_mr_type {
	IB_MR_TYPE_MEM_REG,
	IB_MR_TYPE_SG_GAPS,
	IB_MR_TYPE_DM,
	IB_MR_TYPE_USER,
	IB_MR_TYPE_DMA,
};

enum ib_cq_notify_flags {
	IB_CQ_SOLICITED = 1,
	IB_CQ_NEXT_COMP = 2,
	IB_CQ_REPORT_MISSED_EVENTS = 4,
};

/* What a completion queue is made of. */
struct ib_cq_init_attr {
	unsigned cqe;
	u32 comp_vector;
};

/**
 * struct ib_device_ops - what a device does
 * @alloc_pd: make a protection domain; ERR_PTR() of a negative errno, as below
 * @dealloc_pd: it is not used any more
 * @get_dma_mr: make an MR of all DMA addresses; may be NULL with IB_DEVICE_LOCAL_DMA_LKEY
 * @alloc_mr: make an MR of at most max_num_sg pages; sets lkey and rkey, with a low byte of 0
 * @dereg_mr: it is not used any more
 * @map_mr_sg: take the pages of a mapped list, by means of ib_sg_to_pages(); mr->page_size is set
 * @create_cq: make a completion queue; sets cqe
 * @destroy_cq: it is not used any more
 * @poll_cq: take completions out; how many, at most num_entries
 * @req_notify_cq: call comp_handler once at the next completion; more than 0: asked for
 * IB_CQ_REPORT_MISSED_EVENTS there are some already
 * @create_qp: make a queue pair in RESET; sets qp_num and, in attr, what cap became
 * @modify_qp: change a queue pair (R-A5.2)
 * @destroy_qp: it is not used any more
 * @post_send: R-A6.1, R-A6.2; bad is never NULL
 * @post_recv: R-A6.3; bad is never NULL
 *
 * Those that return an int: 0, or a negative errno and nothing has changed but as R-A6.1 says.
 */
struct ib_device_ops {
	struct ib_pd *(*alloc_pd)(struct ib_device *device);
	void (*dealloc_pd)(struct ib_pd *pd);
	struct ib_mr *(*get_dma_mr)(struct ib_pd *pd, int mr_access_flags);
	struct ib_mr *(*alloc_mr)(struct ib_pd *pd, enum ib_mr_type type, u32 max_num_sg);
	int (*dereg_mr)(struct ib_mr *mr);
	int (*map_mr_sg)(struct ib_mr *mr, struct scatterlist *sg, int sg_nents,
			 unsigned *sg_offset);
	struct ib_cq *(*create_cq)(struct ib_device *device, const struct ib_cq_init_attr *attr);
	int (*destroy_cq)(struct ib_cq *cq);
	int (*poll_cq)(struct ib_cq *cq, int num_entries, struct ib_wc *wc);
	int (*req_notify_cq)(struct ib_cq *cq, enum ib_cq_notify_flags flags);
	struct ib_qp *(*create_qp)(struct ib_pd *pd, struct ib_qp_init_attr *attr);
	int (*modify_qp)(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask);
	int (*destroy_qp)(struct ib_qp *qp);
	int (*post_send)(struct ib_qp *qp, const struct ib_send_wr *wr,
			 const struct ib_send_wr **bad);
	int (*post_recv)(struct ib_qp *qp, const struct ib_recv_wr *wr,
			 const struct ib_recv_wr **bad);
};

/**
 * struct ib_device - an RDMA device
 * @bp_env: environment
 * @dev: the generic device: its parent is the PCI function, or its dma_kind is BP_DMA_VIRT (R-C2.5)
 * @dma_device: who masters DMA; set by ib_register_device()
 * @ops: what it does
 * @attrs: limits
 * @name: of the device, "mlx5_0" for instance
 * @node_guid: number of the adapter
 * @local_dma_lkey: valid with IB_DEVICE_LOCAL_DMA_LKEY
 * @num_comp_vectors: messages for completions
 * @phys_port_cnt: ports
 * @bp_protocol: of all its ports
 * @bp_cm: its connection manager (rdma_cm.h), NULL for none
 * @bp_force_mr: module parameter force_mr of rdma_rw (R-B2.2)
 * @bp_defects: switches DEF-RDMA-*; those of @bp_env when it is registered
 */
struct ib_device {
	struct bp_env *bp_env;
	struct device dev;
	struct device *dma_device;
	const struct ib_device_ops *ops;
	struct ib_device_attr attrs;
	const char *name;
	u64 node_guid;
	u32 local_dma_lkey;
	int num_comp_vectors;
	u8 phys_port_cnt;
	enum bp_rdma_protocol bp_protocol;
	struct bp_rdma_cm *bp_cm;
	bool bp_force_mr;
	struct bp_defects bp_defects;
};

/**
 * ib_register_device - a device is complete
 * @device: all set but @dma_device and @bp_defects; a device for DMA addresses that are pointers
 * has dev.dma_kind BP_DMA_VIRT, any other has a parent
 *
 * Return: 0; -EINVAL when a function, the parent or a limit of entries is missing.
 *
 * Mirrors: ib_register_device(), setup_dma_device(), drivers/infiniband/core/device.c, v5.2
 * Rule: R-A1.1, R-A2.5
 */
int ib_register_device(struct ib_device *device);

static inline bool ib_uses_virt_dma(const struct ib_device *device)
{
	return device->dma_device->dma_kind == BP_DMA_VIRT;
}

static inline bool rdma_protocol_iwarp(const struct ib_device *device, u8 port_num)
{
	(void)port_num;
	return device->bp_protocol == BP_RDMA_IWARP;
}

/* Its READs write through a key that they invalidate (R-A1.1). */
static inline bool rdma_cap_read_inv(const struct ib_device *device, u8 port_num)
{
	return rdma_protocol_iwarp(device, port_num);
}

#endif
