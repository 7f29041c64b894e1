/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults between fetch and interrupt that the host must survive (NVC-37, SV-17).
 */
#include "under_way.h"

static void start(struct t_engine *t, const char *fault, unsigned commands)
{
	t_start(t, NULL);
	t_queues(t, 1, 8);
	t_heard = (struct t_heard){ 0 };
	t_fault(t, fault);
	t_reads(t, 1, 0, commands);
	t_run(t);
}

/* What each lie makes of the first of two completions. */
static void completion__lies__as_the_fault_says(void **state)
{
	static const struct {
		const char *fault;
		u16 cid;
		u16 sqid;
		u16 sqhd;
	} rows[] = {
		{ "cqe-cid@0x123,cid=0", 0x123, 1, 2 }, { "cqe-cid,cid=0", 0xfffe, 1, 2 },
		{ "cqe-cid@1,cid=0", 1, 1, 2 },		{ "cqe-sqid@7,cid=0", 0, 7, 2 },
		{ "cqe-sqhd,cid=0", 0, 1, 1 },		{ "cqe-sqhd@4,cid=0", 0, 1, 6 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct nvme_completion cqe;
		struct t_engine t;

		start(&t, rows[i].fault, 2);
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), rows[i].cid);
		assert_int_equal(le16_to_cpu(cqe.sq_id), rows[i].sqid);
		assert_int_equal(le16_to_cpu(cqe.sq_head), rows[i].sqhd);
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), 1);
		assert_int_equal(le16_to_cpu(cqe.sq_head), 2);
		assert_int_equal(bp_nvme_sq(t.ctrl, 1)->nr_outstanding, 0);
		t_engine_fini(&t);
	}
}

static void completion__wrong_phase__not_seen(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "cqe-phase,cid=0", 2);
	assert_false(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(t_peek(&t, 1).command_id), 0);
	assert_int_equal(t_heard.interrupts, 2);
	t_engine_fini(&t);
}

static void completion__twice__the_same_again(void **state)
{
	struct nvme_completion first, second;
	struct t_engine t;

	(void)state;
	start(&t, "duplicate-cqe,cid=0", 2);
	assert_true(t_take(&t, 1, &first));
	assert_true(t_take(&t, 1, &second));
	assert_memory_equal(&first, &second, sizeof(first));
	assert_true(t_take(&t, 1, &second));
	assert_int_equal(le16_to_cpu(second.command_id), 1);
	assert_false(t_take(&t, 1, &second));
	t_engine_fini(&t);
}

/* Nothing else is lost with it, and an Abort finds it. */
static void completion__lost__outstanding_until_aborted(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "lose-completion:0,cid=0", 2);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), 1);
	assert_false(t_take(&t, 1, &cqe));
	assert_null(bp_nvme_find(t.ctrl, 1, 1));
	assert_null(bp_nvme_find(t.ctrl, 2, 0));
	assert_non_null(bp_nvme_find(t.ctrl, 1, 0));
	bp_nvme_abort(bp_nvme_find(t.ctrl, 1, 0), NVME_SC_ABORT_REQ);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(t_status(&cqe), NVME_SC_ABORT_REQ);
	t_engine_fini(&t);
}

static void interrupt__lost__completion_is_there(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "lose-interrupt,cid=0", 1);
	assert_int_equal(t_heard.interrupts, 0);
	assert_true(t_take(&t, 1, &cqe));
	t_engine_fini(&t);
}

static void completion__reordered__overtakes_all(void **state)
{
	static const u16 order[] = { 3, 0, 1, 2, 4 };
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_fault(&t, "reorder,cid=3");
	t_reads(&t, 1, 0, 5);
	t_drain(&t);
	for (unsigned i = 0; i < 5; i++) {
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), order[i]);
	}
	t_engine_fini(&t);
}

/* The host sees the completion before the data has moved. */
static void completion__early__executed_afterwards(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "early-completion@500,cid=1", 3);
	for (u16 cid = 0; cid < 3; cid++) {
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), cid);
	}
	assert_int_equal(t_heard.executed, 2);
	assert_int_equal(bp_nvme_sq(t.ctrl, 1)->nr_outstanding, 1);
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_engine_env(&t)->now_ns, 500);
	assert_int_equal(t_heard.executed, 3);
	assert_int_equal(t_heard.last_cid, 1);
	assert_false(t_take(&t, 1, &cqe));
	assert_int_equal(bp_nvme_sq(t.ctrl, 1)->nr_outstanding, 0);
	t_engine_fini(&t);
}

/* It does not outlive its queue. */
static void completion__early_and_queue_deleted__never_executed(void **state)
{
	struct t_engine t;

	(void)state;
	start(&t, "early-completion,cid=1", 3);
	assert_int_equal(t_delete(&t, nvme_admin_delete_sq, 1), 0);
	t_drain(&t);
	assert_int_equal(t_heard.executed, 2 + 1);
	assert_int_equal(t_count(&t)->completed, 2 + 3 + 1);
	t_engine_fini(&t);
}

/* An admin command may be held, and then nobody is there to be completed. */
static void completion__early_and_admin__not_early(void **state)
{
	const struct nvme_command aer = t_command(nvme_admin_async_event, 1);
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_fault(&t, "early-completion:0");
	t_submit(&t, 0, &aer);
	t_drain(&t);
	assert_false(t_take(&t, 0, &cqe));
	assert_int_equal(t_heard.held, 1);
	assert_non_null(bp_nvme_find(t.ctrl, 0, 1));
	t_queues(&t, 1, 8); /* their creation is not early, either */
	t_engine_fini(&t);
}

/* Nor is it executed when it was aborted before its early completion. */
static void completion__early_and_aborted_before__never_executed(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_fault(&t, "early-completion,cid=7");
	t_reads(&t, 1, 7, 1);
	t_run(&t);
	bp_nvme_abort(bp_nvme_find(t.ctrl, 1, 7), NVME_SC_ABORT_REQ);
	t_drain(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(t_status(&cqe), NVME_SC_ABORT_REQ);
	assert_int_equal(t_heard.executed, 2);
	assert_int_equal(bp_nvme_sq(t.ctrl, 1)->nr_outstanding, 0);
	t_engine_fini(&t);
}

/* A completion that is posted twice needs two places. */
static void completion__twice_and_no_room__once(void **state)
{
	struct nvme_command cq = t_cq_command(1, 2), sq = t_sq_command(1, 8);
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_pair_reset(&t, 1, 8);
	t_admin_run(&t, &cq);
	t_admin_run(&t, &sq);
	t_fault(&t, "duplicate-cqe:0,sqid=1");
	t_reads(&t, 1, 3, 1);
	t_run(&t);
	assert_int_equal(t_count(&t)->completed, 2 + 1);
	assert_int_equal(bp_nvme_cq(t.ctrl, 1)->tail, 1);
	assert_true(t_take(&t, 1, &cqe));
	t_engine_fini(&t);
}

static void command__fetched_late__later(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "late-fetch@700:0,sqid=1", 2);
	assert_int_equal(t_count(&t)->fetched, 2);
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_engine_env(&t)->now_ns, 700);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.sq_head), 1); /* of 2 that were rung */
	assert_false(t_take(&t, 1, &cqe));
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_engine_env(&t)->now_ns, 1400);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.sq_head), 2);
	assert_false(bp_wait(t_engine_env(&t)));
	t_engine_fini(&t);
}

static void command__corrupted__one_byte(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "corrupt-sqe@40,sqid=1", 1);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le32_to_cpu(cqe.result.u32), 0x10ff);
	t_engine_fini(&t);
}

/* A status instead of execution. */
static void command__status_injected__not_executed(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	start(&t, "status@0x281,cid=1", 3);
	for (u16 cid = 0; cid < 3; cid++) {
		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(t_status(&cqe), cid == 1 ? NVME_SC_READ_ERROR : 0);
	}
	assert_int_equal(t_heard.executed, 2);
	t_engine_fini(&t);
}

static void event__spurious__raised(void **state)
{
	struct t_engine t;

	(void)state;
	start(&t, "spurious-aer,cid=1", 3);
	assert_int_equal(t_heard.events, 1);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(completion__lies__as_the_fault_says),
		cmocka_unit_test(completion__wrong_phase__not_seen),
		cmocka_unit_test(completion__twice__the_same_again),
		cmocka_unit_test(completion__lost__outstanding_until_aborted),
		cmocka_unit_test(interrupt__lost__completion_is_there),
		cmocka_unit_test(completion__reordered__overtakes_all),
		cmocka_unit_test(completion__early__executed_afterwards),
		cmocka_unit_test(completion__early_and_queue_deleted__never_executed),
		cmocka_unit_test(completion__early_and_admin__not_early),
		cmocka_unit_test(completion__early_and_aborted_before__never_executed),
		cmocka_unit_test(completion__twice_and_no_room__once),
		cmocka_unit_test(command__fetched_late__later),
		cmocka_unit_test(command__corrupted__one_byte),
		cmocka_unit_test(command__status_injected__not_executed),
		cmocka_unit_test(event__spurious__raised),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
