/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iommu/table.h"

#include <errno.h>
#include <stdlib.h>

#include "mem/sparse.h"

/* An entry is a number: the page that it leads to, and below that who may go there. */
#define PRESENT (1u << 11)
#define PROT (PRESENT - 1)

struct bp_iommu_table {
	struct bp_sparse entries;
	u64 nr;
};

static u64 entry_of(const struct bp_iommu_table *table, dma_addr_t iova)
{
	return (uintptr_t)bp_sparse_get(&table->entries, iova.dma / BP_IOMMU_GRANULE);
}

static void unmap(void *arg, dma_addr_t iova, u64 bytes)
{
	struct bp_iommu_table *table = arg;

	for (u64 done = 0; done < bytes; done += BP_IOMMU_GRANULE)
		if (bp_sparse_take(&table->entries, (iova.dma + done) / BP_IOMMU_GRANULE))
			table->nr--;
}

static int map_page(struct bp_iommu_table *table, u64 iova, u64 phys, unsigned prot)
{
	const u64 entry = phys | (prot & PROT) | PRESENT;

	if (entry_of(table, bp_dma_addr(iova)))
		return -EEXIST;
	if (!bp_sparse_put(&table->entries, iova / BP_IOMMU_GRANULE, (void *)(uintptr_t)entry))
		return -ENOMEM;
	table->nr++;
	return 0;
}

static int map(void *arg, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	if (phys.phys % BP_IOMMU_GRANULE)
		return -EINVAL;
	for (u64 done = 0; done < bytes; done += BP_IOMMU_GRANULE) {
		const int error = map_page(arg, iova.dma + done, phys.phys + done, prot);

		if (!error)
			continue;
		unmap(arg, iova, done);
		return error;
	}
	return 0;
}

static int translate(const void *table, dma_addr_t iova, bool write, phys_addr_t *phys)
{
	return bp_iommu_translate(table, iova, write, phys);
}

const struct bp_iommu_ops bp_iommu_table_ops = {
	.map = map,
	.unmap = unmap,
	.translate = translate,
};

struct bp_iommu_table *bp_iommu_table_new(void)
{
	return calloc(1, sizeof(struct bp_iommu_table));
}

void bp_iommu_table_free(struct bp_iommu_table *table)
{
	if (!table)
		return;
	bp_sparse_fini(&table->entries);
	free(table);
}

int bp_iommu_translate(const struct bp_iommu_table *table, dma_addr_t iova, bool write,
		       phys_addr_t *phys)
{
	const u64 entry = entry_of(table, iova);

	if (!entry)
		return -EFAULT;
	if (!(entry & (write ? IOMMU_WRITE : IOMMU_READ)))
		return -EACCES;
	*phys = bp_phys_addr(entry - entry % BP_IOMMU_GRANULE + iova.dma % BP_IOMMU_GRANULE);
	return 0;
}

u64 bp_iommu_table_pages(const struct bp_iommu_table *table)
{
	return table->nr;
}
