/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is accepted and what is refused when work is posted (rdma-nvmet.md R-A5.3, A6).
 */
#include <errno.h>
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"

static int set_up_profile(void **state, const char *profile)
{
	struct t_rdma *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_rdma_init(t, profile);
	t->near.cap.max_send_wr = 4;
	t->near.cap.max_recv_wr = 3;
	t_rdma_connect(t);
	*state = t;
	return 0;
}

static int set_up(void **state)
{
	return set_up_profile(state, "ib");
}

static int set_up_iwarp(void **state)
{
	return set_up_profile(state, "iwarp");
}

static int tear_down(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_fini(t);
	free(t);
	return 0;
}

static int post(struct t_rdma *t, enum ib_wr_opcode opcode, int num_sge, int flags)
{
	struct ib_sge sge[4] = { 0 };
	struct ib_rdma_wr wr = {
		.wr = { .sg_list = sge, .num_sge = num_sge, .opcode = opcode, .send_flags = flags }
	};

	return t_rdma_post(&t->near, &wr.wr);
}

/* R-A6.1: SEND SEND ? SEND: the first two run, the last one is not looked at. */
static void post_send__bad_one_in_a_chain__those_before_run(void **state)
{
	struct t_rdma *t = *state;
	struct ib_send_wr wr[4] = { 0 };
	const struct ib_send_wr *bad = NULL;

	for (unsigned i = 0; i < 4; i++) {
		wr[i] = (struct ib_send_wr){ .next = i < 3 ? &wr[i + 1] : NULL,
					     .wr_cqe = &t->near.cqes[i],
					     .opcode = i == 2 ? (enum ib_wr_opcode)77 : IB_WR_SEND,
					     .send_flags = IB_SEND_SIGNALED };
		t_rdma_recv(&t->far, 10 + i, T_RDMA_FAR, 64);
	}
	assert_int_equal(t->near.ib->ops->post_send(t->near.qp, wr, &bad), -EINVAL);
	assert_ptr_equal(bad, &wr[2]);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "0:SUCCESS 1:SUCCESS");
	assert_string_equal(t_rdma_recvs(&t->far), "10:SUCCESS 11:SUCCESS");
	assert_int_equal(t->near.adapter->counters.refused, 1);
	assert_int_equal(t->near.adapter->counters.wr[IB_WR_SEND], 2);
}

static void post_recv__bad_one_in_a_chain__those_before_stay(void **state)
{
	struct t_rdma *t = *state;
	struct ib_recv_wr wr[2] = { { .next = &wr[1] }, { .num_sge = 3 } };
	const struct ib_recv_wr *bad = NULL;

	assert_int_equal(t->near.ib->ops->post_recv(t->near.qp, wr, &bad), -EINVAL);
	assert_ptr_equal(bad, &wr[1]);
	assert_int_equal(bp_rdma_pair_of(t->near.qp)->rq.held, 1);
	assert_int_equal(t->near.adapter->counters.recv, 1);
	assert_int_equal(t->near.adapter->counters.refused, 1);
	wr[0].num_sge = -1;
	assert_int_equal(t->near.ib->ops->post_recv(t->near.qp, wr, &bad), -EINVAL);
}

/* R-A6.2, INV-RDMA-4 */
static void post_send__more_entries_than_the_queue_pair_has__einval(void **state)
{
	struct t_rdma *t = *state;

	assert_int_equal(post(t, IB_WR_RDMA_WRITE, 3, 0), -EINVAL);
	assert_int_equal(post(t, IB_WR_RDMA_WRITE, -1, 0), -EINVAL);
	assert_int_equal(post(t, IB_WR_RDMA_WRITE, 2, 0), 0);
	assert_int_equal(post(t, IB_WR_RDMA_READ, 2, 0), 0);
}

/* An adapter that READs into one entry: R-A6.2. */
static void post_send__more_entries_than_a_read_has__einval(void **state)
{
	struct t_rdma *t = *state;

	assert_int_equal(post(t, IB_WR_RDMA_READ, 2, 0), -EINVAL);
	assert_int_equal(post(t, IB_WR_RDMA_READ_WITH_INV, 2, 0), -EINVAL);
	assert_int_equal(post(t, IB_WR_RDMA_WRITE, 2, 0), 0);
	assert_int_equal(post(t, IB_WR_RDMA_READ, 1, 0), 0);
	assert_int_equal(post(t, IB_WR_RDMA_READ_WITH_INV, 1, 0), 0);
}

static void post_send__read_with_inv_on_ib__einval(void **state)
{
	assert_int_equal(post(*state, IB_WR_RDMA_READ_WITH_INV, 1, 0), -EINVAL);
}

static void post_send__no_fast_registration__einval(void **state)
{
	struct t_rdma *t = *state;

	assert_int_equal(post(t, IB_WR_LOCAL_INV, 0, 0), 0);
	t->near.adapter->config.attrs.device_cap_flags = 0;
	assert_int_equal(post(t, IB_WR_LOCAL_INV, 0, 0), -EINVAL);
	assert_int_equal(post(t, IB_WR_REG_MR, 0, 0), -EINVAL);
}

static void post_send__inline__einval(void **state)
{
	assert_int_equal(post(*state, IB_WR_SEND, 1, IB_SEND_INLINE), -EINVAL);
}

static void post_send__longer_than_a_message__einval(void **state)
{
	struct t_rdma *t = *state;

	assert_int_equal(t_rdma_send(&t->near, 0, T_RDMA_RAM, (1u << 30) + 1, 0), -EINVAL);
	assert_int_equal(t_rdma_send(&t->near, 0, T_RDMA_RAM, 1u << 30, 0), 0);
}

/* INV-RDMA-3, R-A6.5: unsignalled work holds its slot until it is over. */
static void post_send__queue_full__enomem_until_work_is_over(void **state)
{
	struct t_rdma *t = *state;

	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(post(t, IB_WR_RDMA_WRITE, 0, 0), 0);
		t_rdma_recv(&t->far, i, T_RDMA_FAR, 64);
	}
	assert_int_equal(bp_rdma_pair_of(t->near.qp)->sq.held, 4);
	assert_int_equal(post(t, IB_WR_RDMA_WRITE, 0, 0), -ENOMEM);
	t_rdma_settle(t);
	assert_int_equal(bp_rdma_pair_of(t->near.qp)->sq.held, 0);
	assert_int_equal(post(t, IB_WR_RDMA_WRITE, 0, 0), 0);
	assert_string_equal(t_rdma_sends(&t->near), "");
}

/* R-A6.3 */
static void post_recv__queue_full__enomem(void **state)
{
	struct t_rdma *t = *state;

	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(t_rdma_recv(&t->near, i, T_RDMA_RAM, 64), 0);
	assert_int_equal(t_rdma_recv(&t->near, 3, T_RDMA_RAM, 64), -ENOMEM);
}

/* R-A6.4: the entries are copied, the memory is not. */
static void post_send__entries_change_afterwards__as_they_were(void **state)
{
	struct t_rdma *t = *state;
	struct ib_sge sge = { T_RDMA_RAM, 4, t->near.ib->local_dma_lkey };
	struct ib_send_wr wr = { .wr_cqe = &t->near.cqes[1],
				 .sg_list = &sge,
				 .num_sge = 1,
				 .opcode = IB_WR_SEND,
				 .send_flags = IB_SEND_SIGNALED };

	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	t_rdma_put(t, T_RDMA_RAM, "old ", 4);
	t_rdma_post(&t->near, &wr);
	sge.addr = 0;
	wr.wr_cqe = NULL;
	t_rdma_put(t, T_RDMA_RAM, "new ", 4);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:SUCCESS");
	assert_memory_equal(t_rdma_far(t, T_RDMA_FAR), "new ", 4);
}

/* R-A5.3 */
static void post__by_state__as_the_rule_says(void **state)
{
	static const struct {
		enum ib_qp_state at;
		int recv, send;
	} cases[] = { { IB_QPS_RESET, -EINVAL, -EINVAL },
		      { IB_QPS_INIT, 0, -EINVAL },
		      { IB_QPS_RTR, 0, -EINVAL },
		      { IB_QPS_RTS, 0, 0 },
		      { IB_QPS_SQD, 0, 0 },
		      { IB_QPS_ERR, 0, 0 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct t_rdma *t = *state;

		t->near.qp->bp_state = cases[i].at;
		bp_rdma_pair_of(t->near.qp)->rq.depth = 16;
		assert_int_equal(t_rdma_recv(&t->near, 1, T_RDMA_RAM, 64), cases[i].recv);
		assert_int_equal(post(t, IB_WR_RDMA_WRITE, 0, 0), cases[i].send);
	}
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
#define t_iwarp(test) cmocka_unit_test_setup_teardown(test, set_up_iwarp, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(post_send__bad_one_in_a_chain__those_before_run),
		t_case(post_recv__bad_one_in_a_chain__those_before_stay),
		t_case(post_send__more_entries_than_the_queue_pair_has__einval),
		t_iwarp(post_send__more_entries_than_a_read_has__einval),
		t_case(post_send__read_with_inv_on_ib__einval),
		t_case(post_send__no_fast_registration__einval),
		t_case(post_send__inline__einval),
		t_case(post_send__longer_than_a_message__einval),
		t_case(post_send__queue_full__enomem_until_work_is_over),
		t_case(post_recv__queue_full__enomem),
		t_case(post_send__entries_change_afterwards__as_they_were),
		t_case(post__by_state__as_the_rule_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
