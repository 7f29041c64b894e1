/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much room contexts need in a queue pair (rdma-nvmet.md B6).
 */
#include <blkpath/ib_mr_pool.h>

#include "rw.h"

unsigned rdma_rw_mr_factor(const struct ib_device *device, u8 port_num, unsigned maxpages)
{
	u32 pages = rdma_rw_can_use_mr(device, port_num) ? rdma_rw_fr_page_list_len(device)
							 : (u32)device->attrs.max_sge_rd;

	return (maxpages + pages - 1) / pages;
}

void rdma_rw_init_qp(const struct ib_device *device, struct ib_qp_init_attr *attr)
{
	u32 factor = 1;

	bp_warn_on(device->bp_env, !attr->port_num, BP_SITE_RDMA_RW_NO_PORT, 0, 0);
	if (rdma_rw_can_use_mr(device, attr->port_num))
		factor += 2; /* an invalidation and a registration for each */
	attr->cap.max_send_wr = bp_min(attr->cap.max_send_wr + factor * attr->cap.max_rdma_ctxs,
				       (u32)device->attrs.max_qp_wr);
}

int rdma_rw_init_mrs(struct ib_qp *qp, const struct ib_qp_init_attr *attr)
{
	u32 nr = attr->cap.max_rdma_ctxs;
	int error;

	if (!rdma_rw_can_use_mr(qp->device, attr->port_num))
		return 0;
	error = ib_mr_pool_init(qp, &qp->rdma_mrs, nr, IB_MR_TYPE_MEM_REG,
				rdma_rw_fr_page_list_len(qp->device));
	if (error)
		bp_info(qp->device->bp_env, BP_SITE_RDMA_RW_NO_MRS, nr, (u64)-error);
	return error;
}

void rdma_rw_cleanup_mrs(struct ib_qp *qp)
{
	ib_mr_pool_destroy(qp, &qp->rdma_mrs);
}
