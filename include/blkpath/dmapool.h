/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools of small blocks of coherent memory.  Mirrors include/linux/dmapool.h, v5.2.
 */
#ifndef BLKPATH_DMAPOOL_H
#define BLKPATH_DMAPOOL_H

#include <blkpath/dma.h>

struct dma_pool;

/**
 * dma_pool_create - make an empty pool
 * @name: for messages; stays the caller's
 * @dev: device that sees the blocks
 * @size: bytes of a block, at least 1
 * @align: power of two; 0 for no alignment
 * @boundary: power of two, at least @size, that no block crosses; 0 for none
 *
 * Return: the pool; NULL for numbers out of range or without memory.
 *
 * Mirrors: dma_pool_create(), mm/dmapool.c, v5.2
 * Rule: NVH-2
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, u64 size, u64 align,
				 u64 boundary);

/**
 * dma_pool_destroy - give its memory back
 * @pool: may be NULL; blocks in use are one warning (DMA_POOL_BUSY), and their memory stays as long
 * as the page model
 *
 * Mirrors: dma_pool_destroy(), mm/dmapool.c, v5.2
 * Rule: NVH-2
 */
void dma_pool_destroy(struct dma_pool *pool);

/**
 * dma_pool_alloc - take a block
 * @pool: pool
 * @gfp: allocation context
 * @handle: set to the address for the device
 *
 * The block given back last comes first. Its bytes are what a driver may not rely on: 0xa9.
 *
 * Context: counted as BP_ALLOC_DMA_BLOCK; may take coherent memory.
 * Return: the address for the CPU; address 0 when there is none, and nothing is held then.
 *
 * Mirrors: dma_pool_alloc(), mm/dmapool.c, v5.2
 * Rule: NVH-2
 */
bp_virt_addr_t dma_pool_alloc(struct dma_pool *pool, gfp_t gfp, dma_addr_t *handle);

/**
 * dma_pool_free - give a block back
 * @pool: its pool
 * @buf: as returned
 * @handle: as set
 *
 * What is no block of the pool, or a free one, is a warning (DMA_POOL_FOREIGN, DMA_POOL_TWICE) and
 * nothing else happens. Its bytes become 0xa7.
 *
 * Mirrors: dma_pool_free(), mm/dmapool.c, v5.2
 * Rule: NVH-2, INV-NVME-13
 */
void dma_pool_free(struct dma_pool *pool, bp_virt_addr_t buf, dma_addr_t handle);

#endif
