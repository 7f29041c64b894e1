/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fast registration, LOCAL_INV and SEND_WITH_INV (rdma-nvmet.md R-A3.8 to R-A3.10).
 */
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"
#include "rdma/mr.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

static int set_up(void **state)
{
	struct t_rdma *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_rdma_start(t, "ib");
	*state = t;
	return 0;
}

static int tear_down(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_fini(t);
	free(t);
	return 0;
}

/* Runs work of the near side alone and says how it ended. */
static const char *run(struct t_rdma *t)
{
	t_rdma_settle(t);
	return t_rdma_sends(&t->near);
}

static void reg_mr__free_mr__valid_under_the_key(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr_mapped(&t->near, T_RDMA_RAM + 0x200, 0x1000);
	const struct bp_rdma_mr *m = bp_rdma_mr_of(mr);

	t_rdma_reg(&t->near, 1, mr, mr->lkey + 1, REMOTE_ALL);
	assert_string_equal(run(t), "1:SUCCESS");
	assert_int_equal(m->state, BP_RDMA_MR_IS_VALID);
	assert_int_equal(m->lkey, mr->lkey + 1);
	assert_int_equal(m->rkey, mr->lkey + 1);
	assert_int_equal(m->access, REMOTE_ALL);
	assert_int_equal(m->used.iova, T_RDMA_RAM + 0x200);
	assert_int_equal(m->used.length, 0x1000);
	assert_int_equal(m->used.nr, 2);
	assert_int_equal(t->near.adapter->counters.registered, 1);
}

/* R-A3.8: any right of others makes an rkey; the rights are those of the last time. */
static void reg_mr__each_right__rkey_if_it_is_one_of_others(void **state)
{
	static const struct {
		int access;
		bool has_rkey;
	} cases[] = {
		{ IB_ACCESS_REMOTE_READ, true },
		{ IB_ACCESS_REMOTE_WRITE, true },
		{ IB_ACCESS_REMOTE_ATOMIC, true },
		{ IB_ACCESS_LOCAL_WRITE, false },
		{ 0, false },
	};
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr_mapped(&t->near, T_RDMA_RAM, 64);
	const struct bp_rdma_mr *m = bp_rdma_mr_of(mr);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const u32 key = mr->lkey + 1 + (u32)i;

		t_rdma_reg(&t->near, 1, mr, key, cases[i].access);
		assert_string_equal(run(t), "1:SUCCESS");
		assert_int_equal(m->lkey, key);
		assert_int_equal(m->rkey, cases[i].has_rkey ? key : 0);
		assert_int_equal(m->access, cases[i].access);
		t_rdma_inv(&t->near, 2, key);
		assert_string_equal(run(t), "2:SUCCESS");
	}
}

/* INV-RDMA-7: what a driver chooses meanwhile changes nothing. */
static void map_mr_sg__valid_mr__what_is_registered_stays(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->near, T_RDMA_RAM, 64, REMOTE_ALL);
	struct scatterlist sg[1];

	sg_init_table(sg, 1);
	sg_dma_address(sg) = bp_dma_addr(0x777000);
	sg_dma_len(sg) = 128;
	assert_int_equal(t->near.ib->ops->map_mr_sg(mr, sg, 1, NULL), 1);
	assert_int_equal(bp_rdma_mr_of(mr)->used.iova, T_RDMA_RAM);
	assert_int_equal(bp_rdma_mr_of(mr)->used.length, 64);
	assert_int_equal(bp_rdma_mr_of(mr)->chosen.iova, 0x777000);
}

static void reg_mr__valid_mr__error(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->near, T_RDMA_RAM, 64, REMOTE_ALL);

	t_rdma_reg(&t->near, 1, mr, mr->lkey + 1, REMOTE_ALL);
	assert_string_equal(run(t), "1:LOC_QP_OP_ERR");
	assert_int_equal(bp_rdma_mr_of(mr)->lkey, mr->lkey);
}

static void reg_mr__key_of_another_mr__error(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr_mapped(&t->near, T_RDMA_RAM, 64);

	t_rdma_reg(&t->near, 1, mr, mr->lkey + 0x100, REMOTE_ALL);
	assert_string_equal(run(t), "1:LOC_QP_OP_ERR");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
}

static void reg_mr__other_domain__error(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr_mapped(&t->near, T_RDMA_RAM, 64);

	bp_rdma_mr_of(mr)->pd = NULL;
	t_rdma_reg(&t->near, 1, mr, mr->lkey, REMOTE_ALL);
	assert_string_equal(run(t), "1:LOC_QP_OP_ERR");
}

static void reg_mr__dma_mr__error(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t->near.ib->ops->get_dma_mr(t->near.pd, IB_ACCESS_LOCAL_WRITE);

	bp_rdma_mr_of(mr)->state = BP_RDMA_MR_IS_FREE;
	t_rdma_reg(&t->near, 1, mr, mr->lkey, 0);
	assert_string_equal(run(t), "1:LOC_QP_OP_ERR");
	t->near.ib->ops->dereg_mr(mr);
}

static void local_inv__its_rkey__free_again(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->near, T_RDMA_RAM, 64, REMOTE_ALL);

	t_rdma_inv(&t->near, 1, mr->rkey);
	assert_string_equal(run(t), "1:SUCCESS");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
	assert_int_equal(t->near.adapter->counters.invalidated, 1);
	t_rdma_reg(&t->near, 2, mr, mr->lkey + 1, REMOTE_ALL);
	assert_string_equal(run(t), "2:SUCCESS");
}

static void local_inv__its_lkey__free_when_local_only(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->near, T_RDMA_RAM, 64, IB_ACCESS_LOCAL_WRITE);

	t_rdma_inv(&t->near, 1, mr->lkey);
	assert_string_equal(run(t), "1:SUCCESS");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
}

static void local_inv__key_from_before__error(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->near, T_RDMA_RAM, 64, REMOTE_ALL);

	t_rdma_inv(&t->near, 1, mr->rkey + 1);
	assert_string_equal(run(t), "1:LOC_QP_OP_ERR");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_VALID);
}

static void local_inv__dma_mr__error(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_inv(&t->near, 1, t->near.ib->local_dma_lkey);
	assert_string_equal(run(t), "1:LOC_QP_OP_ERR");
}

/* R-A3.9: it waits for the WRITE that still uses the key. */
static void local_inv__behind_a_write__write_is_done_first(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *there = t_rdma_mr(t, &t->far, T_RDMA_FAR, 0x1000, REMOTE_ALL);
	struct ib_mr *mr = t_rdma_mr(t, &t->near, T_RDMA_RAM, 64, REMOTE_ALL);
	struct ib_sge sge = { T_RDMA_RAM, 64, mr->lkey };
	struct ib_rdma_wr wr = { .wr = { .wr_cqe = &t->near.cqes[1],
					 .sg_list = &sge,
					 .num_sge = 1,
					 .opcode = IB_WR_RDMA_WRITE,
					 .send_flags = IB_SEND_SIGNALED },
				 .remote_addr = T_RDMA_FAR,
				 .rkey = there->rkey };

	t_rdma_post(&t->near, &wr.wr);
	t_rdma_inv(&t->near, 2, mr->rkey);
	assert_string_equal(run(t), "1:SUCCESS 2:SUCCESS");
}

static void send_with_inv(struct t_rdma *t, u32 key)
{
	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	t_rdma_post(&t->near, &(struct ib_send_wr){ .wr_cqe = &t->near.cqes[1],
						    .opcode = IB_WR_SEND_WITH_INV,
						    .send_flags = IB_SEND_SIGNALED,
						    .ex.invalidate_rkey = key });
	t_rdma_settle(t);
}

static void send_with_inv__its_rkey__free_and_told(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 64, REMOTE_ALL);
	struct ib_wc wc;

	send_with_inv(t, mr->rkey);
	assert_string_equal(t_rdma_sends(&t->near), "1:SUCCESS");
	wc = t_rdma_wc(t->far.recv_cq);
	assert_int_equal(wc.status, IB_WC_SUCCESS);
	assert_int_equal(wc.wc_flags, IB_WC_WITH_INVALIDATE);
	assert_int_equal(wc.ex.invalidate_rkey, mr->rkey);
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
}

static void expect_refused(struct t_rdma *t)
{
	assert_string_equal(t_rdma_recvs(&t->far), "9:REM_INV_REQ_ERR");
	assert_string_equal(t_rdma_sends(&t->near), "1:REM_INV_REQ_ERR");
	assert_int_equal(t->far.qp->bp_state, IB_QPS_ERR);
}

/* R-A8: no RECV there; it waits as a SEND does. */
static void send_with_inv__no_recv__waits(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 64, REMOTE_ALL);

	t_rdma_post(&t->near, &(struct ib_send_wr){ .wr_cqe = &t->near.cqes[1],
						    .opcode = IB_WR_SEND_WITH_INV,
						    .send_flags = IB_SEND_SIGNALED,
						    .ex.invalidate_rkey = mr->rkey });
	assert_string_equal(run(t), "");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_VALID);
	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	assert_string_equal(run(t), "1:SUCCESS");
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_FREE);
}

static void send_with_inv__unknown_key__recv_fails(void **state)
{
	struct t_rdma *t = *state;

	send_with_inv(t, 0xbad00);
	expect_refused(t);
}

static void send_with_inv__stale_key__recv_fails(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 64, REMOTE_ALL);

	send_with_inv(t, mr->rkey + 1);
	expect_refused(t);
	assert_int_equal(bp_rdma_mr_of(mr)->state, BP_RDMA_MR_IS_VALID);
}

static void send_with_inv__mr_without_rkey__recv_fails(void **state)
{
	struct t_rdma *t = *state;
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 64, IB_ACCESS_LOCAL_WRITE);

	send_with_inv(t, mr->lkey);
	expect_refused(t);
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(reg_mr__free_mr__valid_under_the_key),
		t_case(reg_mr__each_right__rkey_if_it_is_one_of_others),
		t_case(map_mr_sg__valid_mr__what_is_registered_stays),
		t_case(reg_mr__valid_mr__error),
		t_case(reg_mr__key_of_another_mr__error),
		t_case(reg_mr__other_domain__error),
		t_case(reg_mr__dma_mr__error),
		t_case(local_inv__its_rkey__free_again),
		t_case(local_inv__its_lkey__free_when_local_only),
		t_case(local_inv__key_from_before__error),
		t_case(local_inv__dma_mr__error),
		t_case(local_inv__behind_a_write__write_is_done_first),
		t_case(send_with_inv__its_rkey__free_and_told),
		t_case(send_with_inv__no_recv__waits),
		t_case(send_with_inv__unknown_key__recv_fails),
		t_case(send_with_inv__stale_key__recv_fails),
		t_case(send_with_inv__mr_without_rkey__recv_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
