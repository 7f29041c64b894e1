/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a data pointer (NVH-23, INV-NVME-10, DEF-NVME-8).
 */
#include "nvme_test.h"

/* Every way to map ends with an even ledger; a list is unmapped with the entries it had. */
static void nvme_unmap_data__each_way_and_direction__ledger_even(void **state)
{
	static const struct {
		unsigned n;
		u32 sgls;
		struct t_vec vecs[3];
	} cases[] = {
		{ 1, 0, { { 0x10000, 512 } } },
		{ 1, 1, { { 0x10e00, 0x2000 } } },
		{ 2, 0, { { 0x10000, 0x1000 }, { 0x30000, 0x1000 } } },
		{ 3, 1, { { 0x10000, 0x8000 }, { 0x30000, 0x8000 }, { 0x50000, 0x8000 } } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (unsigned op = REQ_OP_READ; op <= REQ_OP_WRITE; op++) {
			struct t_nvme *t = t_nvme_start();

			t->nvme.ctrl.sgls = cases[i].sgls;
			assert_int_equal(t_nvme_map(t, op, cases[i].n, cases[i].vecs), BLK_STS_OK);
			assert_true(bp_dma_ledger_access(&t->dev,
							 bp_dma_addr(cases[i].vecs[0].addr), 512,
							 op == REQ_OP_READ)); /* INV-NVME-9 */
			t_nvme_unmap(t);
			assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
			t_nvme_stop(t);
		}
}

/* INV-NVME-27: fewer entries than segments were counted. */
static void nvme_unmap_data__fewer_entries_than_segments__as_many_as_mapped(void **state)
{
	static const struct t_vec vecs[] = { { 0x10000, 0x1000 }, { 0x30000, 0x1000 } };
	struct t_nvme *t = t_nvme_start();
	struct request *rq = t_nvme_request(t, REQ_OP_READ, 2, vecs);

	(void)state;
	rq->nr_phys_segments = 3;
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(t->r.iod.nents, 2);
	t_nvme_unmap(t);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).errors, 0);
	t_nvme_stop(t);
}

/* The tag's last command had an SGL: that says nothing about this one's single mapping. */
static void nvme_unmap_data__an_sgl_before__the_mapping_ends(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq = t_nvme_request(t, REQ_OP_READ, 1, T_VECS({ 0x10000, 512 }));

	(void)state;
	t->r.iod.use_sgl = true;
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	t_nvme_unmap(t);
	assert_int_equal(bp_dma_ledger_stat(t->ledger).live, 0);
	assert_hits(&t->w.env, BP_SITE_NVME_NO_NENTS, 0);
	t_nvme_stop(t);
}

/* The mapping of the list failed: nothing is to be unmapped. */
static void nvme_map_data__list_not_mapped__unmapped_all_the_same_in_v5_2(void **state)
{
	static const struct t_vec vecs[] = { { 0x10000, 0x1000 }, { 0x30000, 0x1000 } };

	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_8) : t_nvme_start();

		t->dev.dma_mask = 0xffff;
		assert_int_equal(t_nvme_map(t, REQ_OP_READ, 2, vecs), BLK_STS_RESOURCE);
		assert_int_equal(bp_dma_ledger_stat(t->ledger).errors > 0, mode);
		assert_hits(&t->w.env, BP_SITE_NVME_NO_NENTS, 0);
		assert_nothing_held(t);
		t->dev.dma_mask = ~0ull;
		t_nvme_stop(t);
	}
}

/* A list without entries: v5.2 warns, once. */
static void nvme_map_data__nothing_to_map__warning_in_v5_2(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_8) : t_nvme_start();
		struct request *rq =
			t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1, T_VECS({ 0x1000, 512 }));

		rq->bio = NULL;
		for (unsigned i = 0; i < 2; i++)
			assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_RESOURCE);
		assert_hits(&t->w.env, BP_SITE_NVME_NO_NENTS, mode);
		assert_nothing_held(t);
		t_nvme_stop(t);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_unmap_data__each_way_and_direction__ledger_even),
		cmocka_unit_test(nvme_unmap_data__fewer_entries_than_segments__as_many_as_mapped),
		cmocka_unit_test(nvme_unmap_data__an_sgl_before__the_mapping_ends),
		cmocka_unit_test(nvme_map_data__list_not_mapped__unmapped_all_the_same_in_v5_2),
		cmocka_unit_test(nvme_map_data__nothing_to_map__warning_in_v5_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
