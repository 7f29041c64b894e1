/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/mm: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_MM_H
#define BLKPATH_SITES_MM_H

/* clang-format off */

#define BP_SITES_MM(X) \
	X(POOL_FREE_FOREIGN, BP_BUG, "gen_pool_free_owner", "P2P-B12.5", "0x%llx is in no chunk of the pool") \
	X(POOL_FREE_OUTSIDE, BP_BUG, "gen_pool_free_owner", "P2P-B12.5", "0x%llx and %llu bytes leave their chunk") \
	X(POOL_FREE_TWICE, BP_BUG, "gen_pool_free_owner", "P2P-B12.5", "0x%llx, %llu bytes, has units that nobody holds") \
	X(POOL_FREE_SIZE, BP_WARN, "gen_pool_free_owner", "P2P-B12.7", "%llu units are freed where an allocation of %llu begins") \
	X(POOL_DESTROY_BUSY, BP_BUG, "gen_pool_destroy", "P2P-B12.8", "%llu units of a pool are in use at its end") \
	X(PAGEMAP_CONFLICT, BP_WARN, "devm_memremap_pages", "P2P-B2.7", "0x%llx, %llu bytes, shares a section with another mapping") \
	X(PAGEMAP_RAM, BP_WARN, "devm_memremap_pages", "P2P-B2.7", "0x%llx, %llu bytes, shares a section with system RAM") \
	X(IOUNMAP_UNKNOWN, BP_WARN, "iounmap", "NVH-39", "nothing was mapped at 0x%llx") \
	X(REMAP_RAM, BP_WARN, "memremap", "P2P-B14.1", "0x%llx, %llu bytes, is system RAM") \
	X(MAPPING_LEAK, BP_FINDING, "bp_mm_free", "P2P-B3.2", "%llu mappings of device memory are left, one of them at 0x%llx") \
	X(CPU_FAULT, BP_FINDING, "cpu", "INV-P2P-9", "the CPU touches 0x%llx, %llu bytes, which is not mapped")

/* clang-format on */

#endif
