/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host whose pages are larger than the controller's 4 KiB (NVH-10, NVH-17, NVH-21).
 */
#include "nvme_test.h"

#define SHIFT 16

/* NVH-38: limits are in the controller's pages. */
static void nvme_set_queue_limits__pages_of_64_kib__as_with_small_ones(void **state)
{
	struct t_nvme *t = t_nvme_prepare_pages(SHIFT);

	(void)state;
	t_nvme_go(t);
	assert_int_equal(t->nvme.ctrl.page_size, 4096);
	assert_int_equal(t->w.q.limits.virt_boundary_mask, 4095);
	assert_int_equal(t->w.q.limits.max_segments, 127);
	assert_int_equal(t->dev.dma_parms.min_align_mask, 4095);
	bp_nvme_init_mdts(&t->nvme.ctrl, 5, 0);
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	assert_int_equal(t->w.q.limits.max_segments, 33);
	bp_nvme_init_mdts(&t->nvme.ctrl, 1, 0); /* less than the block layer's least, a page */
	nvme_set_queue_limits(&t->nvme.ctrl, &t->w.q);
	t->nvme.ctrl.oncs = NVME_CTRL_ONCS_WRITE_ZEROES;
	bp_nvme_set_ns_limits(&t->ns);
	assert_int_equal(t->w.q.limits.max_hw_sectors, 128);
	assert_int_equal(t->w.q.limits.max_write_zeroes_sectors, 17);
	t_nvme_stop(t);
}

/* Two pages are two of the controller's: one page of the host may need a list. */
static void nvme_map_data__within_a_page_of_64_kib__a_list(void **state)
{
	static const struct t_vec vec = { 0x100200, 0x4000 };
	struct t_nvme *t = t_nvme_prepare_pages(SHIFT);

	(void)state;
	t_nvme_go(t);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 1, &vec), BLK_STS_OK);
	assert_int_equal(t->r.iod.dma_len, 0);
	assert_int_equal(t->r.iod.npages, 0);
	t_walk_prps(t, vec.len);
	assert_walk(t, 1, &vec);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* A list of the controller has 512 slots, however large the memory is that it lies in. */
static void nvme_map_data__600_pages__linked_after_511(void **state)
{
	static const struct t_vec vec = { 0x100000, 600 * 4096 };
	struct t_nvme *t = t_nvme_prepare_pages(SHIFT);

	(void)state;
	t_nvme_go(t);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 1, &vec), BLK_STS_OK);
	assert_int_equal(t->r.iod.npages, 2);
	t_walk_prps(t, vec.len);
	assert_walk(t, 1, &vec);
	assert_int_equal(t->slots, 600);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* Entries begin and end where the controller's pages do (NVH-19). */
static void nvme_map_data__entries_in_pages_of_64_kib__prps(void **state)
{
	static const struct t_vec vecs[] = { { 0x101000, 0x1000 }, { 0x203000, 0x2000 } };
	struct t_nvme *t = t_nvme_prepare_pages(SHIFT);

	(void)state;
	t_nvme_go(t);
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 2, vecs), BLK_STS_OK);
	t_walk_prps(t, 0x3000);
	assert_walk(t, 2, vecs);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* A segment of descriptors fills a page of the host. */
static void nvme_map_data__300_descriptors__one_segment(void **state)
{
	static struct t_vec vecs[300];
	struct t_nvme *t = t_nvme_prepare_pages(SHIFT);

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	t->nvme.ctrl.bp_params.max_segments = 300;
	t->nvme.ctrl.bp_params.sgl_threshold = 512;
	t_nvme_go(t);
	for (unsigned i = 0; i < bp_array_size(vecs); i++)
		vecs[i] = (struct t_vec){ 0x1000000 + i * 0x4000ull, 512 };
	assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 300, vecs), BLK_STS_OK);
	assert_int_equal(t->r.iod.npages, 1);
	assert_int_equal(t->cmd.rw.dptr.sgl.type, 0x30);
	assert_int_equal(le32_to_cpu(t->cmd.rw.dptr.sgl.length), 300 * 16);
	assert_int_equal(le64_to_cpu(t_desc(t, le64_to_cpu(t->cmd.rw.dptr.sgl.addr), 299).addr),
			 vecs[299].addr);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_set_queue_limits__pages_of_64_kib__as_with_small_ones),
		cmocka_unit_test(nvme_map_data__within_a_page_of_64_kib__a_list),
		cmocka_unit_test(nvme_map_data__600_pages__linked_after_511),
		cmocka_unit_test(nvme_map_data__entries_in_pages_of_64_kib__prps),
		cmocka_unit_test(nvme_map_data__300_descriptors__one_segment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
