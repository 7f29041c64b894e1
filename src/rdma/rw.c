/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list is mapped and becomes READs or WRITEs (rdma-nvmet.md B2, B3).
 */
#include <errno.h>

#include <blkpath/ib_dma.h>
#include <blkpath/memremap.h>
#include <blkpath/p2pdma.h>

#include "rw.h"

/* After RFC patch 25 lists of peer-to-peer pages are no longer for rdma_rw (R-B8.1). */
static bool is_mended(const struct device *dev)
{
	return dev->bp_p2p && dev->bp_p2p->profile == BP_P2P_DIRECT;
}

/* R-B3.1; kernels with map types have one function for all lists. */
static bool is_p2p(const struct device *dev, const struct scatterlist *sg)
{
	return dev->bp_p2p && dev->bp_p2p->profile == BP_P2P_PAGES &&
	       !dev->bp_p2p->rules->has_types && is_pci_p2pdma_page(dev->bp_env, sg_page(sg));
}

static bool is_of_provider(const struct device *dev, u64 phys)
{
	const struct pci_dev *provider;

	TAILQ_FOREACH (provider, &dev->bp_p2p->pci->devices, link)
		for (unsigned bar = 0; provider->p2pdma && bar < PCI_STD_NUM_BARS; bar++)
			if (phys - pci_resource_start(provider, bar) <
			    pci_resource_len(provider, bar))
				return true;
	return false;
}

static void assert_no_p2p(const struct device *dev, struct scatterlist *sgl, u32 nents)
{
	struct scatterlist *sg;
	u32 i;

	for_each_sg (sgl, sg, nents, i) {
		u64 phys = bp_phys_u64(sg_phys(dev->bp_env, sg));

		if (is_of_provider(dev, phys))
			bp_finding(dev->bp_env, BP_SITE_RDMA_RW_P2P_PAGE, i, phys);
	}
}

static u32 map(struct device *dev, struct scatterlist *sg, u32 nents, enum dma_data_direction dir)
{
	if (is_mended(dev))
		assert_no_p2p(dev, sg, nents);
	return (u32)(is_p2p(dev, sg) ? pci_p2pdma_map_sg(dev, sg, (int)nents, dir)
				     : dma_map_sg_attrs(dev, sg, (int)nents, dir, 0));
}

/* R-B5.2: nothing is held for peer-to-peer pages. */
static void unmap(struct device *dev, struct scatterlist *sg, u32 nents,
		  enum dma_data_direction dir)
{
	if (!is_p2p(dev, sg))
		dma_unmap_sg_attrs(dev, sg, (int)nents, dir, 0);
}

static u64 bytes_of(const struct bp_rw_list *list)
{
	struct scatterlist *sg;
	u64 bytes = 0;
	u32 i;

	for_each_sg (list->sg, sg, list->nents, i)
		bytes += sg_dma_len(sg);
	return bytes;
}

/* R-B3.2 as posted: the entry is looked at before the count. */
static bool skip_unchecked(struct bp_env *env, struct bp_rw_list *list)
{
	while (list->offset >= sg_dma_len(list->sg)) {
		list->offset -= sg_dma_len(list->sg);
		list->sg = sg_next(list->sg);
		list->nents--;
		if (!list->sg) {
			bp_finding(env, BP_SITE_RDMA_RW_SG_END, list->offset, 0);
			return false;
		}
	}
	return list->nents;
}

static bool skip(const struct bp_rw_job *job, struct bp_rw_list *list)
{
	if (bp_rw_defect(job->qp, BP_DEF_RDMA_6))
		return skip_unchecked(job->qp->device->bp_env, list);
	if (list->offset >= bytes_of(list))
		return false;
	return skip_unchecked(job->qp->device->bp_env, list);
}

/* R-B2.3 */
static int build(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		 const struct bp_rw_list *list)
{
	if (rdma_rw_io_needs_mr(job->qp->device, job->port, job->dir))
		return bp_rw_init_mr(ctx, job, list, bp_rw_defect(job->qp, BP_DEF_RDMA_3));
	return list->nents > 1 ? bp_rw_init_multi(ctx, job, list)
			       : bp_rw_init_single(ctx, job, list);
}

static int skip_and_build(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
			  struct bp_rw_list *list)
{
	struct bp_env *env = job->qp->device->bp_env;
	u32 offset = list->offset;

	if (skip(job, list))
		return build(ctx, job, list);
	if (!env->hits[BP_SITE_RDMA_RW_OFFSET])
		bp_warn(env, BP_SITE_RDMA_RW_OFFSET, offset, 0);
	return -EIO;
}

int rdma_rw_ctx_init(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num, struct scatterlist *sg,
		     u32 sg_cnt, u32 sg_offset, u64 remote_addr, u32 rkey,
		     enum dma_data_direction dir)
{
	const struct bp_rw_job job = { qp, port_num, dir, remote_addr, rkey };
	struct device *dev = qp->device->dma_device;
	struct bp_rw_list list = { sg, map(dev, sg, sg_cnt, dir), sg_offset };
	struct bp_rw_input input = { sg, sg_cnt, list.nents, sg_offset, 0, 0 };
	int result;

	*ctx = (struct rdma_rw_ctx){ .bp_serial = qp->bp_contexts++ };
	if (!list.nents)
		return bp_rw_tell_init(ctx, &job, &input, -ENOMEM);
	input.bytes = bytes_of(&list) - bp_min((u64)sg_offset, bytes_of(&list));
	result = skip_and_build(ctx, &job, &list);
	if (result >= 0)
		return bp_rw_tell_init(ctx, &job, &input, result);
	/* R-B3.4 */
	if (bp_rw_defect(qp, BP_DEF_RDMA_5) && list.sg)
		ib_dma_unmap_sg(qp->device, list.sg, (int)list.nents, dir);
	else
		unmap(dev, sg, sg_cnt, dir);
	return bp_rw_tell_init(ctx, &job, &input, result);
}

void rdma_rw_ctx_destroy(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num,
			 struct scatterlist *sg, u32 sg_cnt, enum dma_data_direction dir)
{
	(void)port_num;
	if (ctx->bp_direct)
		bp_finding(qp->device->bp_env, BP_SITE_RDMA_RW_MIXED, qp->qp_num, ctx->bp_serial);
	bp_rw_tell_destroy(ctx, qp, sg, sg_cnt, dir);
	bp_rw_release(ctx, qp);
	unmap(qp->device->dma_device, sg, sg_cnt, dir);
}
