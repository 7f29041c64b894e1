/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses that bounce buffers and IOMMUs make (NVH-14, NVH-19, NVH-23, DEF-NVME-4, DEF-DMA-1).
 */
#include <blkpath/iommu.h>
#include <blkpath/swiotlb.h>

#include "iommu/table.h"
#include "nvme_test.h"

#define T_POOL 0x1000000ull
#define T_HIGH 0x200000000ull

/* A device of 32 bits whose bounce slots keep no offset. */
static struct t_nvme *bouncing(struct bp_swiotlb **pool, bool def_nvme_4)
{
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(T_POOL), .slots = 1024 };
	struct t_nvme *t = t_nvme_prepare();

	bp_defect_set(&t->nvme.ctrl.bp_defects, BP_DEF_NVME_4, def_nvme_4);
	t->w.env.max_pfn = (T_HIGH >> 12) + 0xfff;
	t->dev.dma_mask = t->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	bp_defect_set(&t->dev.bp_defects, BP_DEF_DMA_1, true);
	*pool = bp_swiotlb_new(&t->w.env, &setup);
	assert_non_null(*pool);
	t->dev.bp_swiotlb = *pool;
	t_nvme_go(t);
	return t;
}

static void nvme_map_data__bounced_without_offset__second_page_of_the_address(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct bp_swiotlb *pool;
		struct t_nvme *t = bouncing(&pool, mode);

		assert_int_equal(t_nvme_map(t, REQ_OP_WRITE, 1, T_VECS({ T_HIGH + 0x200, 0x1e00 })),
				 BLK_STS_OK);
		assert_int_equal(t_prp1(t), T_POOL);
		assert_int_equal(t_prp2(t), T_POOL + (mode ? 0xe00 : 0x1000)); /* INV-NVME-1 */
		t_nvme_unmap(t);
		bp_swiotlb_free(pool);
		t_nvme_stop(t);
	}
}

/* A full pool is nothing to be said of a list: the request is tried again (NVH-10). */
static void nvme_map_data__bounce_pool_full__resource_without_a_word(void **state)
{
	struct bp_swiotlb *pool;
	struct t_nvme *t = bouncing(&pool, false);
	static struct t_vec vecs[100];

	(void)state;
	for (unsigned i = 0; i < bp_array_size(vecs); i++)
		vecs[i] = (struct t_vec){ T_HIGH + i * 0x10000, 0x8000 };
	assert_int_equal(t_nvme_map(t, REQ_OP_WRITE, 100, vecs), BLK_STS_RESOURCE);
	assert_hits(&t->w.env, BP_SITE_BOUNCE_FULL, 0);
	bp_swiotlb_free(pool);
	t_nvme_stop(t);
}

/* The request keeps the contract, the list that arrives does not (INV-NVME-29). */
static void nvme_map_data__bounced_list_without_offsets__refused(void **state)
{
	static const struct t_vec vecs[] = { { T_HIGH + 0x200, 0xe00 },
					     { T_HIGH + 0x4000, 0x1000 } };
	struct bp_swiotlb *pool;
	struct t_nvme *t = bouncing(&pool, false);

	(void)state;
	assert_int_equal(t_nvme_map(t, REQ_OP_WRITE, 2, vecs), BLK_STS_IOERR);
	assert_hits(&t->w.env, BP_SITE_NVME_BAD_SG, 1);
	bp_defect_set(&t->dev.bp_defects, BP_DEF_DMA_1, false);
	assert_int_equal(t_nvme_map(t, REQ_OP_WRITE, 2, vecs), BLK_STS_OK);
	assert_int_equal(t_prp1(t) % 4096, 0x200);
	assert_int_equal(t_prp2(t) % 4096, 0);
	t_nvme_unmap(t);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
	bp_swiotlb_free(pool);
	t_nvme_stop(t);
}

static void merging(struct t_nvme *t, struct bp_iommu_table *table)
{
	const struct bp_iommu_setup setup = { .ops = &bp_iommu_table_ops,
					      .table = table,
					      .aperture_end = DMA_BIT_MASK(32),
					      .sg = BP_IOMMU_SG_MERGE };

	t->nvme.ctrl.bp_params.sgl_threshold = 512;
	t->dev.dma_kind = BP_DMA_IOMMU;
	t->dev.dma_mask = t->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	t->dev.bp_domain = bp_iommu_domain_new(&t->w.env, &setup);
	t_nvme_go(t);
}

/* INV-NVME-12: two of four are left, and the list says so. */
static void nvme_map_data__iommu_merges_some__a_segment_of_what_is_left(void **state)
{
	static const struct t_vec vecs[] = {
		{ 0x10e00, 0x200 }, { 0x30000, 0x600 }, { 0x50200, 0xe00 }, { 0x70000, 0x600 }
	};
	struct t_nvme *t = t_nvme_prepare();
	struct bp_iommu_table *table = bp_iommu_table_new();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	merging(t, table);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 4, vecs), BLK_STS_OK);
	assert_int_equal(t->r.iod.nents, 4);
	assert_int_equal(t->cmd.rw.dptr.sgl.type, 0x30);
	assert_int_equal(le32_to_cpu(t->cmd.rw.dptr.sgl.length), 2 * 16);
	t_nvme_unmap(t);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
	t_nvme_stop(t);
	bp_iommu_table_free(table);
}

/* Three pages become one entry; the list is unmapped with the three it had. */
static void nvme_map_data__iommu_merges__one_entry_for_the_device(void **state)
{
	static const struct t_vec vecs[] = {
		{ 0x10e00, 0x200 }, { 0x30000, 0x1000 }, { 0x50000, 0x1000 }, { 0x70000, 0x600 }
	};

	(void)state;
	for (unsigned sgls = 0; sgls < 2; sgls++) {
		struct t_nvme *t = t_nvme_prepare();
		struct bp_iommu_table *table = bp_iommu_table_new();

		t->nvme.ctrl.sgls = sgls;
		merging(t, table);
		assert_int_equal(t_nvme_map(t, REQ_OP_READ, 4, vecs), BLK_STS_OK);
		assert_int_equal(t->r.iod.nents, 4);
		if (sgls) { /* INV-NVME-12: as many data blocks as entries were mapped */
			assert_int_equal(le32_to_cpu(t->cmd.rw.dptr.sgl.length), 0x2800);
			assert_int_equal(t->r.iod.npages, -1);
		} else {
			assert_int_equal(t_prp1(t) % 4096, 0xe00);
			assert_int_equal(t->r.iod.npages, 0);
		}
		assert_true(
			bp_dma_ledger_access(&t->dev, sg_dma_address(t->r.iod.sg), 0x2800, true));
		t_nvme_unmap(t);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
		t_nvme_stop(t);
		bp_iommu_table_free(table);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_map_data__bounce_pool_full__resource_without_a_word),
		cmocka_unit_test(nvme_map_data__bounced_without_offset__second_page_of_the_address),
		cmocka_unit_test(nvme_map_data__bounced_list_without_offsets__refused),
		cmocka_unit_test(nvme_map_data__iommu_merges_some__a_segment_of_what_is_left),
		cmocka_unit_test(nvme_map_data__iommu_merges__one_entry_for_the_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
