/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller is shut down (NVC-6).
 */
#include "under_way.h"

static void shutdown__normal__finishes_and_flushes(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_NORMAL);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_OCCUR);
	t_reads(&t, 1, 2, 1);
	t_run(&t);
	assert_int_equal(t_count(&t)->fetched, 4); /* not the last one */
	assert_int_equal(t_heard.flushes, 0);
	bp_wait(t_engine_env(&t));
	assert_true(t_take(&t, 1, &cqe));
	assert_true(t_take(&t, 1, &cqe));
	assert_false(t_take(&t, 1, &cqe));
	assert_int_equal(t_heard.flushes, 1);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_CMPLT);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_ABRUPT); /* it has begun once */
	assert_int_equal(t_heard.flushes, 1);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_CMPLT);
	t_cc(&t, T_ENABLED); /* SHN back alone is no way back */
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_CMPLT);
	t_cc(&t, 0);
	assert_int_equal(t_csts(&t), 0);
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_engine_fini(&t);
}

static void shutdown__abrupt__nothing_is_finished(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	config.service[BP_NVME_SERVE_READ].ns = 1000;
	config.transition_ns = 300;
	t_engine_init(&t, &config);
	t_engine_enable(&t);
	bp_wait(t_engine_env(&t));
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_ABRUPT);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_OCCUR);
	assert_int_equal(t_count(&t)->vanished, 2);
	bp_wait(t_engine_env(&t));
	assert_int_equal(t_engine_env(&t)->now_ns, 600);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_CMPLT);
	assert_int_equal(t_heard.flushes, 0);
	t_drain(&t);
	assert_false(t_take(&t, 1, &cqe));
	t_engine_fini(&t);
}

/* What waits for room or, by a fault, for its execution is under way, too. */
static void shutdown__abrupt_with_completions_waiting__dropped(void **state)
{
	struct nvme_command cq = t_cq_command(1, 3), sq = t_sq_command(1, 8);
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_pair_reset(&t, 1, 8);
	t_admin_run(&t, &cq);
	t_admin_run(&t, &sq);
	t_fault(&t, "early-completion@500,cid=0");
	t_reads(&t, 1, 0, 4);
	t_run(&t);
	assert_int_equal(t_count(&t)->completed, 2 + 2);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_ABRUPT);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_CMPLT);
	t_doorbell(&t, 1, true, 2);
	t_drain(&t);
	assert_int_equal(t_count(&t)->completed, 2 + 2);
	assert_int_equal(t_count(&t)->vanished, 3);
	assert_int_equal(t_heard.executed, 2 + 3);
	t_engine_fini(&t);
}

/* Nothing can be under way. */
static void shutdown__disabled_or_fatal__complete_at_once(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.service[BP_NVME_SERVE_READ].ns = 1000;
	t_engine_init(&t, &config);
	t_cc(&t, NVME_CC_SHN_NORMAL);
	assert_int_equal(t_csts(&t), NVME_CSTS_SHST_CMPLT);
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	bp_nvme_controller_fail(t.ctrl);
	bp_nvme_controller_fail(t.ctrl);
	assert_int_equal(t_count(&t)->fatal, 1);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_NORMAL);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS | NVME_CSTS_SHST_CMPLT);
	t_engine_fini(&t);
}

/* Shutting down takes time for one that is ready alone. */
static void shutdown__with_transitions__only_where_there_is_something_to_do(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.transition_ns = 300;
	t_engine_init(&t, &config);
	t_cc(&t, NVME_CC_SHN_NORMAL);
	assert_int_equal(t_csts(&t), NVME_CSTS_SHST_CMPLT);
	t_cc(&t, 0);
	t_engine_enable(&t);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_NORMAL); /* still enabling */
	bp_wait(t_engine_env(&t));
	assert_int_equal(t_engine_env(&t)->now_ns, 300);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_CMPLT);
	t_engine_fini(&t);
}

/* Nobody waits for ever: neither for a dead controller, nor for one that was reset meanwhile. */
static void shutdown__overtaken_by_failure_or_reset__ends(void **state)
{
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_NORMAL);
	bp_nvme_controller_fail(t.ctrl);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS | NVME_CSTS_SHST_CMPLT);
	t_cc(&t, 0);
	t_engine_enable(&t);
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	t_cc(&t, T_ENABLED | NVME_CC_SHN_NORMAL);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_SHST_OCCUR);
	t_cc(&t, 0);
	t_engine_enable(&t);
	t_run(&t);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shutdown__normal__finishes_and_flushes),
		cmocka_unit_test(shutdown__abrupt__nothing_is_finished),
		cmocka_unit_test(shutdown__abrupt_with_completions_waiting__dropped),
		cmocka_unit_test(shutdown__disabled_or_fatal__complete_at_once),
		cmocka_unit_test(shutdown__with_transitions__only_where_there_is_something_to_do),
		cmocka_unit_test(shutdown__overtaken_by_failure_or_reset__ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
