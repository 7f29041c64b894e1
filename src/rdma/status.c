/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How work ends, in words (rdma-nvmet.md A8).
 */
#include <blkpath/ib_work.h>

static const char *const words[] = {
	[IB_WC_SUCCESS] = "success",
	[IB_WC_LOC_LEN_ERR] = "local length error",
	[IB_WC_LOC_QP_OP_ERR] = "local QP operation error",
	[IB_WC_LOC_PROT_ERR] = "local protection error",
	[IB_WC_WR_FLUSH_ERR] = "WR flushed",
	[IB_WC_MW_BIND_ERR] = "memory bind operation error",
	[IB_WC_BAD_RESP_ERR] = "bad response error",
	[IB_WC_LOC_ACCESS_ERR] = "local access error",
	[IB_WC_REM_INV_REQ_ERR] = "remote invalid request error",
	[IB_WC_REM_ACCESS_ERR] = "remote access error",
	[IB_WC_REM_OP_ERR] = "remote operation error",
	[IB_WC_RETRY_EXC_ERR] = "transport retry counter exceeded",
	[IB_WC_RNR_RETRY_EXC_ERR] = "RNR retry counter exceeded",
	[IB_WC_FATAL_ERR] = "fatal error",
	[IB_WC_GENERAL_ERR] = "general error",
};

const char *ib_wc_status_msg(enum ib_wc_status status)
{
	return (size_t)status < bp_array_size(words) && words[status] ? words[status]
								      : "unrecognized status";
}
