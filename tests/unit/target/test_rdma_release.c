/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue ends (R-C4.9), also where its completion queue has lost what it waits for (A8).
 */
#include "bp_test.h"
#include "nvmf.h"

static const struct t_nvmf_setup flows[] = {
	{ .target = { .disk = T_TARGET_NVME } },
	{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } },
	{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true },
	  .force_mr = true },
};

static void assert_nothing_left(struct t_nvmf *n)
{
	t_nvmf_settle(n);
	assert_true(TAILQ_EMPTY(&n->t.subsys->ctrls));
	assert_int_equal(t_target_pool(&n->t), T_BAR_BYTES);
}

/* The n-th completion of the target is lost, and with @times those that follow. */
static bool is_lost(const struct t_nvmf_setup *setup, u8 opcode, u64 nth, u64 times)
{
	const struct t_nvmf_rw rw = { .opcode = opcode, .bytes = 65536 };
	struct t_nvmf n;
	bool lost;

	t_nvmf_init(&n, setup);
	bp_rdma_fault_set(n.near, BP_RDMA_FAULT_CQ_OVERFLOW,
			  (struct bp_rdma_fault_rule){ nth, times });
	lost = t_nvmf_do(&n, &rw) == T_NVMF_LOST;
	if (lost)
		assert_nothing_left(&n);
	t_nvmf_fini(&n);
	return lost;
}

/* A8 "CQ overflow": the capsule, the end of the READ, the end of the response */
static void nvmet_rdma_release_queue_work__completion_lost__all_back(void **state)
{
	static const struct {
		u8 opcode;
		u64 nth, times;
	} cases[] = {
		{ nvme_cmd_read, 0, 1 },     { nvme_cmd_write, 0, 1 },	   { nvme_cmd_write, 1, 1 },
		{ nvme_cmd_read, 0, ~0ull }, { nvme_cmd_write, 1, ~0ull },
	};

	(void)state;
	for (unsigned f = 0; f < bp_array_size(flows); f++) {
		for (unsigned i = 0; i < bp_array_size(cases); i++)
			assert_true(
				is_lost(&flows[f], cases[i].opcode, cases[i].nth, cases[i].times));
		is_lost(&flows[f], nvme_cmd_read, 1, 1);
		is_lost(&flows[f], nvme_cmd_read, 1, ~0ull);
		is_lost(&flows[f], nvme_cmd_write, 2, 1);
		is_lost(&flows[f], nvme_cmd_write, 2, ~0ull);
	}
}

/* No completion that the end itself makes may be missed either. */
static void nvmet_rdma_release_queue_work__marker_lost__all_back(void **state)
{
	(void)state;
	for (u64 nth = 0; nth < 40; nth++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[0]);
		bp_rdma_fault_set(n.near, BP_RDMA_FAULT_CQ_OVERFLOW,
				  (struct bp_rdma_fault_rule){ nth, nth & 1 ? 1 : ~0ull });
		t_nvmf_fini(&n);
	}
}

/* While the I/O queue ends there is no memory for work requests. */
static bool refuses_rdma(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	const struct t_nvmf *n = arg;
	struct bp_nvmet_rdma_queue_view view;

	(void)bytes;
	return kind == BP_ALLOC_RDMA && bp_nvmet_rdma_queue_view(&n->port, 1, &view) &&
	       !view.is_live;
}

/* R-A8.3: no marker can be posted, and what is under way ends all the same. */
static void nvmet_rdma_release_queue_work__no_memory__all_back(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = refuses_rdma };
	unsigned lost = 0;

	(void)state;
	for (u64 ns = 0; ns < 60000; ns += 1500) {
		const struct t_nvmf_rw rw = { .opcode = nvme_cmd_read,
					      .bytes = 65536,
					      .twist = { .drops = true, .drop_ns = ns } };
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[0]);
		n.t.m.env->alloc_ops = &ops;
		n.t.m.env->alloc_arg = &n;
		lost += t_nvmf_do(&n, &rw) == T_NVMF_LOST;
		t_nvmf_settle(&n);
		n.t.m.env->alloc_ops = NULL;
		t_nvmf_fini(&n);
	}
	assert_in_range(lost, 1, 39);
}

/* The allocation of work that fails, counted down. */
static bool refuses_nth(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	u64 *left = arg;

	(void)bytes;
	return kind == BP_ALLOC_RDMA && !(*left)--;
}

/* R-A6.1, R-C5.8: 8 WRITEs and their response, or 8 READs, of which any is refused: what was
 * accepted still moves data, to and from memory that nobody has given back.  The checker looks. */
static void bp_nvmet_rdma_send__chain_refused_in_its_middle__kept(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = refuses_nth };
	const struct t_nvmf_setup setup = { .target = { .disk = T_TARGET_NVME }, .max_sge = 2 };
	unsigned refused = 0;

	(void)state;
	for (u64 nth = 0; nth < 40; nth++) {
		const struct t_nvmf_rw rw = { .opcode = nth & 1 ? nvme_cmd_read : nvme_cmd_write,
					      .bytes = 65536 };
		u64 left = nth / 2;
		struct t_nvmf n;

		t_nvmf_init(&n, &setup);
		n.t.m.env->alloc_ops = &ops;
		n.t.m.env->alloc_arg = &left;
		refused += t_nvmf_do(&n, &rw) != 0;
		n.t.m.env->alloc_ops = NULL;
		t_nvmf_settle(&n);
		t_nvmf_fini(&n);
	}
	assert_in_range(refused, 10, 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_release_queue_work__completion_lost__all_back),
		cmocka_unit_test(nvmet_rdma_release_queue_work__marker_lost__all_back),
		cmocka_unit_test(nvmet_rdma_release_queue_work__no_memory__all_back),
		cmocka_unit_test(bp_nvmet_rdma_send__chain_refused_in_its_middle__kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
