/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/address.h>

#include "world/lent.h"

/* Something that is not NULL; a page is there or not. */
static char there;

static dma_addr_t address_of(const struct bp_world_lent *lent, u64 page)
{
	return bp_dma_addr(page << lent->dev->bp_env->page_shift);
}

static dma_addr_t map(const struct bp_world_lent *lent, u64 page)
{
	struct device *dev = lent->dev;
	const phys_addr_t phys = dma_to_phys(dev, address_of(lent, page));

	return dma_map_single(dev, phys_to_virt(phys), bp_page_size(dev->bp_env),
			      DMA_BIDIRECTIONAL);
}

static void unmap(const struct bp_world_lent *lent, dma_addr_t addr)
{
	struct device *dev = lent->dev;

	dma_unmap_single(dev, addr, bp_page_size(dev->bp_env), DMA_BIDIRECTIONAL);
}

static bool lend_page(struct bp_world_lent *lent, u64 page)
{
	dma_addr_t addr;

	if (bp_sparse_get(&lent->pages, page))
		return true;
	addr = map(lent, page);
	if (dma_mapping_error(lent->dev, addr))
		return true;
	if (addr.dma != address_of(lent, page).dma) {
		unmap(lent, addr);
		return true;
	}
	if (bp_sparse_put(&lent->pages, page, &there))
		return true;
	unmap(lent, addr);
	return false;
}

bool bp_world_lend(struct bp_world_lent *lent, struct device *dev, dma_addr_t addr, u64 len)
{
	const unsigned shift = dev->bp_env->page_shift;

	if (dev->dma_kind != BP_DMA_DIRECT)
		return true;
	lent->dev = dev;
	for (u64 page = addr.dma >> shift; page <= (addr.dma + len - 1) >> shift; page++)
		if (!lend_page(lent, page))
			return false;
	return true;
}

void bp_world_lent_return(struct bp_world_lent *lent)
{
	for (u64 page = 0; bp_sparse_next(&lent->pages, &page); page++)
		unmap(lent, address_of(lent, page));
	bp_sparse_fini(&lent->pages);
	lent->pages = (struct bp_sparse){ 0 };
}
