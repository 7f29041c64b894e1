/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion queues: R-B4.6, and who takes completions out.
 */
#include <errno.h>

#include "bp_test.h"
#include "rw.h"

static const struct t_rw_setup plain = { 0 };

static struct ib_wc wc_of(struct t_rw *t, struct ib_cqe *cqe, enum ib_wc_status status)
{
	return (struct ib_wc){ .wr_cqe = cqe, .status = status, .qp = t->qp };
}

static void push(struct t_rw *t, struct ib_cq *cq, unsigned nr)
{
	const struct ib_wc wc = wc_of(t, &t->cqe, IB_WC_SUCCESS);

	while (nr--)
		t_ib_push(cq, &wc);
}

static void ib_alloc_cq__workqueue__work_takes_all_and_asks_again(void **state)
{
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	assert_int_equal(t.cq->cqe, 64);
	assert_ptr_equal(t.cq->cq_context, &t);
	assert_int_equal(t.ib.notified, 1);
	push(&t, t.cq, 40);
	assert_int_equal(t.completions, 0);
	bp_work_run(t.env);
	assert_int_equal(t.completions, 40);
	assert_int_equal(t.ib.notified, 2);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_WC)->completion.depth, 64);
	push(&t, t.cq, 1);
	bp_work_run(t.env);
	assert_int_equal(t.completions, 41);
	t_rw_fini(&t);
}

/* One that arrives between the last look and the request for a message is not lost. */
struct late {
	struct ib_device_ops ops;
	int (*notify)(struct ib_cq *cq, enum ib_cq_notify_flags flags);
	struct t_rw *t;
	bool sent;
};

static struct late *late; /* the device has no place for it */

static int notify_late(struct ib_cq *cq, enum ib_cq_notify_flags flags)
{
	if (!late->sent) {
		bp_container_of(cq, struct t_ib_cq, cq)->armed = false;
		push(late->t, cq, 1);
		late->sent = true;
	}
	return late->notify(cq, flags);
}

static void ib_alloc_cq__one_arrives_late__taken(void **state)
{
	struct late this = { .sent = false };
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	this.ops = *t.ib.dev.ops;
	this.notify = this.ops.req_notify_cq;
	this.ops.req_notify_cq = notify_late;
	this.t = &t;
	late = &this;
	t.ib.dev.ops = &this.ops;
	push(&t, t.cq, 1);
	bp_work_run(t.env);
	assert_int_equal(t.completions, 2);
	t_rw_fini(&t);
}

static void ib_process_cq__nobody_hears__success_alone_warns(void **state)
{
	struct t_rw t;
	struct ib_wc wc;

	(void)state;
	t_rw_init(&t, &plain);
	wc = wc_of(&t, NULL, IB_WC_REM_ACCESS_ERR);
	t_ib_push(t.cq, &wc);
	bp_work_run(t.env);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_NO_HANDLER], 0);
	assert_int_equal(t_rw_last(&t, BP_EV_RDMA_WC)->completion.qpn, t.qp->qp_num);
	wc = wc_of(&t, NULL, IB_WC_SUCCESS);
	t_ib_push(t.cq, &wc);
	bp_work_run(t.env);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_NO_HANDLER], 1);
	t_rw_fini(&t);
}

static void ib_process_cq_direct__budget__no_more(void **state)
{
	struct ib_cq *cq;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	cq = ib_alloc_cq(&t.ib.dev, NULL, 64, 0, IB_POLL_DIRECT);
	t.cq->usecnt = 0;
	ib_free_cq(t.cq);
	t.cq = t.qp->send_cq = t.qp->recv_cq = cq;
	cq->usecnt = 2;
	push(&t, cq, 40);
	assert_int_equal(ib_process_cq_direct(cq, 3), 3);
	assert_int_equal(ib_process_cq_direct(cq, 17), 17);
	assert_int_equal(t.completions, 20);
	assert_int_equal(ib_process_cq_direct(cq, -1), 20);
	assert_int_equal(ib_process_cq_direct(cq, -1), 0);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_CQ_DIRECT], 0);
	bp_container_of(cq, struct t_ib_cq, cq)->armed = true;
	push(&t, cq, 1);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_CQ_DIRECT], 1);
	assert_int_equal(ib_process_cq_direct(cq, -1), 1);
	t_rw_fini(&t);
}

static void ib_alloc_cq__no_memory__nothing_stays(void **state)
{
	struct t_rw t;
	unsigned live;

	(void)state;
	t_rw_init(&t, &plain);
	live = t.ib.live;
	t_ib_fail(&t.ib, T_IB_CREATE_CQ, 0, -EINVAL);
	assert_int_equal(PTR_ERR(ib_alloc_cq(&t.ib.dev, NULL, 1, 0, IB_POLL_DIRECT)), -EINVAL);
	t_p2p_fail(&t.p, BP_ALLOC_RDMA, 0);
	assert_int_equal(PTR_ERR(ib_alloc_cq(&t.ib.dev, NULL, 1, 0, IB_POLL_DIRECT)), -ENOMEM);
	assert_int_equal(t.ib.live, live);
	t_rw_fini(&t);
}

static void ib_free_cq__in_use__warns_and_stays(void **state)
{
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &plain);
	assert_int_equal(t.cq->usecnt, 2);
	ib_free_cq(t.cq);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_CQ_BUSY], 1);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_alloc_cq__workqueue__work_takes_all_and_asks_again),
		cmocka_unit_test(ib_alloc_cq__one_arrives_late__taken),
		cmocka_unit_test(ib_process_cq__nobody_hears__success_alone_warns),
		cmocka_unit_test(ib_process_cq_direct__budget__no_more),
		cmocka_unit_test(ib_alloc_cq__no_memory__nothing_stays),
		cmocka_unit_test(ib_free_cq__in_use__warns_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
