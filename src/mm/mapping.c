/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel virtual address leads where.
 */
#include <errno.h>

#include <blkpath/address.h>
#include <blkpath/event.h>
#include <blkpath/p2p_call.h>

#include "mapping.h"

struct bp_mapping_node *bp_mapping_add(struct bp_env *env, const struct bp_mapping *mapping)
{
	struct bp_mapping_node *new = bp_alloc(env, BP_ALLOC_MAPPING, sizeof(*new)), *after;

	if (!new)
		return NULL;
	new->env = env;
	new->mapping = *mapping;
	bp_mapping_foreach (after, env->mm)
		if (bp_virt_u64(after->mapping.virt) > bp_virt_u64(mapping->virt))
			break;
	if (after)
		TAILQ_INSERT_BEFORE(after, new, link);
	else
		TAILQ_INSERT_TAIL(&env->mm->mappings, new, link);
	return new;
}

struct bp_mapping_node *bp_mapping_at(const struct bp_env *env, bp_virt_addr_t addr)
{
	struct bp_mapping_node *node;

	if (!env->mm)
		return NULL;
	bp_mapping_foreach (node, env->mm)
		if (bp_virt_u64(node->mapping.virt) == bp_virt_u64(addr))
			break;
	return node;
}

static void tell(struct bp_env *env, const struct bp_mapping *mapping)
{
	u64 virt = bp_virt_u64(mapping->virt);

	if (mapping->dev && mapping->dev->is_pci)
		bp_event(env, P2P_UNMAP, .rule = "P2P-B3.2", .a = virt, .b = mapping->bytes,
			 .p2p = &(struct bp_p2p_call){
				 .provider = bp_container_of(mapping->dev, struct pci_dev, dev),
				 .virt = mapping->virt,
				 .size = mapping->bytes });
}

void bp_mapping_remove(struct bp_mapping_node *node)
{
	TAILQ_REMOVE(&node->env->mm->mappings, node, link);
	tell(node->env, &node->mapping);
	bp_free(node->env, node);
}

const struct bp_mapping *bp_mapping_shares(const struct bp_mm *mm, enum bp_mapping_kind kind,
					   u64 start, u64 end, unsigned shift)
{
	const struct bp_mapping_node *node;

	bp_mapping_foreach (node, mm) {
		const struct bp_mapping *mapping = &node->mapping;
		u64 first = bp_phys_u64(mapping->phys), last = first + mapping->bytes - 1;

		if (mapping->kind == kind && first >> shift <= end >> shift &&
		    start >> shift <= last >> shift)
			return mapping;
	}
	return NULL;
}

const struct bp_mapping *bp_mapping_find(const struct bp_env *env, bp_virt_addr_t addr)
{
	const struct bp_mapping_node *node;

	if (!env->mm)
		return NULL;
	bp_mapping_foreach (node, env->mm)
		if (bp_virt_u64(addr) >= bp_virt_u64(node->mapping.virt) &&
		    bp_virt_u64(addr) <= bp_mapping_last(&node->mapping))
			return &node->mapping;
	return NULL;
}

const struct bp_mapping *bp_cpu_reach(struct bp_env *env, bp_virt_addr_t addr, u64 bytes)
{
	const struct bp_mapping *mapping = bp_mapping_find(env, addr);

	if (mapping && bytes - 1 <= bp_mapping_last(mapping) - bp_virt_u64(addr))
		return mapping;
	bp_finding(env, BP_SITE_CPU_FAULT, bp_virt_u64(addr), bytes);
	return NULL;
}

static void free_all(struct bp_env *env)
{
	struct bp_mapping_node *node;

	while ((node = TAILQ_FIRST(&env->mm->mappings)))
		bp_mapping_remove(node);
	bp_free(env, env->mm);
}

int bp_mm_new(struct bp_env *env, const struct bp_phys_range *ram, unsigned nr_ram)
{
	struct bp_mm *old = env->mm, *mm = bp_alloc(env, BP_ALLOC_MAPPING, sizeof(*mm));

	if (!mm)
		return -ENOMEM;
	TAILQ_INIT(&mm->mappings);
	mm->cursor = VMALLOC_START;
	env->mm = mm;
	for (unsigned i = 0; i < nr_ram; i++) {
		struct bp_mapping linear = {
			.virt = phys_to_virt(ram[i].start),
			.phys = ram[i].start,
			.bytes = ram[i].bytes,
			.kind = BP_MAPPING_RAM,
		};

		if (bp_mapping_add(env, &linear))
			continue;
		free_all(env);
		env->mm = old;
		return -ENOMEM;
	}
	return 0;
}

void bp_mm_free(struct bp_env *env)
{
	const struct bp_mapping_node *node;
	u64 left = 0, at = 0;

	if (!env->mm)
		return;
	bp_mapping_foreach (node, env->mm)
		if (node->mapping.kind != BP_MAPPING_RAM && !left++)
			at = bp_virt_u64(node->mapping.virt);
	if (left)
		bp_finding(env, BP_SITE_MAPPING_LEAK, left, at);
	free_all(env);
	env->mm = NULL;
}
