/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/dma: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_DMA_H
#define BLKPATH_SITES_DMA_H

/* clang-format off */

#define BP_SITES_DMA(X) \
	X(DMA_DIRECTION, BP_BUG, "dma_map_page_attrs", "P2P-C1.5", "a mapping call with direction %llu") \
	X(DMA_UNREACHABLE, BP_WARN, "dma_direct_map_page", "P2P-C3.1", "0x%llx and %llu bytes lie beyond what the device reaches") \
	X(DMA_UNMAP_ERROR, BP_WARN, "check_unmap", "P2P-C7.3", "an error value 0x%llx is unmapped as %llu bytes") \
	X(DMA_UNMAP_UNKNOWN, BP_WARN, "check_unmap", "P2P-C7.4", "0x%llx is unmapped as %llu bytes and is not mapped") \
	X(DMA_SIZE, BP_WARN, "check_unmap", "P2P-C7.5", "%llu bytes were mapped, %llu are unmapped") \
	X(DMA_FUNCTION, BP_WARN, "check_unmap", "P2P-C7.6", "mapped by a call of type %llu, unmapped by one of type %llu") \
	X(DMA_CPU_ADDRESS, BP_WARN, "check_unmap", "P2P-C7.7", "coherent memory 0x%llx is given back as 0x%llx") \
	X(DMA_ENTRIES, BP_WARN, "check_unmap", "P2P-C7.8", "a list was mapped with %llu entries, now it has %llu") \
	X(DMA_OTHER_DIRECTION, BP_WARN, "check_unmap", "P2P-C7.9", "mapped with direction %llu, unmapped with %llu") \
	X(DMA_UNCHECKED, BP_WARN, "check_unmap", "P2P-C7.10", "nobody asked whether the mapping of 0x%llx failed") \
	X(DMA_STACK, BP_WARN, "check_for_stack", "P2P-C7.11", "0x%llx, %llu bytes, is on the stack") \
	X(DMA_TEXT, BP_WARN, "check_for_illegal_area", "P2P-C7.11", "0x%llx, %llu bytes, is kernel text or read-only") \
	X(DMA_INVALID, BP_WARN, "debug_dma_map_single", "P2P-C7.11", "0x%llx is no valid address") \
	X(DMA_VMALLOC, BP_WARN, "debug_dma_map_single", "P2P-C7.11", "0x%llx is in the vmalloc area") \
	X(DMA_SYNC_UNKNOWN, BP_WARN, "check_sync", "P2P-C7.12", "0x%llx, %llu bytes, is synced and not mapped") \
	X(DMA_SYNC_OUTSIDE, BP_WARN, "check_sync", "P2P-C7.12", "a sync of 0x%llx, %llu bytes, leaves its mapping") \
	X(DMA_SYNC_DIRECTION, BP_WARN, "check_sync", "P2P-C7.12", "mapped with direction %llu, synced with %llu") \
	X(DMA_SYNC_READ_ONLY, BP_WARN, "check_sync", "P2P-C7.12", "0x%llx, %llu bytes, is synced for the CPU and only read by the device") \
	X(DMA_SYNC_WRITE_ONLY, BP_WARN, "check_sync", "P2P-C7.12", "0x%llx, %llu bytes, is synced for the device and only written by it") \
	X(DMA_SEGMENT_LONG, BP_WARN, "check_sg_segment", "P2P-C7.13", "entry 0x%llx has %llu bytes, more than the device takes") \
	X(DMA_SEGMENT_BOUNDARY, BP_WARN, "check_sg_segment", "P2P-C7.13", "entry 0x%llx of %llu bytes crosses the device's boundary") \
	X(DMA_PENDING, BP_WARN, "dma_debug_device_change", "P2P-C7.14", "the driver is gone, %llu mappings are pending, one of them 0x%llx") \
	X(DMA_LEDGER_FULL, BP_INFO, "dma_entry_alloc", "P2P-C7.15", "out of tracking entries at %llu, watching ends") \
	X(DMA_CACHE_LINE, BP_WARN, "active_cacheline_inc_overlap", "P2P-C7.16", "more than %llu mappings begin in the cache line at 0x%llx") \
	X(DMA_LIST_TWICE, BP_FINDING, "dma_map_sg_attrs", "P2P-C7.18", "a list is mapped that is mapped already at 0x%llx") \
	X(DMA_ACCESS_UNKNOWN, BP_FINDING, "device", "P2P-C7.18", "a device reaches for 0x%llx, %llu bytes, which is not mapped") \
	X(DMA_ACCESS_FOREIGN, BP_FINDING, "device", "INV-DMA-12", "a device reaches for 0x%llx, %llu bytes, which is mapped for another") \
	X(DMA_ACCESS_DIRECTION, BP_FINDING, "device", "P2P-C7.18", "a device reaches for 0x%llx, %llu bytes, against the direction of the mapping") \
	X(BOUNCE_FULL, BP_WARN, "swiotlb_tbl_map_single", "P2P-C4.2", "no run of bounce slots for %llu bytes, %llu slots are in use") \
	X(BOUNCE_UNKNOWN, BP_FINDING, "swiotlb_tbl_unmap_single", "P2P-C4.4", "no mapping is bounced at 0x%llx") \
	X(BOUNCE_DIRECTION, BP_BUG, "swiotlb_tbl_sync_single", "P2P-C4.6", "bounced with direction %llu, synced with %llu") \
	X(BOUNCE_DEVICE_MEMORY, BP_FINDING, "swiotlb_bounce", "P2P-C4.7", "the CPU copies between a bounce slot and 0x%llx, which is no RAM") \
	X(BOUNCE_LEAK, BP_FINDING, "bp_swiotlb_free", "P2P-C7.18", "%llu bounce slots are in use at the end") \
	X(DMA_POOL_FOREIGN, BP_WARN, "dma_pool_free", "NVH-2", "0x%llx at DMA address 0x%llx is no block of the pool") \
	X(DMA_POOL_TWICE, BP_WARN, "dma_pool_free", "NVH-2", "0x%llx at DMA address 0x%llx is given back and nobody has it") \
	X(DMA_POOL_BUSY, BP_WARN, "dma_pool_destroy", "NVH-2", "%llu blocks of %llu bytes are in use at the end of their pool") \
	X(IOVA_LEAK, BP_FINDING, "bp_iommu_domain_free", "P2P-C7.18", "%llu ranges of I/O addresses are in use at the end, one at 0x%llx") \
	X(IOVA_UNKNOWN, BP_FINDING, "__iommu_dma_unmap", "P2P-C5.5", "no range of I/O addresses begins at 0x%llx")

/* clang-format on */

#endif
