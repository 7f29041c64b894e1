/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for lists: of commands in pools the controller sees, of requests in elements it does not.
 *
 * An element:  sg 0 | sg 1 | ... | sg n-1 | list 0 | list 1 | ...     n = nr_phys_segments (NVH-3)
 */
#include <errno.h>

#include <blkpath/address.h>
#include <blkpath/nvme_event.h>

#include "data.h"

u32 bp_nvme_sges_per_page(const struct nvme_dev *dev)
{
	return bp_page_size(dev->ctrl.bp_env) / (u32)sizeof(struct nvme_sgl_desc);
}

/* NVH-18 for the most data: entries share a page with one that leads on. */
static unsigned most_prp_lists(const struct nvme_dev *dev)
{
	const u32 page_size = dev->ctrl.page_size;
	const u32 per_entry = page_size >> SECTOR_SHIFT;
	const u32 entries = (dev->ctrl.max_hw_sectors + per_entry - 1) / per_entry;
	const u32 per_page = page_size / (u32)sizeof(__le64) - 1;

	return (entries - 1 + per_page - 1) / per_page;
}

static unsigned most_sgl_lists(const struct nvme_dev *dev)
{
	const u32 per_page = bp_nvme_sges_per_page(dev) - 1;

	return (dev->ctrl.max_segments + per_page - 1) / per_page;
}

static size_t element_bytes(const struct nvme_dev *dev, unsigned lists)
{
	return dev->ctrl.max_segments * sizeof(struct scatterlist) + lists * sizeof(void *);
}

/* DEF-NVME-5 counts the pages of the descriptors alone. */
static unsigned v5_2_lists(const struct nvme_dev *dev)
{
	const u32 page_size = bp_page_size(dev->ctrl.bp_env);
	const u32 bytes = dev->ctrl.max_segments * (u32)sizeof(struct nvme_sgl_desc);

	return (bytes + page_size - 1) / page_size;
}

int bp_nvme_pools_init(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;
	const size_t bytes = element_bytes(dev, bp_max(most_prp_lists(dev), most_sgl_lists(dev)));

	dev->bp_iod_bytes = bp_nvme_defect(&dev->ctrl, BP_DEF_NVME_5)
				    ? element_bytes(dev, v5_2_lists(dev))
				    : bytes;
	dev->prp_page_pool =
		dma_pool_create("prp list page", dev->dev, bp_page_size(env), bp_page_size(env), 0);
	dev->prp_small_pool = dma_pool_create("prp list 256", dev->dev, BP_NVME_SMALL_POOL_BYTES,
					      BP_NVME_SMALL_POOL_BYTES, 0);
	/* What lies behind a short element is the allocator's: its rounding hides the overrun. */
	dev->iod_mempool = mempool_create_kmalloc_pool(env, 1, bytes);
	if (dev->prp_page_pool && dev->prp_small_pool && dev->iod_mempool)
		return 0;
	bp_nvme_pools_fini(dev);
	return -ENOMEM;
}

void bp_nvme_pools_fini(struct nvme_dev *dev)
{
	mempool_destroy(dev->iod_mempool);
	dma_pool_destroy(dev->prp_small_pool);
	dma_pool_destroy(dev->prp_page_pool);
	dev->iod_mempool = NULL;
	dev->prp_small_pool = NULL;
	dev->prp_page_pool = NULL;
}

struct scatterlist *bp_nvme_sg_alloc(struct nvme_dev *dev, struct request *rq)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);

	iod->sg = mempool_alloc(dev->iod_mempool, GFP_NOWAIT);
	if (iod->sg)
		sg_init_table(iod->sg, blk_rq_nr_phys_segments(rq));
	return iod->sg;
}

void bp_nvme_sg_free(struct nvme_dev *dev, struct request *rq)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);

	mempool_free(iod->sg, dev->iod_mempool);
	iod->sg = NULL;
}

static bp_virt_addr_t *list_pointers(struct request *rq)
{
	return (bp_virt_addr_t *)(bp_nvme_iod(rq)->sg + blk_rq_nr_phys_segments(rq));
}

/* NVH-3 */
static void remember(struct nvme_dev *dev, struct request *rq, unsigned list, bp_virt_addr_t buf)
{
	const size_t used = blk_rq_nr_phys_segments(rq) * sizeof(struct scatterlist) +
			    (list + 1) * sizeof(bp_virt_addr_t);

	if (used > dev->bp_iod_bytes)
		bp_finding(dev->ctrl.bp_env, BP_SITE_NVME_IOD_OVERRUN, used, dev->bp_iod_bytes);
	list_pointers(rq)[list] = buf;
}

static struct dma_pool *pool_of(const struct nvme_dev *dev, int npages)
{
	return npages ? dev->prp_page_pool : dev->prp_small_pool;
}

/* The caller sets npages to 0 or 1 for the first list; each further one adds 1. */
u8 *bp_nvme_list_new(struct nvme_dev *dev, struct request *rq, unsigned list, dma_addr_t *addr)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);
	bp_virt_addr_t buf = dma_pool_alloc(pool_of(dev, iod->npages), GFP_NOWAIT, addr);

	if (!bp_virt_u64(buf)) {
		if (!list)
			iod->npages = -1;
		return NULL;
	}
	if (list)
		iod->npages++;
	else
		iod->first_dma = *addr;
	remember(dev, rq, list, buf);
	return bp_virt_bytes(dev->ctrl.bp_env, buf);
}

/* NVH-23: where the next list lies, told by the last slot of this one. */
static dma_addr_t next_list(const struct nvme_dev *dev, const struct nvme_iod *iod,
			    bp_virt_addr_t buf)
{
	const u8 *bytes = bp_virt_bytes(dev->ctrl.bp_env, buf);
	const struct nvme_sgl_desc *sgl = (const void *)bytes;
	const __le64 *prps = (const void *)bytes;

	if (iod->use_sgl)
		return bp_dma_addr(le64_to_cpu(sgl[bp_nvme_sges_per_page(dev) - 1].addr));
	return bp_dma_addr(le64_to_cpu(prps[dev->ctrl.page_size / sizeof(__le64) - 1]));
}

unsigned bp_nvme_lists_show(const struct nvme_dev *dev, struct request *rq,
			    struct bp_nvme_list *show, unsigned most)
{
	const struct nvme_iod *iod = bp_nvme_iod(rq);
	const unsigned nr = iod->npages < 0 ? 0 : (unsigned)bp_max(iod->npages, 1);
	dma_addr_t addr = iod->first_dma;

	for (unsigned i = 0; i < bp_min(nr, most); i++) {
		if (i)
			addr = next_list(dev, iod, show[i - 1].virt);
		show[i] = (struct bp_nvme_list){ .virt = list_pointers(rq)[i], .dma = addr };
	}
	return nr;
}

void bp_nvme_lists_free(struct nvme_dev *dev, struct request *rq)
{
	struct nvme_iod *iod = bp_nvme_iod(rq);
	const bp_virt_addr_t *lists = list_pointers(rq);
	dma_addr_t addr = iod->first_dma;

	if (iod->npages == 0)
		dma_pool_free(dev->prp_small_pool, lists[0], addr);
	for (int i = 0; i < iod->npages; i++) {
		dma_addr_t next = next_list(dev, iod, lists[i]);

		dma_pool_free(dev->prp_page_pool, lists[i], addr);
		addr = next;
	}
	iod->npages = -1;
}
