/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of RAM and peer-to-peer pages.
 */
#ifndef P2P_PAGES_H
#define P2P_PAGES_H

#include <string.h>

#include <blkpath/dma.h>
#include <blkpath/iommu.h>

#include "bp_test.h"
#include "p2p.h"

/* Bus addresses of the window are its CPU addresses less this. */
#define T_OFFSET 0x3f80000000ull
#define T_ENTRIES_MAX 6
#define T_RAM_PAGE(n) (0x10000000ull + (n)*0x2000ull)

/* a gives its BARs 0 and 4 out; b and a share a switch, c shares a listed host bridge with them. */
#define T_LISTED "HB/8086:2030 ; RP - U - { D - a , D - b } ; RP - c"
#define T_UNLISTED "HB ; RP - U - { D - a , D - b } ; RP - c"

struct t_lists {
	struct t_p2p m;
	struct pci_dev *a, *b, *c;
	struct scatterlist sg[T_ENTRIES_MAX];
	struct sg_table sgt;
	struct bp_iommu_domain *domain;
	u64 mapped; /* bytes behind the IOMMU */
};

static inline int t_lists_map(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes,
			      unsigned prot)
{
	struct t_lists *t = table;

	(void)iova;
	(void)phys;
	(void)prot;
	t->mapped += bytes;
	return 0;
}

static inline void t_lists_unmap(void *table, dma_addr_t iova, u64 bytes)
{
	struct t_lists *t = table;

	(void)iova;
	t->mapped -= bytes;
}

static inline void t_lists_start(struct t_lists *t, const char *tree, const char *rules)
{
	struct pci_dev *dev;

	memset(t, 0, sizeof(*t));
	t_p2p_init(&t->m, tree, BP_P2P_PAGES, T_OFFSET);
	t->m.p2p.rules = bp_p2p_rules_find(rules);
	TAILQ_FOREACH (dev, &t->m.p2p.pci->devices, link)
		dev->dev.dma_mask = ~0ull;
	t->a = t_p2p_dev(&t->m, 'a');
	t->b = t_p2p_dev(&t->m, 'b');
	t->c = t_p2p_dev(&t->m, 'c');
	assert_int_equal(pci_p2pdma_add_resource(t->a, 0, 0, 0), 0);
	assert_int_equal(pci_p2pdma_add_resource(t->a, 4, 0, 0), 0);
}

static inline void t_lists_iommu(struct t_lists *t, struct pci_dev *dev, enum bp_iommu_sg sg)
{
	static const struct bp_iommu_ops ops = { .map = t_lists_map, .unmap = t_lists_unmap };
	const struct bp_iommu_setup setup = {
		.ops = &ops, .table = t, .aperture_end = 0xfff0ffff, .sg = sg
	};

	t->domain = bp_iommu_domain_new(&t->m.pci.env, &setup);
	dev->dev.dma_kind = BP_DMA_IOMMU;
	dev->dev.bp_domain = t->domain;
	dev->dev.is_pci = true;
}

static inline void t_lists_stop(struct t_lists *t)
{
	assert_int_equal(t->mapped, 0);
	bp_iommu_domain_free(t->domain);
	assert_int_equal(t_p2p_hits(&t->m, BP_SITE_IOVA_LEAK), 0);
	t_p2p_fini(&t->m);
}

/* 'r' is a page of RAM, 'p' one of BAR 0, 'q' one of BAR 4; each has its place in the list as its
 * number. */
static inline void t_lists_fill(struct t_lists *t, const char *pages)
{
	unsigned nr = (unsigned)strlen(pages);

	sg_init_table(t->sg, nr);
	for (unsigned i = 0; i < nr; i++) {
		u64 phys = pages[i] == 'r'   ? T_RAM_PAGE(i)
			   : pages[i] == 'p' ? pci_resource_start(t->a, 0) + i * 4096
					     : pci_resource_start(t->a, 4) + i * 4096;

		sg_set_page(&t->m.pci.env, &t->sg[i], pfn_to_page(phys >> 12), 4096, 0);
	}
	t->sgt = (struct sg_table){ t->sg, 0, nr };
}

/* The bus address of page i of a BAR. */
static inline u64 t_bus(const struct t_lists *t, unsigned bar, unsigned i)
{
	return pci_resource_start(t->a, bar) - T_OFFSET + i * 4096;
}

static inline void assert_dma(const struct scatterlist *sg, u64 addr, unsigned len, bool bus)
{
	assert_int_equal(sg_dma_address(sg).dma, addr);
	assert_int_equal(sg_dma_len(sg), len);
	assert_int_equal(sg_dma_is_bus_address(sg), bus);
}

#endif
