/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools: memory with addresses of its own, handed out in units (p2pdma.md B12).
 *
 * A pool never reads or writes the memory.  The second address of a chunk is a "physical" one by
 * its name; peer-to-peer memory records a bus address there (B2.8).
 */
#ifndef BLKPATH_GENALLOC_H
#define BLKPATH_GENALLOC_H

#include <blkpath/env.h>

/**
 * struct gen_pool_chunk - one range of memory in a pool
 * @next_chunk: place in the pool, the newest first (B12.1)
 * @avail: bytes that gen_pool_avail() counts
 * @phys_addr: what gen_pool_virt_to_phys() gives for the first byte
 * @owner: what was said when it was added
 * @start_addr: first byte
 * @end_addr: last byte
 * @bits: units in use
 * @bp_heads: units with which an allocation begins; the kernel does not remember them (DEF-P2P-14)
 */
struct gen_pool_chunk {
	LIST_ENTRY(gen_pool_chunk) next_chunk;
	u64 avail;
	phys_addr_t phys_addr;
	void *owner;
	bp_virt_addr_t start_addr;
	bp_virt_addr_t end_addr;
	u64 *bits;
	u64 *bp_heads;
};

/**
 * struct gen_pool - a pool
 * @chunks: its memory
 * @min_alloc_order: log2 of the unit in bytes
 * @bp_env: environment
 * @bp_defects: switches; the environment's unless the owner sets others
 */
struct gen_pool {
	LIST_HEAD(, gen_pool_chunk) chunks;
	unsigned min_alloc_order;
	struct bp_env *bp_env;
	const struct bp_defects *bp_defects;
};

/**
 * gen_pool_create - make a pool without memory
 * @env: environment
 * @min_alloc_order: log2 of the unit in bytes, 0 to 63
 *
 * Context: allocates (BP_ALLOC_POOL).
 * Return: the pool; NULL when there is no memory.
 * Mirrors: gen_pool_create(), lib/genalloc.c, v5.2, without a node
 * Rule: P2P-B12.1
 */
struct gen_pool *gen_pool_create(struct bp_env *env, unsigned min_alloc_order);

/**
 * gen_pool_add_owner - give a pool memory
 * @pool: pool
 * @virt: first byte
 * @phys: what gen_pool_virt_to_phys() gives for it
 * @size: bytes; what is left behind whole units is counted and never handed out (B12.9)
 * @owner: handed out with each allocation
 *
 * Context: allocates (BP_ALLOC_POOL).
 * Return: 0; -ENOMEM, and then the pool is as it was.
 * Mirrors: gen_pool_add_owner(), lib/genalloc.c, v5.2, without a node
 * Rule: P2P-B12.1, P2P-B12.9
 */
int gen_pool_add_owner(struct gen_pool *pool, bp_virt_addr_t virt, phys_addr_t phys, u64 size,
		       void *owner);

/**
 * gen_pool_alloc_owner - take memory
 * @pool: pool
 * @size: bytes, rounded up to units
 * @owner: receives the owner of the chunk, NULL when there is no memory; may be NULL
 *
 * The lowest run that fits, in the newest chunk that has one.
 *
 * Return: its first byte; 0 for a size of 0 and when no chunk has a run.
 * Mirrors: gen_pool_alloc_owner(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.2, P2P-B12.3, P2P-B12.4
 */
bp_virt_addr_t gen_pool_alloc_owner(struct gen_pool *pool, u64 size, void **owner);

/**
 * bp_gen_pool_free_owner - give memory back, and say whether it was taken
 * @pool: pool
 * @addr: from gen_pool_alloc_owner()
 * @size: bytes, rounded up to units
 * @owner: receives the owner of the chunk; NULL when the memory was refused; may be NULL
 *
 * A size that is not the allocation's is refused with the warning POOL_FREE_SIZE, and nothing
 * happens. With DEF-P2P-14 it is taken as it is: units stay behind, or a neighbour's are freed.
 * BUGs: an address in no chunk (POOL_FREE_FOREIGN), memory that leaves its chunk
 * (POOL_FREE_OUTSIDE), units that nobody holds (POOL_FREE_TWICE).
 *
 * Return: true iff the memory is free now.
 * Rule: P2P-B12.5, P2P-B12.6, P2P-B12.7, DEF-P2P-14
 */
bool bp_gen_pool_free_owner(struct gen_pool *pool, bp_virt_addr_t addr, u64 size, void **owner);

/**
 * gen_pool_free_owner - give memory back
 * @pool: pool
 * @addr: as for bp_gen_pool_free_owner()
 * @size: as there
 * @owner: as there
 *
 * Mirrors: gen_pool_free_owner(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.5, P2P-B12.6, P2P-B12.7
 */
void gen_pool_free_owner(struct gen_pool *pool, bp_virt_addr_t addr, u64 size, void **owner);

/**
 * gen_pool_virt_to_phys - the other address of a byte
 * @pool: pool
 * @addr: any address, allocated or not
 *
 * Return: the recorded start plus the distance from it; all ones when no chunk has the address.
 * Mirrors: gen_pool_virt_to_phys(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.11
 */
phys_addr_t gen_pool_virt_to_phys(const struct gen_pool *pool, bp_virt_addr_t addr);

/**
 * gen_pool_avail - how much is free
 * @pool: pool
 *
 * Return: bytes, with the rests that cannot be handed out (B12.9).
 * Mirrors: gen_pool_avail(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.10
 */
u64 gen_pool_avail(const struct gen_pool *pool);

/**
 * gen_pool_size - how much there is
 * @pool: pool
 *
 * Return: bytes of all chunks.
 * Mirrors: gen_pool_size(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.10
 */
u64 gen_pool_size(const struct gen_pool *pool);

/**
 * gen_pool_for_each_chunk - look at every chunk
 * @pool: pool
 * @func: called for each, the newest first
 * @data: its last argument
 *
 * Mirrors: gen_pool_for_each_chunk(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.1
 */
void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data);

/**
 * gen_pool_destroy - end a pool
 * @pool: pool; memory in use is the BUG POOL_DESTROY_BUSY, and the pool stays
 *
 * Mirrors: gen_pool_destroy(), lib/genalloc.c, v5.2
 * Rule: P2P-B12.8
 */
void gen_pool_destroy(struct gen_pool *pool);

/**
 * bp_gen_pool_units - how many units are in use
 * @pool: pool
 *
 * Return: set bits of all chunks (INV-P2P-7).
 */
u64 bp_gen_pool_units(const struct gen_pool *pool);

/**
 * bp_gen_pool_allocation - which allocation holds an address
 * @pool: pool
 * @addr: any address
 * @start: receives the first byte of the allocation
 * @bytes: receives its length, whole units
 *
 * Return: whether there is one; else nothing is received.
 */
bool bp_gen_pool_allocation(const struct gen_pool *pool, bp_virt_addr_t addr, bp_virt_addr_t *start,
			    u64 *bytes);

/**
 * bp_gen_pool_divide - each unit of an allocation comes back by itself
 * @pool: pool
 * @addr: its first byte, from gen_pool_alloc_owner()
 *
 * A free of the whole is one of a wrong size from now on (DEF-P2P-14).
 *
 * Rule: P-84, P2P-B12.7
 */
void bp_gen_pool_divide(struct gen_pool *pool, bp_virt_addr_t addr);

/* Without an owner. */
static inline int gen_pool_add_virt(struct gen_pool *pool, bp_virt_addr_t virt, phys_addr_t phys,
				    u64 size)
{
	return gen_pool_add_owner(pool, virt, phys, size, NULL);
}

static inline bp_virt_addr_t gen_pool_alloc(struct gen_pool *pool, u64 size)
{
	return gen_pool_alloc_owner(pool, size, NULL);
}

static inline void gen_pool_free(struct gen_pool *pool, bp_virt_addr_t addr, u64 size)
{
	gen_pool_free_owner(pool, addr, size, NULL);
}

static inline u64 bp_gen_pool_chunk_size(const struct gen_pool_chunk *chunk)
{
	return bp_virt_u64(chunk->end_addr) - bp_virt_u64(chunk->start_addr) + 1;
}

#endif
