/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other devices at the registers, and registers touched in the middle of a command (NVC-34,
 * NVC-35, SV-3).
 */
#include "engine_test.h"
#include "nvme/mmio.h"

static struct bp_nvme_config deferring(void)
{
	struct bp_nvme_config config = bp_nvme_config_default();

	config.peer_mmio_deferred = true;
	return config;
}

/* What b does to a's registers. */
static enum bp_outcome touch(struct t_engine *t, bool is_write, u64 reg, u32 *value)
{
	if (is_write)
		bp_fabric_announce(t->f.fabric, 1);
	return t_fabric_move(&t->f, 'b', is_write, t_fabric_bus(&t->f, 'a') + reg, value, 4)
		.outcome;
}

static void peer__default__refused(void **state)
{
	u32 value = 0;
	struct t_engine t;

	(void)state;
	t_start(&t, NULL);
	assert_int_equal(touch(&t, true, NVME_REG_CC, &value), BP_OUTCOME_ABORTED);
	assert_int_equal(touch(&t, false, NVME_REG_CSTS, &value), BP_OUTCOME_ABORTED);
	assert_int_equal(t_count(&t)->peer_refused, 2);
	assert_int_equal(t_csts(&t), NVME_CSTS_RDY);
	t_engine_fini(&t);
}

static void peer__deferred__done_when_there_is_time(void **state)
{
	const struct bp_nvme_config config = deferring();
	struct nvme_completion cqe;
	struct t_engine t;
	u32 value;

	(void)state;
	t_start(&t, &config);
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 1);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	value = t.pair[1].tail + 1;
	t_put(&t, 1, &(struct nvme_command){ .common.opcode = nvme_cmd_read });
	assert_int_equal(
		t_fabric_move(&t.f, 'b', true, t_fabric_bus(&t.f, 'a') + 0x1008, &value, 4).outcome,
		BP_OUTCOME_SUCCESS);
	assert_int_equal(bp_nvme_sq(t.ctrl, 1)->tail, 1);
	t_run(&t);
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(t_count(&t)->peer_deferred, 1);
	assert_int_equal(touch(&t, false, NVME_REG_CSTS, &value), BP_OUTCOME_ABORTED);
	bp_fabric_announce(t.f.fabric, 0);
	t_engine_fini(&t);
}

static void peer__too_many_deferred__refused(void **state)
{
	struct bp_nvme_config config = deferring();
	u32 ones = ~0u;
	struct t_engine t;

	(void)state;
	config.peer_mmio_depth = 3;
	t_start(&t, &config);
	for (unsigned i = 0; i < 5; i++) {
		if (i >= 3)
			bp_fabric_announce(t.f.fabric, 1);
		assert_int_equal(t_fabric_move(&t.f, 'b', true,
					       t_fabric_bus(&t.f, 'a') + NVME_REG_INTMS, &ones, 4)
					 .outcome,
				 i < 3 ? BP_OUTCOME_SUCCESS : BP_OUTCOME_ABORTED);
	}
	assert_int_equal(t_count(&t)->peer_deferred, 3);
	assert_int_equal(t_count(&t)->peer_overflow, 2);
	assert_int_equal(t_read(&t, NVME_REG_INTMS, 4), 0);
	t_run(&t);
	assert_int_equal(t_read(&t, NVME_REG_INTMS, 4), 0xffffffff);
	t_engine_fini(&t);
}

/* A reset forgets them. */
static void peer__reset_meanwhile__forgotten(void **state)
{
	const struct bp_nvme_config config = deferring();
	u32 ones = ~0u;
	struct t_engine t;

	(void)state;
	t_start(&t, &config);
	t_fabric_move(&t.f, 'b', true, t_fabric_bus(&t.f, 'a') + NVME_REG_INTMS, &ones, 4);
	t_cc(&t, 0);
	t_run(&t);
	assert_int_equal(t_read(&t, NVME_REG_INTMS, 4), 0);
	t_engine_fini(&t);
}

static struct t_engine *both;
static struct bp_nvme_controller *other;
static unsigned rung;

/* Each of the two writes to the other's doorbell: the tail it has, plus one. */
static void io_that_rings(struct bp_nvme_run *run)
{
	struct bp_nvme_controller *target = run->ctrl == other ? both->ctrl : other;
	struct bp_nvme_sq *sq = bp_nvme_sq(target, 1);
	u32 tail = (sq->tail + 1) % sq->size;
	struct bp_transfer transfer = {
		.requester = run->ctrl->dev,
		.is_write = true,
		.address = pci_bus_address(target->dev, 0).bus + 0x1008,
		.bytes = 4,
		.data = &tail,
	};
	struct bp_transferred result;

	rung++;
	assert_int_equal(run->ctrl->is_busy, true);
	assert_int_equal(target->is_busy, false);
	bp_fabric_transfer(both->f.fabric, &transfer, &result);
	assert_int_equal(sq->tail, (tail + sq->size - 1) % sq->size);
}

/* A second host's controller: its queues lie 1 MiB above. */
static void start_other(struct t_engine *t, const struct bp_nvme_parts *parts)
{
	struct bp_nvme_queue_request cq = { .id = 1, .size = 8, .base = 0x300000 };
	struct bp_nvme_queue_request sq = { .id = 1, .size = 8, .base = 0x310000, .cqid = 1 };
	struct bp_error err = { 0 };

	assert_int_equal(bp_nvme_engine_new(t->f.fabric, t_fabric_dev(&t->f, 'b'), &t->config,
					    parts, &other, &err),
			 0);
	other->state = BP_NVME_READY;
	assert_non_null(bp_nvme_cq_make(other, &cq));
	assert_non_null(bp_nvme_sq_make(other, &sq));
}

/* SV-3: A rings B, B rings A.  Each step is work of its own, and the queues end it. */
static void peer__two_that_ring_each_other__ends(void **state)
{
	const struct bp_nvme_config config = deferring();
	struct bp_nvme_parts parts = t_parts;
	struct t_engine t;

	(void)state;
	parts.io = io_that_rings;
	both = &t;
	rung = 0;
	t_start(&t, &config);
	t.ctrl->parts = &parts;
	t_queues(&t, 1, 8);
	start_other(&t, &parts);
	t_reads(&t, 1, 0, 1);
	t_run(&t);
	/* Nobody frees completions: 7 fit into each queue, one waits, and fetching stops. */
	assert_int_equal(rung, 16);
	assert_int_equal(t_count(&t)->peer_deferred + other->counters.peer_deferred, 16);
	bp_nvme_controller_free(other);
	t_engine_fini(&t);
}

/* NVC-35: the same controller, in the middle of a command. */
static void io_that_disables(struct bp_nvme_run *run)
{
	rung++;
	bp_nvme_mmio_write(run->ctrl, NVME_REG_CC, 4, 0);
	assert_int_equal(run->ctrl->state, BP_NVME_READY);
	assert_non_null(run->sq);
}

static void mmio__while_a_command_executes__after_it(void **state)
{
	struct bp_nvme_parts parts = t_parts;
	struct nvme_completion cqe;
	struct t_engine t;

	(void)state;
	parts.io = io_that_disables;
	rung = 0;
	t_start(&t, NULL);
	t.ctrl->parts = &parts;
	t_queues(&t, 1, 8);
	t_reads(&t, 1, 0, 2);
	t_run(&t);
	assert_int_equal(rung, 2);
	assert_true(t_take(&t, 1, &cqe));
	assert_true(t_take(&t, 1, &cqe));
	assert_int_equal(t_csts(&t), 0);
	t_engine_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(peer__default__refused),
		cmocka_unit_test(peer__deferred__done_when_there_is_time),
		cmocka_unit_test(peer__too_many_deferred__refused),
		cmocka_unit_test(peer__reset_meanwhile__forgotten),
		cmocka_unit_test(peer__two_that_ring_each_other__ends),
		cmocka_unit_test(mmio__while_a_command_executes__after_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
