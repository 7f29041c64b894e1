/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verbs: protection domains, memory regions, completion queues, queue pairs (rdma-nvmet.md A).
 */
#ifndef BLKPATH_IB_VERBS_H
#define BLKPATH_IB_VERBS_H

#include <blkpath/ib_device.h>

#define IB_PD_UNSAFE_GLOBAL_RKEY 1u

/**
 * struct ib_pd - a protection domain
 * @device: device
 * @local_dma_lkey: key of all DMA addresses
 * @unsafe_global_rkey: the same for the other side, when it was asked for
 * @usecnt: memory regions and queue pairs in it
 * @__internal_mr: MR of @local_dma_lkey, where the device has no such key
 */
struct ib_pd {
	struct ib_device *device;
	u32 local_dma_lkey;
	u32 unsafe_global_rkey;
	unsigned usecnt;
	struct ib_mr *__internal_mr;
};

/**
 * struct ib_mr - a memory region
 * @device: device
 * @pd: domain
 * @lkey: key for work requests here; the low byte belongs to the user (R-A3.2)
 * @rkey: key for the other side
 * @iova: address of its first byte, in its own space
 * @length: bytes
 * @page_size: of its pages
 * @type: kind
 * @need_inval: must be invalidated before it is registered again (INV-RDMA-8)
 * @qp_entry: place in its pool
 */
struct ib_mr {
	struct ib_device *device;
	struct ib_pd *pd;
	u32 lkey;
	u32 rkey;
	u64 iova;
	u64 length;
	unsigned page_size;
	enum ib_mr_type type;
	bool need_inval;
	TAILQ_ENTRY(ib_mr) qp_entry;
};

TAILQ_HEAD(ib_mr_list, ib_mr);

enum ib_poll_context {
	IB_POLL_DIRECT,	   /* by whoever calls ib_process_cq_direct() */
	IB_POLL_WORKQUEUE, /* by work that the device's message starts */
};

/**
 * struct ib_cq - a completion queue
 * @device: device
 * @comp_handler: the device calls it at a completion, as req_notify_cq asked
 * @event_handler: the device calls it on trouble; NULL for nobody
 * @cq_context: for the user
 * @cqe: entries
 * @usecnt: queue pairs that complete here
 * @poll_ctx: who takes completions
 * @work: of IB_POLL_WORKQUEUE
 * @wc: completions as they are taken out
 * @comp_vector: message
 * @bp_number: number, given by the device, in events
 * @bp_failed: the device had no room for a completion: it is lost
 */
struct ib_cq {
	struct ib_device *device;
	void (*comp_handler)(struct ib_cq *cq, void *cq_context);
	void (*event_handler)(struct ib_event *event, void *cq_context);
	void *cq_context;
	int cqe;
	unsigned usecnt;
	enum ib_poll_context poll_ctx;
	struct bp_work work;
	struct ib_wc *wc;
	u32 comp_vector;
	u32 bp_number;
	bool bp_failed;
};

/**
 * struct ib_qp - a queue pair
 * @device: device
 * @pd: domain
 * @send_cq: where sends complete
 * @recv_cq: where receives complete
 * @srq: shared receive queue, or NULL
 * @rdma_mrs: pool of MRs for rdma_rw, the last one put first (R-B5.4)
 * @mrs_used: how many are taken
 * @bp_mrs_short: how often the pool was empty (DEF-RDMA-8)
 * @event_handler: as it was made with
 * @qp_context: as it was made with
 * @qp_num: number
 * @max_write_sge: entries of one WRITE
 * @max_read_sge: entries of one READ
 * @qp_type: kind
 * @port: from 1 on
 * @bp_state: where it is; the device's to change
 * @bp_contexts: contexts of rdma_rw that it has had: the number of the next one
 */
struct ib_qp {
	struct ib_device *device;
	struct ib_pd *pd;
	struct ib_cq *send_cq;
	struct ib_cq *recv_cq;
	struct ib_srq *srq;
	struct ib_mr_list rdma_mrs;
	unsigned mrs_used;
	u64 bp_mrs_short;
	void (*event_handler)(struct ib_event *event, void *qp_context);
	void *qp_context;
	u32 qp_num;
	u32 max_write_sge;
	u32 max_read_sge;
	enum ib_qp_type qp_type;
	u8 port;
	enum ib_qp_state bp_state;
	u64 bp_contexts;
};

/**
 * ib_alloc_pd - make a protection domain
 * @device: device
 * @flags: 0, or IB_PD_UNSAFE_GLOBAL_RKEY
 *
 * Return: the domain; ERR_PTR() of the device's errno, and nothing stays.
 *
 * Mirrors: ib_alloc_pd(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A3.1
 */
struct ib_pd *ib_alloc_pd(struct ib_device *device, unsigned flags);

/**
 * ib_dealloc_pd - give a protection domain back
 * @pd: nothing is left in it, else a warning at BP_SITE_RDMA_PD_BUSY
 *
 * Mirrors: ib_dealloc_pd(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A3.1
 */
void ib_dealloc_pd(struct ib_pd *pd);

/**
 * ib_alloc_mr - make a memory region for fast registration
 * @pd: domain
 * @mr_type: IB_MR_TYPE_MEM_REG
 * @max_num_sg: pages that it can hold
 *
 * Return: the region, not registered; ERR_PTR() of -EOPNOTSUPP when the device has none, else of
 * its errno.
 *
 * Mirrors: ib_alloc_mr(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A3.3
 */
struct ib_mr *ib_alloc_mr(struct ib_pd *pd, enum ib_mr_type mr_type, u32 max_num_sg);

/**
 * ib_dereg_mr - give a memory region back
 * @mr: no work uses it
 *
 * Return: 0; the device's errno, and it is still there.
 *
 * Mirrors: ib_dereg_mr(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A3.3
 */
int ib_dereg_mr(struct ib_mr *mr);

/**
 * ib_map_mr_sg - let a region stand for a list, before it is registered
 * @mr: not registered
 * @sg: mapped list
 * @sg_nents: entries
 * @sg_offset: bytes into the first entry; receives how much of the first entry that is not complete
 * was taken; NULL for 0
 * @page_size: of the pages, a power of two
 *
 * Return: entries that are complete in the region; 0 when the first one is too long (R-A4.5), or a
 * negative errno.
 *
 * Mirrors: ib_map_mr_sg(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A3.8, A4
 */
int ib_map_mr_sg(struct ib_mr *mr, struct scatterlist *sg, int sg_nents, unsigned *sg_offset,
		 unsigned page_size);

/**
 * ib_sg_to_pages - cut a mapped list into pages
 * @mr: region; its page_size is set, its iova and length are written
 * @sgl: mapped list
 * @sg_nents: entries
 * @sg_offset_p: as for ib_map_mr_sg()
 * @set_page: takes one address; not 0 when it has no room
 *
 * Return: entries that are complete; -EINVAL for no entries or an offset behind the first; what
 * @set_page said, when it had no room for the first page.
 *
 * Mirrors: ib_sg_to_pages(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: A4
 */
int ib_sg_to_pages(struct ib_mr *mr, struct scatterlist *sgl, int sg_nents, unsigned *sg_offset_p,
		   int (*set_page)(struct ib_mr *mr, u64 addr));

/* The next key of a region: its low byte counts, and wraps (R-A3.2). */
static inline u32 ib_inc_rkey(u32 rkey)
{
	return (rkey & 0xffffff00u) | ((rkey + 1) & 0xff);
}

static inline void ib_update_fast_reg_key(struct ib_mr *mr, u8 newkey)
{
	mr->lkey = (mr->lkey & 0xffffff00u) | newkey;
	mr->rkey = (mr->rkey & 0xffffff00u) | newkey;
}

/**
 * ib_alloc_cq - make a completion queue
 * @device: device
 * @private: for the user
 * @nr_cqe: entries
 * @comp_vector: message
 * @poll_ctx: who takes the completions
 *
 * Return: the queue, and with IB_POLL_WORKQUEUE the device tells of the next completion; ERR_PTR()
 * of -ENOMEM or the device's errno.
 *
 * Mirrors: ib_alloc_cq(), drivers/infiniband/core/cq.c, v5.2
 * Rule: R-C4.5
 */
struct ib_cq *ib_alloc_cq(struct ib_device *device, void *private, int nr_cqe, int comp_vector,
			  enum ib_poll_context poll_ctx);

/**
 * ib_free_cq - give a completion queue back
 * @cq: no queue pair uses it, else a warning at BP_SITE_RDMA_CQ_BUSY and it stays
 *
 * Mirrors: ib_free_cq(), drivers/infiniband/core/cq.c, v5.2
 * Rule: R-C4.9
 */
void ib_free_cq(struct ib_cq *cq);

/**
 * ib_process_cq_direct - take completions now
 * @cq: of IB_POLL_DIRECT
 * @budget: at most so many; -1 for all
 *
 * Return: how many.
 *
 * Mirrors: ib_process_cq_direct(), drivers/infiniband/core/cq.c, v5.2
 * Rule: R-B4.6
 */
int ib_process_cq_direct(struct ib_cq *cq, int budget);

/**
 * ib_create_qp - make a queue pair
 * @pd: domain
 * @attr: what it is to be; cap becomes what it is
 *
 * Return: the queue pair in RESET; ERR_PTR() of -ENOMEM or the device's errno.
 *
 * Mirrors: ib_create_qp(), ib_create_qp_user(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A5.5
 */
struct ib_qp *ib_create_qp(struct ib_pd *pd, struct ib_qp_init_attr *attr);

/**
 * ib_modify_qp - change a queue pair
 * @qp: queue pair
 * @attr: new values
 * @mask: which of them are meant
 *
 * Return: 0; -EINVAL when ib_modify_qp_is_ok() says no, and nothing has changed.
 *
 * Mirrors: ib_modify_qp(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A5.2
 */
int ib_modify_qp(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask);

/**
 * ib_destroy_qp - give a queue pair back
 * @qp: all its MRs are in the pool, else a warning at BP_SITE_RDMA_MRS_USED
 *
 * Return: 0; the device's errno, and it is still there, without its pool.
 *
 * Mirrors: ib_destroy_qp(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-B5.4
 */
int ib_destroy_qp(struct ib_qp *qp);

/**
 * ib_post_send - give work to the send queue
 * @qp: queue pair
 * @send_wr: chain
 * @bad_send_wr: receives the first one that was refused; NULL for nobody
 *
 * Return: 0; -EINVAL, -ENOMEM or -EBUSY, and what stands before the refused one will run.
 *
 * Mirrors: ib_post_send(), include/rdma/ib_verbs.h, v5.2
 * Rule: R-A6.1, R-A6.2
 */
int ib_post_send(struct ib_qp *qp, const struct ib_send_wr *send_wr,
		 const struct ib_send_wr **bad_send_wr);

/**
 * ib_post_recv - give work to the receive queue
 * @qp: queue pair
 * @recv_wr: chain
 * @bad_recv_wr: receives the first one that was refused; NULL for nobody
 *
 * Return: as ib_post_send().
 *
 * Mirrors: ib_post_recv(), include/rdma/ib_verbs.h, v5.2
 * Rule: R-A6.3
 */
int ib_post_recv(struct ib_qp *qp, const struct ib_recv_wr *recv_wr,
		 const struct ib_recv_wr **bad_recv_wr);

/**
 * ib_drain_qp - let all work of a queue pair end
 * @qp: goes to ERR; each of its queues has room for one more
 *
 * Sleeps. All completions that were under way have been handled when it returns.
 *
 * Mirrors: ib_drain_qp(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A8.3
 */
void ib_drain_qp(struct ib_qp *qp);

#endif
