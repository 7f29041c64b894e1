/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which allocation of a pool holds an address, and an allocation that becomes many.
 *
 *     heads  1 0 1 0 0 .
 *     bits   1 1 1 1 1 0
 */
#include "bitmap.h"
#include "genalloc.h"

/* The head at or before a unit that is in use. */
static u64 head_of(const struct gen_pool_chunk *chunk, u64 unit)
{
	while (unit && !bp_bit_test(chunk->bp_heads, unit))
		unit--;
	return unit;
}

static u64 end_of(const struct gen_pool_chunk *chunk, u64 head, u64 units)
{
	u64 next = bp_bitmap_next_set(chunk->bp_heads, head + 1, units);

	return bp_bitmap_next_clear(chunk->bits, head, next);
}

void bp_gen_pool_divide(struct gen_pool *pool, bp_virt_addr_t addr)
{
	struct gen_pool_chunk *chunk = bp_pool_chunk(pool, addr);
	u64 head = (bp_virt_u64(addr) - bp_virt_u64(chunk->start_addr)) >> pool->min_alloc_order;
	u64 end = end_of(chunk, head, bp_chunk_units(pool, chunk));

	bp_bitmap_set(chunk->bp_heads, head, end - head);
}

bool bp_gen_pool_allocation(const struct gen_pool *pool, bp_virt_addr_t addr, bp_virt_addr_t *start,
			    u64 *bytes)
{
	const struct gen_pool_chunk *chunk = bp_pool_chunk(pool, addr);
	u64 first, units, unit, head;

	if (!chunk)
		return false;
	first = bp_virt_u64(chunk->start_addr);
	units = bp_chunk_units(pool, chunk);
	unit = (bp_virt_u64(addr) - first) >> pool->min_alloc_order;
	if (unit >= units || !bp_bit_test(chunk->bits, unit))
		return false;
	head = head_of(chunk, unit);
	*start = bp_virt_addr(first + (head << pool->min_alloc_order));
	*bytes = (end_of(chunk, head, units) - head) << pool->min_alloc_order;
	return true;
}
