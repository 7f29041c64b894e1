/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-1, -2 and -13: which numbers a device is told.
 */
#include "dma.h"

/* INV-DMA-1: DMA address and buffer convert into each other, and the device reaches the last byte
 */
static enum bp_ck_verdict direct_is_reached(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	const struct device *dev = d->call->dev;
	u64 reach = bp_ck_dma_reach(dev);

	if (dev->dma_kind != BP_DMA_DIRECT || (dev->bp_swiotlb && !d->pool))
		return BP_NO_CASE;
	for (unsigned i = 0; i < d->mapping->nr_dma; i++) {
		const struct bp_run *dma = &d->mapping->dma[i];
		u64 last = dma->len ? dma->addr + dma->len - 1 : dma->addr;
		u64 offset = d->call->type == BP_DMA_CALL_RESOURCE ? 0 : bp_ck_dma_offset(dev);
		bool there = dma->addr + offset == d->mapping->cpu[i].addr;

		if (!reach || last > reach || last < dma->addr ||
		    (!there && !bp_ck_dma_slots(d->pool, dma->addr + offset)))
			return bp_ck_verdict(c, false,
					     "0x%llx + 0x%llx for 0x%llx; offset 0x%llx, reached "
					     "up to 0x%llx",
					     (unsigned long long)dma->addr,
					     (unsigned long long)dma->len,
					     (unsigned long long)d->mapping->cpu[i].addr,
					     (unsigned long long)offset, (unsigned long long)reach);
	}
	return BP_HOLDS;
}

static u64 end_of(const struct bp_dma_case *d)
{
	u64 reach = bp_ck_dma_reach(d->call->dev);
	u64 aperture = d->domain ? d->domain->setup->aperture_end : 0;

	return aperture && aperture < reach ? aperture : reach;
}

/* Every byte in one range that was taken and not reserved; true where nobody saw the domain. */
static bool is_taken(const struct bp_ck_domain *domain, u64 first, u64 last)
{
	const struct bp_ck_iova *range;

	if (!domain)
		return true;
	LIST_FOREACH (range, &domain->ranges, of_domain)
		if (first >= range->first && last <= range->last)
			return !range->reserved;
	return false;
}

/* INV-DMA-2: I/O addresses are taken, not 0, below the limit and in no window of the hierarchy */
static enum bp_ck_verdict iova_is_fit(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;

	if (d->call->dev->dma_kind != BP_DMA_IOMMU)
		return BP_NO_CASE;
	for (unsigned i = 0; i < d->mapping->nr_dma; i++) {
		const struct bp_run *dma = &d->mapping->dma[i];
		u64 last = dma->len ? dma->addr + dma->len - 1 : dma->addr;
		bool aliased = bp_ck_in_window(d->call->dev, dma->addr, last);
		bool taken = is_taken(d->domain, dma->addr, last);

		if (aliased || !taken || dma->addr < BP_CK_GRANULE || last > end_of(d))
			return bp_ck_verdict(c, false, "0x%llx + 0x%llx%s%s; limit 0x%llx",
					     (unsigned long long)dma->addr,
					     (unsigned long long)dma->len,
					     aliased ? ", in a window of the hierarchy" : "",
					     taken ? "" : ", not taken",
					     (unsigned long long)end_of(d));
	}
	return BP_HOLDS;
}

/* The byte of the buffer that is so many bytes into the mapping. */
static u64 buffer_at(const struct bp_ck_mapping *m, u64 done)
{
	for (unsigned i = 0; i < m->nr_cpu; i++) {
		if (done < m->cpu[i].len)
			return m->cpu[i].addr + done;
		done -= m->cpu[i].len;
	}
	return 0;
}

/* INV-DMA-13: an address has the low bits of the buffer that the device needs */
static enum bp_ck_verdict low_bits_are_kept(struct bp_case *c)
{
	const struct bp_dma_case *d = c->subject;
	const struct device *dev = d->call->dev;
	u64 mask = dev->dma_parms.min_align_mask;
	u64 done = 0;

	/* An IOMMU moves whole pages; an offset may have bits of its own. */
	if (dev->dma_kind == BP_DMA_IOMMU)
		mask &= BP_CK_GRANULE - 1;
	if (!mask || dev->dma_kind == BP_DMA_VIRT || bp_ck_dma_offset(dev) & mask ||
	    d->call->type == BP_DMA_CALL_RESOURCE)
		return BP_NO_CASE;
	for (unsigned i = 0; i < d->mapping->nr_dma; i++) {
		u64 addr = d->mapping->dma[i].addr;
		u64 buffer = buffer_at(d->mapping, done);

		if (d->mapping->dma[i].len && (addr ^ buffer) & mask)
			return bp_ck_verdict(c, false, "0x%llx for 0x%llx; low bits 0x%llx",
					     (unsigned long long)addr, (unsigned long long)buffer,
					     (unsigned long long)mask);
		done += d->mapping->dma[i].len;
	}
	return BP_HOLDS;
}

void bp_ck_judge_addresses(struct bp_case *c)
{
	static const struct bp_law laws[] = {
		{ BP_INV_DMA_1, direct_is_reached },
		{ BP_INV_DMA_2, iova_is_fit },
		{ BP_INV_DMA_13, low_bits_are_kept },
	};

	bp_ck_judge_all(c, laws);
}
