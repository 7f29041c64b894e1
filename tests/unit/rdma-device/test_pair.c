/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue pairs come, change and go (rdma-nvmet.md R-A1.3, A5).
 */
#include <errno.h>
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"

static int set_up(void **state)
{
	struct t_rdma *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_rdma_init(t, "tiny");
	t_rdma_make_pair(&t->near);
	t_rdma_make_pair(&t->far);
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

static struct ib_qp_init_attr fair(const struct t_rdma *t)
{
	return (struct ib_qp_init_attr){
		.send_cq = t->near.send_cq,
		.recv_cq = t->near.recv_cq,
		.cap = { .max_send_wr = 64,
			 .max_recv_wr = 64,
			 .max_send_sge = 2,
			 .max_recv_sge = 30 },
		.qp_type = IB_QPT_RC,
	};
}

static long create(const struct t_rdma *t, struct ib_qp_init_attr attr)
{
	struct ib_qp *qp = t->near.ib->ops->create_qp(t->near.pd, &attr);

	if (IS_ERR(qp))
		return PTR_ERR(qp);
	t->near.ib->ops->destroy_qp(qp);
	return 0;
}

/* R-A1.3 */
static void create_qp__one_number_too_large__einval(void **state)
{
	struct t_rdma *t = *state;
	struct ib_qp_init_attr attr;

	assert_int_equal(create(t, fair(t)), 0);
#define REFUSED(member, value, error)                                                              \
	do {                                                                                       \
		attr = fair(t);                                                                    \
		attr.member = (value);                                                             \
		assert_int_equal(create(t, attr), error);                                          \
	} while (0)
	REFUSED(cap.max_send_wr, 65, -EINVAL);
	REFUSED(cap.max_recv_wr, 65, -EINVAL);
	REFUSED(cap.max_send_sge, 3, -EINVAL);
	REFUSED(cap.max_recv_sge, 31, -EINVAL);
	REFUSED(send_cq, NULL, -EINVAL);
	REFUSED(recv_cq, NULL, -EINVAL);
	REFUSED(srq, (struct ib_srq *)t, -EINVAL);
	REFUSED(qp_type, IB_QPT_UD, -EOPNOTSUPP);
#undef REFUSED
}

static void create_qp__as_many_as_the_device_has__enomem(void **state)
{
	struct t_rdma *t = *state;

	t->near.adapter->config.attrs.max_qp = 1;
	assert_int_equal(create(t, fair(t)), -ENOMEM);
}

static bool nothing(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_RDMA;
}

static void create__no_memory__enomem_and_nothing_stays(void **state)
{
	static const struct bp_alloc_ops ops = { nothing };
	struct t_rdma *t = *state;
	const struct ib_device_ops *verbs = t->near.ib->ops;
	const struct ib_cq_init_attr cq = { .cqe = 1 };
	const u64 live = t->env->live[BP_ALLOC_RDMA];

	t->env->alloc_ops = &ops;
	assert_int_equal(create(t, fair(t)), -ENOMEM);
	assert_int_equal(PTR_ERR(verbs->alloc_pd(t->near.ib)), -ENOMEM);
	assert_int_equal(PTR_ERR(verbs->create_cq(t->near.ib, &cq)), -ENOMEM);
	assert_int_equal(PTR_ERR(verbs->alloc_mr(t->near.pd, IB_MR_TYPE_MEM_REG, 1)), -ENOMEM);
	t->env->alloc_ops = NULL;
	assert_int_equal(t->env->live[BP_ALLOC_RDMA], live);
}

static void create_qp__two__numbers_differ(void **state)
{
	struct t_rdma *t = *state;
	struct ib_qp_init_attr attr = fair(t);
	struct ib_qp *qp = t->near.ib->ops->create_qp(t->near.pd, &attr);

	assert_int_not_equal(qp->qp_num, t->near.qp->qp_num);
	assert_true(qp->qp_num >= 2);
	assert_int_equal(qp->bp_state, IB_QPS_RESET);
	t->near.ib->ops->destroy_qp(qp);
}

/* The last number is followed by the first one that is free. */
static void create_qp__after_the_last_number__goes_round(void **state)
{
	struct t_rdma *t = *state;
	struct ib_qp_init_attr attr = fair(t);
	struct ib_qp *qp;

	assert_int_equal(t->near.qp->qp_num, 2);
	t->near.adapter->last_qpn = 0xffffff;
	qp = t->near.ib->ops->create_qp(t->near.pd, &attr);
	assert_int_equal(qp->qp_num, 3);
	t->near.ib->ops->destroy_qp(qp);
}

/* R-A5.1, R-A5.2, INV-RDMA-18 */
static void modify_qp__bit_or_way_missing__einval_and_as_it_was(void **state)
{
	struct t_rdma *t = *state;
	const struct ib_device_ops *verbs = t->near.ib->ops;
	const struct ib_qp_attr init = { .qp_state = IB_QPS_INIT, .port_num = 1 };

	assert_int_equal(verbs->modify_qp(t->near.qp, &init,
					  IB_QP_STATE | IB_QP_PORT | IB_QP_ACCESS_FLAGS),
			 -EINVAL);
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RTR), -EINVAL);
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_ERR), -EINVAL);
	assert_int_equal(t->near.qp->bp_state, IB_QPS_RESET);
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_INIT), 0);
	assert_int_equal(t->near.qp->bp_state, IB_QPS_INIT);
}

static void modify_qp__number_out_of_range__einval(void **state)
{
	struct t_rdma *t = *state;

	t->near.attr.port_num = 2;
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_INIT), -EINVAL);
	t->near.attr.port_num = 1;
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_INIT), 0);
	t->near.attr.max_dest_rd_atomic = 17;
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RTR), -EINVAL);
	t->near.attr.max_dest_rd_atomic = 16;
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RTR), 0);
	t->near.attr.max_rd_atomic = 17;
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RTS), -EINVAL);
	t->near.attr.max_rd_atomic = 16;
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RTS), 0);
}

static void modify_qp__other_state_than_believed__einval(void **state)
{
	struct t_rdma *t = *state;
	struct ib_qp_attr attr = { .qp_state = IB_QPS_RESET, .cur_qp_state = IB_QPS_RTS };

	assert_int_equal(t->near.ib->ops->modify_qp(t->near.qp, &attr,
						    IB_QP_STATE | IB_QP_CUR_STATE),
			 -EINVAL);
	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
	attr.qp_state = IB_QPS_RTS;
	assert_int_equal(t->near.ib->ops->modify_qp(t->near.qp, &attr, IB_QP_CUR_STATE), 0);
	attr.cur_qp_state = IB_QPS_SQD;
	assert_int_equal(t->near.ib->ops->modify_qp(t->near.qp, &attr, IB_QP_CUR_STATE), -EINVAL);
}

/* R-A7.3: READs that vanish are outstanding no more. */
static void modify_qp__reset_amid_reads__none_outstanding(void **state)
{
	struct t_rdma *t = *state;

	t->near.attr.max_rd_atomic = 1;
	for (unsigned round = 0; round < 2; round++) {
		t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
		t_rdma_rdma(&t->near, 1, IB_WR_RDMA_READ, 0, 0, 0, 0);
		t_rdma_rdma(&t->near, 2, IB_WR_RDMA_READ, 0, 0, 0, 0);
		assert_int_equal(bp_rdma_pair_of(t->near.qp)->reads, 1);
		assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RESET), 0);
		assert_int_equal(bp_rdma_pair_of(t->near.qp)->reads, 0);
	}
}

/* Nor are those that are flushed, begun or not; and nothing of them happens later. */
static void modify_qp__err_amid_reads__none_outstanding(void **state)
{
	struct t_rdma *t = *state;

	t->near.attr.max_rd_atomic = 1;
	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
	t_rdma_rdma(&t->near, 1, IB_WR_RDMA_READ, 0, 0, 0, 0);
	t_rdma_rdma(&t->near, 2, IB_WR_RDMA_READ, 0, 0, 0, 0);
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_ERR), 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:FLUSH 2:FLUSH");
	assert_int_equal(bp_rdma_pair_of(t->near.qp)->reads, 0);
}

/* Work vanishes without a word, other than in ERR. */
static void modify_qp__reset__forgets_all(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
	t_rdma_recv(&t->near, 1, T_RDMA_RAM, 64);
	t_rdma_send(&t->near, 2, T_RDMA_RAM, 64, IB_SEND_SIGNALED);
	assert_int_equal(t_rdma_modify(&t->near, IB_QPS_RESET), 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "");
	assert_string_equal(t_rdma_recvs(&t->near), "");
	assert_int_equal(bp_rdma_pair_of(t->near.qp)->attr.dest_qp_num, 0);
}

/* The completion of a queue pair that is gone would point nowhere. */
static void destroy_qp__completions_not_taken__gone_with_it(void **state)
{
	struct t_rdma *t = *state;
	struct ib_qp_init_attr attr = fair(t);
	struct t_rdma_end beside = t->near;
	struct bp_rdma_cq *recvs = bp_rdma_cq_of(t->near.recv_cq);
	struct bp_rdma_cq *sends = bp_rdma_cq_of(t->near.send_cq);

	beside.qp = t->near.ib->ops->create_qp(t->near.pd, &attr);
	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_INIT);
	t_rdma_walk(&beside, t->far.qp->qp_num, IB_QPS_INIT);
	t_rdma_modify(&t->near, IB_QPS_ERR);
	t_rdma_modify(&beside, IB_QPS_ERR);
	t_rdma_recv(&beside, 1, T_RDMA_RAM, 64);
	t_rdma_recv(&t->near, 2, T_RDMA_RAM, 64);
	t_rdma_recv(&beside, 3, T_RDMA_RAM, 64);
	t_rdma_send(&t->near, 4, T_RDMA_RAM, 64, 0);
	t_rdma_send(&beside, 5, T_RDMA_RAM, 64, 0);
	t_rdma_send(&t->near, 6, T_RDMA_RAM, 64, 0);
	assert_int_equal(recvs->held, 3);
	assert_int_equal(sends->held, 3);
	t->near.ib->ops->destroy_qp(beside.qp);
	assert_int_equal(recvs->held, 1);
	assert_int_equal(sends->held, 2);
	assert_string_equal(t_rdma_recvs(&t->near), "2:FLUSH");
	assert_string_equal(t_rdma_sends(&t->near), "4:FLUSH 6:FLUSH");
}

/* Neither may the other side be in another connection. */
static void send__peer_is_connected_elsewhere__retry_exc_err(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
	t_rdma_walk(&t->far, t->near.qp->qp_num + 1, IB_QPS_RTS);
	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	t_rdma_send(&t->near, 1, T_RDMA_RAM, 4, 0);
	t_rdma_settle(t);
	assert_string_equal(t_rdma_sends(&t->near), "1:RETRY_EXC_ERR");
	assert_string_equal(t_rdma_recvs(&t->far), "");
}

static const char *send_one(struct t_rdma *t)
{
	t_rdma_recv(&t->far, 9, T_RDMA_FAR, 64);
	t_rdma_send(&t->near, 1, T_RDMA_RAM, 4, IB_SEND_SIGNALED);
	t_rdma_settle(t);
	return t_rdma_sends(&t->near);
}

/* R-A5.4: the passive side hears before it is ready to speak, and when it speaks no more. */
static void send__peer_in_rtr_or_sqd__delivered(void **state)
{
	struct t_rdma *t = *state;

	t_rdma_walk(&t->near, t->far.qp->qp_num, IB_QPS_RTS);
	t_rdma_walk(&t->far, t->near.qp->qp_num, IB_QPS_RTR);
	assert_string_equal(send_one(t), "1:SUCCESS");
	assert_int_equal(t_rdma_modify(&t->far, IB_QPS_RTS), 0);
	assert_int_equal(t_rdma_modify(&t->far, IB_QPS_SQD), 0);
	assert_string_equal(send_one(t), "1:SUCCESS");
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(create_qp__one_number_too_large__einval),
		t_case(create_qp__as_many_as_the_device_has__enomem),
		t_case(create__no_memory__enomem_and_nothing_stays),
		t_case(create_qp__two__numbers_differ),
		t_case(create_qp__after_the_last_number__goes_round),
		t_case(modify_qp__bit_or_way_missing__einval_and_as_it_was),
		t_case(modify_qp__number_out_of_range__einval),
		t_case(modify_qp__other_state_than_believed__einval),
		t_case(modify_qp__reset_amid_reads__none_outstanding),
		t_case(modify_qp__err_amid_reads__none_outstanding),
		t_case(modify_qp__reset__forgets_all),
		t_case(destroy_qp__completions_not_taken__gone_with_it),
		t_case(send__peer_is_connected_elsewhere__retry_exc_err),
		t_case(send__peer_in_rtr_or_sqd__delivered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
