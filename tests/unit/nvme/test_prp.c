/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PRP lists (NVH-17, NVH-18, EX-NVME-1 to 7, 24).
 */
#include "nvme_test.h"
#include "random.h"

#define P 4096u

/* One vector, taken as it is: the pages of a list that a submitter mapped. */
static blk_status_t map_direct(struct t_nvme *t, u64 addr, unsigned len)
{
	return t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, 1, T_VECS({ addr, len }));
}

/* NVH-18: the closed forms, over both ends of every boundary. */
static void nvme_pci_setup_prps__sizes_and_offsets__closed_forms(void **state)
{
	static const u64 pages[] = {
		0, 1, 2, 31, 32, 33, 34, 511, 512, 513, 514, 1022, 1023, 1024
	};
	static const u64 offsets[] = { 0, 4, 0x200, 0xffc };
	static const unsigned odds[] = { 0, 1, 4, 2048 };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (size_t i = 0; i < bp_array_size(pages); i++)
		for (size_t j = 0; j < bp_array_size(offsets) * bp_array_size(odds); j++) {
			const u64 off = offsets[j % bp_array_size(offsets)];
			const unsigned total =
				(unsigned)(pages[i] * P) + odds[j / bp_array_size(offsets)];
			const u64 d = (off + total + P - 1) / P, n = d ? d - 1 : 0;
			const u64 lists = n <= 1 ? 0 : n <= 512 ? 1 : (n - 1 + 510) / 511;

			if (!total || total > 4096 * 1024)
				continue;
			assert_int_equal(map_direct(t, 0x1000000 + off, total), BLK_STS_OK);
			t_walk_prps(t, total);
			assert_walk(t, 1, T_VECS({ 0x1000000 + off, total })); /* INV-NVME-7 */
			if (n == 0)
				assert_int_equal(t_prp2(t), 0); /* INV-NVME-2 */
			if (n == 1)
				assert_int_equal(t_prp2(t), 0x1001000); /* INV-NVME-3 */
			assert_int_equal(t->r.iod.npages, n <= 1 ? -1 : n <= 32 ? 0 : (int)lists);
			assert_int_equal(t->slots, lists ? n + lists - 1 : 0); /* INV-NVME-4 */
			assert_int_equal(t->w.env.live[BP_ALLOC_DMA_BLOCK], lists);
			assert_int_equal(bp_dma_u64(t->r.iod.first_dma), t_prp2(t));
			t_nvme_unmap(t);
		}
	t_nvme_stop(t);
}

/* EX-NVME-3 (b):  ..AA|AAAA|AA.. */
static void nvme_pci_setup_prps__two_pages_from_0xe00__list_of_two(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	assert_int_equal(t_nvme_map(t, REQ_OP_READ, 1, T_VECS({ 0x10e00, 0x2000 })), BLK_STS_OK);
	assert_int_equal(t_prp1(t), 0x10e00);
	assert_int_equal(t_slot(t, t_prp2(t), 0), 0x11000);
	assert_int_equal(t_slot(t, t_prp2(t), 1), 0x12000);
	assert_int_equal(t_prp2(t) % 256, 0); /* NVH-2 */
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* EX-NVME-4: PRPs although SGLs are supported, the segments are short. */
static void nvme_pci_setup_prps__three_elements__one_slot_each_page(void **state)
{
	static const u64 list[] = { 0x30000, 0x31000, 0x50000 };
	struct t_nvme *t = t_nvme_start();

	(void)state;
	t->nvme.ctrl.sgls = T_SGLS_SUPPORTED;
	assert_int_equal(
		t_nvme_map(t, REQ_OP_WRITE, 3,
			   T_VECS({ 0x10e00, 0x200 }, { 0x30000, 0x2000 }, { 0x50000, 0x600 })),
		BLK_STS_OK);
	assert_int_equal(t_prp1(t), 0x10e00);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(t_slot(t, t_prp2(t), i), list[i]);
	assert_int_equal(t->r.iod.npages, 0);
	assert_int_equal(t->cmd.rw.flags, 0);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* EX-NVME-6: 514 pages; the last slot of the first list leads on. */
static void nvme_pci_setup_prps__514_pages__chain_in_slot_511(void **state)
{
	struct t_nvme *t = t_nvme_start();
	u64 second;

	(void)state;
	assert_int_equal(map_direct(t, 0x1000000, 514 * P), BLK_STS_OK);
	second = t_slot(t, t_prp2(t), 511);
	assert_int_equal(second % P, 0);
	assert_int_equal(t_slot(t, second, 0), 0x1200000);
	assert_int_equal(t_slot(t, second, 1), 0x1201000);
	assert_int_equal(t->r.iod.npages, 2);
	t_nvme_unmap(t);
	assert_int_equal(map_direct(t, 0x1000000, 513 * P), BLK_STS_OK);
	assert_int_equal(t_slot(t, t_prp2(t), 511), 0x1200000);
	assert_int_equal(t->r.iod.npages, 1);
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

/* EX-NVME-24: 32 slots of 8 bytes: a small list ends at the latest where its page ends. */
static void nvme_pci_setup_prps__sixteen_small_lists__none_leaves_its_page(void **state)
{
	struct t_nvme *t = t_nvme_start();
	dma_addr_t taken[15];
	bp_virt_addr_t bufs[15];

	(void)state;
	for (unsigned i = 0; i < 15; i++)
		bufs[i] = dma_pool_alloc(t->nvme.prp_small_pool, GFP_NOWAIT, &taken[i]);
	assert_int_equal(map_direct(t, 0x1000000, 33 * P), BLK_STS_OK);
	assert_int_equal(t_prp2(t) % P, 0xf00);
	t_walk_prps(t, 33 * P);
	assert_walk(t, 1, T_VECS({ 0x1000000, 33 * P }));
	nvme_unmap_data(&t->nvme, &t->r.rq);
	for (unsigned i = 0; i < 15; i++)
		dma_pool_free(t->nvme.prp_small_pool, bufs[i], taken[i]);
	t_nvme_stop(t);
}

/* A list that keeps the contract (NVH-19), no two elements neighbours; its number of elements. */
static unsigned random_list(struct t_random *r, struct t_vec vecs[NVME_MAX_SEGS])
{
	const unsigned n = (unsigned)t_between(r, 1, t_pick(r, 1, 2, 5, NVME_MAX_SEGS));
	const u64 pages = t_pick(r, 1, 2, 8, 8);

	for (unsigned i = 0; i < n; i++) {
		const u64 off = i ? 0 : t_below(r, 1024) * 4;
		const u64 cut = i + 1 < n ? 0 : t_below(r, P - off);

		vecs[i].addr = (t_below(r, 1 << 20) << 32 | i << 20) + off;
		vecs[i].len = (unsigned)(t_between(r, 1, pages) * P - off - cut);
	}
	return n;
}

/* INV-NVME-7: the walk of a controller finds the bytes of the list, in order. */
static void nvme_pci_setup_prps__random_lists__walk_is_the_list(void **state)
{
	struct t_nvme *t = t_nvme_start();
	struct t_random r = { 5 };

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		struct t_vec vecs[NVME_MAX_SEGS];
		const unsigned n = random_list(&r, vecs);

		assert_int_equal(t_nvme_map(t, REQ_OP_READ | REQ_DMA_DIRECT, n, vecs), BLK_STS_OK);
		t_walk_prps(t, blk_rq_payload_bytes(&t->r.rq));
		assert_walk(t, n, vecs);
		t_nvme_unmap(t);
		bio_put(t->r.rq.bio);
	}
	t_nvme_stop(t);
}

/* INV-NVME-13: each list of a chain fails once. */
static void nvme_pci_setup_prps__no_memory_for_a_list__resource_and_nothing_held(void **state)
{
	struct t_nvme *t = t_nvme_start();

	(void)state;
	for (unsigned good = 0; good < 3; good++) {
		t->fails = BP_ALLOC_DMA_BLOCK;
		t->succeed = good;
		assert_int_equal(map_direct(t, 0x1000200, 4096 * 1024), BLK_STS_RESOURCE);
		assert_int_equal(t->r.iod.npages, -1);
		assert_nothing_held(t);
	}
	assert_hits(&t->w.env, BP_SITE_DMA_POOL_FOREIGN, 0);
	t->fails = BP_ALLOC_NR;
	assert_int_equal(map_direct(t, 0x1000200, 4096 * 1024), BLK_STS_OK);
	assert_int_equal(t->r.iod.npages, 3); /* EX-NVME-7 */
	t_nvme_unmap(t);
	t_nvme_stop(t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvme_pci_setup_prps__sizes_and_offsets__closed_forms),
		cmocka_unit_test(nvme_pci_setup_prps__two_pages_from_0xe00__list_of_two),
		cmocka_unit_test(nvme_pci_setup_prps__three_elements__one_slot_each_page),
		cmocka_unit_test(nvme_pci_setup_prps__514_pages__chain_in_slot_511),
		cmocka_unit_test(nvme_pci_setup_prps__sixteen_small_lists__none_leaves_its_page),
		cmocka_unit_test(nvme_pci_setup_prps__random_lists__walk_is_the_list),
		cmocka_unit_test(
			nvme_pci_setup_prps__no_memory_for_a_list__resource_and_nothing_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
