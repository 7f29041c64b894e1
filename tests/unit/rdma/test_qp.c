/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue pairs come and go: R-A5.5, R-B5.4, R-A6.1; what is posted arrives as it was given.
 */
#include <errno.h>

#include <blkpath/ib_mr_pool.h>

#include "bp_test.h"
#include "rw.h"

static struct ib_qp_init_attr attr_of(struct t_rw *t, u32 contexts)
{
	return (struct ib_qp_init_attr){ .send_cq = t->cq,
					 .recv_cq = t->cq,
					 .cap = { .max_send_wr = 129,
						  .max_recv_wr = 129,
						  .max_send_sge = 20,
						  .max_recv_sge = 1,
						  .max_rdma_ctxs = contexts },
					 .qp_type = IB_QPT_RC,
					 .port_num = 1,
					 .qp_context = t };
}

static void ib_create_qp__entries__of_queue_pair_and_device(void **state)
{
	static const struct t_rw_setup setup = { .max_sge_rd = 13 };
	struct ib_qp_init_attr attr;
	struct ib_qp *qp;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	attr = attr_of(&t, 0);
	qp = ib_create_qp(t.pd, &attr);
	assert_int_equal(qp->max_write_sge, 20);
	assert_int_equal(qp->max_read_sge, 13);
	assert_ptr_equal(qp->qp_context, &t);
	assert_int_equal(qp->port, 1);
	assert_int_equal(attr.cap.max_send_wr, 129);
	assert_int_equal(t.cq->usecnt, 4);
	assert_int_equal(ib_destroy_qp(qp), 0);
	assert_int_equal(t.cq->usecnt, 2);
	t_rw_fini(&t);
}

/* R-A5.5: the send queue first, then the device, then the MRs. */
static void ib_create_qp__contexts__longer_queue_and_mrs(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true };
	struct ib_qp_init_attr attr;
	struct ib_qp *qp;
	struct ib_mr *mr;
	unsigned nr = 0;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	attr = attr_of(&t, 5);
	qp = ib_create_qp(t.pd, &attr);
	assert_int_equal(attr.cap.max_send_wr, 129 + 3 * 5);
	TAILQ_FOREACH (mr, &qp->rdma_mrs, qp_entry)
		nr++;
	assert_int_equal(nr, 5);
	assert_int_equal(ib_destroy_qp(qp), 0);
	t_rw_fini(&t);
}

static void ib_create_qp__something_fails__nothing_stays(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true };
	struct ib_qp_init_attr attr;
	struct t_rw t;
	unsigned live;

	(void)state;
	t_rw_init(&t, &setup);
	live = t.ib.live;
	attr = attr_of(&t, 5);
	t_ib_fail(&t.ib, T_IB_CREATE_QP, 0, -EINVAL);
	assert_int_equal(PTR_ERR(ib_create_qp(t.pd, &attr)), -EINVAL);
	t_ib_fail(&t.ib, T_IB_ALLOC_MR, 3, -ENOMEM);
	assert_int_equal(PTR_ERR(ib_create_qp(t.pd, &attr)), -ENOMEM);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_RW_NO_MRS], 1);
	assert_int_equal(t.ib.live, live);
	assert_int_equal(t.cq->usecnt, 2);
	t_rw_fini(&t);
}

static void ib_destroy_qp__an_mr_is_taken__warns(void **state)
{
	static const struct t_rw_setup setup = { .force_mr = true };
	struct ib_qp_init_attr attr;
	struct ib_qp *qp;
	struct ib_mr *mr;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	attr = attr_of(&t, 2);
	qp = ib_create_qp(t.pd, &attr);
	mr = ib_mr_pool_get(qp, &qp->rdma_mrs);
	t_ib_fail(&t.ib, T_IB_DESTROY_QP, 0, -EBUSY);
	assert_int_equal(ib_destroy_qp(qp), -EBUSY);
	assert_int_equal(t.cq->usecnt, 4);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_MRS_USED], 1);
	ib_mr_pool_put(qp, &qp->rdma_mrs, mr);
	assert_int_equal(ib_destroy_qp(qp), 0);
	assert_int_equal(t.env->hits[BP_SITE_RDMA_MRS_USED], 1);
	t_rw_fini(&t);
}

static void ib_post__a_chain_with_one_too_many__the_others_stay(void **state)
{
	static const struct t_rw_setup setup = { 0 };
	struct ib_send_wr second = { .opcode = IB_WR_SEND };
	struct ib_send_wr first = { .opcode = IB_WR_SEND, .next = &second };
	struct ib_recv_wr receive = { 0 };
	const struct ib_send_wr *bad = NULL;
	const struct ib_recv_wr *bad_receive = NULL;
	struct t_rw t;

	(void)state;
	t_rw_init(&t, &setup);
	t.ib.room = 1;
	assert_int_equal(ib_post_send(t.qp, &first, &bad), -ENOMEM);
	assert_ptr_equal(bad, &second);
	assert_int_equal(t.ib.nr_posts, 1);
	assert_int_equal(ib_post_send(t.qp, &first, NULL), -ENOMEM);
	assert_int_equal(ib_post_recv(t.qp, &receive, &bad_receive), -ENOMEM);
	assert_ptr_equal(bad_receive, &receive);
	t.ib.room = 1;
	assert_int_equal(ib_post_recv(t.qp, &receive, NULL), 0);
	assert_true(t.ib.post[1].recv);
	t_rw_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ib_create_qp__entries__of_queue_pair_and_device),
		cmocka_unit_test(ib_create_qp__contexts__longer_queue_and_mrs),
		cmocka_unit_test(ib_create_qp__something_fails__nothing_stays),
		cmocka_unit_test(ib_destroy_qp__an_mr_is_taken__warns),
		cmocka_unit_test(ib_post__a_chain_with_one_too_many__the_others_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
