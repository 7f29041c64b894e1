/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All work of a queue pair ends: R-A8.3.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

static const struct t_rw_setup plain = { 0 };

static void ib_drain_qp__work_under_way__flushed_and_heard_of(void **state)
{
	struct ib_send_wr send = { .opcode = IB_WR_SEND };
	struct ib_recv_wr receive = { 0 };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	t.qp->bp_state = IB_QPS_RTS;
	send.wr_cqe = receive.wr_cqe = &t.cqe;
	assert_int_equal(ib_post_send(t.qp, &send, NULL), 0);
	assert_int_equal(ib_post_recv(t.qp, &receive, NULL), 0);
	ib_drain_qp(t.qp);
	assert_int_equal(t.qp->bp_state, IB_QPS_ERR);
	assert_int_equal(t.completions, 2);
	assert_int_equal(t.status, IB_WC_WR_FLUSH_ERR);
	/* one marker in each queue: a WRITE without entries, an empty RECV */
	assert_int_equal(t.ib.nr_posts, 4);
	assert_int_equal(t.ib.post[2].opcode, IB_WR_RDMA_WRITE);
	assert_int_equal(t.ib.post[2].nr, 0);
	assert_false(t.ib.post[2].recv);
	assert_true(t.ib.post[3].recv);
	assert_int_equal(t.ib.post[3].nr, 0);
	t_rw_fini(&t);
}

static void ib_drain_qp__shared_receives__sends_alone(void **state)
{
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	t.qp->srq = (struct ib_srq *)&t;
	ib_drain_qp(t.qp);
	assert_int_equal(t.ib.nr_posts, 1);
	assert_false(t.ib.post[0].recv);
	t_rw_fini(&t);
}

static void ib_drain_qp__polled_by_hand__polls(void **state)
{
	struct ib_cq *old;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	old = t.cq;
	t.cq = ib_alloc_cq(&t.ib.dev, &t, 8, 0, IB_POLL_DIRECT);
	t.qp->send_cq = t.qp->recv_cq = t.cq;
	t.cq->usecnt = 2;
	old->usecnt = 0;
	ib_free_cq(old);
	ib_drain_qp(t.qp);
	assert_int_equal(t.ib.nr_posts, 2);
	t_rw_fini(&t);
}

static void ib_drain_qp__device_refuses__warns(void **state)
{
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	t_ib_fail(&t.ib, T_IB_MODIFY_QP, 0, -EINVAL);
	ib_drain_qp(t.qp);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_DRAIN], 1);
	t_ib_fail(&t.ib, T_IB_POST_RECV, 0, -ENOMEM);
	ib_drain_qp(t.qp);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_DRAIN], 2);
	t_rw_fini(&t);
}

/* A device that never flushes: nobody can let the task go on. */
static int modify_nothing(struct ib_qp *qp, const struct ib_qp_attr *attr, int mask)
{
	(void)qp;
	(void)attr;
	(void)mask;
	return 0;
}

static void hangs(enum ib_poll_context context)
{
	struct ib_device_ops ops;
	struct bp_catch catcher;
	struct t_rw t;

	t_rw_init(&t, &plain);
	ops = *t.ib.dev.ops;
	ops.modify_qp = modify_nothing;
	t.ib.dev.ops = &ops;
	t.cq->poll_ctx = context;
	if (!bp_catch(t.env, &catcher)) {
		ib_drain_qp(t.qp);
		fail();
	}
	assert_int_equal(t.env->bug.site, BP_SITE_WAIT_HANG);
	t_rw_fini(&t);
}

static void ib_drain_qp__device_never_ends_it__hangs(void **state)
{
	(void)state;
	hangs(IB_POLL_WORKQUEUE);
	hangs(IB_POLL_DIRECT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_drain_qp__work_under_way__flushed_and_heard_of),
		cmocka_unit_test(ib_drain_qp__shared_receives__sends_alone),
		cmocka_unit_test(ib_drain_qp__polled_by_hand__polls),
		cmocka_unit_test(ib_drain_qp__device_refuses__warns),
		cmocka_unit_test(ib_drain_qp__device_never_ends_it__hangs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
