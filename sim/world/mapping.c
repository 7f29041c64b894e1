/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/swiotlb.h>

#include "world/mapping.h"

static const char *const names[BP_ADDRESS_NR] = {
	[BP_ADDRESS_GIVEN] = "bus",
	[BP_ADDRESS_DIRECT] = "direct",
	[BP_ADDRESS_BOUNCED] = "bounced",
	[BP_ADDRESS_IOVA] = "iova",
};

static const struct {
	const char *words;
	const char *rule;
} reasons[BP_MAPPED_NR] = {
	[BP_MAPPED_GIVEN] = { "given with the I/O, not mapped", "R-MAP-10" },
	[BP_MAPPED_AS_IT_IS] = { "the device reaches it", "P2P-C3.1" },
	[BP_MAPPED_TOO_HIGH] = { "the device does not reach it", "P2P-C3.1" },
	[BP_MAPPED_BY_FORCE] = { "bouncing is forced", "P2P-C3.1" },
	[BP_MAPPED_FIRST] = { "begins the range", "P2P-C5.7" },
	[BP_MAPPED_PACKED] = { "entries are packed, not merged", "P2P-C5.7" },
	[BP_MAPPED_ON_BOUNDARY] = { "begins on the segment boundary", "P2P-C5.7" },
	[BP_MAPPED_AFTER_PART] = { "the entry before ends inside a page", "P2P-C5.7" },
	[BP_MAPPED_OFF_PAGE] = { "begins inside a page", "P2P-C5.7" },
	[BP_MAPPED_FULL] = { "the entry before is as long as may be", "P2P-C5.7" },
};

const char *bp_address_name(enum bp_address_kind kind)
{
	return names[kind];
}

const char *bp_mapping_words(enum bp_mapping_reason reason)
{
	return reasons[reason].words;
}

const char *bp_mapping_rule(enum bp_mapping_reason reason)
{
	return reasons[reason].rule;
}

static u64 granule_offset(u64 addr)
{
	return addr & (BP_IOMMU_GRANULE - 1);
}

static u64 end_of(const struct bp_mapped_walk *walk, const struct scatterlist *sg)
{
	return sg_phys(walk->dev->bp_env, sg).phys + sg->length;
}

static bool is_bounced(const struct device *dev, dma_addr_t addr)
{
	return is_swiotlb_buffer(dev, dma_to_phys(dev, addr));
}

static enum bp_mapping_reason why_direct(const struct bp_mapped_walk *walk,
					 const struct bp_mapped *entry)
{
	const dma_addr_t own = phys_to_dma(walk->dev, entry->phys);

	if (entry->kind == BP_ADDRESS_DIRECT)
		return BP_MAPPED_AS_IT_IS;
	return dma_capable(walk->dev, own, entry->len) ? BP_MAPPED_BY_FORCE : BP_MAPPED_TOO_HIGH;
}

/* C5.7 step 4; a gap before it (step 1) puts an entry on a boundary. */
static enum bp_mapping_reason why_iova(const struct bp_mapped_walk *walk,
				       const struct bp_mapped *entry)
{
	const u64 off = granule_offset(entry->phys.phys);

	if (!walk->before)
		return BP_MAPPED_FIRST;
	if (bp_iommu_sg_of(walk->dev->bp_domain) == BP_IOMMU_SG_PACK)
		return BP_MAPPED_PACKED;
	if (!((entry->addr.dma - off) & dma_get_seg_boundary(walk->dev)))
		return BP_MAPPED_ON_BOUNDARY;
	if (granule_offset(end_of(walk, walk->before)))
		return BP_MAPPED_AFTER_PART;
	return off ? BP_MAPPED_OFF_PAGE : BP_MAPPED_FULL;
}

void bp_mapped_start(struct bp_mapped_walk *walk, const struct bp_dma_call *call)
{
	*walk = (struct bp_mapped_walk){
		.dev = call->dev,
		.dma = call->sgl,
		.cpu = call->sgl,
		.nents = (unsigned)call->nents,
		.mapped = (unsigned)call->mapped,
	};
}

/* The entries of the CPU side whose bytes add up to the DMA entry's. */
static void take_entries(struct bp_mapped_walk *walk, struct bp_mapped *entry)
{
	u64 bytes = 0;

	while (walk->first < walk->nents && bytes < entry->len) {
		bytes += walk->cpu->length;
		walk->before = walk->cpu;
		walk->cpu = sg_next(walk->cpu);
		walk->first++;
		entry->entries++;
	}
}

bool bp_mapped_next(struct bp_mapped_walk *walk, struct bp_mapped *entry)
{
	const bool is_iommu = walk->dev->dma_kind == BP_DMA_IOMMU;

	if (!walk->mapped || walk->first == walk->nents)
		return false;
	*entry = (struct bp_mapped){
		.addr = sg_dma_address(walk->dma),
		.len = sg_dma_len(walk->dma),
		.phys = sg_phys(walk->dev->bp_env, walk->cpu),
		.first = walk->first,
		.kind = BP_ADDRESS_IOVA,
	};
	if (is_iommu) {
		entry->reason = why_iova(walk, entry);
	} else {
		entry->kind =
			is_bounced(walk->dev, entry->addr) ? BP_ADDRESS_BOUNCED : BP_ADDRESS_DIRECT;
		entry->reason = why_direct(walk, entry);
	}
	take_entries(walk, entry);
	walk->mapped--;
	walk->dma = sg_next(walk->dma);
	return true;
}

/* The range is one: from the first page of the first entry to the last page of the last. */
u64 bp_mapped_iova_bytes(const struct bp_dma_call *call)
{
	struct scatterlist *sg = call->sgl;
	u64 start, end;

	if (call->dev->dma_kind != BP_DMA_IOMMU || !call->mapped)
		return 0;
	for (int i = 1; i < call->mapped; i++)
		sg = sg_next(sg);
	start = sg_dma_address(call->sgl).dma;
	end = sg_dma_address(sg).dma + sg_dma_len(sg);
	start -= granule_offset(start);
	return end - start + (-end & (BP_IOMMU_GRANULE - 1));
}
