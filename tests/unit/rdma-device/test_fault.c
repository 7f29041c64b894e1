/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>

#include "bp_test.h"
#include "rdma.h"

#define REMOTE_ALL (IB_ACCESS_LOCAL_WRITE | IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE)

/* Three of the same work of the near side, with RECVs for it. */
static const char *three(struct t_rdma *t, enum ib_wr_opcode opcode)
{
	struct ib_mr *mr = t_rdma_mr(t, &t->far, T_RDMA_FAR, 0x1000, REMOTE_ALL);

	for (unsigned i = 0; i < 3; i++) {
		t_rdma_recv(&t->far, i, T_RDMA_FAR, 64);
		t_rdma_rdma(&t->near, i, opcode, T_RDMA_RAM, 16, T_RDMA_FAR, mr->rkey);
	}
	t_rdma_settle(t);
	return t_rdma_sends(&t->near);
}

static void fault__second_chance__hits_the_second(void **state)
{
	static const struct {
		enum bp_rdma_fault fault;
		bool far;
		enum ib_wr_opcode opcode;
		const char *ends;
	} cases[] = {
		{ BP_RDMA_FAULT_PEER_GONE, false, IB_WR_SEND, "0:SUCCESS 1:RETRY_EXC_ERR 2:FLUSH" },
		{ BP_RDMA_FAULT_BAD_RKEY, false, IB_WR_RDMA_READ,
		  "0:SUCCESS 1:REM_ACCESS_ERR 2:FLUSH" },
		{ BP_RDMA_FAULT_BAD_RKEY, false, IB_WR_RDMA_WRITE,
		  "0:SUCCESS 1:REM_ACCESS_ERR 2:FLUSH" },
		{ BP_RDMA_FAULT_RNR, true, IB_WR_SEND, "0:SUCCESS 1:SUCCESS 2:SUCCESS" },
		{ BP_RDMA_FAULT_CQ_OVERFLOW, false, IB_WR_SEND, "0:SUCCESS 2:FLUSH" },
		{ BP_RDMA_FAULT_UNDECODED, false, IB_WR_SEND, "0:SUCCESS 1:LOC_PROT_ERR 2:FLUSH" },
		{ BP_RDMA_FAULT_UNDECODED, false, IB_WR_RDMA_WRITE,
		  "0:SUCCESS 1:LOC_PROT_ERR 2:FLUSH" },
		{ BP_RDMA_FAULT_UNDECODED, true, IB_WR_RDMA_READ,
		  "0:SUCCESS 1:REM_OP_ERR 2:FLUSH" },
		{ BP_RDMA_FAULT_UNDECODED, true, IB_WR_SEND, "0:SUCCESS 1:REM_OP_ERR 2:FLUSH" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct t_rdma *t = calloc(1, sizeof(*t));
		struct bp_rdma_adapter *a;

		assert_non_null(t);
		t_rdma_start(t, "ib");
		a = cases[i].far ? t->far.adapter : t->near.adapter;
		bp_rdma_fault_set(a, cases[i].fault, (struct bp_rdma_fault_rule){ 1, 1 });
		assert_string_equal(three(t, cases[i].opcode), cases[i].ends);
		assert_int_equal(a->counters.injected, 1);
		t_rdma_fini(t);
		free(t);
	}
}

/* Neither patience nor a wire that works again helps. */
static void fault__peer_gone_for_ever__each_message(void **state)
{
	struct t_rdma t;

	(void)state;
	t_rdma_start(&t, "ib");
	bp_rdma_fault_set(t.near.adapter, BP_RDMA_FAULT_PEER_GONE,
			  (struct bp_rdma_fault_rule){ 0, ~0ull });
	assert_string_equal(three(&t, IB_WR_SEND), "0:RETRY_EXC_ERR 1:FLUSH 2:FLUSH");
	assert_int_equal(t.near.adapter->counters.injected, 1);
	t_rdma_fini(&t);
}

static void fault__rnr_and_no_patience__rnr_retry_exc_err(void **state)
{
	struct t_rdma t;

	(void)state;
	t_rdma_start(&t, "ib");
	bp_rdma_pair_of(t.near.qp)->attr.rnr_retry = 0;
	bp_rdma_fault_set(t.far.adapter, BP_RDMA_FAULT_RNR, (struct bp_rdma_fault_rule){ 0, 1 });
	assert_string_equal(three(&t, IB_WR_SEND), "0:RNR_RETRY_EXC_ERR 1:FLUSH 2:FLUSH");
	t_rdma_fini(&t);
}

/* rnr_retry 7 is no number, but patience. */
static void fault__rnr_and_all_patience__ends_well(void **state)
{
	struct t_rdma t;

	(void)state;
	t_rdma_start(&t, "ib");
	bp_rdma_fault_set(t.far.adapter, BP_RDMA_FAULT_RNR, (struct bp_rdma_fault_rule){ 0, 20 });
	assert_string_equal(three(&t, IB_WR_SEND), "0:SUCCESS 1:SUCCESS 2:SUCCESS");
	assert_int_equal(t.far.adapter->counters.rnr, 20);
	t_rdma_fini(&t);
}

static void bp_rdma_fault_find__names__found_or_told(void **state)
{
	enum bp_rdma_fault fault;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_rdma_fault_find("cq-overflow", &fault, &err), 0);
	assert_int_equal(fault, BP_RDMA_FAULT_CQ_OVERFLOW);
	assert_int_equal(bp_rdma_fault_find("cosmic-ray", &fault, &err), -EINVAL);
	assert_string_equal(err.key, "fault");
	assert_string_equal(err.text, "there is no fault 'cosmic-ray' of an RDMA adapter: "
				      "peer-gone, bad-rkey, rnr, cq-overflow and undecoded exist");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fault__second_chance__hits_the_second),
		cmocka_unit_test(fault__peer_gone_for_ever__each_message),
		cmocka_unit_test(fault__rnr_and_no_patience__rnr_retry_exc_err),
		cmocka_unit_test(fault__rnr_and_all_patience__ends_well),
		cmocka_unit_test(bp_rdma_fault_find__names__found_or_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
