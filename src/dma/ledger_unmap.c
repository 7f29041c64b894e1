/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wrong with an end (P2P-C7.3 to C7.10, C7.14).
 */
#include <blkpath/event.h>

#include "ledger.h"

static void compare(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *mapping,
		    const struct bp_ledger_entry *like)
{
	const struct {
		bool wrong;
		enum bp_site_id site;
		u64 was, is;
	} checks[] = {
		{ mapping->size != like->size, BP_SITE_DMA_SIZE, mapping->size, like->size },
		{ mapping->type != like->type, BP_SITE_DMA_FUNCTION, mapping->type, like->type },
		{ mapping->type == BP_DMA_CALL_COHERENT && mapping->phys.phys != like->phys.phys,
		  BP_SITE_DMA_CPU_ADDRESS, mapping->phys.phys, like->phys.phys },
		{ mapping->type == BP_DMA_CALL_SG && like->type == BP_DMA_CALL_SG &&
			  mapping->sg_call_ents != like->sg_call_ents,
		  BP_SITE_DMA_ENTRIES, (u64)mapping->sg_call_ents, (u64)like->sg_call_ents },
		{ mapping->dir != like->dir, BP_SITE_DMA_OTHER_DIRECTION, mapping->dir, like->dir },
		{ mapping->type == BP_DMA_CALL_SINGLE && !mapping->checked, BP_SITE_DMA_UNCHECKED,
		  mapping->addr.dma, 0 },
	};

	for (size_t i = 0; i < bp_array_size(checks); i++)
		if (checks[i].wrong)
			bp_ledger_error(ledger, checks[i].site, checks[i].was, checks[i].is);
}

void bp_ledger_end(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *like)
{
	struct bp_ledger_entry *mapping = bp_ledger_find(ledger, like);

	if (!mapping) {
		bp_ledger_error(ledger,
				like->addr.dma == DMA_MAPPING_ERROR.dma ? BP_SITE_DMA_UNMAP_ERROR
									: BP_SITE_DMA_UNMAP_UNKNOWN,
				like->addr.dma, like->size);
		return;
	}
	compare(ledger, mapping, like);
	bp_ledger_remove(ledger, mapping);
}

void bp_ledger_unmap(struct device *dev, enum bp_dma_call_type type, dma_addr_t addr, u64 size,
		     enum dma_data_direction dir)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	const struct bp_ledger_entry like = {
		.dev = dev, .addr = addr, .size = size, .type = type, .dir = dir
	};

	if (ledger)
		bp_ledger_end(ledger, &like);
}

/* One end per entry that was mapped, which the first one knows. */
void bp_ledger_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	struct scatterlist *sg;
	int mapped = 0;
	int i;

	if (!ledger)
		return;
	for_each_sg (sgl, sg, nents, i) {
		const struct bp_ledger_entry like = bp_ledger_entry_like(dev, sg, nents, dir);

		if (i == 0) {
			const struct bp_ledger_entry *first = bp_ledger_find(ledger, &like);

			mapped = first ? first->sg_mapped_ents : 0;
		}
		if (mapped && i >= mapped)
			return;
		bp_ledger_end(ledger, &like);
	}
}

void debug_dma_free_coherent(struct device *dev, u64 size, bp_virt_addr_t buf, dma_addr_t addr)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	const struct bp_ledger_entry like = { .dev = dev,
					      .addr = addr,
					      .size = size,
					      .phys = virt_to_phys(buf),
					      .type = BP_DMA_CALL_COHERENT,
					      .dir = DMA_BIDIRECTIONAL };
	const struct bp_dma_call call = { .dev = dev,
					  .type = BP_DMA_CALL_COHERENT,
					  .addr = addr,
					  .size = size,
					  .phys = like.phys };

	bp_event(dev->bp_env, DMA_UNMAP_BEGIN, .a = bp_dma_u64(addr), .b = size, .dma = &call);
	if (ledger)
		bp_ledger_end(ledger, &like);
	bp_event(dev->bp_env, DMA_UNMAP, .a = bp_dma_u64(addr), .b = size, .dma = &call);
}

u64 bp_dma_ledger_unbind(struct device *dev)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	const struct bp_ledger_entry *mapping, *example = NULL;
	u64 pending = 0;

	bp_event(dev->bp_env, DMA_UNBIND, .dma = &(const struct bp_dma_call){ .dev = dev });
	for (unsigned i = 0; ledger && i < BP_LEDGER_BUCKETS; i++)
		LIST_FOREACH (mapping, &ledger->by_addr[i], by_addr)
			if (mapping->dev == dev) {
				pending++;
				example = mapping;
			}
	if (pending)
		bp_ledger_error(ledger, BP_SITE_DMA_PENDING, pending, example->addr.dma);
	return pending;
}
