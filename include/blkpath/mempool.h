/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool that keeps some elements for times without memory.  Mirrors include/linux/mempool.h, v5.2.
 */
#ifndef BLKPATH_MEMPOOL_H
#define BLKPATH_MEMPOOL_H

#include <blkpath/env.h>

typedef struct mempool_s mempool_t;

/**
 * mempool_create_kmalloc_pool - make a pool of plain memory
 * @env: environment
 * @min_nr: elements kept, at least 1
 * @size: bytes of an element
 *
 * Return: the pool; NULL when an element cannot be had: nothing is left behind then.
 *
 * Mirrors: mempool_create_kmalloc_pool(), include/linux/mempool.h, v5.2
 * Rule: NVH-3
 */
mempool_t *mempool_create_kmalloc_pool(struct bp_env *env, unsigned min_nr, size_t size);

/**
 * mempool_destroy - end a pool
 * @pool: may be NULL; elements in use are a warning (MEMPOOL_BUSY) and stay
 *
 * Mirrors: mempool_destroy(), mm/mempool.c, v5.2
 * Rule: NVH-3
 */
void mempool_destroy(mempool_t *pool);

/**
 * mempool_alloc - take an element, without sleeping
 * @pool: pool
 * @gfp: allocation context
 *
 * Context: fresh memory (BP_ALLOC_MEMPOOL) first, then what is kept.
 * Return: the element, its bytes undefined; NULL when there is neither.
 *
 * Mirrors: mempool_alloc(), mm/mempool.c, v5.2, as GFP_ATOMIC has it
 * Rule: NVH-3
 */
void *mempool_alloc(mempool_t *pool, gfp_t gfp);

/**
 * mempool_free - give an element back
 * @element: of @pool, or NULL
 * @pool: what it lacks is filled first
 *
 * Mirrors: mempool_free(), mm/mempool.c, v5.2
 * Rule: NVH-3, INV-NVME-13
 */
void mempool_free(void *element, mempool_t *pool);

/**
 * bp_mempool_in_use - how many elements users hold
 * @pool: pool
 *
 * Return: elements taken and not given back.
 */
unsigned bp_mempool_in_use(const mempool_t *pool);

#endif
