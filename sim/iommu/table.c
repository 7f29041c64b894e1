/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/sys/tree.h>
#include <errno.h>
#include <stdlib.h>

#include "table.h"

struct entry {
	RB_ENTRY(entry) link;
	u64 page;
	phys_addr_t phys;
	unsigned prot;
};

RB_HEAD(entry_tree, entry);

struct bp_iommu_table {
	struct entry_tree entries;
	u64 nr;
};

static int compare(const struct entry *a, const struct entry *b)
{
	return a->page < b->page ? -1 : a->page > b->page;
}

RB_GENERATE_INTERNAL(entry_tree, entry, link, compare, __attribute__((unused)) static)

static struct entry *find(const struct bp_iommu_table *table, dma_addr_t iova)
{
	struct entry key = { .page = iova.dma / BP_IOMMU_GRANULE };

	return RB_FIND(entry_tree, (struct entry_tree *)&table->entries, &key);
}

static void unmap(void *arg, dma_addr_t iova, u64 bytes)
{
	struct bp_iommu_table *table = arg;

	for (u64 done = 0; done < bytes; done += BP_IOMMU_GRANULE) {
		struct entry *entry = find(table, bp_dma_addr(iova.dma + done));

		if (!entry)
			continue;
		RB_REMOVE(entry_tree, &table->entries, entry);
		table->nr--;
		free(entry);
	}
}

static int map(void *arg, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	struct bp_iommu_table *table = arg;

	for (u64 done = 0; done < bytes; done += BP_IOMMU_GRANULE) {
		struct entry *entry = malloc(sizeof(*entry));

		if (!entry) {
			unmap(table, iova, done);
			return -ENOMEM;
		}
		entry->page = (iova.dma + done) / BP_IOMMU_GRANULE;
		entry->phys = bp_phys_addr(phys.phys + done);
		entry->prot = prot;
		if (RB_INSERT(entry_tree, &table->entries, entry)) {
			free(entry);
			unmap(table, iova, done);
			return -EEXIST;
		}
		table->nr++;
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
	struct bp_iommu_table *table = calloc(1, sizeof(*table));

	if (table)
		RB_INIT(&table->entries);
	return table;
}

void bp_iommu_table_free(struct bp_iommu_table *table)
{
	struct entry *entry;

	if (!table)
		return;
	while ((entry = RB_ROOT(&table->entries))) {
		RB_REMOVE(entry_tree, &table->entries, entry);
		free(entry);
	}
	free(table);
}

int bp_iommu_translate(const struct bp_iommu_table *table, dma_addr_t iova, bool write,
		       phys_addr_t *phys)
{
	const struct entry *entry = find(table, iova);

	if (!entry)
		return -EFAULT;
	if (!(entry->prot & (write ? IOMMU_WRITE : IOMMU_READ)))
		return -EACCES;
	*phys = bp_phys_addr(entry->phys.phys + iova.dma % BP_IOMMU_GRANULE);
	return 0;
}

u64 bp_iommu_table_pages(const struct bp_iommu_table *table)
{
	return table->nr;
}
