/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Local memory that a message cannot be taken from, or put to (rdma-nvmet.md A8, R-A8.5).
 */
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

/* The other side knows nothing of it. */
static void expect_local(struct world *w)
{
	assert_string_equal(t_rdma_sends(&w->t.near), "1:LOC_PROT_ERR");
	assert_int_equal(w->t.near.qp->bp_state, IB_QPS_ERR);
	assert_int_equal(w->t.far.qp->bp_state, IB_QPS_RTS);
}

static void send__bad_local_key__loc_prot_err(void **state)
{
	struct world *w = *state;
	struct ib_sge sge = { T_RDMA_RAM, 64, 0xbad00 };

	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_post(&w->t.near, &(struct ib_send_wr){ .wr_cqe = &w->t.near.cqes[1],
						      .sg_list = &sge,
						      .num_sge = 1,
						      .opcode = IB_WR_SEND });
	t_rdma_settle(&w->t);
	expect_local(w);
	assert_string_equal(t_rdma_recvs(&w->t.far), "");
}

/* R-A8.5: that is known before the other side is asked: it has no RECV, or it is gone. */
static void send__bad_local_key_and_nobody_ready__loc_prot_err(void **state)
{
	static const enum ib_wr_opcode opcodes[] = { IB_WR_SEND, IB_WR_RDMA_WRITE };
	struct world *w = *state;
	struct ib_sge sge[] = { { T_RDMA_RAM, 64, w->t.near.ib->local_dma_lkey },
				{ T_RDMA_RAM, 64, 0xbad00 } };

	for (size_t i = 0; i < 2; i++) {
		struct ib_rdma_wr wr = { .wr = { .wr_cqe = &w->t.near.cqes[1],
						 .sg_list = sge,
						 .num_sge = 2,
						 .opcode = opcodes[i] } };

		t_rdma_post(&w->t.near, &wr.wr);
		t_rdma_settle(&w->t);
		expect_local(w);
		assert_int_equal(w->t.far.adapter->counters.rnr, 0);
		assert_int_equal(w->t.near.adapter->counters.moves, 0);
		assert_true(w->t.env->now_ns < w->t.config.retry_ns);
		assert_int_equal(t_rdma_modify(&w->t.near, IB_QPS_RESET), 0);
		t_rdma_walk(&w->t.near, w->t.far.qp->qp_num, IB_QPS_RTS);
		bp_rdma_wire_cut(&w->t.wire, true);
	}
}

/* R-A9.1: nobody answers on the bus. */
static void send__undecoded_address__loc_prot_err(void **state)
{
	struct world *w = *state;

	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_send(&w->t.near, 1, NOWHERE, 64, 0);
	t_rdma_settle(&w->t);
	expect_local(w);
}

/* R-A8.4: Soft-RoCE says success. */
static void read__cannot_be_placed__loc_prot_err(void **state)
{
	struct world *w = *state;

	bp_fabric_announce(w->t.f.fabric, 1);
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_READ, NOWHERE, 16, T_RDMA_FAR, w->mr->rkey);
	t_rdma_settle(&w->t);
	expect_local(w);
}

/* p2pdma A7.6: a posted write that is lost in silence looks well from here. */
static void read__lost_in_silence__success(void **state)
{
	struct world *w = *state;

	w->t.f.fabric->config.posted = BP_POSTED_HARDWARE;
	w->t.f.fabric->config.strict = false;
	t_rdma_rdma(&w->t.near, 1, IB_WR_RDMA_READ, NOWHERE, 16, T_RDMA_FAR, w->mr->rkey);
	t_rdma_settle(&w->t);
	assert_string_equal(t_rdma_sends(&w->t.near), "1:SUCCESS");
	assert_int_equal(w->t.near.adapter->counters.undecoded, 1);
	assert_int_equal(w->t.near.adapter->counters.written, 0);
}

/* An MR of the near side that is shorter than the entry. */
static void send__entry_leaves_its_mr__loc_prot_err(void **state)
{
	struct world *w = *state;
	struct ib_mr *mr = t_rdma_mr(&w->t, &w->t.near, T_RDMA_RAM, 63, IB_ACCESS_LOCAL_WRITE);
	struct ib_sge sge = { T_RDMA_RAM, 64, mr->lkey };

	t_rdma_recv(&w->t.far, 9, T_RDMA_FAR, 64);
	t_rdma_post(&w->t.near, &(struct ib_send_wr){ .wr_cqe = &w->t.near.cqes[1],
						      .sg_list = &sge,
						      .num_sge = 1,
						      .opcode = IB_WR_SEND });
	t_rdma_settle(&w->t);
	expect_local(w);
}

#define t_case(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(send__bad_local_key__loc_prot_err),
		t_case(send__bad_local_key_and_nobody_ready__loc_prot_err),
		t_case(send__undecoded_address__loc_prot_err),
		t_case(read__cannot_be_placed__loc_prot_err),
		t_case(read__lost_in_silence__success),
		t_case(send__entry_leaves_its_mr__loc_prot_err),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
