/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work requests of RDMA and their completions (rdma-nvmet.md A6, A8).
 */
#ifndef BLKPATH_IB_WORK_H
#define BLKPATH_IB_WORK_H

#include <blkpath/types.h>

struct ib_cq;
struct ib_mr;
struct ib_qp;
struct ib_wc;

/* What a key allows (R-A3.4); reading locally is always allowed. */
enum ib_access_flags {
	IB_ACCESS_LOCAL_WRITE = 1,
	IB_ACCESS_REMOTE_WRITE = 2,
	IB_ACCESS_REMOTE_READ = 4,
	IB_ACCESS_REMOTE_ATOMIC = 8,
};

enum ib_wr_opcode {
	IB_WR_RDMA_WRITE = 0,
	IB_WR_SEND = 2,
	IB_WR_RDMA_READ = 4,
	IB_WR_LOCAL_INV = 7,
	IB_WR_SEND_WITH_INV = 9,
	IB_WR_RDMA_READ_WITH_INV = 11,
	IB_WR_REG_MR = 32,
};

enum ib_send_flags {
	IB_SEND_FENCE = 1,
	IB_SEND_SIGNALED = 2,
	IB_SEND_SOLICITED = 4,
	IB_SEND_INLINE = 8,
};

/**
 * struct ib_sge - a piece of local memory
 * @addr: an address in the space of @lkey: of dma_device's bus under the DMA key (R-A9.1), else
 * between the iova and the end of an MR
 * @length: bytes; an entry of 0 is skipped (R-A7.4)
 * @lkey: key
 */
struct ib_sge {
	u64 addr;
	u32 length;
	u32 lkey;
};

/* Who hears of a completion; what it is about is around it. */
struct ib_cqe {
	void (*done)(struct ib_cq *cq, struct ib_wc *wc);
};

/**
 * struct ib_send_wr - work for a send queue
 * @next: of the chain
 * @wr_cqe: who hears of it; NULL: nobody (R-B4.6)
 * @sg_list: local memory; copied when the work is posted (R-A6.4)
 * @num_sge: entries of @sg_list
 * @opcode: what to do
 * @send_flags: enum ib_send_flags
 * @ex: the key that _WITH_INV and LOCAL_INV name
 */
struct ib_send_wr {
	struct ib_send_wr *next;
	struct ib_cqe *wr_cqe;
	struct ib_sge *sg_list;
	int num_sge;
	enum ib_wr_opcode opcode;
	int send_flags;
	struct {
		u32 invalidate_rkey;
	} ex;
};

/* READ and WRITE: where on the other side. */
struct ib_rdma_wr {
	struct ib_send_wr wr;
	u64 remote_addr;
	u32 rkey;
};

/* REG_MR: under which key, for whom (R-A3.8). */
struct ib_reg_wr {
	struct ib_send_wr wr;
	struct ib_mr *mr;
	u32 key;
	int access;
};

static inline const struct ib_rdma_wr *rdma_wr(const struct ib_send_wr *wr)
{
	return bp_container_of(wr, struct ib_rdma_wr, wr);
}

static inline const struct ib_reg_wr *reg_wr(const struct ib_send_wr *wr)
{
	return bp_container_of(wr, struct ib_reg_wr, wr);
}

/* Work for a receive queue. */
struct ib_recv_wr {
	struct ib_recv_wr *next;
	struct ib_cqe *wr_cqe;
	struct ib_sge *sg_list;
	int num_sge;
};

/* A8. */
enum ib_wc_status {
	IB_WC_SUCCESS = 0,
	IB_WC_LOC_LEN_ERR = 1,
	IB_WC_LOC_QP_OP_ERR = 2,
	IB_WC_LOC_PROT_ERR = 4,
	IB_WC_WR_FLUSH_ERR = 5,
	IB_WC_MW_BIND_ERR = 6,
	IB_WC_BAD_RESP_ERR = 7,
	IB_WC_LOC_ACCESS_ERR = 8,
	IB_WC_REM_INV_REQ_ERR = 9,
	IB_WC_REM_ACCESS_ERR = 10,
	IB_WC_REM_OP_ERR = 11,
	IB_WC_RETRY_EXC_ERR = 12,
	IB_WC_RNR_RETRY_EXC_ERR = 13,
	IB_WC_FATAL_ERR = 19,
	IB_WC_GENERAL_ERR = 21,
};

enum ib_wc_opcode {
	IB_WC_SEND = 0,
	IB_WC_RDMA_WRITE = 1,
	IB_WC_RDMA_READ = 2,
	IB_WC_LOCAL_INV = 6,
	IB_WC_REG_MR = 7,
	IB_WC_RECV = 128,
};

#define IB_WC_WITH_INVALIDATE (1 << 3) /* of wc_flags (R-A3.10) */

/**
 * struct ib_wc - a completion
 * @wr_cqe: of the work
 * @status: how it ended; if not well, only this, @wr_cqe and @qp mean something (R-A7.6)
 * @opcode: what it was
 * @byte_len: of a RECV, bytes received
 * @qp: whose work
 * @ex: the key that the other side has invalidated
 * @wc_flags: IB_WC_WITH_INVALIDATE
 * @bp_serial: number of the work in its queue, from 0 on, as the device counts
 * @bp_recv: its queue is the receive queue; true also in an error
 */
struct ib_wc {
	struct ib_cqe *wr_cqe;
	enum ib_wc_status status;
	enum ib_wc_opcode opcode;
	u32 byte_len;
	struct ib_qp *qp;
	struct {
		u32 invalidate_rkey;
	} ex;
	int wc_flags;
	u64 bp_serial;
	bool bp_recv;
};

/**
 * ib_wc_status_msg - a status in words
 * @status: status
 *
 * Return: text; never NULL.
 *
 * Mirrors: ib_wc_status_msg(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: A8
 */
const char *ib_wc_status_msg(enum ib_wc_status status);

#endif
