/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of peer-to-peer pages (P2P-B9, B10), until RFC patch 26.
 */
#include "pages.h"

/* B14: what a patch removed cannot be called. */
static bool is_removed(struct bp_env *env, const struct bp_p2p *p2p)
{
	if (!p2p || p2p->profile == BP_P2P_PAGES)
		return !p2p;
	bp_finding(env, BP_SITE_P2P_REMOVED, 0, 0);
	return true;
}

/* The page and the offset in it of memory that the CPU has at @addr. */
static void set_entry(struct bp_env *env, struct scatterlist *sg, bp_virt_addr_t addr, u32 length)
{
	const struct bp_mapping *mapping = bp_mapping_find(env, addr);
	u64 phys = bp_phys_u64(mapping->phys) + bp_virt_u64(addr) - bp_virt_u64(mapping->virt);

	sg_set_page(env, sg, pfn_to_page(phys >> env->page_shift), length,
		    (unsigned)(phys & (bp_page_size(env) - 1)));
}

struct scatterlist *pci_p2pmem_alloc_sgl(struct pci_dev *pdev, unsigned *nents, u32 length)
{
	struct bp_env *env = pdev->dev.bp_env;
	struct scatterlist *sg;
	bp_virt_addr_t addr;

	if (is_removed(env, pdev->dev.bp_p2p))
		return NULL;
	sg = bp_alloc(env, BP_ALLOC_SG, sizeof(*sg));
	if (!sg)
		return NULL;
	sg_init_table(sg, 1);
	addr = pci_alloc_p2pmem(pdev, length);
	if (!bp_virt_u64(addr)) {
		bp_free(env, sg);
		return NULL;
	}
	set_entry(env, sg, addr, length);
	*nents = 1;
	return sg;
}

void pci_p2pmem_free_sgl(struct pci_dev *pdev, struct scatterlist *sgl)
{
	struct bp_env *env = pdev->dev.bp_env;

	if (is_removed(env, pdev->dev.bp_p2p))
		return;
	for (struct scatterlist *sg = sgl; sg; sg = sg_next(sg)) {
		const struct p2pdma_pagemap *map = bp_p2p_pagemap_of(env, sg);
		u64 phys = bp_phys_u64(sg_phys(env, sg));

		if (map)
			pci_free_p2pmem(
				pdev,
				bp_virt_addr(bp_virt_u64(map->virt) + phys - map->pgmap.res.start),
				sg->length);
		else
			bp_finding(env, BP_SITE_P2P_FOREIGN_PAGE, phys, sg->length);
	}
	bp_free(env, sgl);
}

/* B9.2, B9.3 */
static u64 address_of(const struct device *dev, u64 phys, u64 bus_offset)
{
	return bp_defect_on(&dev->bp_defects, BP_DEF_P2P_9) ? phys - bus_offset : phys + bus_offset;
}

static int map_entries(struct device *dev, struct scatterlist *sgl, int nents)
{
	struct bp_env *env = dev->bp_env;
	struct scatterlist *sg;
	int i;

	for_each_sg (sgl, sg, nents, i) {
		const struct p2pdma_pagemap *map = bp_p2p_pagemap_of(env, sg);
		u64 phys = bp_phys_u64(sg_phys(env, sg));

		if (!map) {
			bp_finding(env, BP_SITE_P2P_FOREIGN_PAGE, phys, sg->length);
			return 0;
		}
		sg->dma_address =
			bp_dma_addr(address_of(dev, phys, map->pgmap.pci_p2pdma_bus_offset));
		sg_dma_len(sg) = sg->length;
	}
	return nents;
}

/* p2pdma-newer.md 9: kernels with map types have dma_map_sg() alone. */
static bool is_replaced(struct bp_env *env, const struct bp_p2p *p2p)
{
	if (p2p->rules->has_types)
		bp_finding(env, BP_SITE_P2P_REMOVED, 0, 0);
	return p2p->rules->has_types;
}

static bool takes_pointers(struct device *dev)
{
	if (dev->dma_kind != BP_DMA_VIRT)
		return false;
	if (!dev->bp_p2p->warned_virt)
		bp_warn(dev->bp_env, BP_SITE_P2P_VIRT_MAP, 0, 0);
	dev->bp_p2p->warned_virt = true;
	return true;
}

int pci_p2pdma_map_sg(struct device *dev, struct scatterlist *sg, int nents,
		      enum dma_data_direction dir)
{
	int mapped = 0;

	(void)dir;
	if (!is_removed(dev->bp_env, dev->bp_p2p) && !is_replaced(dev->bp_env, dev->bp_p2p) &&
	    !takes_pointers(dev))
		mapped = map_entries(dev, sg, nents);
	bp_event(dev->bp_env, P2P_MAP_SG, .rule = "P2P-B9", .a = (u64)mapped,
		 .p2p = &(struct bp_p2p_call){
			 .client = dev, .sgl = sg, .nents = nents, .result = mapped });
	return mapped;
}
