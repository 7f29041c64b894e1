/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The work of a context is taken and posted: B4, RDMA-G14, DEF-RDMA-7.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

/* RDMA-G14 */
static void rdma_rw_ctx_wrs__uses_of_a_region__its_low_byte_counts(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true, .contexts = 1 };
	struct t_rw t;
	struct ib_mr *mr;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	mr = TAILQ_FIRST(&t.qp->rdma_mrs);
	mr->lkey = mr->rkey = 0x00012300;
	for (int use = 1; use <= 3 + 256; use++) {
		assert_true(t_rw_prepare(&t, 0, DMA_FROM_DEVICE) > 0);
		t_rw_run(&t);
		assert_true(t_rw_last(&t, BP_EV_RDMA_MR)->region.need_inval);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		t.ib.nr_posts = t.nr_events = 0;
		if (use == 3)
			assert_int_equal(mr->lkey, 0x00012303);
	}
	assert_int_equal(mr->lkey, 0x00012303);
	t_rw_fini(&t);
}

/* R-B4.3 */
static void rdma_rw_ctx_wrs__with_work_to_follow__that_is_signalled(void **state)
{
	static const struct t_rw_setup setup = { .max_send_sge = 2 };
	const struct bp_rdma_context *told;
	struct ib_send_wr send, *first;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 5 * 4096);
	send = (struct ib_send_wr){ .opcode = IB_WR_SEND,
				    .send_flags = IB_SEND_SIGNALED,
				    .wr_cqe = &t.cqe };
	assert_int_equal(t_rw_prepare(&t, 0, DMA_TO_DEVICE), 3);
	first = rdma_rw_ctx_wrs(&t.ctx, t.qp, 1, NULL, &send);
	told = &t_rw_last(&t, BP_EV_RDMA_CTX)->context;
	assert_int_equal(told->act, BP_RDMA_CTX_TAKEN);
	assert_true(told->chained);
	assert_int_equal(told->nr_wrs, 3);
	assert_int_equal(ib_post_send(t.qp, first, NULL), 0);
	assert_int_equal(t.ib.nr_posts, 4);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(t.ib.post[i].opcode, IB_WR_RDMA_WRITE);
		assert_int_equal(t.ib.post[i].flags, 0);
		assert_null(t.ib.post[i].cqe);
	}
	assert_int_equal(t.ib.post[3].opcode, IB_WR_SEND);
	assert_int_equal(t.ib.post[3].flags, IB_SEND_SIGNALED);
	t_rw_destroy(&t, DMA_TO_DEVICE);
	t_rw_fini(&t);
}

/* R-B4.4 */
static void rdma_rw_ctx_post__queue_full__its_error(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_TO_DEVICE), 1);
	t.ib.room = 0;
	assert_int_equal(rdma_rw_ctx_post(&t.ctx, t.qp, 1, &t.cqe, NULL), -ENOMEM);
	assert_false(t.ctx.bp_cut);
	t_rw_destroy(&t, DMA_TO_DEVICE);
	t_rw_fini(&t);
}

/*
 * Two regions that are valid: INV REG READ, INV REG READ.  However much of it is taken, each is
 * remembered as the adapter has it then (R-B4.7).
 */
static void rdma_rw_ctx_post__refused_in_the_middle__regions_as_the_adapter_has_them(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true, .contexts = 2 };

	(void)state;
	for (unsigned room = 0; room < 6; room++) {
		struct ib_mr *mr[2];
		struct t_rw t;
		u32 key[2];

		t_rw_init(&t, &setup);
		t_rw_pages(&t, 257 * 4096);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 4);
		t_rw_run(&t);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 6);
		for (unsigned i = 0; i < 2; i++) {
			mr[i] = t.ctx.reg[i].mr;
			key[i] = mr[i]->lkey;
		}
		t.ib.room = room;
		assert_int_equal(rdma_rw_ctx_post(&t.ctx, t.qp, 1, &t.cqe, NULL), -ENOMEM);
		assert_int_equal(t.ctx.bp_cut, room > 0);
		for (unsigned i = 0; i < 2; i++) {
			bool invalidated = room > 3 * i, registered = room > 3 * i + 1;

			assert_int_equal(mr[i]->need_inval, registered || !invalidated);
			assert_int_equal(mr[i]->lkey, key[i] + registered);
		}
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		t_rw_fini(&t);
	}
}

/* The READ that would have invalidated it was not taken, its registration was. */
static void rdma_rw_ctx_post__read_with_invalidation_refused__to_be_invalidated(void **state)
{
	static const struct t_rw_setup setup = { .protocol = BP_RDMA_IWARP };

	(void)state;
	for (unsigned room = 0; room < 2; room++) {
		struct t_rw t;

		t_rw_init(&t, &setup);
		t_rw_pages(&t, 4096);
		assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 2);
		t.ib.room = room;
		assert_int_equal(rdma_rw_ctx_post(&t.ctx, t.qp, 1, &t.cqe, NULL), -ENOMEM);
		assert_int_equal(t.ctx.reg[0].mr->need_inval, room == 1);
		t_rw_destroy(&t, DMA_FROM_DEVICE);
		t_rw_fini(&t);
	}
}

/* R-B4.5 */
static void rdma_rw_ctx_wrs__again__found(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_TO_DEVICE), 1);
	rdma_rw_ctx_wrs(&t.ctx, t.qp, 1, &t.cqe, NULL);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_RW_TAKEN_TWICE], 0);
	rdma_rw_ctx_wrs(&t.ctx, t.qp, 1, &t.cqe, NULL);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_RW_TAKEN_TWICE], 1);
	t_rw_destroy(&t, DMA_TO_DEVICE);
	t_rw_fini(&t);
}

/* Whether the READ names the key that the region is registered under. */
static bool names_its_key(enum bp_defect_id defect)
{
	const struct t_rw_setup setup = { .protocol = BP_RDMA_IWARP, .defects = { defect } };
	struct t_rw t;
	bool same;

	t_rw_init(&t, &setup);
	t_rw_pages(&t, 4096);
	assert_int_equal(t_rw_prepare(&t, 0, DMA_FROM_DEVICE), 2);
	t_rw_run(&t);
	assert_int_equal(t.ib.post[1].opcode, IB_WR_RDMA_READ_WITH_INV);
	assert_int_equal(t.ib.post[1].invalidate >> 8, t.ib.post[0].key >> 8);
	same = t.ib.post[1].invalidate == t.ib.post[0].key;
	t_rw_destroy(&t, DMA_FROM_DEVICE);
	t_rw_fini(&t);
	return same;
}

static void rdma_rw_ctx_wrs__read_with_invalidation__names_the_new_key(void **state)
{
	(void)state;
	assert_true(names_its_key(0));
	assert_false(names_its_key(BP_DEF_RDMA_7));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rdma_rw_ctx_wrs__uses_of_a_region__its_low_byte_counts),
		cmocka_unit_test(rdma_rw_ctx_wrs__with_work_to_follow__that_is_signalled),
		cmocka_unit_test(rdma_rw_ctx_post__queue_full__its_error),
		cmocka_unit_test(
			rdma_rw_ctx_post__refused_in_the_middle__regions_as_the_adapter_has_them),
		cmocka_unit_test(
			rdma_rw_ctx_post__read_with_invalidation_refused__to_be_invalidated),
		cmocka_unit_test(rdma_rw_ctx_wrs__again__found),
		cmocka_unit_test(rdma_rw_ctx_wrs__read_with_invalidation__names_the_new_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
