/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools of a function (NVH-2, NVH-3, DEF-NVME-5).
 */
#include <errno.h>

#include "nvme_test.h"

static void bp_nvme_pools_init__127_segments__room_for_three_lists(void **state)
{
	static const struct {
		bool defect;
		u16 segments;
		size_t bytes;
	} cases[] = {
		{ false, 127, 127 * 32 + 3 * 8 },   { true, 127, 4072 },
		{ false, 33, 33 * 32 + 3 * 8 },	    { true, 33, 33 * 32 + 8 },
		{ false, 765, 765 * 32 + 3 * 8 },   { false, 766, 766 * 32 + 4 * 8 },
		{ false, 1020, 1020 * 32 + 4 * 8 }, { false, 1021, 1021 * 32 + 5 * 8 },
		{ true, 256, 256 * 32 + 8 },	    { true, 257, 257 * 32 + 2 * 8 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_prepare();

		t->nvme.ctrl.bp_params.max_segments = cases[i].segments;
		bp_defect_set(&t->nvme.ctrl.bp_defects, BP_DEF_NVME_5, cases[i].defect);
		t_nvme_go(t);
		assert_int_equal(t->nvme.bp_iod_bytes, cases[i].bytes);
		t_nvme_stop(t);
	}
}

/* NVH-18: one page more than whole pages, the first by PRP1, 511 slots that are data in each list.
 */
static void bp_nvme_pools_init__other_transfers__lists_accordingly(void **state)
{
	static const struct {
		u32 sectors;
		unsigned lists;
	} cases[] = {
		{ 512 * 8, 1 },	 { 512 * 8 + 1, 2 },  { 1023 * 8, 2 },	 { 1024 * 8, 3 },
		{ 1534 * 8, 3 }, { 1534 * 8 + 1, 4 }, { 20480 * 2, 11 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_nvme *t = t_nvme_prepare();

		bp_nvme_init_mdts(&t->nvme.ctrl, 0, 0);
		t->nvme.ctrl.max_hw_sectors = cases[i].sectors;
		assert_int_equal(bp_nvme_pools_init(&t->nvme), 0);
		assert_int_equal(t->nvme.bp_iod_bytes, 127 * 32 + cases[i].lists * 8);
		t_nvme_stop(t);
	}
}

/* EX-NVME-7: 4 MiB from 0x1000200 in 127 pieces needs three lists. */
static void nvme_map_data__three_lists_behind_127_entries__overrun_in_v5_2(void **state)
{
	(void)state;
	for (unsigned mode = 0; mode < 2; mode++) {
		struct t_nvme *t = mode ? t_nvme_start_with(BP_DEF_NVME_5) : t_nvme_start();
		struct t_vec vecs[NVME_MAX_SEGS];
		u64 left = 4096 * 1024;

		for (unsigned i = 0; i < NVME_MAX_SEGS; i++) {
			const unsigned off = i ? 0 : 0x200;
			const unsigned len = i == 126 ? (unsigned)left : 0x8000 - off;

			vecs[i] = (struct t_vec){ 0x1000000 + i * 0x100000ull + off, len };
			left -= len;
		}
		assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, NVME_MAX_SEGS, vecs),
				 0);
		assert_int_equal(t->r.iod.npages, 3);
		assert_hits(&t->w.env, BP_SITE_NVME_IOD_OVERRUN, 2 * mode);
		t_walk_prps(t, 4096 * 1024);
		assert_walk(t, NVME_MAX_SEGS, vecs);
		t_nvme_unmap(t);
		t_nvme_stop(t);
	}
}

/* NVH-3: lists begin behind as many entries as there are segments, though fewer are used. */
static void bp_nvme_list_new__segments_became_one_entry__behind_the_segments(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct request *rq =
		t_nvme_request(t, REQ_OP_READ | REQ_DMA_DIRECT, 1, T_VECS({ 0x10000, 4 * 4096 }));
	const bp_virt_addr_t *lists;

	(void)state;
	rq->nr_phys_segments = 3;
	assert_int_equal(nvme_map_data(&t->nvme, rq, &t->cmd), BLK_STS_OK);
	assert_int_equal(t->r.iod.nents, 1);
	lists = (const void *)(t->r.iod.sg + 3);
	assert_int_equal(bp_virt_u64(lists[0]), bp_virt_u64(phys_to_virt(bp_phys_addr(t_prp2(t)))));
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

static void bp_nvme_pools_init__no_memory__nothing_left(void **state)
{
	static const enum bp_alloc_kind kinds[] = { BP_ALLOC_DMA, BP_ALLOC_MEMPOOL };

	(void)state;
	for (size_t i = 0; i < bp_array_size(kinds); i++)
		for (unsigned good = 0; good < 2; good++) {
			struct t_nvme *t = t_nvme_start();
			const u64 live = t->w.env.live[BP_ALLOC_DMA];

			bp_nvme_pools_fini(&t->nvme);
			t->fails = kinds[i];
			t->succeed = good;
			assert_int_equal(bp_nvme_pools_init(&t->nvme), -ENOMEM);
			assert_int_equal(t->w.env.live[BP_ALLOC_MEMPOOL], 0);
			assert_int_equal(t->w.env.live[BP_ALLOC_DMA], live - 2);
			t->fails = BP_ALLOC_NR;
			assert_int_equal(bp_nvme_pools_init(&t->nvme), 0);
			t_nvme_stop(t);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_nvme_pools_init__127_segments__room_for_three_lists),
		cmocka_unit_test(bp_nvme_pools_init__other_transfers__lists_accordingly),
		cmocka_unit_test(nvme_map_data__three_lists_behind_127_entries__overrun_in_v5_2),
		cmocka_unit_test(bp_nvme_list_new__segments_became_one_entry__behind_the_segments),
		cmocka_unit_test(bp_nvme_pools_init__no_memory__nothing_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
