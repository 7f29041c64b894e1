/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory comes back to a pool, with a size that the kernel believes.
 *
 *     heads  1 0 1 0 0 .      a unit with a head begins an allocation
 *     bits   1 1 1 1 1 0      which goes on to the next head or free unit
 */
#include "bitmap.h"
#include "genalloc.h"

/* What comes back: units of one chunk. */
struct part {
	struct gen_pool_chunk *chunk;
	u64 units; /* of the whole chunk */
	u64 first;
	u64 nr;
};

/* Units of the allocation that begins at one; 0 when none begins there. */
static u64 length_at(const struct part *part)
{
	u64 next, end;

	if (!bp_bit_test(part->chunk->bp_heads, part->first))
		return 0;
	next = bp_bitmap_next_set(part->chunk->bp_heads, part->first + 1, part->units);
	end = bp_bitmap_next_clear(part->chunk->bits, part->first, next);
	return end - part->first;
}

/* DEF-P2P-14 mended: is it another size than was allocated? */
static bool refused(struct gen_pool *pool, const struct part *part)
{
	bool held = part->first < part->units && bp_bit_test(part->chunk->bits, part->first);
	u64 length = held ? length_at(part) : 0;

	if (bp_defect_on(pool->bp_defects, BP_DEF_P2P_14) || (!held && part->nr))
		return false;
	return bp_warn_on(pool->bp_env, part->nr != length || !held, BP_SITE_POOL_FREE_SIZE,
			  part->nr, length);
}

/* Each unit is in use; a rest behind whole units never is. */
static bool in_use(const struct part *part)
{
	u64 end = part->first + part->nr;

	return part->nr <= part->units - part->first &&
	       bp_bitmap_next_clear(part->chunk->bits, part->first, end) == end;
}

static void give_back(struct gen_pool *pool, const struct part *part)
{
	struct gen_pool_chunk *chunk = part->chunk;
	u64 end = part->first + part->nr;

	bp_bitmap_clear(chunk->bits, part->first, part->nr);
	bp_bitmap_clear(chunk->bp_heads, part->first, part->nr);
	if (part->nr && end < part->units && bp_bit_test(chunk->bits, end))
		bp_bit_set(chunk->bp_heads, end); /* what was cut off stands alone */
	chunk->avail += part->nr << pool->min_alloc_order;
}

bool bp_gen_pool_free_owner(struct gen_pool *pool, bp_virt_addr_t addr, u64 size, void **owner)
{
	struct part part = { .chunk = bp_pool_chunk(pool, addr), .nr = bp_pool_units(pool, size) };
	u64 at = bp_virt_u64(addr);

	if (owner)
		*owner = NULL;
	bp_bug_on(pool->bp_env, !part.chunk, BP_SITE_POOL_FREE_FOREIGN, at, 0);
	part.units = bp_chunk_units(pool, part.chunk);
	part.first = (at - bp_virt_u64(part.chunk->start_addr)) >> pool->min_alloc_order;
	if (refused(pool, &part))
		return false;
	bp_bug_on(pool->bp_env, size && size - 1 > bp_virt_u64(part.chunk->end_addr) - at,
		  BP_SITE_POOL_FREE_OUTSIDE, at, size);
	bp_bug_on(pool->bp_env, !in_use(&part), BP_SITE_POOL_FREE_TWICE, at, size);
	give_back(pool, &part);
	if (owner)
		*owner = part.chunk->owner;
	return true;
}

void gen_pool_free_owner(struct gen_pool *pool, bp_virt_addr_t addr, u64 size, void **owner)
{
	(void)bp_gen_pool_free_owner(pool, addr, size, owner);
}
