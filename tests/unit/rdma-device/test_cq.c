/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion queues (rdma-nvmet.md R-A7.6, A8).
 */
#include <errno.h>
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"
#include "rdma/cq.h"

static void start(struct t_rdma *t, unsigned cqe, bool signals_all)
{
	t_rdma_init(t, "ib");
	t->near.cqe = cqe;
	t->near.signals_all = signals_all;
	t_rdma_connect(t);
}

/* Zero-length WRITEs of the near side, the second one signalled. */
static void two_writes(struct t_rdma *t)
{
	struct ib_rdma_wr wr[2] = {
		{ .wr = { .wr_cqe = &t->near.cqes[1], .opcode = IB_WR_RDMA_WRITE } },
		{ .wr = { .wr_cqe = &t->near.cqes[2],
			  .opcode = IB_WR_RDMA_WRITE,
			  .send_flags = IB_SEND_SIGNALED } },
	};

	wr[0].wr.next = &wr[1].wr;
	assert_int_equal(t_rdma_post(&t->near, &wr[0].wr), 0);
	t_rdma_settle(t);
}

/* R-A7.6 */
static void completion__unsignalled__none(void **state)
{
	struct t_rdma t;

	(void)state;
	start(&t, 64, false);
	two_writes(&t);
	assert_string_equal(t_rdma_sends(&t.near), "2:SUCCESS");
	assert_int_equal(t.near.adapter->counters.ended, 2);
	t_rdma_fini(&t);
}

static void completion__queue_pair_signals_all__each(void **state)
{
	struct t_rdma t;

	(void)state;
	start(&t, 64, true);
	two_writes(&t);
	assert_string_equal(t_rdma_sends(&t.near), "1:SUCCESS 2:SUCCESS");
	t_rdma_fini(&t);
}

static void completion__of_a_recv__bytes_number_and_queue(void **state)
{
	struct t_rdma t;
	struct ib_wc wc;

	(void)state;
	start(&t, 64, false);
	t_rdma_recv(&t.far, 8, T_RDMA_FAR, 64);
	t_rdma_recv(&t.far, 9, T_RDMA_FAR, 64);
	t_rdma_send(&t.near, 1, T_RDMA_RAM, 17, 0);
	t_rdma_send(&t.near, 2, T_RDMA_RAM, 0, IB_SEND_SIGNALED);
	t_rdma_settle(&t);
	wc = t_rdma_wc(t.far.recv_cq);
	assert_ptr_equal(wc.wr_cqe, &t.far.cqes[8]);
	assert_int_equal(wc.byte_len, 17);
	assert_int_equal(wc.opcode, IB_WC_RECV);
	assert_ptr_equal(wc.qp, t.far.qp);
	assert_int_equal(wc.wc_flags, 0);
	assert_int_equal(wc.bp_serial, 0);
	assert_true(wc.bp_recv);
	wc = t_rdma_wc(t.far.recv_cq);
	assert_int_equal(wc.byte_len, 0);
	assert_int_equal(wc.bp_serial, 1);
	wc = t_rdma_wc(t.near.send_cq);
	assert_int_equal(wc.opcode, IB_WC_SEND);
	assert_int_equal(wc.bp_serial, 1);
	assert_false(wc.bp_recv);
	t_rdma_fini(&t);
}

/* R-A6, the table of opcodes. */
static void completion__by_opcode__as_the_table_says(void **state)
{
	static const struct {
		enum ib_wr_opcode wr;
		enum ib_wc_opcode wc;
	} cases[] = {
		{ IB_WR_RDMA_WRITE, IB_WC_RDMA_WRITE },
		{ IB_WR_RDMA_READ, IB_WC_RDMA_READ },
		{ IB_WR_SEND, IB_WC_SEND },
		{ IB_WR_SEND_WITH_INV, IB_WC_SEND },
		{ IB_WR_LOCAL_INV, IB_WC_LOCAL_INV },
		{ IB_WR_RDMA_READ_WITH_INV, IB_WC_RDMA_READ },
	};
	struct t_rdma t;

	(void)state;
	t_rdma_init(&t, "iwarp");
	t_rdma_connect(&t);
	t_rdma_modify(&t.near, IB_QPS_ERR);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ib_rdma_wr wr = { .wr.opcode = cases[i].wr };

		assert_int_equal(t_rdma_post(&t.near, &wr.wr), 0);
		assert_int_equal(t_rdma_wc(t.near.send_cq).opcode, cases[i].wc);
	}
	t_rdma_fini(&t);
}

/* INV-RDMA-3: a queue of two, and three completions. */
static void completion__queue_full__cq_err_and_err(void **state)
{
	struct t_rdma t;
	const struct ib_wc wc = { 0 };

	(void)state;
	start(&t, 2, true);
	two_writes(&t);
	assert_int_equal(t.near.events, 0);
	t_rdma_rdma(&t.near, 3, IB_WR_RDMA_WRITE, 0, 0, 0, 0);
	t_rdma_settle(&t);
	assert_int_equal(t.near.event, IB_EVENT_CQ_ERR);
	assert_int_equal(t.near.events, 1);
	assert_int_equal(t.near.qp->bp_state, IB_QPS_ERR);
	assert_int_equal(t.near.adapter->counters.lost, 1);
	assert_int_equal(bp_rdma_cq_post(bp_rdma_cq_of(t.near.send_cq), &wc), -EBUSY);
	assert_string_equal(t_rdma_sends(&t.near), "1:SUCCESS 2:SUCCESS");
	t_rdma_fini(&t);
}

/* All work that is left ends, though nobody can hear of it. */
static void completion__queue_full_and_much_is_left__all_ends(void **state)
{
	struct t_rdma t;

	(void)state;
	start(&t, 1, true);
	for (unsigned i = 0; i < T_RDMA_DEPTH; i++)
		t_rdma_rdma(&t.near, i, IB_WR_RDMA_WRITE, 0, 0, 0, 0);
	t_rdma_settle(&t);
	assert_int_equal(t.near.adapter->counters.ended, T_RDMA_DEPTH);
	assert_int_equal(t.near.adapter->counters.lost, T_RDMA_DEPTH - 1);
	assert_string_equal(t_rdma_sends(&t.near), "0:SUCCESS");
	t_rdma_fini(&t);
}

static unsigned told;

static void on_completion(struct ib_cq *cq, void *context)
{
	(void)cq;
	(void)context;
	told++;
}

static void req_notify_cq__once__told_once(void **state)
{
	struct t_rdma t;

	(void)state;
	told = 0;
	start(&t, 64, true);
	t.near.send_cq->comp_handler = on_completion;
	assert_int_equal(t.near.ib->ops->req_notify_cq(t.near.send_cq, IB_CQ_NEXT_COMP), 0);
	two_writes(&t);
	assert_int_equal(told, 1);
	assert_int_equal(t.near.ib->ops->req_notify_cq(t.near.send_cq, IB_CQ_NEXT_COMP), 0);
	assert_int_equal(t.near.ib->ops->req_notify_cq(
				 t.near.send_cq, IB_CQ_NEXT_COMP | IB_CQ_REPORT_MISSED_EVENTS),
			 1);
	t_rdma_sends(&t.near);
	assert_int_equal(t.near.ib->ops->req_notify_cq(
				 t.near.send_cq, IB_CQ_NEXT_COMP | IB_CQ_REPORT_MISSED_EVENTS),
			 0);
	t_rdma_fini(&t);
}

static void create_cq__number_out_of_range__refused(void **state)
{
	static const struct {
		struct ib_cq_init_attr attr;
		int error;
	} cases[] = {
		{ { .cqe = 0 }, -EINVAL },
		{ { .cqe = 32768 }, -EINVAL },
		{ { .cqe = 1, .comp_vector = 4 }, -EINVAL },
		{ { .cqe = 1 }, -ENOMEM },
	};
	struct t_rdma t;

	(void)state;
	start(&t, 64, true);
	t.near.adapter->config.attrs.max_cq = 2;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(PTR_ERR(t.near.ib->ops->create_cq(t.near.ib, &cases[i].attr)),
				 cases[i].error);
	t_rdma_fini(&t);
}

/* One that is given back may be had again. */
static void create_cq__as_many_as_the_device_has__enomem(void **state)
{
	const struct ib_cq_init_attr attr = { .cqe = 1 };
	const struct ib_device_ops *verbs;
	struct t_rdma t;

	(void)state;
	start(&t, 64, true);
	verbs = t.near.ib->ops;
	t.near.adapter->config.attrs.max_cq = 3;
	for (unsigned round = 0; round < 2; round++) {
		struct ib_cq *cq = verbs->create_cq(t.near.ib, &attr);

		assert_false(IS_ERR(cq));
		assert_int_equal(PTR_ERR(verbs->create_cq(t.near.ib, &attr)), -ENOMEM);
		verbs->destroy_cq(cq);
	}
	t_rdma_fini(&t);
}

/* More go through it than it holds at a time. */
static void poll_cq__round_and_round__in_order(void **state)
{
	struct t_rdma t;

	(void)state;
	start(&t, 3, true);
	for (unsigned i = 0; i < 4; i++) {
		two_writes(&t);
		assert_string_equal(t_rdma_sends(&t.near), "1:SUCCESS 2:SUCCESS");
	}
	t_rdma_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(completion__unsignalled__none),
		cmocka_unit_test(completion__queue_pair_signals_all__each),
		cmocka_unit_test(completion__of_a_recv__bytes_number_and_queue),
		cmocka_unit_test(completion__by_opcode__as_the_table_says),
		cmocka_unit_test(completion__queue_full__cq_err_and_err),
		cmocka_unit_test(completion__queue_full_and_much_is_left__all_ends),
		cmocka_unit_test(req_notify_cq__once__told_once),
		cmocka_unit_test(create_cq__number_out_of_range__refused),
		cmocka_unit_test(create_cq__as_many_as_the_device_has__enomem),
		cmocka_unit_test(poll_cq__round_and_round__in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
