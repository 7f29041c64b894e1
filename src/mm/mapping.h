/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of mappings, in ascending order of virtual addresses.
 */
#ifndef BP_MM_MAPPING_H
#define BP_MM_MAPPING_H

#include <blkpath/memremap.h>

struct bp_mapping_node {
	TAILQ_ENTRY(bp_mapping_node) link;
	struct bp_env *env;
	struct bp_mapping mapping;
};

/**
 * struct bp_mm - the kernel's address space
 * @mappings: by virtual address
 * @cursor: where the ioremap area goes on: an address that was given up is not used again soon, so
 * that a stale pointer leads nowhere
 */
struct bp_mm {
	TAILQ_HEAD(, bp_mapping_node) mappings;
	u64 cursor;
};

#define bp_mapping_foreach(node, mm) TAILQ_FOREACH (node, &(mm)->mappings, link)

/* Last byte of a mapping. */
static inline u64 bp_mapping_last(const struct bp_mapping *mapping)
{
	return bp_virt_u64(mapping->virt) + mapping->bytes - 1;
}

/* NULL when there is no memory. */
struct bp_mapping_node *bp_mapping_add(struct bp_env *env, const struct bp_mapping *mapping);
void bp_mapping_remove(struct bp_mapping_node *node);

/* The one that begins there; NULL when there is none. */
struct bp_mapping_node *bp_mapping_at(const struct bp_env *env, bp_virt_addr_t addr);

/* Gives what is no RAM a range of the ioremap area, whatever virt says; NULL when that cannot be.
 */
struct bp_mapping_node *bp_area_map(struct bp_env *env, const struct bp_mapping *what);

/* A mapping of that kind that shares a block of 2^shift bytes of physical memory with the range;
 * NULL when there is none. */
const struct bp_mapping *bp_mapping_shares(const struct bp_mm *mm, enum bp_mapping_kind kind,
					   u64 start, u64 end, unsigned shift);

#endif
