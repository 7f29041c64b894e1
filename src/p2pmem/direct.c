/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory without page descriptors: one reference for the device, a write-combining mapping for each
 * resource (RFC patch 27; P2P-B7.2, B14).
 */
#include <errno.h>

#include <blkpath/devres.h>

#include "p2pmem.h"

static void pci_p2pdma_percpu_release(struct percpu_ref *ref)
{
	complete(&bp_container_of(ref, struct pci_p2pdma, ref)->ref_done);
}

static int begin(struct pci_p2pdma *p2pdma)
{
	init_completion(bp_p2pdma_env(p2pdma), &p2pdma->ref_done);
	return percpu_ref_init(bp_p2pdma_env(p2pdma), &p2pdma->ref, pci_p2pdma_percpu_release);
}

/* New users are turned away, the old ones waited for. */
static void end(struct pci_p2pdma *p2pdma)
{
	if (percpu_ref_is_dying(&p2pdma->ref))
		return;
	percpu_ref_kill(&p2pdma->ref);
	wait_for_completion(&p2pdma->ref_done);
	percpu_ref_exit(&p2pdma->ref);
}

static void abandon(struct pci_p2pdma *p2pdma)
{
	if (!bp_p2p_defect(p2pdma->pdev, BP_DEF_P2P_1))
		end(p2pdma);
}

/* Registered behind a mapping, so that it runs before the mapping goes (DEF-P2P-2). */
static void end_first(void *data)
{
	end(data);
}

struct overlap {
	u64 bus;
	u64 size;
	bool found;
};

static void look(struct gen_pool *pool, struct gen_pool_chunk *chunk, void *data)
{
	struct overlap *new = data;
	u64 bus = bp_phys_u64(chunk->phys_addr);

	(void)pool;
	if (new->bus - bus < bp_gen_pool_chunk_size(chunk) || bus - new->bus < new->size)
		new->found = true;
}

/* DEF-P2P-3: the base refuses by the section, with the same error. */
static bool overlaps(const struct pci_p2pdma *p2pdma, const struct bp_p2p_part *part)
{
	struct overlap new = { bp_p2p_part_bus(p2pdma->pdev, part), part->size, false };

	if (bp_p2p_defect(p2pdma->pdev, BP_DEF_P2P_3))
		return false;
	gen_pool_for_each_chunk(p2pdma->pool, look, &new);
	return bp_warn_on(bp_p2pdma_env(p2pdma), new.found, BP_SITE_P2P_OVERLAP, new.bus, new.size);
}

static int map(struct pci_p2pdma *p2pdma, const struct bp_p2p_part *part, bp_virt_addr_t *virt)
{
	struct device *dev = &p2pdma->pdev->dev;
	u64 phys = bp_p2p_part_phys(p2pdma->pdev, part);
	bp_virt_addr_t mapped = devm_memremap(dev, bp_phys_addr(phys), part->size, MEMREMAP_WC);
	int error = bp_virt_error(mapped);

	if (error)
		return error;
	*virt = mapped;
	if (bp_p2p_defect(p2pdma->pdev, BP_DEF_P2P_2))
		return 0;
	error = devm_add_action(dev, end_first, p2pdma);
	if (error)
		devm_memunmap(dev, mapped);
	return error;
}

static void unmap(struct pci_p2pdma *p2pdma, bp_virt_addr_t virt)
{
	struct device *dev = &p2pdma->pdev->dev;

	if (!bp_p2p_defect(p2pdma->pdev, BP_DEF_P2P_2))
		devm_remove_action(dev, end_first, p2pdma);
	devm_memunmap(dev, virt);
}

static int add(struct pci_p2pdma *p2pdma, const struct bp_p2p_part *part, bp_virt_addr_t *virt)
{
	int error = overlaps(p2pdma, part) ? -ENOMEM : map(p2pdma, part, virt);

	if (error)
		return error;
	error = gen_pool_add_virt(p2pdma->pool, *virt,
				  bp_phys_addr(bp_p2p_part_bus(p2pdma->pdev, part)), part->size);
	if (error)
		unmap(p2pdma, *virt);
	return error;
}

static bp_virt_addr_t alloc(struct pci_p2pdma *p2pdma, u64 size)
{
	bp_virt_addr_t addr = bp_virt_addr(0);

	if (!percpu_ref_tryget_live(&p2pdma->ref))
		return addr;
	addr = gen_pool_alloc(p2pdma->pool, size);
	if (!bp_virt_u64(addr))
		percpu_ref_put(&p2pdma->ref);
	return addr;
}

static bool free_memory(struct pci_p2pdma *p2pdma, bp_virt_addr_t addr, u64 size)
{
	if (!bp_gen_pool_free_owner(p2pdma->pool, addr, size, NULL))
		return false;
	percpu_ref_put(&p2pdma->ref);
	return true;
}

static u64 gets(const struct pci_p2pdma *p2pdma)
{
	return p2pdma->ref.bp_count - !p2pdma->ref.bp_dead;
}

const struct bp_p2p_profile_ops bp_p2p_direct = {
	.begin = begin,
	.abandon = abandon,
	.end = end,
	.add = add,
	.alloc = alloc,
	.free = free_memory,
	.gets = gets,
};
