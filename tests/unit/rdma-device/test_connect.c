/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections come about over the wire, or do not (rdma-nvmet.md R-A5.4).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "rdma_users.h"

static void connect__accepted__both_in_rts(void **state)
{
	struct t_users *w = *state;
	const struct ib_qp_attr *near, *far;

	t_users_ask(w, T_SERVICE);
	assert_int_equal(w->passive.accepted, 0);
	assert_string_equal(w->active.heard, "established");
	assert_string_equal(w->passive.heard, "request established");
	assert_string_equal(w->active.data, "welcome");
	assert_int_equal(w->active.id->qp->bp_state, IB_QPS_RTS);
	assert_int_equal(w->passive.id->qp->bp_state, IB_QPS_RTS);
	near = &bp_rdma_pair_of(w->passive.id->qp)->attr;
	far = &bp_rdma_pair_of(w->active.id->qp)->attr;
	assert_int_equal(near->dest_qp_num, w->active.id->qp->qp_num);
	assert_int_equal(far->dest_qp_num, w->passive.id->qp->qp_num);
	assert_int_equal(far->max_rd_atomic, 2);
	assert_int_equal(far->max_dest_rd_atomic, 3);
	assert_int_equal(far->rnr_retry, 7);
	assert_int_equal(near->max_rd_atomic, 6);
	assert_int_equal(near->max_dest_rd_atomic, 5);
	assert_int_equal(near->rnr_retry, 7);
}

/* What one side may have outstanding is what the other one serves. */
static void connect_request__what_was_said__turned_round(void **state)
{
	struct t_users *w = *state;

	w->passive.rejects_with = "";
	t_users_ask(w, T_SERVICE);
	assert_string_equal(w->passive.data, "hello");
	assert_int_equal(w->passive.param.responder_resources, 2);
	assert_int_equal(w->passive.param.initiator_depth, 3);
	assert_int_equal(w->passive.param.retry_count, 7);
	assert_int_equal(w->passive.param.qp_num, w->active.id->qp->qp_num);
}

/* The RTU is late: data overtakes it. */
static void connect__message_at_once__before_established(void **state)
{
	struct t_users *w = *state;
	struct ib_send_wr wr = { .opcode = IB_WR_SEND };
	struct ib_recv_wr recv = { 0 };
	const struct ib_recv_wr *bad;

	w->t.far.adapter->config.rtu_ns = 1000000;
	assert_int_equal(rdma_connect(w->active.id, T_SERVICE, &t_hello), 0);
	while (!w->active.heard[0])
		assert_true(bp_wait(w->t.env));
	w->t.near.ib->ops->post_recv(w->passive.id->qp, &recv, &bad);
	w->t.far.qp = w->active.id->qp;
	assert_int_equal(t_rdma_post(&w->t.far, &wr), 0);
	w->t.far.qp = NULL;
	while (!bp_rdma_cq_of(w->t.near.recv_cq)->held)
		assert_true(bp_wait(w->t.env));
	assert_string_equal(w->passive.heard, "request");
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "request established");
}

static void connect__rejected__told_why(void **state)
{
	struct t_users *w = *state;

	w->passive.rejects_with = "full";
	t_users_ask(w, T_SERVICE);
	assert_string_equal(w->active.heard, "rejected");
	assert_int_equal(w->active.status, IB_CM_REJ_CONSUMER_DEFINED);
	assert_string_equal(w->active.data, "full");
	assert_int_equal(w->active.id->qp->bp_state, IB_QPS_ERR);
	assert_int_equal(rdma_disconnect(w->active.id), 0);
}

/* The handler is not content: its id is gone, and the request with it. */
static void connect__handler_refuses__rejected(void **state)
{
	struct t_users *w = *state;

	w->passive.accepts = false;
	w->passive.returns = -ENOMEM;
	t_users_ask(w, T_SERVICE);
	assert_string_equal(w->active.heard, "rejected");
	assert_int_equal(w->active.status, IB_CM_REJ_CONSUMER_DEFINED);
	assert_ptr_equal(LIST_FIRST(&w->t.near.ib->bp_cm->ids), w->listener);
}

static void connect__nobody_listens__rejected(void **state)
{
	struct t_users *w = *state;

	t_users_ask(w, T_SERVICE + 1);
	assert_string_equal(w->active.heard, "rejected");
	assert_int_equal(w->active.status, IB_CM_REJ_INVALID_SERVICE_ID);
	assert_string_equal(w->passive.heard, "");
}

static void connect__peer_gone__unreachable(void **state)
{
	struct t_users *w = *state;

	bp_rdma_wire_cut(&w->t.wire, true);
	t_users_ask(w, T_SERVICE);
	assert_string_equal(w->active.heard, "unreachable");
	assert_int_equal(w->active.status, -ETIMEDOUT);
	assert_int_equal(w->t.env->now_ns, w->t.config.cm_timeout_ns);
}

/* Gone while a message is under way. */
static void connect__wire_cut_meanwhile__unreachable(void **state)
{
	struct t_users *w = *state;

	assert_int_equal(rdma_connect(w->active.id, T_SERVICE, &t_hello), 0);
	bp_rdma_wire_cut(&w->t.wire, true);
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "");
	assert_string_equal(w->active.heard, "unreachable");
}

/* It accepts, and hears nothing more. */
static void accept__active_side_gone__unreachable(void **state)
{
	struct t_users *w = *state;

	assert_int_equal(rdma_connect(w->active.id, T_SERVICE, &t_hello), 0);
	rdma_destroy_qp(w->active.id);
	rdma_destroy_id(w->active.id);
	w->active.id = NULL;
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "request unreachable");
}

/* The queue pair of the active side went to ERR meanwhile. */
static void connect__queue_pair_cannot__error_and_rejected(void **state)
{
	struct t_users *w = *state;
	const struct ib_qp_attr attr = { .qp_state = IB_QPS_ERR };

	assert_int_equal(rdma_connect(w->active.id, T_SERVICE, &t_hello), 0);
	assert_int_equal(ib_modify_qp(w->active.id->qp, &attr, IB_QP_STATE), 0);
	t_rdma_settle(&w->t);
	assert_string_equal(w->active.heard, "error");
	assert_int_equal(w->active.status, -EINVAL);
	assert_string_equal(w->passive.heard, "request rejected");
	assert_int_equal(w->passive.id->qp->bp_state, IB_QPS_ERR);
}

/* More READs than the adapter has. */
static void accept__queue_pair_cannot__einval_and_rejected(void **state)
{
	struct t_users *w = *state;

	w->t.near.adapter->config.attrs.max_qp_init_rd_atom = 1;
	t_users_ask(w, T_SERVICE);
	assert_int_equal(w->passive.accepted, -EINVAL);
	assert_int_equal(w->passive.id->qp->bp_state, IB_QPS_ERR);
	assert_string_equal(w->active.heard, "rejected");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_users(connect__accepted__both_in_rts),
		t_with_users(connect_request__what_was_said__turned_round),
		t_with_users(connect__message_at_once__before_established),
		t_with_users(connect__rejected__told_why),
		t_with_users(connect__handler_refuses__rejected),
		t_with_users(connect__nobody_listens__rejected),
		t_with_users(connect__peer_gone__unreachable),
		t_with_users(connect__wire_cut_meanwhile__unreachable),
		t_with_users(accept__active_side_gone__unreachable),
		t_with_users(connect__queue_pair_cannot__error_and_rejected),
		t_with_users(accept__queue_pair_cannot__einval_and_rejected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
