/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with a use of a mapping (P2P-C7.12, C7.18).
 */
#include <blkpath/event.h>

#include "ledger.h"

/* A part of the range lies behind the end; the first byte is known to lie in it. */
static bool runs_over(const struct bp_ledger_entry *mapping, dma_addr_t addr, u64 size)
{
	return size > mapping->size - (addr.dma - mapping->addr.dma);
}

static void check_sync(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *like,
		       bool to_cpu)
{
	const struct bp_ledger_entry *mapping =
		bp_ledger_at(ledger, like->dev, like->addr, DMA_NONE);

	if (!mapping) {
		bp_ledger_error(ledger, BP_SITE_DMA_SYNC_UNKNOWN, like->addr.dma, like->size);
		return;
	}
	if (runs_over(mapping, like->addr, like->size))
		bp_ledger_error(ledger, BP_SITE_DMA_SYNC_OUTSIDE, like->addr.dma, like->size);
	if (like->type == BP_DMA_CALL_SG && mapping->type == BP_DMA_CALL_SG &&
	    mapping->sg_call_ents != like->sg_call_ents)
		bp_ledger_error(ledger, BP_SITE_DMA_ENTRIES, (u64)mapping->sg_call_ents,
				(u64)like->sg_call_ents);
	if (mapping->dir == DMA_BIDIRECTIONAL || mapping->dir == like->dir)
		return;
	bp_ledger_error(ledger, BP_SITE_DMA_SYNC_DIRECTION, mapping->dir, like->dir);
	if (to_cpu && mapping->dir == DMA_TO_DEVICE)
		bp_ledger_error(ledger, BP_SITE_DMA_SYNC_READ_ONLY, like->addr.dma, like->size);
	if (!to_cpu && mapping->dir == DMA_FROM_DEVICE)
		bp_ledger_error(ledger, BP_SITE_DMA_SYNC_WRITE_ONLY, like->addr.dma, like->size);
}

void bp_ledger_sync(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		    bool to_cpu)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	const struct bp_ledger_entry like = {
		.dev = dev, .addr = addr, .size = size, .type = BP_DMA_CALL_SINGLE, .dir = dir
	};

	if (ledger)
		check_sync(ledger, &like, to_cpu);
}

void bp_ledger_sync_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, bool to_cpu)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	struct scatterlist *sg;
	int mapped = nents;
	int i;

	if (!ledger)
		return;
	for_each_sg (sgl, sg, bp_min(nents, mapped), i) {
		const struct bp_ledger_entry like = bp_ledger_entry_like(dev, sg, nents, dir);

		if (i == 0) {
			const struct bp_ledger_entry *first =
				bp_ledger_at(ledger, dev, like.addr, DMA_NONE);

			mapped = first && first->sg_mapped_ents ? first->sg_mapped_ents : nents;
		}
		check_sync(ledger, &like, to_cpu);
	}
}

static const struct bp_ledger_entry *of_anybody(struct bp_dma_ledger *ledger, dma_addr_t addr)
{
	const struct bp_ledger_entry *mapping;

	for (unsigned i = 0; i < BP_LEDGER_BUCKETS; i++)
		LIST_FOREACH (mapping, &ledger->by_addr[i], by_addr)
			if (bp_ledger_entry_holds(mapping, addr))
				return mapping;
	return NULL;
}

/* One access takes entries of a list that lie side by side for one range (P2P-C7.18). */
static bool all_mapped(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *mapping,
		       dma_addr_t addr, u64 bytes)
{
	while (mapping && runs_over(mapping, addr, bytes)) {
		const u64 held = mapping->size - (addr.dma - mapping->addr.dma);

		addr.dma += held;
		bytes -= held;
		mapping = bp_ledger_beside(ledger, mapping);
	}
	return mapping;
}

bool bp_dma_ledger_access(struct device *dev, dma_addr_t addr, u64 bytes, bool write)
{
	const enum dma_data_direction against = write ? DMA_TO_DEVICE : DMA_FROM_DEVICE;
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	const struct bp_ledger_entry *mapping;
	enum bp_site_id site;

	bp_event(dev->bp_env, DMA_ACCESS, .a = bp_dma_u64(addr), .b = bytes,
		 .dma = &(const struct bp_dma_call){ .dev = dev,
						     .addr = addr,
						     .size = bytes,
						     .dir = write ? DMA_FROM_DEVICE
								  : DMA_TO_DEVICE });
	if (!ledger)
		return true;
	mapping = bp_ledger_at(ledger, dev, addr, against);
	if (mapping && mapping->dir != against && all_mapped(ledger, mapping, addr, bytes))
		return true;
	if (mapping)
		site = mapping->dir == against ? BP_SITE_DMA_ACCESS_DIRECTION
					       : BP_SITE_DMA_ACCESS_UNKNOWN;
	else
		site = of_anybody(ledger, addr) ? BP_SITE_DMA_ACCESS_FOREIGN
						: BP_SITE_DMA_ACCESS_UNKNOWN;
	bp_ledger_error(ledger, site, addr.dma, bytes);
	return false;
}
