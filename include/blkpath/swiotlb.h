/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounce slots (p2pdma.md C4): memory that every device reaches, for buffers that it does not.
 */
#ifndef BLKPATH_SWIOTLB_H
#define BLKPATH_SWIOTLB_H

#include <blkpath/dma.h>

#define IO_TLB_SHIFT 11
#define IO_TLB_SEGSIZE 128
#define IO_TLB_DEFAULT_SIZE ((u64)64 << 20)

/**
 * struct bp_swiotlb_setup - a pool of slots
 * @base: physical address of the first slot, a multiple of the page size
 * @slots: how many slots of 2048 bytes, at least 1; 0 for the default of 32768
 * @force: bounce also what the device could reach
 */
struct bp_swiotlb_setup {
	phys_addr_t base;
	u32 slots;
	bool force;
};

/**
 * bp_swiotlb_new - make a pool; devices point to it with bp_swiotlb
 * @env: environment; its page model holds the bytes of the slots
 * @setup: where and how large
 *
 * Return: the pool; NULL when @base is no multiple of the page size or there is no memory.
 */
struct bp_swiotlb *bp_swiotlb_new(struct bp_env *env, const struct bp_swiotlb_setup *setup);

/**
 * bp_swiotlb_free - end a pool
 * @pool: may be NULL; slots in use are the finding BOUNCE_LEAK (C7.18)
 */
void bp_swiotlb_free(struct bp_swiotlb *pool);

/**
 * bp_swiotlb_used - count slots in use
 * @pool: pool
 *
 * Return: how many.
 * Rule: INV-DMA-9
 */
u32 bp_swiotlb_used(const struct bp_swiotlb *pool);

/**
 * is_swiotlb_buffer - does an address lie in a device's pool?
 * @dev: device, with or without a pool
 * @phys: physical address
 *
 * Return: true iff it does.
 *
 * Mirrors: is_swiotlb_buffer(), include/linux/swiotlb.h, v5.2
 * Rule: P2P-C3.3
 */
bool is_swiotlb_buffer(const struct device *dev, phys_addr_t phys);

#endif
