/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the queues of one adapter share (R-C4.3).
 */
#include "rdma.h"

static u32 wanted_size(const struct nvmet_port *port)
{
	if (port->inline_data_size < 0)
		return NVMET_RDMA_DEFAULT_INLINE_DATA_SIZE;
	return (u32)bp_min(port->inline_data_size, NVMET_RDMA_MAX_INLINE_DATA_SIZE);
}

static void size_inline_data(struct nvmet_rdma_device *ndev, const struct nvmet_port *port)
{
	const struct bp_env *env = port->bp_nvmet->env;
	const struct ib_device_attr *attrs = &ndev->device->attrs;
	const u32 sges = (u32)bp_max(attrs->max_sge_rd, attrs->max_recv_sge) - 1;
	const u32 most = bp_min(sges, NVMET_RDMA_MAX_INLINE_SGE);
	const u32 size = wanted_size(port);
	const u32 pages = (size + bp_page_size(env) - 1) >> env->page_shift;

	ndev->inline_page_count = bp_min(pages, most);
	ndev->inline_data_size = bp_min(size, ndev->inline_page_count << env->page_shift);
}

static struct nvmet_rdma_device *make(struct nvmet_rdma_port *rport, struct ib_device *device)
{
	struct bp_env *env = rport->port->bp_nvmet->env;
	struct nvmet_rdma_device *ndev = bp_alloc(env, BP_ALLOC_NVMET, sizeof(*ndev));

	if (!ndev)
		return NULL;
	ndev->device = device;
	size_inline_data(ndev, rport->port);
	ndev->pd = ib_alloc_pd(device, 0);
	if (IS_ERR(ndev->pd)) {
		bp_free(env, ndev);
		return NULL;
	}
	LIST_INSERT_HEAD(&rport->devices, ndev, entry);
	return ndev;
}

struct nvmet_rdma_device *nvmet_rdma_find_get_device(struct nvmet_rdma_port *rport,
						     struct ib_device *device)
{
	struct nvmet_rdma_device *ndev;

	LIST_FOREACH (ndev, &rport->devices, entry)
		if (ndev->device->node_guid == device->node_guid)
			break;
	if (!ndev)
		ndev = make(rport, device);
	if (ndev)
		ndev->refs++;
	return ndev;
}

void nvmet_rdma_put_device(struct bp_env *env, struct nvmet_rdma_device *ndev)
{
	if (--ndev->refs)
		return;
	LIST_REMOVE(ndev, entry);
	ib_dealloc_pd(ndev->pd);
	bp_free(env, ndev);
}
