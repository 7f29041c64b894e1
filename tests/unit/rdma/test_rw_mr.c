/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists through memory regions: the kind MR of B3, RDMA-G4, DEF-RDMA-3, DEF-RDMA-8.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

#define MIB (1ull << 20)

/* Regions, work requests when they are new, and when they must be invalidated before. */
static const struct {
	u64 bytes;
	u32 mrs, fresh, later;
} table[] = {
	{ 4096, 1, 2, 3 },
	{ MIB, 1, 2, 3 },
	{ MIB + 4096, 2, 4, 6 },
	{ 4 * MIB, 4, 8, 12 },
};

/* INV-RDMA-9, -12 */
static void look_at(const struct t_rw *t, u32 from, u64 bytes, enum ib_wr_opcode opcode, int access)
{
	u64 total = 0;

	for (u32 i = from; i < t->ib.nr_posts; i++) {
		const struct t_ib_post *post = &t->ib.post[i];

		if (post->opcode == IB_WR_LOCAL_INV) {
			assert_int_equal(t->ib.post[i + 1].opcode, IB_WR_REG_MR);
			/* it names the key from before */
			assert_int_equal(ib_inc_rkey(post->invalidate), t->ib.post[i + 1].key);
			continue;
		}
		if (post->opcode == IB_WR_REG_MR) {
			assert_int_equal(post->access, access);
			assert_int_equal(post->key, post->mr->lkey);
			continue;
		}
		assert_int_equal(post->opcode, opcode);
		assert_int_equal(post->nr, 1);
		assert_int_equal(t->ib.post[i - 1].opcode, IB_WR_REG_MR);
		assert_int_equal(post->sge[0].lkey, t->ib.post[i - 1].key);
		assert_int_equal(post->sge[0].addr, t->ib.post[i - 1].mr->iova);
		assert_int_equal(post->remote_addr, T_RW_REMOTE + total);
		total += post->sge[0].length;
	}
	assert_int_equal(total, bytes);
}

/* RDMA-G4 */
static void rdma_rw_ctx_init__force_mr__registered_then_invalidated_before(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true, .contexts = 4 };
	struct t_rw t;

	(void)state;
	for (size_t i = 0; i < bp_array_size(table); i++) {
		t_rw_init(&t, &setup);
		t_rw_pages(&t, table[i].bytes);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), table[i].fresh);
		assert_int_equal(t.ctx.nr_ops, table[i].mrs);
		assert_int_equal(t.qp->mrs_used, table[i].mrs);
		t_rw_run(&t);
		assert_int_equal(t.ib.nr_posts, table[i].fresh);
		look_at(&t, 0, table[i].bytes, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		assert_int_equal(t.qp->mrs_used, 0);
		/* the pool is last in, first out: the same regions again */
		assert_int_equal(t_rw_prepare(&t, 0, DMA_TO_DEVICE), table[i].later);
		t_rw_run(&t);
		assert_int_equal(t.ib.nr_posts, table[i].fresh + table[i].later);
		look_at(&t, table[i].fresh, table[i].bytes, IB_WR_RDMA_WRITE,
			IB_ACCESS_LOCAL_WRITE);
		t_rw_destroy(&t, DMA_TO_DEVICE);
		t_rw_fini(&t);
	}
}

/* Where entries are pages, v5.2 counts right: mended or not, the same work. */
static void rdma_rw_ctx_init__pages_as_posted__the_same(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true,
						 .contexts = 4,
						 .defects = { BP_DEF_RDMA_3 } };
	struct t_rw t;

	(void)state;
	for (size_t i = 0; i < bp_array_size(table); i++) {
		t_rw_init(&t, &setup);
		t_rw_pages(&t, table[i].bytes);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), table[i].fresh);
		t_rw_run(&t);
		look_at(&t, 0, table[i].bytes, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		t_rw_fini(&t);
	}
}

/* RDMA-G4: each READ invalidates what it used. */
static void rdma_rw_ctx_init__iwarp_read__never_invalidated_before(void **state)
{
	static const struct t_rw_setup setup = { .protocol = BP_RDMA_IWARP, .contexts = 4 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4 * MIB);
	for (u32 round = 0; round < 2; round++) {
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 8);
		t_rw_run(&t);
		look_at(&t, round * 8, 4 * MIB, IB_WR_RDMA_READ_WITH_INV,
			IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_WRITE);
		for (u32 i = 0; i < 4; i++)
			assert_false(t.ctx.reg[i].mr->need_inval);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
	}
	t_rw_fini(&t);
}

/* R-B3.5: what is never posted costs no key and no invalidation. */
static void rdma_rw_ctx_init__never_posted__keys_stay(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true };
	struct t_rw t;
	u32 lkey;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	lkey = TAILQ_FIRST(&t.qp->rdma_mrs)->lkey;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 2);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
	}
	assert_int_equal(TAILQ_FIRST(&t.qp->rdma_mrs)->lkey, lkey);
	assert_false(TAILQ_FIRST(&t.qp->rdma_mrs)->need_inval);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__an_offset__of_the_first_region_alone(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 2 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4 * 4096);
	assert_int_equal(t_rw_prepare(&t, 512, DMA_FROM_DEVICE), 4);
	t_rw_run(&t);
	look_at(&t, 0, 4 * 4096 - 512, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
	assert_int_equal(t.ib.post[1].sge[0].addr, 0x100200);
	assert_int_equal(t.ib.post[3].remote_addr, T_RW_REMOTE + 7680);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

/* DEF-RDMA-3, INV-RDMA-17, -19: one entry of many pages. */
static const struct t_rw_entry long_entry = { 0x400800, 5 * 4096 };

static void rdma_rw_ctx_init__entry_longer_than_a_region__cut_between_pages(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 4 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_list(&t, &long_entry, 1);
	/* .AAA|AA.   six pages */
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 4);
	assert_int_equal(t.ctx.nr_ops, 2);
	t_rw_run(&t);
	look_at(&t, 0, long_entry.len, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
	assert_int_equal(t.ib.post[1].sge[0].length, 4 * 4096 - 0x800);
	assert_int_equal(t.ib.post[3].sge[0].addr, 0x404000);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

/* AA|AAb|bb   the second entry begins in the last page of the region */
static void rdma_rw_ctx_init__entries_share_a_page__it_counts_once(void **state)
{
	static const struct t_rw_entry entries[] = { { 0x400000, 0x1200 }, { 0x401200, 0x1000 } };
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 2 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_list(&t, entries, 2);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 4);
	t_rw_run(&t);
	look_at(&t, 0, 0x2200, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
	assert_int_equal(t.ib.post[1].sge[0].length, 0x2000);
	assert_int_equal(t.ib.post[3].sge[0].addr, 0x402000);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

/* As many entries as pages, however short they are, as v5.2 has it. */
static void rdma_rw_ctx_init__many_short_entries__no_more_than_v52_takes(void **state)
{
	static const struct t_rw_entry entries[] = { { 0x400000, 512 },
						     { 0x400200, 512 },
						     { 0x400400, 512 } };
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 2 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_list(&t, entries, 3);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 4);
	t_rw_run(&t);
	look_at(&t, 0, 1536, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
	assert_int_equal(t.ib.post[1].sge[0].length, 1024);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__entry_longer_than_a_region_as_posted__einval(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true,
						 .mr_pages = 4,
						 .defects = { BP_DEF_RDMA_3 } };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_list(&t, &long_entry, 1);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(t.qp->mrs_used, 0);
	t_rw_pages(&t, 9 * 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 6);
	t_rw_run(&t);
	look_at(&t, 0, 9 * 4096, IB_WR_RDMA_READ, IB_ACCESS_LOCAL_WRITE);
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
}

/* A gap amid pages is nothing that a region can hold, mended or not. */
static void rdma_rw_ctx_init__gap_amid_pages__einval_and_earlier_regions_back(void **state)
{
	static const struct t_rw_entry entries[] = {
		{ 0x100000, 4096 }, { 0x200000, 4096 }, { 0x300000, 512 }, { 0x400000, 4096 }
	};
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 2 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_list(&t, entries, 4);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), -EINVAL);
	assert_int_equal(t.qp->mrs_used, 0);
	assert_int_equal(t_rw_mapped(&t), 0);
	t_rw_fini(&t);
}

/* DEF-RDMA-8 */
static void rdma_rw_ctx_init__pool_too_small__eagain_and_counted(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true, .mr_pages = 4, .contexts = 2 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 9 * 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), -EAGAIN);
	assert_int_equal(t.qp->bp_mrs_short, 1);
	assert_int_equal(t.qp->mrs_used, 0);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__no_memory__regions_back(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	t_p2p_fail(&t.p, BP_ALLOC_RDMA, 0);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), -ENOMEM);
	t_p2p_fail(&t.p, BP_ALLOC_SCRATCH, 0);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), -ENOMEM);
	assert_int_equal(t_rw_mapped(&t), 0);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw_ctx_init__force_mr__registered_then_invalidated_before),
		cmocka_unit_test(rdma_rw_ctx_init__iwarp_read__never_invalidated_before),
		cmocka_unit_test(rdma_rw_ctx_init__pages_as_posted__the_same),
		cmocka_unit_test(rdma_rw_ctx_init__entries_share_a_page__it_counts_once),
		cmocka_unit_test(rdma_rw_ctx_init__many_short_entries__no_more_than_v52_takes),
		cmocka_unit_test(rdma_rw_ctx_init__never_posted__keys_stay),
		cmocka_unit_test(rdma_rw_ctx_init__an_offset__of_the_first_region_alone),
		cmocka_unit_test(rdma_rw_ctx_init__entry_longer_than_a_region__cut_between_pages),
		cmocka_unit_test(rdma_rw_ctx_init__entry_longer_than_a_region_as_posted__einval),
		cmocka_unit_test(rdma_rw_ctx_init__gap_amid_pages__einval_and_earlier_regions_back),
		cmocka_unit_test(rdma_rw_ctx_init__pool_too_small__eagain_and_counted),
		cmocka_unit_test(rdma_rw_ctx_init__no_memory__regions_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
