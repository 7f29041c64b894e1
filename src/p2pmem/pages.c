/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory with page descriptors: a mapping and a reference for each resource (v5.2-rc5; P2P-B2.6 to
 * B2.8, B3.2, B7.1).
 */
#include <errno.h>

#include <blkpath/devres.h>

#include "pages.h"

static void pci_p2pdma_percpu_release(struct percpu_ref *ref)
{
	complete(&bp_container_of(ref, struct p2pdma_pagemap, ref)->ref_done);
}

static void pci_p2pdma_percpu_kill(struct percpu_ref *ref)
{
	percpu_ref_kill(ref);
}

static void pci_p2pdma_percpu_cleanup(struct percpu_ref *ref)
{
	struct p2pdma_pagemap *map = bp_container_of(ref, struct p2pdma_pagemap, ref);

	wait_for_completion(&map->ref_done);
	percpu_ref_exit(&map->ref);
}

static int begin(struct pci_p2pdma *p2pdma)
{
	(void)p2pdma;
	return 0;
}

/* The references belong to the resources. */
static void end(struct pci_p2pdma *p2pdma)
{
	(void)p2pdma;
}

static void fill(struct p2pdma_pagemap *map, const struct pci_dev *pdev,
		 const struct bp_p2p_part *part)
{
	struct dev_pagemap *pgmap = &map->pgmap;
	unsigned bar = (unsigned)part->bar;

	pgmap->res.start = bp_p2p_part_phys(pdev, part);
	pgmap->res.end = pgmap->res.start + part->size - 1;
	pgmap->res.flags = pci_resource_flags(pdev, bar);
	pgmap->type = MEMORY_DEVICE_PCI_P2PDMA;
	pgmap->pci_p2pdma_bus_offset =
		pci_bus_address(pdev, bar).bus - pci_resource_start(pdev, bar);
	pgmap->ref = &map->ref;
	pgmap->kill = pci_p2pdma_percpu_kill;
	pgmap->cleanup = pci_p2pdma_percpu_cleanup;
	/* A hang names the resource that is still in use. */
	map->ref_done.bp_what = bp_p2p_part_bus(pdev, part);
}

/* Registered behind the mapping, so that processes lose it before it is waited for (P-84). */
static int lead_users_away(struct pci_dev *pdev)
{
	if (!pdev->has_allocate_file)
		return 0;
	return devm_add_action(&pdev->dev, bp_p2p_remove_allocate_file, pdev);
}

static int add(struct pci_p2pdma *p2pdma, const struct bp_p2p_part *part, bp_virt_addr_t *virt)
{
	struct pci_dev *pdev = p2pdma->pdev;
	struct p2pdma_pagemap *map = bp_alloc(pdev->dev.bp_env, BP_ALLOC_DEVRES, sizeof(*map));
	int error;

	if (!map)
		return -ENOMEM;
	init_completion(pdev->dev.bp_env, &map->ref_done);
	error = percpu_ref_init(pdev->dev.bp_env, &map->ref, pci_p2pdma_percpu_release);
	if (error)
		goto out;
	fill(map, pdev, part);
	/* Its failure kills and cleans up, as unmapping does. */
	map->virt = devm_memremap_pages(&pdev->dev, &map->pgmap);
	error = bp_virt_error(map->virt);
	if (error)
		goto out;
	*virt = map->virt;
	error = lead_users_away(pdev);
	if (!error)
		error = gen_pool_add_owner(p2pdma->pool, map->virt,
					   bp_phys_addr(bp_p2p_part_bus(pdev, part)), part->size,
					   &map->ref);
	if (!error) {
		LIST_INSERT_HEAD(&p2pdma->pagemaps, map, link);
		return 0;
	}
	devm_memunmap_pages(&pdev->dev, &map->pgmap);
out:
	bp_free(pdev->dev.bp_env, map);
	return error;
}

void bp_p2p_pagemaps_forget(struct pci_p2pdma *p2pdma)
{
	struct p2pdma_pagemap *map;

	while ((map = LIST_FIRST(&p2pdma->pagemaps))) {
		LIST_REMOVE(map, link);
		bp_free(bp_p2pdma_env(p2pdma), map);
	}
}

int bp_p2p_pages_take(struct pci_p2pdma *p2pdma, u64 size, bp_virt_addr_t *addr,
		      struct percpu_ref **ref)
{
	void *owner;

	*addr = gen_pool_alloc_owner(p2pdma->pool, size, &owner);
	*ref = owner;
	if (!bp_virt_u64(*addr))
		return -ENOMEM;
	if (percpu_ref_tryget_live(*ref))
		return 0;
	gen_pool_free(p2pdma->pool, *addr, size);
	*addr = bp_virt_addr(0);
	return -ENODEV;
}

static bp_virt_addr_t alloc(struct pci_p2pdma *p2pdma, u64 size)
{
	struct percpu_ref *ref;
	bp_virt_addr_t addr;

	bp_p2p_pages_take(p2pdma, size, &addr, &ref);
	return addr;
}

static bool free_memory(struct pci_p2pdma *p2pdma, bp_virt_addr_t addr, u64 size)
{
	void *owner;

	if (!bp_gen_pool_free_owner(p2pdma->pool, addr, size, &owner))
		return false;
	percpu_ref_put(owner);
	return true;
}

static u64 gets(const struct pci_p2pdma *p2pdma)
{
	const struct p2pdma_pagemap *map;
	u64 sum = 0;

	LIST_FOREACH (map, &p2pdma->pagemaps, link)
		sum += map->ref.bp_count - map->pgmap.bp_pages - !map->ref.bp_dead;
	return sum;
}

const struct bp_p2p_profile_ops bp_p2p_pages = {
	.begin = begin,
	.abandon = end,
	.end = end,
	.add = add,
	.alloc = alloc,
	.free = free_memory,
	.gets = gets,
};
