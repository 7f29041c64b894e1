/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The DMA API (p2pdma.md C1 to C3): what drivers call to let a device reach memory.
 *
 * Who answers is the device's dma_kind: the direct mode, an IOMMU domain, or nobody (software
 * RDMA).  Each call is told to the device's ledger, when it has one.
 */
#ifndef BLKPATH_DMA_H
#define BLKPATH_DMA_H

#include <blkpath/device.h>
#include <blkpath/dma_direction.h>
#include <blkpath/scatterlist.h>

#define DMA_MAPPING_ERROR ((dma_addr_t){ .dma = ~0ull })
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ull : (1ull << (n)) - 1)

#define DMA_ATTR_SKIP_CPU_SYNC (1ul << 5)
#define DMA_ATTR_NO_WARN (1ul << 8)

static inline dma_addr_t phys_to_dma(const struct device *dev, phys_addr_t phys)
{
	return bp_dma_addr(phys.phys - (dev->dma_pfn_offset << dev->bp_env->page_shift));
}

static inline phys_addr_t dma_to_phys(const struct device *dev, dma_addr_t addr)
{
	return bp_phys_addr(addr.dma + (dev->dma_pfn_offset << dev->bp_env->page_shift));
}

/**
 * dma_capable - can a device reach a range?
 * @dev: device
 * @addr: first DMA address
 * @size: bytes; the last byte may equal the mask
 *
 * Return: false when the driver set no mask or a byte lies beyond it or beyond the bus's.
 *
 * Mirrors: dma_capable(), include/linux/dma-direct.h, v5.2
 * Rule: P2P-C1.4
 */
bool dma_capable(const struct device *dev, dma_addr_t addr, u64 size);

/**
 * dma_get_max_seg_size - the longest entry that a device takes
 * @dev: device
 *
 * Return: bytes; 65536 when the driver said nothing.
 *
 * Mirrors: dma_get_max_seg_size(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C1.2
 */
unsigned dma_get_max_seg_size(const struct device *dev);

/**
 * dma_get_seg_boundary - the mask of a boundary that no entry may cross
 * @dev: device
 *
 * Return: mask; 0xffffffff when the driver said nothing.
 *
 * Mirrors: dma_get_seg_boundary(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C1.2
 */
unsigned long dma_get_seg_boundary(const struct device *dev);

/**
 * dma_max_mapping_size - the largest single mapping that can succeed
 * @dev: device
 *
 * Return: bytes; all ones for no limit.
 *
 * Mirrors: dma_max_mapping_size(), kernel/dma/mapping.c, v5.2
 * Rule: P2P-C8.1
 */
u64 dma_max_mapping_size(const struct device *dev);

/**
 * dma_mapping_error - did a mapping fail?
 * @dev: device
 * @addr: what the mapping call returned
 *
 * Return: true for DMA_MAPPING_ERROR exactly. The ledger remembers that somebody asked.
 *
 * Mirrors: dma_mapping_error(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C1.3, P2P-C7.10
 */
bool dma_mapping_error(struct device *dev, dma_addr_t addr);

/**
 * dma_map_page_attrs - let a device reach a part of a page
 * @dev: device
 * @page: first page
 * @offset: bytes into it
 * @size: bytes, may run over following pages
 * @dir: a BUG at BP_SITE_DMA_DIRECTION when it is DMA_NONE or no direction
 * @attrs: DMA_ATTR_*
 *
 * Return: the address for the device; DMA_MAPPING_ERROR, and then nothing is held.
 *
 * Mirrors: dma_map_page_attrs(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1, P2P-C3.1, P2P-C5.5
 */
dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, u64 offset, u64 size,
			      enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_unmap_page_attrs - end what dma_map_page_attrs() began
 * @dev: device
 * @addr: its address
 * @size: as mapped
 * @dir: as mapped
 * @attrs: DMA_ATTR_*
 *
 * Mirrors: dma_unmap_page_attrs(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1, P2P-C3.3, P2P-C5.5
 */
void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, u64 size,
			  enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_map_single_attrs - let a device reach a buffer
 * @dev: device
 * @buf: the buffer, in the linear map; anything else gives an address of something else
 * @size: bytes
 * @dir: a BUG at BP_SITE_DMA_DIRECTION when it is DMA_NONE or no direction
 * @attrs: DMA_ATTR_*
 *
 * Return: the address for the device; DMA_MAPPING_ERROR, and then nothing is held.
 *
 * Mirrors: dma_map_single_attrs(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1
 */
dma_addr_t dma_map_single_attrs(struct device *dev, bp_virt_addr_t buf, u64 size,
				enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_unmap_single_attrs - end what dma_map_single_attrs() began
 * @dev: device
 * @addr: its address
 * @size: as mapped
 * @dir: as mapped
 * @attrs: DMA_ATTR_*
 *
 * Mirrors: dma_unmap_single_attrs(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1
 */
void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, u64 size,
			    enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_map_sg_attrs - let a device reach the memory of a list
 * @dev: device
 * @sg: first entry; the DMA fields of the list are written
 * @nents: entries
 * @dir: a BUG at BP_SITE_DMA_DIRECTION when it is DMA_NONE or no direction
 * @attrs: DMA_ATTR_*
 *
 * Return: how many entries of the DMA side describe the memory, which may be fewer than @nents; 0
 * on failure: then the CPU side is as it was and nothing is held.
 *
 * Mirrors: dma_map_sg_attrs(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.2, P2P-C2.3, P2P-C3.2, P2P-C5.7
 */
int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
		     enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_unmap_sg_attrs - end what dma_map_sg_attrs() began
 * @dev: device
 * @sg: the same list
 * @nents: as mapped, not what the mapping returned
 * @dir: as mapped
 * @attrs: DMA_ATTR_*
 *
 * Mirrors: dma_unmap_sg_attrs(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.2, P2P-C3.3, P2P-C5.8
 */
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_map_sgtable - let a device reach the memory of a table
 * @dev: device
 * @sgt: table; its nents becomes how many entries of the DMA side describe the memory
 * @dir: a BUG at BP_SITE_DMA_DIRECTION when it is DMA_NONE or no direction
 * @attrs: DMA_ATTR_*
 *
 * Return: 0; -EREMOTEIO for peer-to-peer memory that the device may not reach, -EIO for memory that
 * it cannot reach, -ENOMEM when addresses or memory are short, -EINVAL for no entries. Then nothing
 * is held and nents is as it was.
 *
 * Mirrors: dma_map_sgtable(), kernel/dma/mapping.c, v6.1
 * Rule: P-72, P-74
 */
int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs);

/**
 * dma_unmap_sgtable - end what dma_map_sgtable() began
 * @dev: device
 * @sgt: the same table
 * @dir: as mapped
 * @attrs: DMA_ATTR_*
 *
 * Mirrors: dma_unmap_sgtable(), include/linux/dma-mapping.h, v6.1
 * Rule: P-73
 */
void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		       unsigned long attrs);

/**
 * dma_pci_p2pdma_supported - does whoever maps for a device know peer-to-peer pages?
 * @dev: device
 *
 * Return: true in the direct mode and behind dma-iommu; false for software RDMA and for an IOMMU
 * driver with calls of its own, which take such pages for RAM.
 *
 * Mirrors: dma_pci_p2pdma_supported(), kernel/dma/mapping.c, v6.1
 * Rule: P-76
 */
bool dma_pci_p2pdma_supported(const struct device *dev);

/**
 * dma_map_resource - let a device reach memory that is no RAM, a BAR for instance
 * @dev: device
 * @phys: CPU physical address
 * @size: bytes
 * @dir: a BUG at BP_SITE_DMA_DIRECTION when it is DMA_NONE or no direction
 * @attrs: DMA_ATTR_*
 *
 * Return: the address for the device; DMA_MAPPING_ERROR, and then nothing is held.
 *
 * Mirrors: dma_map_resource(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C3.4, P2P-C5.6
 */
dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys, u64 size,
			    enum dma_data_direction dir, unsigned long attrs);

/**
 * dma_unmap_resource - end what dma_map_resource() began
 * @dev: device
 * @addr: its address
 * @size: as mapped
 * @dir: as mapped
 * @attrs: DMA_ATTR_*
 *
 * Mirrors: dma_unmap_resource(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C3.4, P2P-C5.6
 */
void dma_unmap_resource(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
			unsigned long attrs);

/**
 * dma_sync_single_for_cpu - let the CPU see what the device wrote
 * @dev: device
 * @addr: in a mapping
 * @size: bytes
 * @dir: as mapped
 *
 * Mirrors: dma_sync_single_for_cpu(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1, P2P-C4.6
 */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, u64 size,
			     enum dma_data_direction dir);

/**
 * dma_sync_single_for_device - let the device see what the CPU wrote
 * @dev: device
 * @addr: in a mapping
 * @size: bytes
 * @dir: as mapped
 *
 * Mirrors: dma_sync_single_for_device(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1, P2P-C4.6
 */
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, u64 size,
				enum dma_data_direction dir);

/**
 * dma_sync_sg_for_cpu - the same as dma_sync_single_for_cpu() for a list
 * @dev: device
 * @sg: mapped list
 * @nents: as mapped
 * @dir: as mapped
 *
 * Mirrors: dma_sync_sg_for_cpu(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1, P2P-C4.6
 */
void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg, int nents,
			 enum dma_data_direction dir);

/**
 * dma_sync_sg_for_device - the same as dma_sync_single_for_device() for a list
 * @dev: device
 * @sg: mapped list
 * @nents: as mapped
 * @dir: as mapped
 *
 * Mirrors: dma_sync_sg_for_device(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C2.1, P2P-C4.6
 */
void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg, int nents,
			    enum dma_data_direction dir);

#define dma_map_page(dev, page, offset, size, dir)                                                 \
	dma_map_page_attrs(dev, page, offset, size, dir, 0)
#define dma_unmap_page(dev, addr, size, dir) dma_unmap_page_attrs(dev, addr, size, dir, 0)
#define dma_map_single(dev, buf, size, dir) dma_map_single_attrs(dev, buf, size, dir, 0)
#define dma_unmap_single(dev, addr, size, dir) dma_unmap_single_attrs(dev, addr, size, dir, 0)
#define dma_map_sg(dev, sg, nents, dir) dma_map_sg_attrs(dev, sg, nents, dir, 0)
#define dma_unmap_sg(dev, sg, nents, dir) dma_unmap_sg_attrs(dev, sg, nents, dir, 0)

#endif
