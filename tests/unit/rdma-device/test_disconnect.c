/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections end, and what is called at the wrong time (rdma-nvmet.md R-A5.4).
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "rdma_users.h"

static void disconnect__by_one_side__both_told(void **state)
{
	struct t_users *w = *state;

	t_users_ask(w, T_SERVICE);
	assert_int_equal(rdma_disconnect(w->active.id), 0);
	assert_int_equal(w->active.id->qp->bp_state, IB_QPS_ERR);
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "request established disconnected");
	assert_int_equal(w->passive.id->qp->bp_state, IB_QPS_RTS);
	assert_int_equal(rdma_disconnect(w->passive.id), 0);
	assert_int_equal(w->passive.id->qp->bp_state, IB_QPS_ERR);
	assert_int_equal(rdma_disconnect(w->passive.id), 0);
	t_rdma_settle(&w->t);
	assert_string_equal(w->active.heard, "established disconnected");
	assert_string_equal(w->passive.heard, "request established disconnected");
}

static void disconnect__answered__without_waiting(void **state)
{
	struct t_users *w = *state;
	u64 before;

	t_users_ask(w, T_SERVICE);
	before = w->t.env->now_ns;
	rdma_disconnect(w->active.id);
	while (!strstr(w->passive.heard, "disconnected"))
		assert_true(bp_wait(w->t.env));
	rdma_disconnect(w->passive.id);
	t_rdma_settle(&w->t);
	assert_string_equal(w->active.heard, "established disconnected");
	assert_int_equal(w->t.env->now_ns - before, 2 * w->t.config.wire_ns);
}

static void disconnect__by_both__both_told_once(void **state)
{
	struct t_users *w = *state;

	t_users_ask(w, T_SERVICE);
	rdma_disconnect(w->active.id);
	rdma_disconnect(w->passive.id);
	t_rdma_settle(&w->t);
	assert_string_equal(w->active.heard, "established disconnected");
	assert_string_equal(w->passive.heard, "request established disconnected");
}

static void disconnect__peer_gone__told_in_the_end(void **state)
{
	struct t_users *w = *state;

	t_users_ask(w, T_SERVICE);
	bp_rdma_wire_cut(&w->t.wire, true);
	rdma_disconnect(w->active.id);
	t_rdma_settle(&w->t);
	assert_string_equal(w->active.heard, "established disconnected");
	assert_string_equal(w->passive.heard, "request established");
}

static void destroy_id__of_a_connection__peer_told(void **state)
{
	struct t_users *w = *state;

	t_users_ask(w, T_SERVICE);
	rdma_destroy_qp(w->active.id);
	rdma_destroy_id(w->active.id);
	w->active.id = NULL;
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "request established disconnected");
	rdma_destroy_qp(w->passive.id);
	rdma_destroy_id(w->passive.id);
	w->passive.id = NULL;
	t_rdma_settle(&w->t);
}

static void remove__ids__told_or_gone(void **state)
{
	struct t_users *w = *state;

	bp_rdma_cm_remove(w->t.far.ib);
	assert_string_equal(w->active.heard, "removal");
	rdma_destroy_qp(w->active.id);
	w->active.returns = 1;
	bp_rdma_cm_remove(w->t.far.ib);
	assert_true(LIST_EMPTY(&w->t.far.ib->bp_cm->ids));
	w->active.id = NULL;
}

static void calls__at_the_wrong_time__einval(void **state)
{
	static const char much[BP_RDMA_CM_REP_PRIVATE + 1];
	struct t_users *w = *state;
	struct rdma_conn_param long_param = { .private_data = much,
					      .private_data_len = BP_RDMA_CM_REQ_PRIVATE + 1 };
	struct rdma_cm_id *id = rdma_create_id(w->t.near.ib, t_user_hears, &w->passive);
	struct ib_qp_init_attr attr = { .qp_type = IB_QPT_RC };

	assert_int_equal(rdma_listen(id, T_SERVICE), -EADDRINUSE);
	assert_int_equal(rdma_listen(w->listener, T_SERVICE + 1), -EINVAL);
	assert_int_equal(rdma_connect(id, T_SERVICE, &t_hello), -EINVAL);
	assert_int_equal(rdma_connect(w->active.id, T_SERVICE, &long_param), -EINVAL);
	assert_int_equal(rdma_accept(id, &t_hello), -EINVAL);
	assert_int_equal(rdma_reject(id, NULL, 0), -EINVAL);
	assert_int_equal(rdma_disconnect(id), -EINVAL);
	assert_int_equal(rdma_create_qp(id, w->t.far.pd, &attr), -EINVAL);
	assert_int_equal(rdma_create_qp(id, w->t.near.pd, &attr), -EINVAL);
	assert_int_equal(rdma_create_qp(w->active.id, w->t.far.pd, &attr), -EINVAL);
	rdma_destroy_id(id);
	t_users_ask(w, T_SERVICE);
	assert_int_equal(rdma_connect(w->active.id, T_SERVICE, &t_hello), -EINVAL);
}

static void create_id__device_without_manager__null(void **state)
{
	struct t_users *w = *state;
	struct bp_rdma_cm *cm = w->t.near.ib->bp_cm;

	w->t.near.ib->bp_cm = NULL;
	assert_null(rdma_create_id(w->t.near.ib, t_user_hears, NULL));
	w->t.near.ib->bp_cm = cm;
}

/* Old or wrong news. */
static void receive__message_nobody_expects__ignored(void **state)
{
	struct t_users *w = *state;

	for (enum bp_rdma_cm_kind kind = BP_RDMA_CM_REP; kind <= BP_RDMA_CM_DREP; kind++) {
		const struct bp_rdma_cm_message message = { .kind = kind,
							    .to = w->active.id->bp_id };
		const struct bp_rdma_cm_message to_nobody = { .kind = kind, .to = 99 };

		bp_rdma_cm_receive(w->t.far.ib, &message);
		bp_rdma_cm_receive(w->t.far.ib, &to_nobody);
	}
	assert_string_equal(w->active.heard, "");
	assert_int_equal(w->active.id->bp_state, BP_RDMA_CM_IDLE);
}

static bool no_id(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_RDMA;
}

/* The listener cannot hold one more. */
static void connect__no_memory_for_the_id__rejected(void **state)
{
	static const struct bp_alloc_ops ops = { no_id };
	struct t_users *w = *state;

	w->t.env->alloc_ops = &ops;
	assert_null(rdma_create_id(w->t.far.ib, t_user_hears, NULL));
	t_users_ask(w, T_SERVICE);
	w->t.env->alloc_ops = NULL;
	assert_string_equal(w->active.heard, "rejected");
	assert_string_equal(w->passive.heard, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_users(disconnect__by_one_side__both_told),
		t_with_users(disconnect__answered__without_waiting),
		t_with_users(disconnect__by_both__both_told_once),
		t_with_users(disconnect__peer_gone__told_in_the_end),
		t_with_users(destroy_id__of_a_connection__peer_told),
		t_with_users(remove__ids__told_or_gone),
		t_with_users(calls__at_the_wrong_time__einval),
		t_with_users(create_id__device_without_manager__null),
		t_with_users(receive__message_nobody_expects__ignored),
		t_with_users(connect__no_memory_for_the_id__rejected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
