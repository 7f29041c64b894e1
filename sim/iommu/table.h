/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page table of an IOMMU domain (p2pdma.md C5.1): what a device's accesses meet.
 */
#ifndef BP_SIM_IOMMU_TABLE_H
#define BP_SIM_IOMMU_TABLE_H

#include <blkpath/iommu.h>

struct bp_iommu_table;

/* For struct bp_iommu_setup; a page that is mapped already is refused with -EEXIST, an address in
 * the middle of one with -EINVAL. */
extern const struct bp_iommu_ops bp_iommu_table_ops;

/**
 * bp_iommu_table_new - make an empty table
 *
 * Return: the table; NULL when the host has no memory.
 */
struct bp_iommu_table *bp_iommu_table_new(void);

/**
 * bp_iommu_table_free - end a table
 * @table: may be NULL; its pages need not be unmapped
 */
void bp_iommu_table_free(struct bp_iommu_table *table);

/**
 * bp_iommu_translate - where an access of a device goes
 * @table: table
 * @iova: address of one byte
 * @write: it writes
 * @phys: set to the physical address on success
 *
 * Return: 0; -EFAULT for a page that is not mapped and -EACCES for one that forbids it, both of
 * which are faults (A7.4): then @phys is untouched.
 */
int bp_iommu_translate(const struct bp_iommu_table *table, dma_addr_t iova, bool write,
		       phys_addr_t *phys);

/**
 * bp_iommu_table_pages - count mapped pages
 * @table: table
 *
 * Return: how many.
 */
u64 bp_iommu_table_pages(const struct bp_iommu_table *table);

#endif
