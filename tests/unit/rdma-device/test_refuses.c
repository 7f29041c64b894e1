/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device that does not change a queue pair: the connection manager says so (R-A5.2, R-A5.4).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/ib_device.h>

#include "bp_test.h"
#include "rdma_users.h"

static struct ib_device_ops ops;
static int (*change)(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask);
static enum ib_qp_state refused;

static int refuse_one(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask)
{
	return attr->qp_state == refused ? -EIO : change(qp, attr, mask);
}

/* Until the result is put back. */
static const struct ib_device_ops *refuse(struct ib_device *ib, enum ib_qp_state state)
{
	const struct ib_device_ops *before = ib->ops;

	ops = *before;
	change = before->modify_qp;
	ops.modify_qp = refuse_one;
	refused = state;
	ib->ops = &ops;
	return before;
}

static void rdma_create_qp__no_init__no_queue_pair(void **state)
{
	struct t_users *w = *state;
	struct t_user *user = &w->active;
	struct ib_qp_init_attr attr = { .cap = user->end->cap,
					.send_cq = user->end->send_cq,
					.recv_cq = user->end->recv_cq,
					.qp_type = IB_QPT_RC };
	const struct ib_device_ops *before;

	rdma_destroy_qp(user->id);
	before = refuse(w->t.far.ib, IB_QPS_INIT);
	assert_int_equal(rdma_create_qp(user->id, user->end->pd, &attr), -EIO);
	assert_null(user->id->qp);
	w->t.far.ib->ops = before;
	assert_int_equal(rdma_create_qp(user->id, user->end->pd, &attr), 0);
	t_users_ask(w, T_SERVICE);
	assert_string_equal(user->heard, "established");
}

static void rdma_accept__no_rtr_or_rts__not_accepted(void **state)
{
	static const enum ib_qp_state states[] = { IB_QPS_RTR, IB_QPS_RTS };

	for (unsigned i = 0; i < bp_array_size(states); i++) {
		struct t_users *w = *state;
		const struct ib_device_ops *before = refuse(w->t.near.ib, states[i]);

		t_users_ask(w, T_SERVICE);
		w->t.near.ib->ops = before;
		assert_int_equal(w->passive.accepted, -EIO);
		assert_string_equal(w->passive.heard, "request");
		assert_null(strstr(w->active.heard, "established"));
		t_users_tear_down(state);
		t_users_set_up(state);
	}
}

static struct bp_rdma_cm_ops cm_ops;
static int (*send)(struct ib_device *device, const struct bp_rdma_cm_message *message);

static int lose_replies(struct ib_device *device, const struct bp_rdma_cm_message *message)
{
	return message->kind == BP_RDMA_CM_REP ? -ENOMEM : send(device, message);
}

/* Who asked is told that it is not to be. */
static void rdma_accept__no_reply__rejected(void **state)
{
	struct t_users *w = *state;
	struct bp_rdma_cm *cm = w->t.near.ib->bp_cm;
	const struct bp_rdma_cm_ops *before = cm->ops;

	cm_ops = *before;
	send = before->send;
	cm_ops.send = lose_replies;
	cm->ops = &cm_ops;
	t_users_ask(w, T_SERVICE);
	cm->ops = before;
	assert_int_equal(w->passive.accepted, -ENOMEM);
	assert_int_equal(w->passive.id->qp->bp_state, IB_QPS_ERR);
	assert_string_equal(w->passive.heard, "request");
	assert_string_equal(w->active.heard, "rejected");
}

static void rdma_disconnect__no_err__not_told(void **state)
{
	struct t_users *w = *state;
	const struct ib_device_ops *before;

	t_users_ask(w, T_SERVICE);
	before = refuse(w->t.far.ib, IB_QPS_ERR);
	assert_int_equal(rdma_disconnect(w->active.id), -EIO);
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "request established");
	w->t.far.ib->ops = before;
	assert_int_equal(rdma_disconnect(w->active.id), 0);
	t_rdma_settle(&w->t);
	assert_string_equal(w->passive.heard, "request established disconnected");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_with_users(rdma_create_qp__no_init__no_queue_pair),
		t_with_users(rdma_accept__no_rtr_or_rts__not_accepted),
		t_with_users(rdma_accept__no_reply__rejected),
		t_with_users(rdma_disconnect__no_err__not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
