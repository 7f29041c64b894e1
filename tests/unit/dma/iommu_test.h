/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device behind an IOMMU.
 */
#ifndef IOMMU_TEST_H
#define IOMMU_TEST_H

#include "dma_test.h"
#include "iommu/table.h"

struct t_iommu {
	struct t_dma d;
	struct bp_iommu_table *table;
	struct bp_iommu_domain *domain;
};

static inline void t_iommu_start_with(struct t_iommu *t, const struct bp_iommu_setup *setup)
{
	struct bp_iommu_setup mine = *setup;

	t_dma_start(&t->d, DMA_BIT_MASK(32));
	t->table = bp_iommu_table_new();
	assert_non_null(t->table);
	if (!mine.ops) {
		mine.ops = &bp_iommu_table_ops;
		mine.table = t->table;
	}
	t->domain = bp_iommu_domain_new(&t->d.env, &mine);
	assert_non_null(t->domain);
	t->d.dev.dma_kind = BP_DMA_IOMMU;
	t->d.dev.bp_domain = t->domain;
}

static inline void t_iommu_start(struct t_iommu *t, u64 aperture_end, enum bp_iommu_sg sg)
{
	const struct bp_iommu_setup setup = { .aperture_end = aperture_end, .sg = sg };

	t_iommu_start_with(t, &setup);
}

static inline void t_iommu_stop(struct t_iommu *t)
{
	bp_iommu_domain_free(t->domain);
	bp_iommu_table_free(t->table);
	t_dma_stop(&t->d);
}

static inline u64 t_iommu_map_pages(struct t_iommu *t, u64 pages)
{
	return t_map(&t->d.dev, 0x100000, pages * 4096, DMA_BIDIRECTIONAL);
}

#endif
