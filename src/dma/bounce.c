/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies between buffers and bounce slots (P2P-C4.4 to C4.7).
 */
#include <string.h>

#include "swiotlb.h"

/* Without a page model there are no bytes; with one, memory without bytes is a device's (C4.7). */
static u8 *bytes_at(struct bp_env *env, phys_addr_t phys)
{
	u8 *bytes = bp_page_bytes(env, pfn_to_page(phys.phys >> env->page_shift));

	if (bytes)
		return bytes + (phys.phys & (bp_page_size(env) - 1));
	if (env->page_ops)
		bp_finding(env, BP_SITE_BOUNCE_DEVICE_MEMORY, phys.phys, 0);
	return NULL;
}

static u64 left_in_page(const struct bp_env *env, phys_addr_t phys)
{
	return bp_page_size(env) - (phys.phys & (bp_page_size(env) - 1));
}

static void copy(struct bp_env *env, phys_addr_t to, phys_addr_t from, u64 size)
{
	while (size) {
		const u64 in_page = bp_min(left_in_page(env, to), left_in_page(env, from));
		const u64 n = bp_min(size, in_page);
		u8 *target = bytes_at(env, to);
		const u8 *source = bytes_at(env, from);

		if (target && source)
			memcpy(target, source, n);
		to.phys += n;
		from.phys += n;
		size -= n;
	}
}

/* C4.4: without it, what the device does not write comes back stale (DEF-DMA-2). */
static bool copies_in(const struct device *dev, enum dma_data_direction dir)
{
	return dir != DMA_FROM_DEVICE || !bp_defect_on(&dev->bp_defects, BP_DEF_DMA_2);
}

phys_addr_t bp_swiotlb_map(struct device *dev, phys_addr_t phys, u64 size,
			   enum dma_data_direction dir, unsigned long attrs)
{
	struct bp_env *env = dev->bp_env;
	const phys_addr_t bounced = bp_swiotlb_take(dev, phys, size, dir, attrs);

	if (bounced.phys == BP_NO_SLOT.phys)
		return bounced;
	if (!dma_capable(dev, phys_to_dma(dev, bounced), size)) { /* C4.5 */
		bp_swiotlb_release(dev->bp_swiotlb, bp_swiotlb_slot(dev, bounced));
		return BP_NO_SLOT;
	}
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC) && copies_in(dev, dir))
		copy(env, bounced, phys, size);
	return bounced;
}

/* What the mapping call returned. */
static phys_addr_t start_of(const struct device *dev, const struct bp_slot *slot)
{
	const u64 head = dev->bp_swiotlb->setup.base.phys + ((u64)slot->head << IO_TLB_SHIFT);

	return bp_phys_addr(head + (slot->phys.phys & bp_swiotlb_kept_bits(dev)));
}

void bp_swiotlb_unmap(struct device *dev, phys_addr_t bounced, unsigned long attrs)
{
	const struct bp_slot *slot = bp_swiotlb_slot(dev, bounced);

	if (!slot)
		return;
	if (bounced.phys != start_of(dev, slot).phys) {
		bp_finding(dev->bp_env, BP_SITE_BOUNCE_UNKNOWN, bounced.phys, 0);
		return;
	}
	if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC) && slot->dir != DMA_TO_DEVICE)
		copy(dev->bp_env, slot->phys, bounced, slot->size);
	bp_swiotlb_release(dev->bp_swiotlb, slot);
}

void bp_swiotlb_sync(struct device *dev, phys_addr_t bounced, u64 size, enum dma_data_direction dir,
		     bool to_cpu)
{
	struct bp_env *env = dev->bp_env;
	const enum dma_data_direction idle = to_cpu ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	const struct bp_slot *slot = bp_swiotlb_slot(dev, bounced);
	phys_addr_t original;
	u64 offset;

	if (!slot)
		return;
	bp_bug_on(env, slot->dir != DMA_BIDIRECTIONAL && slot->dir != dir, BP_SITE_BOUNCE_DIRECTION,
		  slot->dir, dir);
	offset = bounced.phys - start_of(dev, slot).phys;
	if (offset >= slot->size || size > slot->size - offset) {
		bp_finding(env, BP_SITE_BOUNCE_UNKNOWN, bounced.phys, 0);
		return;
	}
	if (dir == idle)
		return;
	original = bp_phys_addr(slot->phys.phys + offset);
	if (to_cpu)
		copy(env, original, bounced, size);
	else
		copy(env, bounced, original, size);
}
