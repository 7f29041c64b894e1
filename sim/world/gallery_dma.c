/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device is told of memory, and what comes back from it (p2pdma.md C).
 */
#include <blkpath/iommu.h>
#include <blkpath/swiotlb.h>

#include "iommu/blank.h"
#include "world/gallery_show.h"
#include "world/world.h"

#define SLOTS 0x1000000ull
#define BUFFER 0x200000200ull /* beyond a mask of 32 bits */
#define GIB (1u << 30)

static struct device make_device(struct bp_world *world, u64 mask)
{
	return (struct device){
		.bp_env = &world->env,
		.dma_mask = mask,
		.bp_defects = world->env.defects,
	};
}

static struct bp_swiotlb *make_slots(struct bp_world *world)
{
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(SLOTS), .slots = 128 };

	return bp_swiotlb_new(&world->env, &setup);
}

static void note_address(struct bp_exhibit *exhibit, const char *name, u64 addr)
{
	bp_exhibit_note(exhibit, name, "0x%llx", (unsigned long long)addr);
}

void bp_show_bounce_offset(struct bp_world *world, const struct bp_gallery_case *shown,
			   struct bp_exhibit *exhibit)
{
	struct device dev = make_device(world, DMA_BIT_MASK(32));
	dma_addr_t addr;

	(void)shown;
	dev.dma_parms.min_align_mask = 4095;
	dev.bp_swiotlb = make_slots(world);
	addr = dma_map_single(&dev, phys_to_virt(bp_phys_addr(BUFFER)), 512, DMA_TO_DEVICE);
	note_address(exhibit, "buffer", BUFFER);
	note_address(exhibit, "the device is told", addr.dma);
	bp_exhibit_note(exhibit, "offset in the page", "0x%llx",
			(unsigned long long)(addr.dma & 4095));
	dma_unmap_single(&dev, addr, 512, DMA_TO_DEVICE);
	bp_swiotlb_free(dev.bp_swiotlb);
}

static void put_byte(struct bp_world *world, u64 phys, u8 byte)
{
	bp_ram_write(world->ram, bp_phys_addr(phys), &byte, 1);
}

static void note_byte(struct bp_world *world, struct bp_exhibit *exhibit, const char *name,
		      u64 phys)
{
	u8 byte = 0;

	bp_ram_read(world->ram, bp_phys_addr(phys), &byte, 1);
	bp_exhibit_note(exhibit, name, "0x%02x", byte);
}

void bp_show_stale_slot(struct bp_world *world, const struct bp_gallery_case *shown,
			struct bp_exhibit *exhibit)
{
	struct device dev = make_device(world, DMA_BIT_MASK(32));
	dma_addr_t addr;

	(void)shown;
	dev.bp_swiotlb = make_slots(world);
	put_byte(world, BUFFER, 0xb0);
	put_byte(world, BUFFER + 1, 0xb1);
	addr = dma_map_single(&dev, phys_to_virt(bp_phys_addr(BUFFER)), 512, DMA_FROM_DEVICE);
	put_byte(world, addr.dma, 0xd0); /* the device writes */
	dma_unmap_single(&dev, addr, 512, DMA_FROM_DEVICE);
	note_byte(world, exhibit, "byte 0, device wrote d0", BUFFER);
	note_byte(world, exhibit, "byte 1, it was b1", BUFFER + 1);
	bp_swiotlb_free(dev.bp_swiotlb);
}

void bp_show_merge_of_gigabytes(struct bp_world *world, const struct bp_gallery_case *shown,
				struct bp_exhibit *exhibit)
{
	static const struct bp_iommu_ops ops = { .map = bp_iommu_blank_map,
						 .unmap = bp_iommu_blank_unmap };
	const struct bp_iommu_setup setup = { .ops = &ops };
	struct device dev = make_device(world, DMA_BIT_MASK(64));
	struct scatterlist sg[4];
	u64 bytes = 0;
	int mapped;

	(void)shown;
	dev.dma_kind = BP_DMA_IOMMU;
	dev.dma_parms.max_segment_size = ~0u;
	dev.dma_parms.segment_boundary_mask = ~0ul;
	dev.bp_domain = bp_iommu_domain_new(&world->env, &setup);
	sg_init_table(sg, bp_array_size(sg));
	for (unsigned i = 0; i < bp_array_size(sg); i++)
		sg_set_buf(&world->env, &sg[i],
			   phys_to_virt(bp_phys_addr(0x100000000ull + (u64)i * 2 * GIB)), GIB);
	mapped = dma_map_sg(&dev, sg, bp_array_size(sg), DMA_TO_DEVICE);
	bp_exhibit_note(exhibit, "entries", "%d", mapped);
	for (int i = 0; i < mapped; i++)
		bytes += sg_dma_len(&sg[i]);
	bp_exhibit_note(exhibit, "bytes of the device", "%llu", (unsigned long long)bytes);
	dma_unmap_sg(&dev, sg, bp_array_size(sg), DMA_TO_DEVICE);
	bp_iommu_domain_free(dev.bp_domain);
}
