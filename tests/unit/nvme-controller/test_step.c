/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end in the middle: at each step of a command the controller gives up, is pulled out, is
 * reset, or loses the queue (NVC-7, NVC-37, SV-16; INV-NVME-22).
 */
#include <stdio.h>

#include "engine_test.h"

static struct bp_nvme_config slow(void)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.service[BP_NVME_SERVE_READ].ns = 1000;
	return config;
}

static void drain(struct t_engine *t)
{
	while (bp_wait(t_engine_env(t)))
		;
}

static unsigned completions(struct t_engine *t)
{
	struct nvme_completion cqe;
	unsigned n = 0;

	while (t_take(t, 1, &cqe))
		n++;
	return n;
}

/* Step by step: what the host finds, and whether it is interrupted. */
static const struct {
	unsigned completions;
	unsigned interrupts;
	unsigned executed;
} after[BP_NVME_STEP_NR] = {
	[BP_NVME_STEP_DOORBELL] = { 0, 0, 0 }, [BP_NVME_STEP_FETCH] = { 0, 0, 0 },
	[BP_NVME_STEP_EXECUTE] = { 0, 0, 1 },  [BP_NVME_STEP_COMPLETE] = { 0, 0, 3 },
	[BP_NVME_STEP_POST] = { 1, 0, 3 },     [BP_NVME_STEP_INTERRUPT] = { 1, 1, 3 },
};

static void check(struct t_engine *t, unsigned step)
{
	t_queues(t, 1, 8);
	t_heard = (struct t_heard){ 0 };
	t_reads(t, 1, 0, 3);
	drain(t);
	assert_int_equal(completions(t), after[step].completions);
	assert_int_equal(t_heard.interrupts, after[step].interrupts);
	assert_int_equal(t_heard.executed, after[step].executed);
}

static void fatal__at_each_step__nothing_more_until_reset(void **state)
{
	const struct bp_nvme_config config = slow();

	(void)state;
	for (unsigned step = 0; step < BP_NVME_STEP_NR; step++) {
		struct nvme_completion cqe;
		struct t_engine t;
		char text[64];

		t_start(&t, &config);
		snprintf(text, sizeof(text), "fatal@%s,sqid=1", bp_nvme_step_name[step]);
		t_fault(&t, text);
		check(&t, step);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS);
		t_ring(&t, 1);
		t_doorbell(&t, 1, true, 1);
		drain(&t);
		assert_false(t_take(&t, 1, &cqe));
		t_cc(&t, 0);
		assert_int_equal(t_csts(&t), 0);
		t_engine_enable(&t);
		t_queues(&t, 1, 8);
		t_reads(&t, 1, 0, 3);
		drain(&t);
		assert_int_equal(completions(&t), 3);
		t_engine_fini(&t);
	}
}

static void removal__at_each_step__ones_and_silence(void **state)
{
	const struct bp_nvme_config config = slow();

	(void)state;
	for (unsigned step = 0; step < BP_NVME_STEP_NR; step++) {
		struct t_engine t;
		char text[64];

		t_start(&t, &config);
		snprintf(text, sizeof(text), "remove@%s,sqid=1", bp_nvme_step_name[step]);
		t_fault(&t, text);
		check(&t, step);
		assert_int_equal(t_csts(&t), 0xffffffff);
		assert_null(bp_nvme_sq(t.ctrl, 0));
		t_cc(&t, 0);
		t_engine_enable(&t);
		drain(&t);
		assert_int_equal(t_csts(&t), 0xffffffff);
		t_engine_fini(&t);
	}
}

static unsigned pulled;

/* A world in which the slot is emptied while a command executes. */
static void io_and_removal(struct bp_nvme_run *run)
{
	bp_nvme_controller_remove(run->ctrl);
	run->status = NVME_SC_INTERNAL;
	pulled++;
}

static void removal__while_a_command_executes__command_survives_it(void **state)
{
	struct bp_nvme_parts parts = t_parts;
	struct t_engine t;

	(void)state;
	parts.io = io_and_removal;
	t_start(&t, NULL);
	t.ctrl->parts = &parts;
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 3);
	drain(&t);
	assert_int_equal(pulled, 1);
	assert_int_equal(completions(&t), 0);
	t_engine_fini(&t);
}

/* What the host may do between two steps of the controller. */
static void reset__at_each_moment__vanishes_and_starts_again(void **state)
{
	const struct bp_nvme_config config = slow();

	(void)state;
	for (unsigned moment = 0; moment < 4; moment++) {
		struct t_engine t;

		t_start(&t, &config);
		t_queues(&t, 1, 8);
		t_reads(&t, 1, 0, 3);
		if (moment > 0)
			t_run(&t); /* fetched and executed */
		if (moment > 1)
			bp_wait(t_engine_env(&t)); /* completed */
		if (moment > 2)
			t_reads(&t, 1, 3, 3);
		t_cc(&t, 0);
		assert_int_equal(t_csts(&t), 0);
		drain(&t);
		assert_int_equal(completions(&t), moment > 1 ? 3 : 0);
		assert_int_equal(t_count(&t)->vanished, moment == 1 ? 3 : 0);
		t_engine_enable(&t);
		t_queues(&t, 1, 8);
		t_reads(&t, 1, 0, 3);
		drain(&t);
		assert_int_equal(completions(&t), 3);
		t_engine_fini(&t);
	}
}

/* NVC-12, NVC-13, NVC-7: memory that cannot be reached. */
static void queue__unreachable__fatal(void **state)
{
	struct t_engine t;

	(void)state;
	for (unsigned which = 0; which < 2; which++) {
		struct nvme_command cq = t_cq_command(1, 8), sq = t_sq_command(1, 8);

		(which ? &sq.create_sq.prp1 : &cq.create_cq.prp1)[0] = cpu_to_le64(T_RAM_END);
		t_start(&t, NULL);
		t_pair_reset(&t, 1, 8);
		assert_int_equal(t_admin_run(&t, &cq), 0);
		assert_int_equal(t_admin_run(&t, &sq), 0);
		bp_fabric_announce(t.f.fabric, which ? 0 : 1);
		t_reads(&t, 1, 0, 3);
		drain(&t);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS);
		assert_int_equal(t_heard.executed, which ? 2 : 5);
		t_engine_fini(&t);
	}
}

/* SV-1, SV-2: own registers are no memory for queues either. */
static void queue__in_own_registers__fatal_and_untouched(void **state)
{
	struct t_engine t;

	(void)state;
	for (unsigned which = 0; which < 2; which++) {
		struct nvme_command cq = t_cq_command(1, 8), sq = t_sq_command(1, 8);
		u64 bar;

		t_start(&t, NULL);
		bar = t_fabric_bus(&t.f, 'a');
		(which ? &sq.create_sq.prp1 : &cq.create_cq.prp1)[0] = cpu_to_le64(bar);
		t_pair_reset(&t, 1, 8);
		assert_int_equal(t_admin_run(&t, &cq), 0);
		assert_int_equal(t_admin_run(&t, &sq), 0);
		t_reads(&t, 1, 0, 1);
		drain(&t);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS);
		assert_int_equal(t_count(&t)->self_mmio_dma, 1);
		assert_int_equal(t_read(&t, NVME_REG_CC, 4), T_ENABLED);
		t_engine_fini(&t);
	}
}

static void faults__refused_entries__fatal(void **state)
{
	static const char *const texts[] = { "refuse-sqe,sqid=1", "refuse-cqe,sqid=1" };
	struct t_engine t;

	(void)state;
	for (unsigned which = 0; which < 2; which++) {
		t_start(&t, NULL);
		t_queues(&t, 1, 8);
		t_fault(&t, texts[which]);
		t_reads(&t, 1, 0, 1);
		drain(&t);
		assert_int_equal(t_csts(&t), NVME_CSTS_RDY | NVME_CSTS_CFS);
		t_engine_fini(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fatal__at_each_step__nothing_more_until_reset),
		cmocka_unit_test(removal__at_each_step__ones_and_silence),
		cmocka_unit_test(removal__while_a_command_executes__command_survives_it),
		cmocka_unit_test(reset__at_each_moment__vanishes_and_starts_again),
		cmocka_unit_test(queue__unreachable__fatal),
		cmocka_unit_test(queue__in_own_registers__fatal_and_untouched),
		cmocka_unit_test(faults__refused_entries__fatal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
