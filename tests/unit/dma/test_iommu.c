/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One range through an IOMMU (P2P-C5.2, P2P-C5.5, P2P-C5.6, INV-DMA-10).
 */
#include "iommu_test.h"

#include <errno.h>

static void dma_map_single__directions__permissions(void **state)
{
	static const struct {
		enum dma_data_direction dir;
		int read, write;
	} cases[] = {
		{ DMA_TO_DEVICE, 0, -EACCES },
		{ DMA_FROM_DEVICE, -EACCES, 0 },
		{ DMA_BIDIRECTIONAL, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (int resource = 0; resource < 2; resource++) {
			struct t_iommu t;
			phys_addr_t phys = bp_phys_addr(0);
			u64 addr;

			t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
			if (resource)
				addr = dma_map_resource(&t.d.dev, bp_phys_addr(0x40000ff00), 512,
							cases[i].dir, 0)
					       .dma;
			else
				addr = t_map(&t.d.dev, 0x40000ff00, 512, cases[i].dir);
			assert_int_equal(addr, 0xffffef00);
			assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(addr + 256), false,
							    &phys),
					 cases[i].read);
			assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(addr + 256), true,
							    &phys),
					 cases[i].write);
			assert_int_equal(phys.phys, 0x400010000);
			if (resource)
				dma_unmap_resource(&t.d.dev, bp_dma_addr(addr), 512, cases[i].dir,
						   0);
			else
				dma_unmap_single(&t.d.dev, bp_dma_addr(addr), 512, cases[i].dir);
			assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(addr), false,
							    &phys),
					 -EFAULT); /* INV-DMA-10 */
			assert_int_equal(bp_iommu_table_pages(t.table), 0);
			assert_int_equal(bp_iommu_live(t.domain), 0);
			t_iommu_stop(&t);
		}
}

static void dma_map_single__around_the_end__refused(void **state)
{
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	assert_true(t_map(&t.d.dev, 0x1001, ~0ull, DMA_TO_DEVICE) == T_FAILED);
	assert_true(t_map(&t.d.dev, 0x1000, 0, DMA_TO_DEVICE) == T_FAILED);
	assert_true(t_map(&t.d.dev, 0, 1ull << 33, DMA_TO_DEVICE) == T_FAILED);
	t_iommu_stop(&t);
}

static int full(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	(void)table;
	(void)iova;
	(void)phys;
	(void)bytes;
	(void)prot;
	return -ENOMEM;
}

/* INV-DMA-11: neither a page nor an address is left behind. */
static void dma_map_single__no_table__address_given_back(void **state)
{
	static const struct bp_iommu_ops ops = { .map = full };
	const struct bp_iommu_setup setup = { .ops = &ops };
	struct t_iommu t;

	(void)state;
	t_iommu_start_with(&t, &setup);
	assert_true(t_iommu_map_pages(&t, 1) == T_FAILED);
	t.d.allocations_until_failure = 0;
	assert_true(t_iommu_map_pages(&t, 1) == T_FAILED);
	t.d.allocations_until_failure = ~0ull;
	assert_int_equal(bp_iommu_live(t.domain), 0);
	t_iommu_stop(&t);
}

static void dma_unmap_single__no_such_range__found(void **state)
{
	struct t_iommu t;
	u64 addr;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	assert_int_equal(bp_iommu_reserve(t.domain, 0x10000, 0x10fff), 0);
	addr = t_iommu_map_pages(&t, 2);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr + 4096), 4096, DMA_BIDIRECTIONAL);
	dma_unmap_single(&t.d.dev, bp_dma_addr(0x10000), 4096, DMA_BIDIRECTIONAL);
	dma_unmap_single(&t.d.dev, bp_dma_addr(0x20000), 4096, DMA_BIDIRECTIONAL);
	assert_hits(&t.d.env, BP_SITE_IOVA_UNKNOWN, 3);
	assert_int_equal(bp_iommu_table_pages(t.table), 2);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), 8192, DMA_BIDIRECTIONAL);
	t_iommu_stop(&t);
	assert_hits(&t.d.env, BP_SITE_IOVA_LEAK, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_single__directions__permissions),
		cmocka_unit_test(dma_map_single__around_the_end__refused),
		cmocka_unit_test(dma_map_single__no_table__address_given_back),
		cmocka_unit_test(dma_unmap_single__no_such_range__found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
