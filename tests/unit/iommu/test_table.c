/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page table of an IOMMU domain (P2P-C5.1, P2P-C5.2, P2P-A7.4).
 */
#include "bp_test.h"

#include <errno.h>

#include "iommu/table.h"

static const struct bp_iommu_ops *const ops = &bp_iommu_table_ops;

static void bp_iommu_translate__permissions__table(void **state)
{
	static const struct {
		unsigned prot;
		int read, write;
	} cases[] = {
		{ IOMMU_READ, 0, -EACCES },
		{ IOMMU_WRITE, -EACCES, 0 },
		{ IOMMU_READ | IOMMU_WRITE | IOMMU_MMIO, 0, 0 },
		{ 0, -EACCES, -EACCES },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_iommu_table *table = bp_iommu_table_new();
		phys_addr_t phys = bp_phys_addr(1);

		assert_int_equal(ops->map(table, bp_dma_addr(0x10000), bp_phys_addr(0x5000), 0x2000,
					  cases[i].prot),
				 0);
		assert_int_equal(bp_iommu_translate(table, bp_dma_addr(0x11234), false, &phys),
				 cases[i].read);
		assert_int_equal(phys.phys, cases[i].read ? 1 : 0x6234);
		assert_int_equal(bp_iommu_translate(table, bp_dma_addr(0x10fff), true, &phys),
				 cases[i].write);
		assert_int_equal(bp_iommu_translate(table, bp_dma_addr(0xffff), false, &phys),
				 -EFAULT);
		assert_int_equal(bp_iommu_translate(table, bp_dma_addr(0x12000), false, &phys),
				 -EFAULT);
		bp_iommu_table_free(table);
	}
}

static void bp_iommu_table_ops__mapped_already__refused_whole(void **state)
{
	struct bp_iommu_table *table = bp_iommu_table_new();

	(void)state;
	assert_int_equal(ops->map(table, bp_dma_addr(0x12000), bp_phys_addr(0), 0x1000, IOMMU_READ),
			 0);
	assert_int_equal(ops->map(table, bp_dma_addr(0x10000), bp_phys_addr(0), 0x4000, IOMMU_READ),
			 -EEXIST);
	assert_int_equal(bp_iommu_table_pages(table), 1);
	bp_iommu_table_free(table);
}

static void bp_iommu_table_ops__no_page__refused(void **state)
{
	struct bp_iommu_table *table = bp_iommu_table_new();

	(void)state;
	assert_int_equal(ops->map(table, bp_dma_addr(0x10000), bp_phys_addr(0x5001), 0x1000, 0),
			 -EINVAL);
	assert_int_equal(bp_iommu_table_pages(table), 0);
	bp_iommu_table_free(table);
}

static void bp_iommu_table_ops__unmapped__gone(void **state)
{
	struct bp_iommu_table *table = bp_iommu_table_new();
	phys_addr_t phys;

	(void)state;
	assert_int_equal(ops->map(table, bp_dma_addr(0x10000), bp_phys_addr(0), 0x4000, IOMMU_READ),
			 0);
	ops->unmap(table, bp_dma_addr(0x11000), 0x2000);
	ops->unmap(table, bp_dma_addr(0x11000), 0x2000);
	assert_int_equal(bp_iommu_table_pages(table), 2);
	assert_int_equal(bp_iommu_translate(table, bp_dma_addr(0x11000), false, &phys), -EFAULT);
	bp_iommu_table_free(table);
	bp_iommu_table_free(NULL);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_iommu_translate__permissions__table),
		cmocka_unit_test(bp_iommu_table_ops__mapped_already__refused_whole),
		cmocka_unit_test(bp_iommu_table_ops__no_page__refused),
		cmocka_unit_test(bp_iommu_table_ops__unmapped__gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
