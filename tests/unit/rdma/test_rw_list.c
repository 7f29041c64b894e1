/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists by the DMA key: the kinds SINGLE and MULTI of B3, RDMA-G1 to RDMA-G3.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

#define MIB (1ull << 20)

/* Work requests of a list of pages; the last one's entries; the kind. */
static const struct {
	const char *name;
	u64 bytes;
	u32 max_sge;
	u32 wrs;
	int last;
} table[] = {
	{ "G1: 64 KiB", 65536, 16, 1, 16 },
	{ "G1: 64 KiB + 512", 65536 + 512, 16, 2, 1 },
	{ "G2: 30 entries", MIB, 30, 9, 16 },
	{ "G2: 16 entries", MIB, 16, 16, 16 },
	{ "G2: 13 entries", MIB, 13, 20, 9 },
	{ "G2: 1 entry", MIB, 1, 256, 1 },
	{ "G3: 13 entries", 16 * MIB - 4096, 13, 315, 13 },
	{ "G3: 16 entries", 16 * MIB - 1, 16, 256, 16 },
	{ "two entries", 8192, 30, 1, 2 },
};

/* INV-RDMA-9, -10, -11 */
static void look_at(const struct t_rw *t, const char *name, u32 wrs, int last, u64 bytes)
{
	u64 total = 0;

	assert_int_equal(t->ib.nr_posts, wrs);
	for (u32 i = 0; i < wrs; i++) {
		const struct t_ib_post *post = &t->ib.post[i];

		assert_int_equal(post->opcode, IB_WR_RDMA_READ);
		assert_int_equal(post->remote_addr, T_RW_REMOTE + total);
		assert_int_equal(post->rkey, T_RW_RKEY);
		assert_int_equal(post->flags, i + 1 == wrs ? IB_SEND_SIGNALED : 0);
		assert_true((post->cqe != NULL) == (i + 1 == wrs));
		for (int s = 0; s < post->nr; s++) {
			assert_int_equal(post->sge[s].lkey, T_IB_DMA_KEY);
			total += post->sge[s].length;
		}
	}
	if (total != bytes || t->ib.post[wrs - 1].nr != last)
		fail_msg("%s: %llu bytes, last %d", name, (unsigned long long)total,
			 t->ib.post[wrs - 1].nr);
}

static void rdma_rw_ctx_init__lists_of_pages__as_many_as_entries_allow(void **state)
{
	struct t_rw t;

	(void)state;
	for (size_t i = 0; i < bp_array_size(table); i++) {
		const struct t_rw_setup setup = { .max_sge_rd = (int)table[i].max_sge };

		t_rw_init(&t, &setup);
		t_rw_pages(&t, table[i].bytes);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), table[i].wrs);
		assert_int_equal(t.ctx.type, RDMA_RW_MULTI_WR);
		assert_int_equal(t.ctx.nr_ops, table[i].wrs);
		assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.nr_wrs, table[i].wrs);
		t_rw_run(&t);
		look_at(&t, table[i].name, table[i].wrs, table[i].last, table[i].bytes);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		t_rw_fini(&t);
	}
}

static void rdma_rw_ctx_init__one_entry__single(void **state)
{
	static const struct t_rw_entry entry = { 0x123200, 0x400 };
	static const struct t_rw_setup setup = { 0 };
	const struct t_ib_post *post;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_list(&t, &entry, 1);
	assert_int_equal(t_rw_prepare(&t, 0x100, DMA_TO_DEVICE), 1);
	assert_int_equal(t.ctx.type, RDMA_RW_SINGLE_WR);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.bytes, 0x300);
	t_rw_run(&t);
	post = &t.ib.post[0];
	assert_int_equal(post->opcode, IB_WR_RDMA_WRITE);
	assert_int_equal(post->nr, 1);
	assert_int_equal(post->sge[0].addr, 0x123300);
	assert_int_equal(post->sge[0].length, 0x300);
	assert_int_equal(post->sge[0].lkey, T_IB_DMA_KEY);
	assert_int_equal(post->remote_addr, T_RW_REMOTE);
	t_rw_destroy(&t, DMA_TO_DEVICE);
	t_rw_fini(&t);
}

/* WRITEs have their own limit; the offset is the first entry's alone. */
static void rdma_rw_ctx_init__write_with_an_offset__first_entry_alone(void **state)
{
	static const struct t_rw_setup setup = { .max_send_sge = 2, .max_sge_rd = 1 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 5 * 4096);
	/* the first page is left out, and 512 bytes of the second */
	assert_int_equal(t_rw_prepare(&t, 4096 + 512, DMA_TO_DEVICE), 2);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[0].sge[0].addr, 0x102200);
	assert_int_equal(t.ib.post[0].sge[0].length, 3584);
	assert_int_equal(t.ib.post[0].sge[1].length, 4096);
	assert_int_equal(t.ib.post[1].remote_addr, T_RW_REMOTE + 7680);
	assert_int_equal(t.ib.post[1].nr, 2);
	t_rw_destroy(&t, DMA_TO_DEVICE);
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__no_memory__nothing_stays(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 8192);
	for (unsigned skip = 0; skip < 2; skip++) {
		u64 live = t.env->live[BP_ALLOC_RDMA];

		t_p2p_fail(&t.p, BP_ALLOC_RDMA, skip);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_TO_DEVICE), -ENOMEM);
		assert_int_equal(t_rw_mapped(&t), 0);
		assert_int_equal(t.env->live[BP_ALLOC_RDMA], live);
		assert_int_equal(t_rw_last(&t, BP_EV_RDMA_CTX)->context.result, -ENOMEM);
	}
	t_rw_fini(&t);
}

static void rdma_rw_ctx_init__queue_pair_without_entries__einval(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.qp->max_write_sge = 0;
	t_rw_pages(&t, 8192);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_TO_DEVICE), -EINVAL);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw_ctx_init__lists_of_pages__as_many_as_entries_allow),
		cmocka_unit_test(rdma_rw_ctx_init__one_entry__single),
		cmocka_unit_test(rdma_rw_ctx_init__write_with_an_offset__first_entry_alone),
		cmocka_unit_test(rdma_rw_ctx_init__no_memory__nothing_stays),
		cmocka_unit_test(rdma_rw_ctx_init__queue_pair_without_entries__einval),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
