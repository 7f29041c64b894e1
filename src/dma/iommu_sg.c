/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list through an IOMMU: merged or packed (P2P-C5.7, C5.8).
 *
 * Both ways lay the entries out in one range, each from a page on.  Packing is merging with a
 * boundary mask of no bits: nothing needs a gap, and every place is a boundary, where an entry
 * begins anew.
 */
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

/* Bytes of the range that an entry takes, the gap before the next one included. */
static u64 room_of(const struct device *dev, struct scatterlist *sg, u64 total, int left)
{
	const u64 bytes = pages_of(dev, sg);

	if (left <= 1)
		return bytes;
	return bytes + gap(boundary_of(dev), total + bytes, pages_of(dev, sg_next(sg)));
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
	sg_dma_address(sg) = DMA_MAPPING_ERROR;
	sg_dma_len(sg) = 0;
}

/* Steps 4 and 5. */
static int write_entries(struct device *dev, struct scatterlist *sgl, int nents, dma_addr_t iova)
{
	const u64 mask = boundary_of(dev);
	struct scatterlist *sg, *out = NULL;
	bool open = false;
	u64 total = 0;
	int count = 0;
	int i;

	for_each_sg (sgl, sg, nents, i) {
		const u64 room = room_of(dev, sg, total, nents - i);
		const u64 off = offset_of(dev, sg);

		if (open && !off && ((iova.dma + total) & mask) &&
		    may_grow(dev, sg_dma_len(out), sg->length)) {
			sg_dma_len(out) += sg->length;
		} else {
			out = out ? sg_next(out) : sgl;
			sg_dma_address(out) = bp_dma_addr(iova.dma + total + off);
			sg_dma_len(out) = sg->length;
			count++;
		}
		open = sg->length + off >= room;
		total += room;
	}
	for (i = count, sg = sg_next(out); i < nents; i++, sg = sg_next(sg))
		forget(sg);
	return count;
}

int bp_iommu_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		    enum dma_data_direction dir, unsigned long attrs)
{
	const u64 total = total_of(dev, sgl, nents);
	const dma_addr_t iova = total ? bp_iommu_addresses(dev, total) : bp_dma_addr(0);
	struct scatterlist *sg;
	u64 mapped;
	int i;

	(void)attrs;
	mapped = iova.dma ? map_pages(dev, sgl, nents, iova, bp_iommu_prot(dir)) : 0;
	if (iova.dma && mapped == total)
		return write_entries(dev, sgl, nents, iova);
	if (iova.dma)
		bp_iommu_end(dev, iova, mapped);
	for_each_sg (sgl, sg, nents, i)
		forget(sg);
	return 0;
}

/* C5.8: one range, from the first address to the end of the last entry that has bytes. */
void bp_iommu_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, unsigned long attrs)
{
	const u64 first = sg_dma_address(sgl).dma;
	const u64 start = first - bp_iommu_offset(first);
	u64 end = start;
	struct scatterlist *sg;
	int i;

	(void)dir;
	(void)attrs;
	for_each_sg (sgl, sg, nents, i)
		if (sg_dma_len(sg))
			end = sg_dma_address(sg).dma + sg_dma_len(sg);
	bp_iommu_end(dev, bp_dma_addr(start), bp_iommu_align(end - start));
}
