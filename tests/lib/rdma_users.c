/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "rdma_users.h"

static const char *event_name(enum rdma_cm_event_type type)
{
	switch (type) {
	case RDMA_CM_EVENT_CONNECT_REQUEST:
		return "request";
	case RDMA_CM_EVENT_CONNECT_ERROR:
		return "error";
	case RDMA_CM_EVENT_UNREACHABLE:
		return "unreachable";
	case RDMA_CM_EVENT_REJECTED:
		return "rejected";
	case RDMA_CM_EVENT_ESTABLISHED:
		return "established";
	case RDMA_CM_EVENT_DISCONNECTED:
		return "disconnected";
	default:
		return "removal";
	}
}

static void create_qp(struct t_user *user, struct rdma_cm_id *id)
{
	struct ib_qp_init_attr attr = { .cap = user->end->cap,
					.send_cq = user->end->send_cq,
					.recv_cq = user->end->recv_cq,
					.qp_type = IB_QPT_RC };

	assert_int_equal(rdma_create_qp(id, user->end->pd, &attr), 0);
	assert_int_equal(id->qp->bp_state, IB_QPS_INIT);
}

static void answer(struct t_user *user, struct rdma_cm_id *id)
{
	const struct rdma_conn_param param = { .private_data = "welcome",
					       .private_data_len = 7,
					       .responder_resources = 5,
					       .initiator_depth = 6,
					       .rnr_retry_count = 7 };

	if (user->rejects_with) {
		assert_int_equal(
			rdma_reject(id, user->rejects_with, (u8)strlen(user->rejects_with)), 0);
		user->returns = 1;
		return;
	}
	if (!user->accepts)
		return;
	user->id = id;
	create_qp(user, id);
	user->accepted = rdma_accept(id, &param);
}

int t_user_hears(struct rdma_cm_id *id, struct rdma_cm_event *event)
{
	struct t_user *user = id->context;
	const struct rdma_conn_param *param = &event->param.conn;
	size_t n = strlen(user->heard);

	snprintf(user->heard + n, sizeof(user->heard) - n, "%s%s", n ? " " : "",
		 event_name(event->event));
	user->status = event->status;
	user->param = *param;
	if (param->private_data_len)
		memcpy(user->data, param->private_data, param->private_data_len);
	user->data[param->private_data_len] = '\0';
	if (event->event == RDMA_CM_EVENT_CONNECT_REQUEST)
		answer(user, id);
	return user->returns;
}

/* Domain and completion queues; the queue pairs are the manager's. */
static void prepare(struct t_user *user, struct t_rdma_end *end)
{
	user->end = end;
	t_rdma_make_pair(end);
	end->ib->ops->destroy_qp(end->qp);
	end->pd->device = end->ib;
	end->qp = NULL;
}

static void finish(struct t_user *user)
{
	const struct ib_device_ops *ops = user->end->ib->ops;

	if (user->id && user->id->qp)
		rdma_destroy_qp(user->id);
	if (user->id)
		rdma_destroy_id(user->id);
	ops->destroy_cq(user->end->send_cq);
	ops->destroy_cq(user->end->recv_cq);
	ops->dealloc_pd(user->end->pd);
}

int t_users_set_up(void **state)
{
	struct t_users *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	t_rdma_init(&w->t, "ib");
	prepare(&w->active, &w->t.far);
	prepare(&w->passive, &w->t.near);
	w->passive.accepts = true;
	w->listener = rdma_create_id(w->t.near.ib, t_user_hears, &w->passive);
	assert_int_equal(rdma_listen(w->listener, T_SERVICE), 0);
	w->active.id = rdma_create_id(w->t.far.ib, t_user_hears, &w->active);
	create_qp(&w->active, w->active.id);
	*state = w;
	return 0;
}

int t_users_tear_down(void **state)
{
	struct t_users *w = *state;

	finish(&w->active);
	finish(&w->passive);
	rdma_destroy_id(w->listener);
	t_rdma_fini(&w->t);
	free(w);
	return 0;
}

const struct rdma_conn_param t_hello = { .private_data = "hello",
					 .private_data_len = 5,
					 .responder_resources = 3,
					 .initiator_depth = 2,
					 .retry_count = 7,
					 .rnr_retry_count = 7 };

void t_users_ask(struct t_users *w, u16 service)
{
	assert_int_equal(rdma_connect(w->active.id, service, &t_hello), 0);
	t_rdma_settle(&w->t);
}
