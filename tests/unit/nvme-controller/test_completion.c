/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completions: their bytes, their phase, their order, and interrupts (NVC-12 to NVC-14).
 */
#include "under_way.h"

/* nvme.md 8 */
static void completion__bytes__where_the_host_expects_them(void **state)
{
	static const u8 expected[16] = {
		0x34, 0x12, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0x34, 0x02, 1, 0
	};
	struct nvme_command cmd = t_command(nvme_cmd_read, 0x234);
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_queues(&t, 1, 8);
	t_submit(&t, 1, &cmd);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_memory_equal(&cqe, expected, 16);
	assert_int_equal(t_heard.vector, 1);
	assert_int_equal(t_heard.completed, 3);
	t_engine_fini(&t);
}

/* EX-NVME-22: the status word. */
static void completion__status__above_the_phase(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_queues(&t, 1, 8);
	t_fault(&t, "status@0x4013");
	t_reads(&t, 1, 0, 1);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.status), 0x8027);
	assert_int_equal(t_count(&t)->failed, 1);
	t_engine_fini(&t);
}

/* EX-NVME-17, INV-NVME-16, -17: a queue of four, three entries at a time. */
static void completion__passes_over_the_queue__phase_flips(void **state)
{
	static const u16 phases[] = { 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 0 };
	struct nvme_command cq = t_cq_command(1, 4), sq = t_sq_command(1, 32);
	struct t_engine t;
	u32 seen = 0;

	(void)state;
	t_start(&t, NULL);
	t_pair_reset(&t, 1, 32);
	t_admin_run(&t, &cq);
	t_admin_run(&t, &sq);
	t_reads(&t, 1, 0, 13);
	t_run(&t);
	while (seen < 13) {
		struct nvme_completion cqe;
		u64 posted = t_count(&t)->completed - 2;

		assert_int_equal(posted, bp_min(seen + 3, 13u)); /* never into a slot in use */
		assert_true(bp_backing_read(&t.f.ram, T_CQ(1) + seen % 4 * 16, &cqe, 16));
		assert_int_equal(le16_to_cpu(cqe.command_id), seen);
		assert_int_equal(le16_to_cpu(cqe.status) & 1, phases[seen]);
		seen++;
		t_doorbell(&t, 1, true, seen % 4);
		t_run(&t);
	}
	assert_int_equal(bp_nvme_sq(t.ctrl, 1)->nr_outstanding, 0);
	t_engine_fini(&t);
}

/* NVC-13: SQHD is the head when the entry is written. */
static void completion__sq_head__at_posting_time(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	t_reads(&t, 1, 2, 3);
	t_run(&t);
	bp_wait(t_engine_env(&t));
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.sq_head), 5);
	t_engine_fini(&t);
}

/* A full queue holds back its submission queues. */
static void completion__host_never_frees__fetching_stops(void **state)
{
	struct nvme_command cq = t_cq_command(1, 2), sq = t_sq_command(1, 64);
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.burst = 4;
	t_start(&t, &config);
	t_pair_reset(&t, 1, 64);
	t_admin_run(&t, &cq);
	t_admin_run(&t, &sq);
	for (u16 i = 0; i < 6; i++) {
		t_reads(&t, 1, (u16)(10 * i), 10);
		t_run(&t);
	}
	assert_int_equal(t_count(&t)->fetched, 2 + 10);
	t_engine_fini(&t);
}

/* NVC-14: queues by number, a burst each. */
static void arbitration__burst_of_two__round_robin(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct nvme_command cq = t_cq_command(1, 64);
	static const u16 order[] = { 10, 11, 20, 21, 30, 31, 12, 13, 22, 32, 14 };
	struct t_engine t;

	(void)state;
	config.burst = 2;
	t_start(&t, &config);
	t_pair_reset(&t, 1, 64);
	t_admin_run(&t, &cq);
	for (u16 qid = 1; qid <= 3; qid++) {
		struct nvme_command sq = t_sq_command(qid, 8);

		sq.create_sq.cqid = cpu_to_le16(1);
		assert_int_equal(t_admin_run(&t, &sq), 0);
		t.pair[qid].size = 8;
	}
	t.pair[1].size = 8;
	t_reads(&t, 3, 30, 3);
	t_reads(&t, 1, 10, 5);
	t_reads(&t, 2, 20, 3);
	t_run(&t);
	t.pair[1].size = 64;
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct nvme_completion cqe;

		assert_true(t_take(&t, 1, &cqe));
		assert_int_equal(le16_to_cpu(cqe.command_id), order[i]);
		assert_int_equal(le16_to_cpu(cqe.sq_id), order[i] / 10);
	}
	t_engine_fini(&t);
}

/* INV-NVME-35 */
static void order__seeded__permuted_and_repeatable(void **state)
{
	u16 seen[3][20];

	(void)state;
	for (unsigned turn = 0; turn < 3; turn++) {
		struct bp_nvme_config config = bp_nvme_config_default();
		struct nvme_completion cqe;
		bool is_sorted = true;
		struct t_engine t;
		u32 set = 0;

		config.order = BP_NVME_SEEDED;
		config.seed = turn < 2 ? 5 : 6;
		t_start(&t, &config);
		t_queues(&t, 1, 32);
		t_reads(&t, 1, 0, 20);
		t_run(&t);
		for (unsigned i = 0; i < 20; i++) {
			assert_true(t_take(&t, 1, &cqe));
			seen[turn][i] = le16_to_cpu(cqe.command_id);
			is_sorted &= seen[turn][i] == i;
			set |= 1u << seen[turn][i];
		}
		assert_int_equal(set, 0xfffff);
		assert_false(is_sorted);
		t_engine_fini(&t);
	}
	assert_memory_equal(seen[0], seen[1], sizeof(seen[0]));
	assert_memory_not_equal(seen[0], seen[2], sizeof(seen[0]));
}

/* Fixed, by byte, by list; in the order of submission although the second one is faster. */
static void service_time__classes__from_the_configuration(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct nvme_command slow = t_command(nvme_cmd_write, 1),
			    fast = t_command(nvme_cmd_flush, 2);
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	config.service[BP_NVME_SERVE_WRITE] = (struct bp_nvme_service){ 1000, 500 };
	config.service[BP_NVME_SERVE_OTHER] = (struct bp_nvme_service){ 10, 0 };
	config.list_ns = 7;
	slow.common.cdw12 = cpu_to_le32(4096);
	slow.common.cdw13 = cpu_to_le32(3);
	t_start(&t, &config);
	t_queues(&t, 1, 8);
	t_put(&t, 1, &slow);
	t_submit(&t, 1, &fast);
	t_run(&t);
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_engine_env(&t)->now_ns, 1000 + 2048 + 21);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), 1);
	assert_true(t_take(&t, 1, &cqe));
	t_submit(&t, 1, &fast);
	t_run(&t);
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_engine_env(&t)->now_ns, 3079);
	t_engine_fini(&t);
}

/* NVC-13, nvme.md 4: only a pin can be masked. */
static void interrupt__pin_masked__comes_later(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct nvme_command none = t_command(0xff, 1);
	struct t_engine t;

	(void)state;
	config.vectors = 0;
	t_start(&t, &config);
	t_write(&t, NVME_REG_INTMS, 1, 4);
	t_admin_run(&t, &none);
	t_admin_run(&t, &none);
	assert_int_equal(t_heard.interrupts, 0);
	t_write(&t, NVME_REG_INTMC, 2, 4);
	assert_int_equal(t_heard.interrupts, 0);
	t_write(&t, NVME_REG_INTMC, 1, 4);
	assert_int_equal(t_heard.interrupts, 1);
	t_write(&t, NVME_REG_INTMC, 1, 4);
	assert_int_equal(t_heard.interrupts, 1);
	t_write(&t, NVME_REG_INTMS, 1, 4);
	t_admin_run(&t, &none);
	t_cc(&t, 0); /* NVC-4: nobody is told of completions that vanished */
	t_write(&t, NVME_REG_INTMC, 1, 4);
	assert_int_equal(t_heard.interrupts, 1);
	t_engine_fini(&t);
	t_start(&t, NULL);
	t_write(&t, NVME_REG_INTMS, 1, 4);
	t_admin_run(&t, &none);
	assert_int_equal(t_heard.interrupts, 1);
	t_engine_fini(&t);
}

static void interrupt__not_enabled__none(void **state)
{
	struct nvme_command cq = t_cq_command(1, 8), sq = t_sq_command(1, 8);
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_pair_reset(&t, 1, 8);
	cq.create_cq.cq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG);
	t_admin_run(&t, &cq);
	t_admin_run(&t, &sq);
	assert_int_equal(t_heard.interrupts, 2);
	t_reads(&t, 1, 0, 3);
	t_run(&t);
	assert_int_equal(t_heard.interrupts, 2);
	t_engine_fini(&t);
}

/* NVC-17 */
static void cid__in_use__conflict(void **state)
{
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_queues(&t, 2, 8);
	t_reads(&t, 1, 0x107, 1);
	t_reads(&t, 2, 0x107, 1); /* another queue */
	t_reads(&t, 1, 0x007, 1); /* another id in the same bucket */
	t_reads(&t, 1, 0x107, 1);
	t_run(&t);
	assert_int_equal(t_count(&t)->cid_conflict, 1);
	assert_int_equal(t_count(&t)->executed, 4 + 3);
	bp_wait(t_engine_env(&t));
	assert_true(t_take(&t, 1, &cqe));
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(t_status(&cqe), 0);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), 0x107);
	assert_int_equal(t_status(&cqe), NVME_SC_CMDID_CONFLICT);
	t_reads(&t, 1, 0x107, 1); /* it is free again */
	t_run(&t);
	assert_int_equal(t_count(&t)->cid_conflict, 1);
	t_engine_fini(&t);
}

/* NVC-12, SV-15: what the host changes after the fetch has no effect. */
static void sqe__changed_after_fetch__no_effect(void **state)
{
	static const u8 ones[64 * 8] = { 0xff };
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	t_start_slow(&t);
	t_reads(&t, 1, 3, 1);
	t_run(&t);
	assert_int_equal(bp_backing_write(&t.f.ram, T_SQ(1), ones, sizeof(ones)), 0);
	bp_wait(t_engine_env(&t));
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(le16_to_cpu(cqe.command_id), 3);
	assert_int_equal(le32_to_cpu(cqe.result.u32), 0x1003);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(completion__bytes__where_the_host_expects_them),
		cmocka_unit_test(completion__status__above_the_phase),
		cmocka_unit_test(completion__passes_over_the_queue__phase_flips),
		cmocka_unit_test(completion__sq_head__at_posting_time),
		cmocka_unit_test(completion__host_never_frees__fetching_stops),
		cmocka_unit_test(arbitration__burst_of_two__round_robin),
		cmocka_unit_test(order__seeded__permuted_and_repeatable),
		cmocka_unit_test(service_time__classes__from_the_configuration),
		cmocka_unit_test(interrupt__pin_masked__comes_later),
		cmocka_unit_test(interrupt__not_enabled__none),
		cmocka_unit_test(cid__in_use__conflict),
		cmocka_unit_test(sqe__changed_after_fetch__no_effect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
