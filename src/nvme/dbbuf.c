/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow doorbells: values in memory that a controller may look at by itself (NVH-29).
 */
#include <string.h>

#include <blkpath/dma_coherent.h>
#include <blkpath/event.h>

#include "life.h"

/* mutant: nobody has 4 GiB of them */
static u64 size_for(const struct nvme_dev *dev)
{
	return (dev->ctrl.bp_params.nr_io_queues + 1) * 8ull * dev->db_stride;
}

/* Without memory for both there are none. */
void nvme_dbbuf_dma_alloc(struct nvme_dev *dev)
{
	const u64 size = size_for(dev); /* mutant: nobody has 4 GiB of them */

	if (bp_virt_u64(dev->dbbuf_dbs))
		return;
	dev->bp_dbbuf_size = size;
	dev->dbbuf_dbs = dma_alloc_coherent(dev->dev, size, &dev->dbbuf_dbs_dma_addr, GFP_KERNEL);
	if (!bp_virt_u64(dev->dbbuf_dbs))
		return;
	dev->dbbuf_eis = dma_alloc_coherent(dev->dev, size, &dev->dbbuf_eis_dma_addr, GFP_KERNEL);
	if (!bp_virt_u64(dev->dbbuf_eis))
		nvme_dbbuf_dma_free(dev);
}

static void forget(struct nvme_queue *nvmeq)
{
	nvmeq->dbbuf_sq_db = nvmeq->dbbuf_cq_db = NULL;
	nvmeq->dbbuf_sq_ei = nvmeq->dbbuf_cq_ei = NULL;
}

void nvme_dbbuf_dma_free(struct nvme_dev *dev)
{
	for (unsigned i = 0; i < dev->ctrl.queue_count; i++) /* mutant: number 0 has none */
		forget(&dev->queues[i]);
	dma_free_coherent(dev->dev, dev->bp_dbbuf_size, dev->dbbuf_dbs, dev->dbbuf_dbs_dma_addr);
	dma_free_coherent(dev->dev, dev->bp_dbbuf_size, dev->dbbuf_eis, dev->dbbuf_eis_dma_addr);
	dev->dbbuf_dbs = dev->dbbuf_eis = bp_virt_addr(0);
}

/* A value of an earlier life must not be taken for one of this. */
static __le32 *cleared(struct nvme_dev *dev, bp_virt_addr_t buffer, unsigned doorbell)
{
	__le32 *value = (__le32 *)(void *)bp_virt_bytes(dev->ctrl.bp_env, buffer);

	value += doorbell * dev->db_stride;
	*value = cpu_to_le32(0);
	return value;
}

void nvme_dbbuf_init(struct nvme_queue *nvmeq)
{
	struct nvme_dev *dev = nvmeq->dev;
	const unsigned sq = nvmeq->qid * 2u, cq = sq + 1;

	if (!bp_virt_u64(dev->dbbuf_dbs) || !nvmeq->qid)
		return;
	nvmeq->dbbuf_sq_db = cleared(dev, dev->dbbuf_dbs, sq);
	nvmeq->dbbuf_cq_db = cleared(dev, dev->dbbuf_dbs, cq);
	nvmeq->dbbuf_sq_ei = cleared(dev, dev->dbbuf_eis, sq);
	nvmeq->dbbuf_cq_ei = cleared(dev, dev->dbbuf_eis, cq);
}

void nvme_dbbuf_set(struct nvme_dev *dev)
{
	struct nvme_command c = { .dbbuf = { .opcode = nvme_admin_dbbuf } };
	int status;

	if (!bp_virt_u64(dev->dbbuf_dbs))
		return;
	c.dbbuf.prp1 = cpu_to_le64(bp_dma_u64(dev->dbbuf_dbs_dma_addr));
	c.dbbuf.prp2 = cpu_to_le64(bp_dma_u64(dev->dbbuf_eis_dma_addr));
	status = nvme_submit_sync_cmd(dev->ctrl.admin_q, &c, BP_NVME_NO_BUFFER, 0);
	if (!status)
		return;
	bp_warn(dev->ctrl.bp_env, BP_SITE_NVME_DBBUF, bp_dma_u64(dev->dbbuf_dbs_dma_addr),
		(u64)status);
	nvme_dbbuf_dma_free(dev);
}

/* Must the register be written? */
bool nvme_dbbuf_update_and_check_event(u16 value, __le32 *dbbuf_db, const __le32 *dbbuf_ei)
{
	u16 old;

	if (!dbbuf_db)
		return true;
	old = (u16)le32_to_cpu(*dbbuf_db);
	*dbbuf_db = cpu_to_le32(value);
	return nvme_dbbuf_need_event((u16)le32_to_cpu(*dbbuf_ei), value, old);
}
