/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pool of bounce slots (P2P-C4.1 to C4.3).
 */
#include <blkpath/dma_call.h>
#include <blkpath/event.h>

#include "swiotlb.h"

#define SLOT_BYTES (1u << IO_TLB_SHIFT)
#define TELL(symbol, number, more)                                                                 \
	bp_event(pool->env, symbol, .a = (number), .b = (more),                                    \
		 .dma = &(const struct bp_dma_call){ .pool = pool })

struct bp_swiotlb *bp_swiotlb_new(struct bp_env *env, const struct bp_swiotlb_setup *setup)
{
	const u32 slots = setup->slots ?: (u32)(IO_TLB_DEFAULT_SIZE >> IO_TLB_SHIFT);
	struct bp_swiotlb *pool;

	if (setup->base.phys & (bp_page_size(env) - 1))
		return NULL;
	pool = bp_alloc(env, BP_ALLOC_DMA, sizeof(*pool) + slots * sizeof(pool->slot[0]));
	if (!pool)
		return NULL;
	pool->env = env;
	pool->setup = *setup;
	pool->setup.slots = slots;
	TELL(BOUNCE_POOL, bp_phys_u64(setup->base), (u64)slots << IO_TLB_SHIFT);
	return pool;
}

void bp_swiotlb_free(struct bp_swiotlb *pool)
{
	if (!pool)
		return;
	TELL(BOUNCE_POOL_END, pool->used, 0);
	if (pool->used)
		bp_finding(pool->env, BP_SITE_BOUNCE_LEAK, pool->used, 0);
	bp_free(pool->env, pool);
}

u32 bp_swiotlb_used(const struct bp_swiotlb *pool)
{
	return pool->used;
}

bool is_swiotlb_buffer(const struct device *dev, phys_addr_t phys)
{
	const struct bp_swiotlb *pool = dev->bp_swiotlb;

	return pool && phys.phys - pool->setup.base.phys < (u64)pool->setup.slots << IO_TLB_SHIFT;
}

u64 bp_swiotlb_kept_bits(const struct device *dev)
{
	if (bp_defect_on(&dev->bp_defects, BP_DEF_DMA_1))
		return 0;
	return dev->dma_parms.min_align_mask;
}

static phys_addr_t address(const struct bp_swiotlb *pool, u32 index)
{
	return bp_phys_addr(pool->setup.base.phys + ((u64)index << IO_TLB_SHIFT));
}

/* Does a run stay in the pool, in a group of slots and within the device's boundary? */
static bool fits(const struct device *dev, u32 index, u32 nr)
{
	const struct bp_swiotlb *pool = dev->bp_swiotlb;
	const u64 first = phys_to_dma(dev, address(pool, index)).dma;
	const u64 last = first + ((u64)nr << IO_TLB_SHIFT) - 1;

	return nr <= pool->setup.slots - index &&
	       index / IO_TLB_SEGSIZE == (index + nr - 1) / IO_TLB_SEGSIZE &&
	       !((first ^ last) & ~dma_get_seg_boundary(dev));
}

static bool is_free(const struct bp_swiotlb *pool, u32 index, u32 nr)
{
	for (u32 i = index; i < index + nr; i++)
		if (pool->slot[i].nr)
			return false;
	return true;
}

/* Pages begin at pages, and low bits can be kept only by a start that has none. */
static u32 stride_of(const struct device *dev, u64 size)
{
	const u64 page = bp_page_size(dev->bp_env);
	const u64 kept = bp_swiotlb_kept_bits(dev);
	const u64 bytes = bp_max(page, kept + 1);

	if (size < page && !kept)
		return 1;
	return (u32)(bp_max(bytes, (u64)SLOT_BYTES) >> IO_TLB_SHIFT);
}

/* The first run from where the last search ended, once around; the number of slots if there is
 * none. */
static u32 search(const struct device *dev, u32 nr, u32 stride)
{
	const struct bp_swiotlb *pool = dev->bp_swiotlb;
	const u32 slots = pool->setup.slots;
	const u32 skew = (u32)(pool->setup.base.phys >> IO_TLB_SHIFT) & (stride - 1);

	for (u32 tried = 0; tried < slots; tried++) {
		const u32 index = (pool->next + tried) % slots;

		if (((index + skew) & (stride - 1)) == 0 && fits(dev, index, nr) &&
		    is_free(pool, index, nr))
			return index;
	}
	return slots;
}

phys_addr_t bp_swiotlb_take(struct device *dev, phys_addr_t phys, u64 size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	struct bp_swiotlb *pool = dev->bp_swiotlb;
	const u64 kept = phys.phys & bp_swiotlb_kept_bits(dev);
	const u64 limit = (u64)IO_TLB_SEGSIZE << IO_TLB_SHIFT;
	u32 index = pool->setup.slots;
	u32 nr = 0;

	if (size <= limit && size + kept <= limit) {
		nr = bp_max((u32)((size + kept + SLOT_BYTES - 1) >> IO_TLB_SHIFT), 1u);
		index = search(dev, nr, stride_of(dev, size));
	}
	if (index == pool->setup.slots) {
		if (!(attrs & DMA_ATTR_NO_WARN))
			bp_warn(pool->env, BP_SITE_BOUNCE_FULL, size, pool->used);
		return BP_NO_SLOT;
	}
	for (u32 i = index; i < index + nr; i++)
		pool->slot[i] = (struct bp_slot){ .nr = nr, .head = index };
	pool->slot[index].phys = phys;
	pool->slot[index].size = size;
	pool->slot[index].dir = dir;
	pool->used += nr;
	pool->next = (index + nr) % pool->setup.slots;
	TELL(BOUNCE_TAKE, nr, pool->used);
	return bp_phys_addr(address(pool, index).phys + kept);
}

void bp_swiotlb_release(struct bp_swiotlb *pool, const struct bp_slot *slot)
{
	const u32 head = slot->head;
	const u32 nr = slot->nr;

	pool->used -= nr;
	for (u32 i = head; i < head + nr; i++)
		pool->slot[i].nr = 0;
	TELL(BOUNCE_RELEASE, nr, pool->used);
}

struct bp_slot *bp_swiotlb_slot(struct device *dev, phys_addr_t bounced)
{
	struct bp_swiotlb *pool = dev->bp_swiotlb;
	struct bp_slot *slot = &pool->slot[(bounced.phys - pool->setup.base.phys) >> IO_TLB_SHIFT];

	if (slot->nr)
		return &pool->slot[slot->head];
	bp_finding(pool->env, BP_SITE_BOUNCE_UNKNOWN, bounced.phys, 0);
	return NULL;
}
