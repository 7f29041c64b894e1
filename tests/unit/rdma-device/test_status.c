/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each row of the table of completion statuses (rdma-nvmet.md A8).
 */
#include <stdio.h>
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)
#define NOWHERE 0x7000000000ull /* no RAM, no window */

/* The near side begins, the far side answers. */
struct world {
	struct t_rdma t;
	struct ib_mr *mr; /* of the far side */
};

static int set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	t_rdma_start(&w->t, "ib");
	w->mr = t_rdma_mr(&w->t, &w->t.far, T_RDMA_FAR, 0x2000, REMOTE_ALL);
	*state = w;
	return 0;
}

static int tear_down(void **state)
{
	struct world *w = *state;

	t_rdma_fini(&w->t);
	free(w);
	return 0;
}

static void assert_states(const struct world *w, enum ib_qp_state near, enum ib_qp_state far)
{
	assert_int_equal(w->t.near.qp->bp_state, near);
	assert_int_equal(w->t.far.qp->bp_state, far);
}

/* A READ of the near side, with work and a RECV behind it, and a RECV of the far side. */
static void read_and(struct world *w, u32 bytes, u64 remote_addr, u32 rkey)
{
	struct t_rdma *t = &w->t;

	assert_int_equal(t_rdma_recv(&t->near, 8, T_RDMA_RAM, 64), 0);
	assert_int_equal(t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64), 0);
	assert_int_equal(
		t_rdma_rdma(&t->near, 1, IB_WR_RDMA_READ, T_RDMA_RAM, bytes, remote_addr, rkey), 0);
	assert_int_equal(t_rdma_send(&t->near, 2, T_RDMA_RAM, 16, 0), 0);
	t_rdma_settle(t);
}

/* R-A8.1: first it, then the others, each queue in order, unsignalled work too. */
static void expect_refused(struct world *w, const char *status)
{
	char expected[64];

	snprintf(expected, sizeof(expected), "1:%s 2:FLUSH", status);
	assert_string_equal(t_rdma_sends(&w->t.near), expected);
	assert_string_equal(t_rdma_recvs(&w->t.near), "8:FLUSH");
	assert_string_equal(t_rdma_recvs(&w->t.far), "9:FLUSH");
	assert_states(w, IB_QPS_ERR, IB_QPS_ERR);
	assert_int_equal(w->t.far.adapter->counters.naks, 1);
	assert_int_equal(w->t.near.adapter->counters.written, 0);
}

static void read__right_key__success(void **state)
{
	struct world *w = *state;
	char got[4];

	*t_rdma_far(&w->t, T_RDMA_FAR + 5) = 'x';
	read_and(w, 16, T_RDMA_FAR + 5, w->mr->rkey);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:SUCCESS");
	t_rdma_get(&w->t, T_RDMA_RAM, got, 1);
	assert_int_equal(got[0], 'x');
	assert_states(w, IB_QPS_RTS, IB_QPS_RTS);
}

static void read__unknown_key__rem_access_err(void **state)
{
	struct world *w = *state;

	read_and(w, 16, T_RDMA_FAR, w->mr->rkey + 0x100);
	expect_refused(w, "REM_ACCESS_ERR");
	assert_int_equal(w->t.far.event, IB_EVENT_QP_ACCESS_ERR);
}

static void read__stale_low_byte__rem_access_err(void **state)
{
	struct world *w = *state;

	read_and(w, 16, T_RDMA_FAR, w->mr->rkey ^ 1);
	expect_refused(w, "REM_ACCESS_ERR");
}

static void read__out_of_range__rem_access_err(void **state)
{
	struct world *w = *state;

	read_and(w, 16, T_RDMA_FAR + 0x2000 - 15, w->mr->rkey);
	expect_refused(w, "REM_ACCESS_ERR");
}

static void read__freed_mr__rem_access_err(void **state)
{
	struct world *w = *state;

	t_rdma_inv(&w->t.far, 62, w->mr->rkey);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.far), "62:SUCCESS");
	read_and(w, 16, T_RDMA_FAR, w->mr->rkey);
	expect_refused(w, "REM_ACCESS_ERR");
}

/* Written, but not to be read. */
static void read__right_missing__rem_access_err(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = t_rdma_mr(&w->t, &w->t.far, T_RDMA_FAR, 0x1000,
				     IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_WRITE);

	read_and(w, 16, T_RDMA_FAR, mr->rkey);
	expect_refused(w, "REM_ACCESS_ERR");
}

/* Registered by a queue pair of its domain, asked for through one of another. */
static void read__other_domain__rem_access_err(void **state)
{
	struct world *w = *state;
	struct bp_rdma_pair *far = bp_rdma_pair_of(w->t.far.qp);
	struct ib_pd *other = w->t.far.ib->ops->alloc_pd(w->t.far.ib);

	far->pd = other;
	read_and(w, 16, T_RDMA_FAR, w->mr->rkey);
	expect_refused(w, "REM_ACCESS_ERR");
	far->pd = w->t.far.pd;
	w->t.far.ib->ops->dealloc_pd(other);
}

static void read__queue_pair_forbids_it__rem_inv_req_err(void **state)
{
	struct world *w = *state;

	bp_rdma_pair_of(w->t.far.qp)->attr.qp_access_flags = IB_ACCESS_REMOTE_WRITE;
	read_and(w, 16, T_RDMA_FAR, w->mr->rkey);
	expect_refused(w, "REM_INV_REQ_ERR");
	assert_int_equal(w->t.far.event, IB_EVENT_QP_REQ_ERR);
}

static void read__responder_serves_none__rem_inv_req_err(void **state)
{
	struct world *w = *state;

	bp_rdma_pair_of(w->t.far.qp)->attr.max_dest_rd_atomic = 0;
	read_and(w, 16, T_RDMA_FAR, w->mr->rkey);
	expect_refused(w, "REM_INV_REQ_ERR");
}

static void write__queue_pair_forbids_it__rem_inv_req_err(void **state)
{
	struct world *w = *state;

	bp_rdma_pair_of(w->t.far.qp)->attr.qp_access_flags = IB_ACCESS_REMOTE_READ;
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_WRITE, T_RDMA_RAM, 16, T_RDMA_FAR, w->mr->rkey);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:REM_INV_REQ_ERR");
	assert_states(w, IB_QPS_ERR, IB_QPS_ERR);
}

/* That is a limit of READs. */
static void write__responder_serves_no_read__success(void **state)
{
	struct world *w = *state;

	bp_rdma_pair_of(w->t.far.qp)->attr.max_dest_rd_atomic = 0;
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_WRITE, T_RDMA_RAM, 16, T_RDMA_FAR, w->mr->rkey);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:SUCCESS");
}

/* R-A7.4: nothing to be moved needs no key, but a right of the queue pair. */
static void read__no_length__any_key(void **state)
{
	struct world *w = *state;

	read_and(w, 0, NOWHERE, 0xdead);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:SUCCESS");
}

/* R-A8.5: the key is right, and nobody answers for the memory. */
static void read__undecoded_there__rem_op_err(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = t_rdma_mr(&w->t, &w->t.far, NOWHERE, 0x1000, REMOTE_ALL);

	read_and(w, 16, NOWHERE, mr->rkey);
	expect_refused(w, "REM_OP_ERR");
	assert_int_equal(w->t.far.event, IB_EVENT_QP_REQ_ERR);
}

static void send__longer_than_the_recv__both_fail(void **state)
{
	struct world *w = *state;

	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 8);
	t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 9, 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:REM_INV_REQ_ERR");
	assert_string_equal(t_rdma_recvs(&w->t.far), "9:LOC_LEN_ERR");
	assert_states(w, IB_QPS_ERR, IB_QPS_ERR);
}

static void send__recv_with_a_bad_key__both_fail(void **state)
{
	struct world *w = *state;
	struct ib_sge sge = { T_RDMA_FAR, 64, 0xbad00 };
	const struct ib_recv_wr wr = { .wr_cqe = &w->t.far.cqes[9], .sg_list = &sge, .num_sge = 1 };
	const struct ib_recv_wr *bad;

	w->t.far.ib->ops->post_recv(w->t.far.qp, &wr, &bad);
	t_rdma_recv(&w->t.far, 10, T_RDMA_FAR, 64);
	t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 9, 0);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:REM_OP_ERR");
	assert_string_equal(t_rdma_recvs(&w->t.far), "9:LOC_QP_OP_ERR 10:FLUSH");
	assert_states(w, IB_QPS_ERR, IB_QPS_ERR);
}

/* The other side knows nothing of it. */
static void expect_local(struct world *w, const char *status)
{
	assert_string_equal(t_rdma_sends(&w->t.near), status);
	assert_states(w, IB_QPS_ERR, IB_QPS_RTS);
}

static void reg_mr__rule_broken__loc_qp_op_err(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = t_rdma_mr_mapped(&w->t.near, T_RDMA_RAM, 64);

	t_rdma_reg(&w->t.near, 1, mr, mr->lkey + 0x100, 0);
	t_rdma_settle(&w->t);
	expect_local(w, "1:LOC_QP_OP_ERR");
}

static void local_inv__rule_broken__loc_qp_op_err(void **state)
{
	struct world *w = *state;

	t_rdma_inv(&w->t.near, 1, 0xbad00);
	t_rdma_settle(&w->t);
	expect_local(w, "1:LOC_QP_OP_ERR");
}

static void send__no_recv_and_one_retry__rnr_retry_exc_err(void **state)
{
	struct world *w = *state;

	bp_rdma_pair_of(w->t.near.qp)->attr.rnr_retry = 1;
	t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 16, 0);
	t_rdma_settle(&w->t);
	expect_local(w, "1:RNR_RETRY_EXC_ERR");
	assert_int_equal(w->t.far.adapter->counters.rnr, 2);
}

static void send__no_recv_and_patience__goes_on_when_there_is_one(void **state)
{
	struct world *w = *state;

	t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 16, IB_SEND_SIGNALED);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "");
	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:SUCCESS");
	assert_string_equal(t_rdma_recvs(&w->t.far), "9:SUCCESS");
}

static void send__peer_gone__retry_exc_err(void **state)
{
	struct world *w = *state;

	bp_rdma_wire_cut(&w->t.wire, true);
	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 16, 0);
	t_rdma_settle(&w->t);
	expect_local(w, "1:RETRY_EXC_ERR");
	assert_string_equal(t_rdma_recvs(&w->t.far), "");
	assert_true(w->t.env->now_ns >= w->t.config.retry_ns);
}

static void post__in_err__flushed(void **state)
{
	struct world *w = *state;

	assert_int_equal(t_rdma_modify(&w->t.near, IB_QPS_ERR), 0);
	assert_int_equal(t_rdma_recv(&w->t.near, 8, T_RDMA_RAM, 64), 0);
	assert_int_equal(t_rdma_send(&w->t.near, 1, T_RDMA_RAM, 16, 0), 0);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:FLUSH");
	assert_string_equal(t_rdma_recvs(&w->t.near), "8:FLUSH");
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(read__right_key__success),
		t_case(read__unknown_key__rem_access_err),
		t_case(read__stale_low_byte__rem_access_err),
		t_case(read__out_of_range__rem_access_err),
		t_case(read__freed_mr__rem_access_err),
		t_case(read__right_missing__rem_access_err),
		t_case(read__other_domain__rem_access_err),
		t_case(read__queue_pair_forbids_it__rem_inv_req_err),
		t_case(read__responder_serves_none__rem_inv_req_err),
		t_case(write__queue_pair_forbids_it__rem_inv_req_err),
		t_case(write__responder_serves_no_read__success),
		t_case(read__no_length__any_key),
		t_case(read__undecoded_there__rem_op_err),
		t_case(send__longer_than_the_recv__both_fail),
		t_case(send__recv_with_a_bad_key__both_fail),
		t_case(reg_mr__rule_broken__loc_qp_op_err),
		t_case(local_inv__rule_broken__loc_qp_op_err),
		t_case(send__no_recv_and_one_retry__rnr_retry_exc_err),
		t_case(send__no_recv_and_patience__goes_on_when_there_is_one),
		t_case(send__peer_gone__retry_exc_err),
		t_case(post__in_err__flushed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
