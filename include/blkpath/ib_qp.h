/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue pairs of RDMA: states, attributes and the rules between them (rdma-nvmet.md A5).
 */
#ifndef BLKPATH_IB_QP_H
#define BLKPATH_IB_QP_H

#include <blkpath/ib_work.h>

struct ib_event;
struct ib_srq;

enum ib_qp_state {
	IB_QPS_RESET,
	IB_QPS_INIT,
	IB_QPS_RTR,
	IB_QPS_RTS,
	IB_QPS_SQD,
	IB_QPS_SQE,
	IB_QPS_ERR,
};

enum ib_qp_type {
	IB_QPT_SMI,
	IB_QPT_GSI,
	IB_QPT_RC,
	IB_QPT_UC,
	IB_QPT_UD,
};

enum ib_sig_type { IB_SIGNAL_ALL_WR, IB_SIGNAL_REQ_WR };

/* Which members of struct ib_qp_attr are meant. */
enum ib_qp_attr_mask {
	IB_QP_STATE = 1,
	IB_QP_CUR_STATE = 1 << 1,
	IB_QP_ACCESS_FLAGS = 1 << 3,
	IB_QP_PKEY_INDEX = 1 << 4,
	IB_QP_PORT = 1 << 5,
	IB_QP_AV = 1 << 7,
	IB_QP_PATH_MTU = 1 << 8,
	IB_QP_TIMEOUT = 1 << 9,
	IB_QP_RETRY_CNT = 1 << 10,
	IB_QP_RNR_RETRY = 1 << 11,
	IB_QP_RQ_PSN = 1 << 12,
	IB_QP_MAX_QP_RD_ATOMIC = 1 << 13,
	IB_QP_ALT_PATH = 1 << 14,
	IB_QP_MIN_RNR_TIMER = 1 << 15,
	IB_QP_SQ_PSN = 1 << 16,
	IB_QP_MAX_DEST_RD_ATOMIC = 1 << 17,
	IB_QP_PATH_MIG_STATE = 1 << 18,
	IB_QP_DEST_QPN = 1 << 20,
};

/**
 * struct ib_qp_cap - how much a queue pair holds
 * @max_send_wr: work in the send queue
 * @max_recv_wr: work in the receive queue
 * @max_send_sge: entries of one work request
 * @max_recv_sge: the same of a receive
 * @max_rdma_ctxs: struct rdma_rw_ctx at a time; 0: rdma_rw is not used
 */
struct ib_qp_cap {
	u32 max_send_wr;
	u32 max_recv_wr;
	u32 max_send_sge;
	u32 max_recv_sge;
	u32 max_rdma_ctxs;
};

/**
 * struct ib_qp_init_attr - what a queue pair is made of
 * @event_handler: who hears of its troubles; may be NULL
 * @qp_context: for @event_handler and the user
 * @send_cq: where sends complete
 * @recv_cq: where receives complete
 * @srq: shared receive queue; NULL for one of its own
 * @cap: sizes; receives what it became
 * @sq_sig_type: which work is signalled (R-A7.6)
 * @qp_type: IB_QPT_RC
 * @port_num: from 1 on
 */
struct ib_qp_init_attr {
	void (*event_handler)(struct ib_event *event, void *qp_context);
	void *qp_context;
	struct ib_cq *send_cq;
	struct ib_cq *recv_cq;
	struct ib_srq *srq;
	struct ib_qp_cap cap;
	enum ib_sig_type sq_sig_type;
	enum ib_qp_type qp_type;
	u8 port_num;
};

/**
 * struct ib_qp_attr - what can be changed of a queue pair
 * @qp_state: where to go
 * @cur_qp_state: where it is, as the caller believes
 * @path_mtu: enum ib_mtu, not looked at
 * @rq_psn: not looked at
 * @sq_psn: not looked at
 * @dest_qp_num: the other queue pair
 * @qp_access_flags: what the other side may do
 * @pkey_index: not looked at
 * @max_rd_atomic: READs that it may have under way (R-A7.3)
 * @max_dest_rd_atomic: READs that it serves
 * @min_rnr_timer: time code of a pause for want of receives
 * @port_num: from 1 on
 * @timeout: not looked at
 * @retry_cnt: not looked at (R-A7.1)
 * @rnr_retry: how often a send is tried for want of receives; 7: for ever
 */
struct ib_qp_attr {
	enum ib_qp_state qp_state;
	enum ib_qp_state cur_qp_state;
	u32 path_mtu;
	u32 rq_psn;
	u32 sq_psn;
	u32 dest_qp_num;
	int qp_access_flags;
	u16 pkey_index;
	u8 max_rd_atomic;
	u8 max_dest_rd_atomic;
	u8 min_rnr_timer;
	u8 port_num;
	u8 timeout;
	u8 retry_cnt;
	u8 rnr_retry;
};

/**
 * ib_modify_qp_is_ok - may a queue pair change so?
 * @cur_state: where it is
 * @next_state: where it is to go
 * @type: IB_QPT_RC; no other type may do anything but RESET and ERR
 * @mask: enum ib_qp_attr_mask: what is given
 *
 * Return: whether the way exists, all that it needs is given and nothing that it has no use for.
 *
 * Mirrors: ib_modify_qp_is_ok(), drivers/infiniband/core/verbs.c, v5.2
 * Rule: R-A5.1, R-A5.2
 */
bool ib_modify_qp_is_ok(enum ib_qp_state cur_state, enum ib_qp_state next_state,
			enum ib_qp_type type, int mask);

#endif
