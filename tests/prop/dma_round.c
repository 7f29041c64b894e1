/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device and its lists.
 */
#include <errno.h>
#include <string.h>

#include "dma.h"

static int takes_all(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	(void)table;
	(void)iova;
	(void)phys;
	(void)bytes;
	(void)prot;
	return 0;
}

static void drops_all(void *table, dma_addr_t iova, u64 bytes)
{
	(void)table;
	(void)iova;
	(void)bytes;
}

/* The real table, which fails now and then. */
static int may_fail(void *arg, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	struct dma_prop *p = arg;

	if (p->maps_fail && t_once_in(&p->random, 8))
		return -ENOMEM;
	return bp_iommu_table_ops.map(p->table, iova, phys, bytes, prot);
}

static void unmap(void *arg, dma_addr_t iova, u64 bytes)
{
	struct dma_prop *p = arg;

	bp_iommu_table_ops.unmap(p->table, iova, bytes);
}

static int translate(const void *arg, dma_addr_t iova, bool write, phys_addr_t *phys)
{
	const struct dma_prop *p = arg;

	return bp_iommu_translate(p->table, iova, write, phys);
}

static void make_domain(struct dma_prop *p)
{
	static const struct bp_iommu_ops real = { .map = may_fail,
						  .unmap = unmap,
						  .translate = translate };
	static const struct bp_iommu_ops none = { .map = takes_all, .unmap = drops_all };
	const struct bp_iommu_setup setup = {
		.ops = p->huge ? &none : &real,
		.table = p,
		.aperture_end = t_pick(&p->random, 0, 0xfffffffff),
		.sg = p->only_merge ? BP_IOMMU_SG_MERGE : (enum bp_iommu_sg)t_below(&p->random, 2),
	};

	p->merges = setup.sg == BP_IOMMU_SG_MERGE;
	p->table = bp_iommu_table_new();
	p->pdev.dev.bp_domain = bp_iommu_domain_new(&p->env, &setup);
	bp_iommu_reserve(p->pdev.dev.bp_domain, DMA_WINDOW, DMA_WINDOW_END);
}

static void make_pool(struct dma_prop *p)
{
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(DMA_POOL),
						.slots = 256,
						.force = t_once_in(&p->random, 4) };

	p->pool = bp_swiotlb_new(&p->env, &setup);
	p->pdev.dev.bp_swiotlb = p->pool;
}

static void make_device(struct dma_prop *p)
{
	static const struct bp_dma_ledger_setup setup;
	struct t_random *r = &p->random;

	p->pdev.dev = (struct device){
		.bp_env = &p->env,
		.is_pci = t_once_in(r, 2),
		.dma_kind = p->only_merge || t_once_in(r, 2) ? BP_DMA_IOMMU : BP_DMA_DIRECT,
		.dma_mask = t_pick(r, DMA_BIT_MASK(32), DMA_BIT_MASK(36), DMA_BIT_MASK(64)),
		.dma_pfn_offset = t_pick(r, 0, 0, 0x100),
		.dma_parms = {
			.max_segment_size = (unsigned)t_pick(r, 0, 4096, 65536, 1 << 20, ~0u),
			.segment_boundary_mask = t_pick(r, 0, 0xfff, 0xffff, 0xfffff, ~0ull),
			.min_align_mask = (unsigned)t_pick(r, 0, 0, 511, 4095),
		},
		.bp_defects = p->defects,
	};
	p->merges = false;
	p->huge = p->pdev.dev.dma_kind == BP_DMA_IOMMU && t_once_in(r, 16);
	if (p->huge) {
		p->pdev.dev.dma_mask = DMA_BIT_MASK(64);
		p->pdev.dev.dma_parms.max_segment_size = ~0u;
	}
	if (p->pdev.dev.dma_kind == BP_DMA_IOMMU)
		make_domain(p);
	else if (!t_once_in(r, 4))
		make_pool(p);
	p->ledger = bp_dma_ledger_new(&p->env, &setup);
	p->pdev.dev.bp_ledger = p->ledger;
}

static void drop_device(struct dma_prop *p)
{
	bp_dma_ledger_free(p->ledger);
	bp_swiotlb_free(p->pool);
	bp_iommu_domain_free(p->pdev.dev.bp_domain);
	bp_iommu_table_free(p->table);
	p->ledger = NULL;
	p->pool = NULL;
	p->table = NULL;
}

/* Each entry has memory of its own, so that what is written can be told apart. */
static void make_list(struct dma_prop *p, struct dma_list *list)
{
	struct t_random *r = &p->random;
	const unsigned which = (unsigned)(list - p->lists);

	memset(list, 0, sizeof(*list));
	list->nents = (int)t_between(r, 1, DMA_ENTRIES);
	list->dir = (enum dma_data_direction)t_below(r, 3);
	sg_init_table(list->sg, (unsigned)list->nents);
	for (unsigned i = 0; i < (unsigned)list->nents; i++) {
		const bool pages = t_once_in(r, 2);
		const u64 offset = pages ? 0 : t_below(r, 8) * 512;
		const u64 room = (which * DMA_ENTRIES + i) * DMA_ENTRY_ROOM;
		u64 len = pages ? t_between(r, 1, 8) * 4096 : t_between(r, 1, 16) * 512;

		u64 base;

		if (p->huge)
			len = t_between(r, 1, 3) << 30;
		base = t_once_in(r, 2) ? DMA_LOW : DMA_HIGH;
		sg_set_buf(&p->env, &list->sg[i], phys_to_virt(bp_phys_addr(base + room + offset)),
			   (unsigned)len);
	}
	memcpy(list->before, list->sg, sizeof(list->sg));
}

static void map_list(struct dma_prop *p, struct dma_list *list)
{
	make_list(p, list);
	if (!p->huge)
		for (int i = 0; i < list->nents; i++)
			for (unsigned k = 0; k < list->sg[i].length; k += 512) {
				const u64 phys = sg_phys(&p->env, &list->sg[i]).phys + k;
				u8 bytes[512];

				for (unsigned b = 0; b < sizeof(bytes); b++)
					bytes[b] = dma_pattern(p, bp_phys_addr(phys + b));
				bp_ram_write(p->ram, bp_phys_addr(phys), bytes, sizeof(bytes));
			}
	p->maps_fail = t_once_in(&p->random, 4);
	list->mapped =
		dma_map_sg_attrs(&p->pdev.dev, list->sg, list->nents, list->dir, DMA_ATTR_NO_WARN);
	p->maps_fail = false;
	if (!list->mapped) {
		dma_judge_failed(p, list);
		return;
	}
	p->judged++;
	p->shorter += list->mapped < list->nents;
	dma_judge_mapped(p, list);
}

static void unmap_list(struct dma_prop *p, struct dma_list *list)
{
	if (!list->mapped)
		return;
	dma_write(p, list);
	dma_unmap_sg(&p->pdev.dev, list->sg, list->nents, list->dir);
	dma_judge_bytes(p, list);
	dma_judge_unmapped(p, list);
	list->mapped = 0;
}

void dma_round(struct dma_prop *p)
{
	memset(p->lists, 0, sizeof(p->lists));
	make_device(p);
	for (unsigned i = 0; i < DMA_LISTS; i++) {
		map_list(p, &p->lists[i]);
		dma_judge_all(p);
	}
	for (unsigned i = 0; i < DMA_LISTS; i++) {
		unmap_list(p, &p->lists[(i + p->round) % DMA_LISTS]);
		dma_judge_all(p);
	}
	dma_hold(p, bp_dma_ledger_unbind(&p->pdev.dev) == 0, "INV-DMA-7");
	drop_device(p);
}
