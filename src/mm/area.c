/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ioremap area: addresses for device memory and registers.
 */
#include <blkpath/address.h>

#include "mapping.h"

/* The lowest address from `from` on with `bytes` whole free pages behind it; 0 for none. */
static u64 find_gap(const struct bp_env *env, u64 from, u64 bytes)
{
	u64 page = bp_page_size(env);
	const struct bp_mapping_node *node;

	bp_mapping_foreach (node, env->mm) {
		u64 first = bp_virt_u64(node->mapping.virt) & ~(page - 1);

		if (bp_mapping_last(&node->mapping) < from)
			continue;
		if (first >= from && first - from >= bytes)
			break;
		from = (bp_mapping_last(&node->mapping) | (page - 1)) + 1 + page;
	}
	return from <= VMALLOC_END && bytes - 1 <= VMALLOC_END - from ? from : 0;
}

/* A page behind each range is kept free, so that running over its end is noticed. */
static bp_virt_addr_t take_area(const struct bp_env *env, u64 phys, u64 size)
{
	u64 page = bp_page_size(env), offset = phys & (page - 1);
	u64 bytes = ((offset + size + page - 1) & ~(page - 1)) + page, start;

	if (size > VMALLOC_END - VMALLOC_START)
		return bp_virt_addr(0);
	start = find_gap(env, env->mm->cursor, bytes);
	if (!start)
		start = find_gap(env, VMALLOC_START, bytes);
	if (!start)
		return bp_virt_addr(0);
	env->mm->cursor = start + bytes;
	return bp_virt_addr(start + offset);
}

struct bp_mapping_node *bp_area_map(struct bp_env *env, const struct bp_mapping *what)
{
	const u64 start = bp_phys_u64(what->phys), end = start + what->bytes - 1;
	struct bp_mapping mapping = *what;

	if (!env->mm)
		return NULL;
	if (bp_warn_on(env, bp_mapping_shares(env->mm, BP_MAPPING_RAM, start, end, 0),
		       BP_SITE_REMAP_RAM, start, what->bytes))
		return NULL;
	mapping.virt = take_area(env, start, what->bytes);
	return bp_virt_u64(mapping.virt) ? bp_mapping_add(env, &mapping) : NULL;
}
