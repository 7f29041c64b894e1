/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list through an IOMMU: merged or packed (P2P-C5.7, C5.8).
 *
 * Both ways lay the entries out in one range, each from a page on.  Packing is merging with a
 * boundary mask of no bits: nothing needs a gap, and every place is a boundary, where an entry
 * begins anew.  Peer-to-peer memory that goes by its bus address has no place in the range; its
 * entries are marked before anything else looks at the list (P-70).
 */
#include <errno.h>

#include <blkpath/p2p_map.h>

#include "iommu.h"

static u64 boundary_of(const struct device *dev)
{
	return dev->bp_domain->setup.sg == BP_IOMMU_SG_PACK ? 0 : dma_get_seg_boundary(dev);
}

static u64 offset_of(const struct device *dev, const struct scatterlist *sg)
{
	return bp_iommu_offset(sg_phys(dev->bp_env, sg).phys);
}

static u64 pages_of(const struct device *dev, const struct scatterlist *sg)
{
	return bp_iommu_align(offset_of(dev, sg) + sg->length);
}

/* Step 1: what an entry of so many bytes wants to be free before it. */
static u64 gap(u64 mask, u64 total, u64 bytes)
{
	const u64 pad = (mask - total + 1) & mask;

	return pad < bytes - 1 ? pad : 0;
}

/* The next of the entries left that has a place in the range; NULL without. */
static struct scatterlist *next_placed(struct scatterlist *sg, int left)
{
	while (--left > 0) {
		sg = sg_next(sg);
		if (!sg_dma_is_bus_address(sg))
			return sg;
	}
	return NULL;
}

/* Bytes of the range that an entry takes, the gap before the next one included. */
static u64 room_of(const struct device *dev, struct scatterlist *sg, u64 total, int left)
{
	struct scatterlist *next;
	u64 bytes;

	if (sg_dma_is_bus_address(sg))
		return 0;
	bytes = pages_of(dev, sg);
	next = next_placed(sg, left);
	return next ? bytes + gap(boundary_of(dev), total + bytes, pages_of(dev, next)) : bytes;
}

static u64 total_of(const struct device *dev, struct scatterlist *sgl, int nents)
{
	struct scatterlist *sg;
	u64 total = 0;
	int i;

	for_each_sg (sgl, sg, nents, i)
		total += room_of(dev, sg, total, nents - i);
	return total;
}

/* Step 3; how far it came. */
static u64 map_pages(struct device *dev, struct scatterlist *sgl, int nents, dma_addr_t iova,
		     unsigned prot)
{
	const struct bp_iommu_setup *setup = &dev->bp_domain->setup;
	struct scatterlist *sg;
	u64 total = 0;
	int i;

	for_each_sg (sgl, sg, nents, i) {
		const u64 room = room_of(dev, sg, total, nents - i);
		const u64 page = sg_phys(dev->bp_env, sg).phys - offset_of(dev, sg);

		if (room && setup->ops->map(setup->table, bp_dma_addr(iova.dma + total),
					    bp_phys_addr(page), room, prot) < 0)
			break;
		total += room;
	}
	return total;
}

/* Step 6: the sum of DEF-DMA-3 has 32 bits. */
static bool may_grow(const struct device *dev, unsigned len, unsigned more)
{
	const unsigned max = dma_get_max_seg_size(dev);

	if (bp_defect_on(&dev->bp_defects, BP_DEF_DMA_3))
		return len + more <= max;
	return len <= max && max - len >= more;
}

static void forget(struct scatterlist *sg)
{
	sg_dma_unmark_bus_address(sg);
	sg_dma_address(sg) = DMA_MAPPING_ERROR;
	sg_dma_len(sg) = 0;
}

/* The DMA side that is being written, a part of the list that the walk has left behind. */
struct output {
	struct scatterlist *sgl;
	struct scatterlist *last;
	int count;
};

static void put_entry(struct output *out, dma_addr_t addr, unsigned len)
{
	out->last = out->last ? sg_next(out->last) : out->sgl;
	out->count++;
	sg_dma_unmark_bus_address(out->last);
	sg_dma_address(out->last) = addr;
	sg_dma_len(out->last) = len;
}

/* Steps 4 and 5. */
static int write_entries(struct device *dev, struct scatterlist *sgl, int nents, dma_addr_t iova)
{
	struct output out = { .sgl = sgl };
	const u64 mask = boundary_of(dev);
	struct scatterlist *sg;
	bool open = false;
	u64 total = 0;
	int i;

	for_each_sg (sgl, sg, nents, i) {
		const u64 room = room_of(dev, sg, total, nents - i);
		const u64 off = offset_of(dev, sg);

		if (sg_dma_is_bus_address(sg)) {
			put_entry(&out, sg_dma_address(sg), sg_dma_len(sg));
			sg_dma_mark_bus_address(out.last);
			open = false; /* P-70 */
			continue;
		}
		if (open && !off && ((iova.dma + total) & mask) &&
		    may_grow(dev, sg_dma_len(out.last), sg->length))
			sg_dma_len(out.last) += sg->length;
		else
			put_entry(&out, bp_dma_addr(iova.dma + total + off), sg->length);
		open = sg->length + off >= room;
		total += room;
	}
	for (i = out.count, sg = sg_next(out.last); i < nents; i++, sg = sg_next(sg))
		forget(sg);
	return out.count;
}

/* Marks what goes by its bus address (P-70); how many entries, or an errno (P-72). */
static int mark_entries(struct device *dev, struct scatterlist *sgl, int nents)
{
	struct pci_p2pdma_map_state state = { 0 };
	struct scatterlist *sg;
	int marked = 0;
	int i;

	if (!dma_pci_p2pdma_supported(dev))
		return 0;
	for_each_sg (sgl, sg, nents, i)
		switch (pci_p2pdma_map_segment(&state, dev, sg)) {
		case PCI_P2PDMA_MAP_NOT_SUPPORTED:
			return -EREMOTEIO;
		case PCI_P2PDMA_MAP_BUS_ADDR:
			marked++;
			break;
		default:
			break;
		}
	return marked;
}

/* The range of all that is not marked; 0 or an errno, and then nothing is held. */
static int map_range(struct device *dev, struct scatterlist *sgl, int nents, unsigned prot,
		     dma_addr_t *iova)
{
	const u64 total = total_of(dev, sgl, nents);
	u64 mapped;

	*iova = bp_dma_addr(0);
	if (total)
		*iova = bp_iommu_addresses(dev, total);
	if (!iova->dma)
		return -ENOMEM;
	mapped = map_pages(dev, sgl, nents, *iova, prot);
	if (mapped == total)
		return 0;
	bp_iommu_end(dev, *iova, mapped);
	return -ENOMEM;
}

int bp_iommu_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		    enum dma_data_direction dir, unsigned long attrs)
{
	const int marked = mark_entries(dev, sgl, nents);
	int error = bp_min(marked, 0);
	dma_addr_t iova = bp_dma_addr(0);
	struct scatterlist *sg;
	int i;

	(void)attrs;
	if (!error && (!marked || marked < nents))
		error = map_range(dev, sgl, nents, bp_iommu_prot(dir), &iova);
	if (!error)
		return write_entries(dev, sgl, nents, iova);
	for_each_sg (sgl, sg, nents, i)
		forget(sg);
	return error;
}

/* C5.8: one range, from the first address to the end of the last entry that has bytes; without what
 * went by its bus address (P-73). */
void bp_iommu_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *first = NULL, *sg;
	bool marked = false;
	u64 start, end = 0;
	int i;

	(void)dir;
	(void)attrs;
	for_each_sg (sgl, sg, nents, i) {
		if (sg_dma_is_bus_address(sg)) {
			sg_dma_unmark_bus_address(sg);
			marked = true;
		} else if (sg_dma_len(sg)) {
			first = first ? first : sg;
			end = sg_dma_address(sg).dma + sg_dma_len(sg);
		}
	}
	if (!first && marked)
		return;
	start = sg_dma_address(first ? first : sgl).dma;
	start -= bp_iommu_offset(start);
	/* The end may be that of all addresses, which is 0. */
	bp_iommu_end(dev, bp_dma_addr(start), bp_iommu_align(first ? end - start : 0));
}
