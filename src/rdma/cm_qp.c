/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The connection manager walks a queue pair through its states (R-A5.1, R-A5.4).
 */
#include "cm.h"

#define ACCESS (IB_ACCESS_REMOTE_WRITE | IB_ACCESS_REMOTE_READ)
#define MTU_1024 3
#define RNR_NS_CODE 0  /* the longest pause, as the kernel asks for */
#define ACK_TIMEOUT 18 /* 4.096 us * 2^18: about a second */

int bp_cm_qp_init(struct ib_qp *qp, u8 port_num)
{
	const struct ib_qp_attr attr = {
		.qp_state = IB_QPS_INIT,
		.qp_access_flags = ACCESS,
		.port_num = port_num,
	};

	return ib_modify_qp(qp, &attr,
			    IB_QP_STATE | IB_QP_PKEY_INDEX | IB_QP_PORT | IB_QP_ACCESS_FLAGS);
}

static int to_rtr(struct rdma_cm_id *id)
{
	const struct ib_qp_attr attr = {
		.qp_state = IB_QPS_RTR,
		.path_mtu = MTU_1024,
		.dest_qp_num = id->bp_remote_qpn,
		.max_dest_rd_atomic = id->bp_param.responder_resources,
		.min_rnr_timer = RNR_NS_CODE,
	};

	return ib_modify_qp(id->qp, &attr,
			    IB_QP_STATE | IB_QP_AV | IB_QP_PATH_MTU | IB_QP_DEST_QPN |
				    IB_QP_RQ_PSN | IB_QP_MAX_DEST_RD_ATOMIC | IB_QP_MIN_RNR_TIMER);
}

static int to_rts(struct rdma_cm_id *id)
{
	const struct ib_qp_attr attr = {
		.qp_state = IB_QPS_RTS,
		.timeout = ACK_TIMEOUT,
		.retry_cnt = id->bp_param.retry_count,
		.rnr_retry = id->bp_param.rnr_retry_count,
		.max_rd_atomic = id->bp_param.initiator_depth,
	};

	return ib_modify_qp(id->qp, &attr,
			    IB_QP_STATE | IB_QP_TIMEOUT | IB_QP_RETRY_CNT | IB_QP_RNR_RETRY |
				    IB_QP_SQ_PSN | IB_QP_MAX_QP_RD_ATOMIC);
}

int bp_cm_qp_connect(struct rdma_cm_id *id)
{
	int error = to_rtr(id);

	return error ? error : to_rts(id);
}

int bp_cm_qp_err(struct rdma_cm_id *id)
{
	const struct ib_qp_attr attr = { .qp_state = IB_QPS_ERR };

	return id->qp ? ib_modify_qp(id->qp, &attr, IB_QP_STATE) : 0;
}
