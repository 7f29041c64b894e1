/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states of a queue pair and the ways between them (rdma-nvmet.md R-A5.1).
 */
#include <blkpath/ib_qp.h>

/* What a reliable connection needs to take a way, and what it may give besides. */
struct way {
	bool exists;
	int required;
	int optional;
};

#define COMMON (IB_QP_PKEY_INDEX | IB_QP_PORT | IB_QP_ACCESS_FLAGS)
#define RUNNING                                                                                    \
	(IB_QP_CUR_STATE | IB_QP_ALT_PATH | IB_QP_ACCESS_FLAGS | IB_QP_MIN_RNR_TIMER |             \
	 IB_QP_PATH_MIG_STATE)

static const struct way ways[IB_QPS_ERR + 1][IB_QPS_ERR + 1] = {
	[IB_QPS_RESET] = {
		[IB_QPS_INIT] = { .exists = true, .required = COMMON },
	},
	[IB_QPS_INIT] = {
		[IB_QPS_INIT] = { .exists = true, .optional = COMMON },
		[IB_QPS_RTR] = {
			.exists = true,
			.required = IB_QP_AV | IB_QP_PATH_MTU | IB_QP_DEST_QPN | IB_QP_RQ_PSN |
				    IB_QP_MAX_DEST_RD_ATOMIC | IB_QP_MIN_RNR_TIMER,
			.optional = IB_QP_ALT_PATH | IB_QP_ACCESS_FLAGS | IB_QP_PKEY_INDEX,
		},
	},
	[IB_QPS_RTR] = {
		[IB_QPS_RTS] = {
			.exists = true,
			.required = IB_QP_TIMEOUT | IB_QP_RETRY_CNT | IB_QP_RNR_RETRY | IB_QP_SQ_PSN |
				    IB_QP_MAX_QP_RD_ATOMIC,
			.optional = RUNNING,
		},
	},
	[IB_QPS_RTS] = {
		[IB_QPS_RTS] = { .exists = true, .optional = RUNNING },
		[IB_QPS_SQD] = { .exists = true },
	},
	[IB_QPS_SQD] = {
		[IB_QPS_RTS] = { .exists = true, .optional = RUNNING },
		[IB_QPS_SQD] = { .exists = true, .optional = RUNNING },
	},
};

static const struct way anywhere = { .exists = true };

static const struct way *way_of(enum ib_qp_state from, enum ib_qp_state to)
{
	if (to == IB_QPS_RESET || (to == IB_QPS_ERR && from != IB_QPS_RESET))
		return &anywhere;
	return &ways[from][to];
}

bool ib_modify_qp_is_ok(enum ib_qp_state cur_state, enum ib_qp_state next_state,
			enum ib_qp_type type, int mask)
{
	const struct way *way = way_of(cur_state, next_state);

	/* R-A5.2 */
	if (!way->exists || (type != IB_QPT_RC && way != &anywhere))
		return false;
	if ((mask & way->required) != way->required)
		return false;
	return !(mask & ~(way->required | way->optional | IB_QP_STATE));
}
