/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device is made known to its users (rdma-nvmet.md A1, R-A2.5).
 */
#include <errno.h>

#include <blkpath/ib_device.h>

static bool is_complete(const struct ib_device_ops *ops)
{
	return ops && ops->alloc_pd && ops->dealloc_pd && ops->create_cq && ops->destroy_cq &&
	       ops->poll_cq && ops->req_notify_cq && ops->create_qp && ops->modify_qp &&
	       ops->destroy_qp && ops->post_send && ops->post_recv;
}

/* What rdma_rw divides by. */
static bool has_limits(const struct ib_device *device)
{
	const struct ib_device_attr *attrs = &device->attrs;

	if (attrs->max_send_sge < 1 || attrs->max_sge_rd < 1)
		return false;
	return !(rdma_protocol_iwarp(device, 1) || device->bp_force_mr) ||
	       attrs->max_fast_reg_page_list_len;
}

int ib_register_device(struct ib_device *device)
{
	bool is_virt = device->dev.dma_kind == BP_DMA_VIRT;

	if (!is_complete(device->ops) || !has_limits(device) || (!is_virt && !device->dev.parent))
		return -EINVAL;
	if (!(device->attrs.device_cap_flags & IB_DEVICE_LOCAL_DMA_LKEY) &&
	    !device->ops->get_dma_mr)
		return -EINVAL;
	device->dma_device = is_virt ? &device->dev : device->dev.parent;
	device->bp_defects = device->bp_env->defects;
	return 0;
}
