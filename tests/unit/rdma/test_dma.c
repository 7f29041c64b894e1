/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for an RDMA device: R-A2.1, R-A2.2, R-A2.5.
 */
#include <blkpath/ib_dma.h>

#include "bp_test.h"
#include "rw.h"

static const struct t_rw_setup plain = { 0 };

static void ib_dma_map__each_call__a_mapping_of_the_function(void **state)
{
	const bp_virt_addr_t buffer = phys_to_virt(bp_phys_addr(0x123400));
	struct ib_device *dev;
	dma_addr_t one, two;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	dev = &t.ib.dev;
	one = ib_dma_map_single(dev, buffer, 64, DMA_FROM_DEVICE);
	two = ib_dma_map_page(dev, pfn_to_page(0x200), 512, 1024, DMA_TO_DEVICE);
	assert_int_equal(bp_dma_u64(one), 0x123400);
	assert_int_equal(bp_dma_u64(two), 0x200200);
	assert_false(ib_dma_mapping_error(dev, one) || ib_dma_mapping_error(dev, two));
	t_rw_pages(&t, 3 * 4096);
	assert_int_equal(ib_dma_map_sg(dev, t.sg, 3, DMA_FROM_DEVICE), 3);
	assert_int_equal(t_rw_mapped(&t), 5);
	ib_dma_sync_single_for_cpu(dev, one, 64, DMA_FROM_DEVICE);
	ib_dma_sync_single_for_device(dev, one, 64, DMA_FROM_DEVICE);
	ib_dma_unmap_sg(dev, t.sg, 3, DMA_FROM_DEVICE);
	ib_dma_unmap_page(dev, two, 1024, DMA_TO_DEVICE);
	ib_dma_unmap_single(dev, one, 64, DMA_FROM_DEVICE);
	assert_int_equal(bp_dma_ledger_stat(t.ledger).errors, 0);
	t_rw_fini(&t);
}

static void ib_dma_map__out_of_reach__error(void **state)
{
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	t.ib.dev.dma_device->dma_mask = 0xfff;
	assert_true(ib_dma_mapping_error(&t.ib.dev, ib_dma_map_page(&t.ib.dev, pfn_to_page(0x200),
								    0, 64, DMA_TO_DEVICE)));
	t_rw_pages(&t, 4096);
	assert_int_equal(ib_dma_map_sg(&t.ib.dev, t.sg, 1, DMA_TO_DEVICE), 0);
	t_rw_fini(&t);
}

/* R-A2.5 */
static void ib_dma_map__software_device__the_pointer(void **state)
{
	const bp_virt_addr_t buffer = phys_to_virt(bp_phys_addr(0x123400));
	struct t_ib software;
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	t_ib_init(&software, &env, NULL);
	assert_int_equal(bp_dma_u64(ib_dma_map_single(&software.dev, buffer, 64, DMA_TO_DEVICE)),
			 bp_virt_u64(buffer));
	bp_env_fini(&env);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_dma_map__each_call__a_mapping_of_the_function),
		cmocka_unit_test(ib_dma_map__out_of_reach__error),
		cmocka_unit_test(ib_dma_map__software_device__the_pointer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
