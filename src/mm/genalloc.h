/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Units of a pool.
 */
#ifndef BP_MM_GENALLOC_H
#define BP_MM_GENALLOC_H

#include <blkpath/genalloc.h>

/* P2P-B12.2; wraps to 0 at the top of 64 bits, as the kernel's sum does. */
static inline u64 bp_pool_units(const struct gen_pool *pool, u64 size)
{
	return (size + (1ull << pool->min_alloc_order) - 1) >> pool->min_alloc_order;
}

/* P2P-B12.9: a rest behind whole units has no bit. */
static inline u64 bp_chunk_units(const struct gen_pool *pool, const struct gen_pool_chunk *chunk)
{
	return bp_gen_pool_chunk_size(chunk) >> pool->min_alloc_order;
}

/* The chunk that holds an address; NULL when none does. */
struct gen_pool_chunk *bp_pool_chunk(const struct gen_pool *pool, bp_virt_addr_t addr);

#endif
