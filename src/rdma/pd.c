/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protection domains, and the key of all DMA addresses (rdma-nvmet.md R-A3.1).
 */
#include "tell.h"

static bool has_dma_key(const struct ib_device *device)
{
	return device->attrs.device_cap_flags & IB_DEVICE_LOCAL_DMA_LKEY;
}

/* What its internal MR must allow; 0 when it needs none. */
static int access_of(const struct ib_device *device, unsigned flags)
{
	int access = has_dma_key(device) ? 0 : IB_ACCESS_LOCAL_WRITE;

	if (flags & IB_PD_UNSAFE_GLOBAL_RKEY)
		access |= IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE;
	return access;
}

static long add_internal_mr(struct ib_pd *pd, int access, unsigned flags)
{
	struct ib_mr *mr = pd->device->ops->get_dma_mr(pd, access);

	if (IS_ERR(mr))
		return PTR_ERR(mr);
	mr->device = pd->device;
	mr->pd = pd;
	mr->type = IB_MR_TYPE_DMA;
	mr->need_inval = false;
	pd->__internal_mr = mr;
	if (!has_dma_key(pd->device))
		pd->local_dma_lkey = mr->lkey;
	if (flags & IB_PD_UNSAFE_GLOBAL_RKEY)
		pd->unsafe_global_rkey = mr->rkey;
	bp_tell_mr(mr, MADE, "R-A3.1", .access = access);
	return 0;
}

struct ib_pd *ib_alloc_pd(struct ib_device *device, unsigned flags)
{
	int access = access_of(device, flags);
	struct ib_pd *pd = device->ops->alloc_pd(device);
	long error;

	if (IS_ERR(pd))
		return pd;
	pd->device = device;
	pd->usecnt = 0;
	pd->__internal_mr = NULL;
	pd->unsafe_global_rkey = 0;
	pd->local_dma_lkey = has_dma_key(device) ? device->local_dma_lkey : 0;
	error = access ? add_internal_mr(pd, access, flags) : 0;
	if (!error)
		return pd;
	ib_dealloc_pd(pd);
	return ERR_PTR(error);
}

void ib_dealloc_pd(struct ib_pd *pd)
{
	struct ib_device *device = pd->device;

	if (pd->__internal_mr) {
		bp_tell_mr(pd->__internal_mr, GONE, "R-A3.1");
		device->ops->dereg_mr(pd->__internal_mr);
	}
	bp_warn_on(device->bp_env, pd->usecnt, BP_SITE_RDMA_PD_BUSY, pd->usecnt, 0);
	device->ops->dealloc_pd(pd);
}
