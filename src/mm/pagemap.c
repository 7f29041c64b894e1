/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Device memory with page descriptors, in whole sections of the linear map (P2P-B2.7).
 */
#include <errno.h>

#include <blkpath/address.h>
#include <blkpath/devres.h>

#include "mapping.h"

/* The sections that a range lies in. */
struct span {
	u64 start;
	u64 bytes;
};

static struct span sections_of(u64 first, u64 last)
{
	u64 mask = (1ull << BP_SECTION_SHIFT) - 1, start = first & ~mask;

	return (struct span){ .start = start, .bytes = (last | mask) - start + 1 };
}

static int check_sections(struct bp_env *env, const struct resource *res)
{
	struct span span = sections_of(res->start, res->end);

	if (!env->mm || res->end < res->start)
		return -ENXIO;
	if (bp_warn_on(env,
		       bp_mapping_shares(env->mm, BP_MAPPING_PAGES, res->start, res->end,
					 BP_SECTION_SHIFT),
		       BP_SITE_PAGEMAP_CONFLICT, span.start, span.bytes))
		return -ENOMEM;
	if (bp_warn_on(env,
		       bp_mapping_shares(env->mm, BP_MAPPING_RAM, res->start, res->end,
					 BP_SECTION_SHIFT),
		       BP_SITE_PAGEMAP_RAM, span.start, span.bytes))
		return -ENXIO;
	return 0;
}

static struct bp_mapping_node *node_of(const struct dev_pagemap *pgmap)
{
	struct bp_mapping_node *node;

	bp_mapping_foreach (node, pgmap->dev->bp_env->mm)
		if (node->mapping.pgmap == pgmap)
			break;
	return node;
}

/* P2P-B3.2: first the users, then the mapping. */
static void release(void *data)
{
	struct dev_pagemap *pgmap = data;

	pgmap->kill(pgmap->ref);
	percpu_ref_put_many(pgmap->ref, pgmap->bp_pages);
	pgmap->bp_pages = 0;
	pgmap->cleanup(pgmap->ref);
	bp_mapping_remove(node_of(pgmap));
}

static bp_virt_addr_t fail(struct dev_pagemap *pgmap, int err)
{
	pgmap->kill(pgmap->ref);
	pgmap->cleanup(pgmap->ref);
	return bp_virt_addr((u64)err);
}

bp_virt_addr_t devm_memremap_pages(struct device *dev, struct dev_pagemap *pgmap)
{
	const struct resource *res = &pgmap->res;
	struct bp_env *env = dev->bp_env;
	struct bp_mapping mapping = {
		.virt = phys_to_virt(bp_phys_addr(res->start)),
		.phys = bp_phys_addr(res->start),
		.bytes = res->end - res->start + 1,
		.kind = BP_MAPPING_PAGES,
		.dev = dev,
		.pgmap = pgmap,
	};
	int err = check_sections(env, res);

	if (err)
		return fail(pgmap, err);
	if (!bp_mapping_add(env, &mapping))
		return fail(pgmap, -ENOMEM);
	pgmap->dev = dev;
	pgmap->bp_pages = (res->end >> env->page_shift) - (res->start >> env->page_shift) + 1;
	percpu_ref_get_many(pgmap->ref, pgmap->bp_pages);
	err = devm_add_action_or_reset(dev, release, pgmap);
	return err ? bp_virt_addr((u64)err) : mapping.virt;
}

void devm_memunmap_pages(struct device *dev, struct dev_pagemap *pgmap)
{
	devm_release_action(dev, release, pgmap);
}

u64 bp_mm_descriptor_bytes(const struct bp_env *env)
{
	const struct bp_mapping_node *node;
	u64 bytes = 0;

	if (!env->mm)
		return 0;
	bp_mapping_foreach (node, env->mm)
		if (node->mapping.pgmap) {
			const struct resource *res = &node->mapping.pgmap->res;

			bytes += sections_of(res->start, res->end).bytes;
		}
	return (bytes >> env->page_shift) * sizeof(struct page);
}

struct dev_pagemap *bp_page_pgmap(const struct bp_env *env, const struct page *page)
{
	u64 pfn = page_to_pfn(page);
	const struct bp_mapping_node *node;

	if (!env->mm || !bp_page_plausible(page))
		return NULL;
	bp_mapping_foreach (node, env->mm) {
		struct dev_pagemap *pgmap = node->mapping.pgmap;

		if (pgmap && pfn >= pgmap->res.start >> env->page_shift &&
		    pfn <= pgmap->res.end >> env->page_shift)
			return pgmap;
	}
	return NULL;
}

bool is_pci_p2pdma_page(const struct bp_env *env, const struct page *page)
{
	const struct dev_pagemap *pgmap = bp_page_pgmap(env, page);

	return pgmap && pgmap->type == MEMORY_DEVICE_PCI_P2PDMA;
}
