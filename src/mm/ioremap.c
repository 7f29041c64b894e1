/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device memory in the ioremap area, without page descriptors (P2P-B14.1).
 */
#include <errno.h>

#include <blkpath/address.h>
#include <blkpath/devres.h>

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

static struct bp_mapping_node *map(struct device *dev, phys_addr_t phys, u64 size)
{
	u64 start = bp_phys_u64(phys);
	struct bp_env *env = dev->bp_env;
	struct bp_mapping mapping = {
		.phys = phys, .bytes = size, .kind = BP_MAPPING_WC, .dev = dev
	};

	if (!env->mm)
		return NULL;
	if (bp_warn_on(env, bp_mapping_shares(env->mm, BP_MAPPING_RAM, start, start + size - 1, 0),
		       BP_SITE_REMAP_RAM, start, size))
		return NULL;
	mapping.virt = take_area(env, start, size);
	return bp_virt_u64(mapping.virt) ? bp_mapping_add(env, &mapping) : NULL;
}

static void unmap(void *data)
{
	bp_mapping_remove(data);
}

bp_virt_addr_t devm_memremap(struct device *dev, phys_addr_t offset, u64 size, unsigned long flags)
{
	struct bp_mapping_node *node = NULL;

	if (flags == MEMREMAP_WC)
		node = map(dev, offset, size);
	if (!node)
		return bp_virt_addr((u64)-ENXIO);
	if (devm_add_action(dev, unmap, node)) {
		unmap(node);
		return bp_virt_addr((u64)-ENOMEM);
	}
	return node->mapping.virt;
}

void devm_memunmap(struct device *dev, bp_virt_addr_t addr)
{
	struct bp_mapping_node *node;

	bp_mapping_foreach (node, dev->bp_env->mm)
		if (bp_virt_u64(node->mapping.virt) == bp_virt_u64(addr))
			break;
	devm_release_action(dev, unmap, node);
}
