/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Coherent memory: RAM that the CPU and a device see alike, for as long as the driver wants.
 */
#ifndef BLKPATH_DMA_COHERENT_H
#define BLKPATH_DMA_COHERENT_H

#include <blkpath/dma.h>

/**
 * dma_alloc_coherent - take memory that a device and the CPU share
 * @dev: device with a coherent_dma_mask
 * @size: bytes, at least 1; whole pages are taken, neighbours in memory
 * @handle: set to the address for the device, which begins a page
 * @gfp: allocation context
 *
 * Context: takes pages of the page model; BP_ALLOC_COHERENT makes it fail.
 * Return: the address for the CPU, zeroed, for bp_virt_bytes() in one piece; address 0 when
 * there is no memory that the device reaches, or the device has no mask: nothing is held then.
 *
 * Mirrors: dma_alloc_coherent(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C1.1, P2P-C7.1
 */
bp_virt_addr_t dma_alloc_coherent(struct device *dev, u64 size, dma_addr_t *handle, gfp_t gfp);

/**
 * dma_free_coherent - give it back
 * @dev: device
 * @size: as allocated
 * @buf: as returned; nothing happens for address 0
 * @handle: as set
 *
 * Mirrors: dma_free_coherent(), include/linux/dma-mapping.h, v5.2
 * Rule: P2P-C7.7
 */
void dma_free_coherent(struct device *dev, u64 size, bp_virt_addr_t buf, dma_addr_t handle);

#endif
