/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states of a controller (NVC-2 to NVC-5, NVC-7, NVC-8).
 */
#include "engine_test.h"

/* NVC-3: what is wrong with CC and the admin queues; one row each. */
static void enable__bad_values__fatal_and_not_ready(void **state)
{
	static const struct {
		const char *what;
		u32 cc;
		u32 aqa;
		u64 asq;
		u64 acq;
	} rows[] = {
		{ "ASQ not aligned", T_ENABLED, 0x70007, T_SQ(0) + 0x800, T_CQ(0) },
		{ "ACQ not aligned", T_ENABLED, 0x70007, T_SQ(0), T_CQ(0) + 4 },
		{ "ASQ not aligned to 8 KiB", T_ENABLED | 1 << 7, 0x70007, T_SQ(0) + 0x1000,
		  T_CQ(0) },
		{ "no such command set", T_ENABLED | 1 << 4, 0x70007, T_SQ(0), T_CQ(0) },
		{ "no I/O command set", T_ENABLED | 7 << 4, 0x70007, T_SQ(0), T_CQ(0) },
		{ "pages too large", T_ENABLED | 2 << 7, 0x70007, T_SQ(0), T_CQ(0) },
		{ "IOSQES 5", NVME_CC_ENABLE | 5u << 16 | NVME_CC_IOCQES, 0x70007, T_SQ(0),
		  T_CQ(0) },
		{ "IOCQES 0", NVME_CC_ENABLE | NVME_CC_IOSQES, 0x70007, T_SQ(0), T_CQ(0) },
		{ "ASQS 0", T_ENABLED, 0x70000, T_SQ(0), T_CQ(0) },
		{ "ACQS 0", T_ENABLED, 0x00007, T_SQ(0), T_CQ(0) },
		{ "weighted round robin", T_ENABLED | 1u << 11, 0x70007, T_SQ(0), T_CQ(0) },
	};
	struct bp_nvme_config config = bp_nvme_config_default();

	(void)state;
	config.mpsmax = 1;
	config.css = 3; /* the bit of a reserved value does not help */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct t_engine t;

		t_engine_init(&t, &config);
		t_write(&t, NVME_REG_AQA, rows[i].aqa, 4);
		t_write(&t, NVME_REG_ASQ, rows[i].asq, 8);
		t_write(&t, NVME_REG_ACQ, rows[i].acq, 8);
		t_cc(&t, rows[i].cc);
		if (t_csts(&t) != NVME_CSTS_CFS)
			fail_msg("%s: CSTS 0x%x", rows[i].what, t_csts(&t));
		assert_int_equal(t_count(&t)->fatal, 1);
		/* NVC-7: only disabling leads out of it. */
		t_doorbell(&t, 0, false, 1);
		assert_int_equal(t_count(&t)->doorbell_not_ready, 1);
		t_cc(&t, 0);
		assert_int_equal(t_csts(&t), 0);
		t_engine_enable(&t);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
		t_engine_fini(&t);
	}
}

static void enable__larger_pages__ready(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.mpsmin = 1;
	config.mpsmax = 2;
	t_engine_init(&t, &config);
	t_engine_enable(&t); /* pages of 4 KiB, too small */
	assert_int_equal(t_csts(&t), NVME_CSTS_CFS);
	t_cc(&t, 0);
	t_cc(&t, T_ENABLED | 2 << 7);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	assert_int_equal(t.ctrl->page_bytes, 16384);
	t_engine_fini(&t);
}

/* NVC-2: polling loops see every state. */
static void enable__that_takes_time__states_in_order(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.transition_ns = 500;
	t_engine_init(&t, &config);
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), 0);
	t_doorbell(&t, 0, false, 1);
	assert_int_equal(t_count(&t)->doorbell_not_ready, 1);
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_engine_env(&t)->now_ns, 500);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_cc(&t, 0);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	assert_true(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_csts(&t), 0);
	assert_int_equal(t_engine_env(&t)->now_ns, 1000);
	assert_false(bp_wait(t_engine_env(&t)));
	t_engine_fini(&t);
}

/* NVC-3, the first rule: the last life is not over yet. */
static void enable__while_disabling__fatal(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	config.transition_ns = 500;
	t_engine_init(&t, &config);
	t_engine_enable(&t);
	bp_wait(t_engine_env(&t));
	t_cc(&t, 0);
	t_cc(&t, T_ENABLED);
	assert_int_equal(t_csts(&t), NVME_CSTS_CFS); /* RDY was the last life's */
	assert_false(bp_wait(t_engine_env(&t)));
	t_engine_fini(&t);
}

/* NVC-4 */
static void disable__with_everything_going_on__vanishes(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct nvme_command aer = t_command(nvme_admin_async_event, 30);
	struct t_engine t;
	struct nvme_completion cqe;

	(void)state;
	config.service[BP_NVME_SERVE_READ].ns = 1000;
	t_start(&t, &config);
	t_queues(&t, 1, 8);
	t_submit(&t, 0, &aer);
	t_reads(&t, 1, 0, 3);
	t_run(&t);
	t_reads(&t, 1, 3, 2);
	assert_int_equal(t_count(&t)->fetched, 6);
	t.ctrl->allocated_sqs = t.ctrl->allocated_cqs = 1;
	t_cc(&t, T_ENABLED & ~NVME_CC_ENABLE);
	assert_int_equal(t_csts(&t), 0);
	assert_int_equal(t_count(&t)->vanished, 4);
	assert_int_equal(t_count(&t)->resets, 1);
	assert_int_equal(t_heard.resets, 1);
	while (bp_wait(t_engine_env(&t)))
		;
	assert_false(t_take(&t, 1, &cqe));
	/* The admin queue's registers stay. */
	assert_int_equal(t_read(&t, NVME_REG_ASQ, 8), T_SQ(0));
	assert_int_equal(t_read(&t, NVME_REG_ACQ, 8), T_CQ(0));
	assert_int_equal(t_read(&t, NVME_REG_AQA, 4), 0x70007);
	t_engine_enable(&t);
	assert_int_equal(t.ctrl->allocated_sqs, config.nr_io_queues);
	assert_int_equal(t.ctrl->allocated_cqs, config.nr_io_queues);
	assert_null(bp_nvme_sq(t.ctrl, 1));
	assert_false(bp_nvme_has_io_queues(t.ctrl));
	t_queues(&t, 1, 8);
	t_engine_fini(&t);
}

/* NVC-5 */
static void configure__while_enabled__fields_keep_their_values(void **state)
{
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	/* MPS and AMS, CSS, IOSQES, IOCQES; the rest is reserved. */
	t_cc(&t, T_ENABLED | 3 << 7 | 1 << 11);
	t_cc(&t, T_ENABLED | 6 << 4);
	t_cc(&t, (T_ENABLED ^ 1 << 16) | 0xff00000e);
	t_cc(&t, T_ENABLED ^ 1 << 20);
	assert_int_equal(t_read(&t, NVME_REG_CC, 4), T_ENABLED);
	assert_int_equal(t_count(&t)->cc_change, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_cc(&t, 3 << 7); /* disabled, they may */
	assert_int_equal(t_read(&t, NVME_REG_CC, 4), 3 << 7);
	assert_int_equal(t_count(&t)->cc_change, 4);
	t_engine_fini(&t);
}

/* NVC-8 */
static void subsystem_reset__magic__all_controllers(void **state)
{
	struct bp_nvme_subsystem subsystem = { 0 };
	struct bp_nvme_config config = bp_nvme_config_default();
	struct bp_nvme_controller *other;
	struct bp_error err = { 0 };
	struct t_engine t;

	(void)state;
	config.nssrs = true;
	config.subsystem = &subsystem;
	t_start(&t, &config);
	t_queues(&t, 1, 8);
	assert_int_equal(bp_nvme_engine_new(t.f.fabric, t_fabric_dev(&t.f, 'b'), &config, &t_parts,
					    &other, &err),
			 0);
	t_write(&t, NVME_REG_NSSR, NVME_NSSR_MAGIC - 1, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_write(&t, NVME_REG_NSSR, NVME_NSSR_MAGIC, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_NSSRO);
	assert_int_equal(t_read(&t, NVME_REG_CC, 4), 0);
	assert_int_equal(t_read(&t, NVME_REG_NSSR, 4), 0);
	assert_int_equal(other->registers.csts, NVME_CSTS_NSSRO);
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_NSSRO);
	t_write(&t, NVME_REG_CSTS, ~(u32)NVME_CSTS_NSSRO, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_NSSRO);
	t_write(&t, NVME_REG_CSTS, NVME_CSTS_NSSRO, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	assert_int_equal(other->registers.csts, NVME_CSTS_NSSRO);
	bp_nvme_controller_remove(other);
	t_write(&t, NVME_REG_NSSR, NVME_NSSR_MAGIC, 4);
	assert_int_equal(other->state, BP_NVME_GONE);
	bp_nvme_controller_free(other);
	t_engine_fini(&t);
}

static void subsystem_reset__alone_or_not_supported__itself_or_nothing(void **state)
{
	struct bp_nvme_config config = bp_nvme_config_default();
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	t_write(&t, NVME_REG_NSSR, NVME_NSSR_MAGIC, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_engine_fini(&t);
	config.nssrs = true;
	t_start(&t, &config);
	t_write(&t, NVME_REG_NSSR, NVME_NSSR_MAGIC, 4);
	assert_int_equal(t_csts(&t), NVME_CSTS_NSSRO);
	t_engine_fini(&t);
}

/* NVC-37 */
static void enable__faults__fails_late_or_never(void **state)
{
	struct t_engine t;

	(void)state;
	t_engine_init(&t, NULL);
	t_fault(&t, "fail-enable");
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), NVME_CSTS_CFS);
	t_cc(&t, 0);
	t_fault(&t, "delay-ready@700");
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), 0);
	bp_wait(t_engine_env(&t));
	assert_int_equal(t_engine_env(&t)->now_ns, 700);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_cc(&t, 0);
	t_fault(&t, "never-ready");
	t_engine_enable(&t);
	assert_false(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_csts(&t), 0);
	t_cc(&t, 0);
	t_engine_enable(&t);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	assert_int_equal(t_count(&t)->faults, 3);
	t_cc(&t, 0);
	t_fault(&t, "delay-ready@700");
	t_engine_enable(&t);
	t_cc(&t, 0); /* what was to come does not come into the next life */
	t_fault(&t, "never-ready");
	t_engine_enable(&t);
	assert_false(bp_wait(t_engine_env(&t)));
	assert_int_equal(t_csts(&t), 0);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enable__bad_values__fatal_and_not_ready),
		cmocka_unit_test(enable__larger_pages__ready),
		cmocka_unit_test(enable__that_takes_time__states_in_order),
		cmocka_unit_test(enable__while_disabling__fatal),
		cmocka_unit_test(disable__with_everything_going_on__vanishes),
		cmocka_unit_test(configure__while_enabled__fields_keep_their_values),
		cmocka_unit_test(subsystem_reset__magic__all_controllers),
		cmocka_unit_test(subsystem_reset__alone_or_not_supported__itself_or_nothing),
		cmocka_unit_test(enable__faults__fails_late_or_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
