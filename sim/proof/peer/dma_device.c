/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device of any masks and limits, with a pool to bounce through or an IOMMU before it.
 */
#include <errno.h>

#include "iommu/blank.h"
#include "proof/peer/dma.h"

#define POOL 0x1000000ull

typedef unsigned long long ull;

/* The real table, which fails now and then. */
static int may_fail(void *arg, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	struct bp_dma_proof *p = arg;

	if (bp_mishap_strikes(&p->mishap))
		return -ENOMEM;
	return bp_iommu_table_ops.map(p->table, iova, phys, bytes, prot);
}

static void unmap(void *arg, dma_addr_t iova, u64 bytes)
{
	struct bp_dma_proof *p = arg;

	bp_iommu_table_ops.unmap(p->table, iova, bytes);
}

static int translate(const void *arg, dma_addr_t iova, bool write, phys_addr_t *phys)
{
	const struct bp_dma_proof *p = arg;

	return bp_iommu_translate(p->table, iova, write, phys);
}

static void make_domain(struct bp_dma_proof *p)
{
	static const struct bp_iommu_ops real = { .map = may_fail,
						  .unmap = unmap,
						  .translate = translate };
	static const struct bp_iommu_ops none = { .map = bp_iommu_blank_map,
						  .unmap = bp_iommu_blank_unmap };
	struct bp_choices *c = &p->trial->choices;
	struct bp_iommu_setup setup = { .ops = p->huge ? &none : &real, .table = p };

	setup.aperture_end = bp_choose(c, 0, 0xfffffffff);
	setup.sg = (enum bp_iommu_sg)bp_choose(c, BP_IOMMU_SG_MERGE, BP_IOMMU_SG_PACK);
	p->merges = setup.sg == BP_IOMMU_SG_MERGE;
	p->table = bp_iommu_table_new();
	p->pdev.dev.bp_domain = bp_iommu_domain_new(&p->env, &setup);
	bp_iommu_reserve(p->pdev.dev.bp_domain, BP_DMA_PROOF_WINDOW, BP_DMA_PROOF_WINDOW_END);
	bp_trial_say(p->trial, "an IOMMU that %s%s, addresses to %#llx",
		     p->merges ? "merges" : "packs", p->huge ? ", of gigabytes" : "",
		     (ull)setup.aperture_end);
}

static void make_pool(struct bp_dma_proof *p)
{
	struct bp_swiotlb_setup setup = { .base = bp_phys_addr(POOL), .slots = 256 };

	setup.force = bp_choose_once_in(&p->trial->choices, 4);
	p->pool = bp_swiotlb_new(&p->env, &setup);
	p->pdev.dev.bp_swiotlb = p->pool;
	bp_trial_say(p->trial, "a pool to bounce through%s", setup.force ? ", always" : "");
}

static void choose_limits(struct bp_dma_proof *p)
{
	struct bp_choices *c = &p->trial->choices;
	struct device_dma_parameters *lists = &p->pdev.dev.dma_parms;

	p->pdev.dev.is_pci = bp_choose_once_in(c, 2);
	p->pdev.dev.dma_mask = bp_choose(c, DMA_BIT_MASK(64), DMA_BIT_MASK(36), DMA_BIT_MASK(32));
	p->pdev.dev.dma_pfn_offset = bp_choose(c, 0, 0, 0x100);
	lists->max_segment_size = (unsigned)bp_choose(c, 0, 4096, 65536, 1 << 20, ~0u);
	lists->segment_boundary_mask = bp_choose(c, 0, 0xfff, 0xffff, 0xfffff, ~0ull);
	lists->min_align_mask = (unsigned)bp_choose(c, 0, 0, 511, 4095);
}

void bp_dma_proof_make_device(struct bp_dma_proof *p)
{
	static const struct bp_dma_ledger_setup setup;
	struct bp_choices *c = &p->trial->choices;
	struct device *dev = &p->pdev.dev;

	dev->bp_env = &p->env;
	dev->bp_defects = p->trial->setup->defects;
	dev->dma_kind = (enum bp_dma_kind)bp_choose(c, BP_DMA_DIRECT, BP_DMA_IOMMU);
	choose_limits(p);
	p->huge = dev->dma_kind == BP_DMA_IOMMU && bp_choose_once_in(c, 16);
	if (p->huge) {
		dev->dma_mask = DMA_BIT_MASK(64);
		dev->dma_parms.max_segment_size = ~0u;
	}
	bp_trial_say(p->trial, "dma_mask %#llx, dma_pfn_offset %#llx, min_align_mask %#x",
		     (ull)dev->dma_mask, (ull)dev->dma_pfn_offset, dev->dma_parms.min_align_mask);
	bp_trial_say(p->trial, "max_segment_size %u, segment_boundary_mask %#llx",
		     dev->dma_parms.max_segment_size, (ull)dev->dma_parms.segment_boundary_mask);
	if (dev->dma_kind == BP_DMA_IOMMU)
		make_domain(p);
	else if (!bp_choose_once_in(c, 4))
		make_pool(p);
	p->ledger = bp_dma_ledger_new(&p->env, &setup);
	dev->bp_ledger = p->ledger;
}

void bp_dma_proof_drop_device(struct bp_dma_proof *p)
{
	bp_dma_ledger_free(p->ledger);
	bp_swiotlb_free(p->pool);
	bp_iommu_domain_free(p->pdev.dev.bp_domain);
	bp_iommu_table_free(p->table);
}
