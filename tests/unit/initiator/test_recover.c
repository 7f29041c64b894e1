/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The connection is given up, and made again (rdma-nvmet.md R-D7, E7).
 */
#include <errno.h>

#include "bp_test.h"
#include "fake_target.h"

static struct bp_initiator_command read_command(struct t_fake *t, struct bp_initiator_segment *data)
{
	*data = (struct bp_initiator_segment){ t->config.base, 512 };
	return (struct bp_initiator_command){ .cmd = bp_initiator_rw(nvme_cmd_read, 1, 0, 1),
					      .segments = data,
					      .nr_segments = 1 };
}

/* Nobody answers one of the commands: after timeout_ns all are lost. */
static void bp_initiator_do__silence__lost_in_time(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_segment data;
	struct bp_initiator_command command;
	u64 began;

	t->config.timeout_ns = 5000000000ull;
	t_fake_start(t);
	command = read_command(t, &data);
	t->answer = T_FAKE_SILENT;
	began = t->env->now_ns;
	assert_int_equal(bp_initiator_do(t->host, 1, &command), -EIO);
	assert_true(command.is_lost);
	assert_in_range(t->env->now_ns - began, 5000000000ull, 5100000000ull);
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), -ENOTCONN);
	assert_int_equal(bp_initiator_submit(t->host, 0, &command), -ENOTCONN);
}

/* A response in time: no timer is left that could fire. */
static void bp_initiator_do__answer__no_timer_left(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 });
	t_fake_settle(t);
	assert_int_equal(bp_initiator_counters(t->host)->recoveries, 0);
	assert_in_range(t->env->now_ns, 0, 1000000000ull);
}

/* R-D7: error recovery disconnects; afterwards the host may connect again, and all works. */
static void bp_initiator_connect__after_recovery__works(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	t->answer = T_FAKE_WRONG_ID;
	assert_true(
		t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 }).is_lost);
	t->answer = T_FAKE_RIGHT;
	t_fake_settle(t);
	t_fake_drop_queues(t);
	assert_int_equal(bp_initiator_connect(t->host, NULL), 0);
	assert_int_equal(
		t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 }).status,
		0);
	assert_int_equal(bp_initiator_counters(t->host)->lost, 1);
}

/* Commands under way and commands that wait: both are lost, in order. */
static void bp_initiator_drop__commands_under_way__all_lost(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_segment data;
	struct bp_initiator_command commands[6];

	t->config.depth = 4;
	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	for (unsigned i = 0; i < 6; i++) {
		commands[i] = read_command(t, &data);
		assert_int_equal(bp_initiator_submit(t->host, 1, &commands[i]), 0);
	}
	bp_initiator_drop(t->host);
	assert_false(commands[0].is_over);
	bp_initiator_drop(t->host);
	t_fake_settle(t);
	for (unsigned i = 0; i < 6; i++)
		assert_true(commands[i].is_over && commands[i].is_lost);
	assert_int_equal(bp_initiator_counters(t->host)->lost, 6);
	assert_int_equal(bp_initiator_counters(t->host)->recoveries, 1);
	assert_int_equal(bp_initiator_look(t->host, 1).in_flight, 0);
}

static void bp_initiator_disconnect__commands_under_way__lost_at_once(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_segment data;
	struct bp_initiator_command command;

	t_fake_start(t);
	command = read_command(t, &data);
	t->answer = T_FAKE_SILENT;
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), 0);
	bp_initiator_disconnect(t->host);
	assert_true(command.is_lost);
	assert_int_equal(bp_initiator_counters(t->host)->recoveries, 0);
	bp_initiator_disconnect(t->host);
}

/* R-A8: the wire is cut amid commands: RETRY_EXC_ERR, and the host gives up. */
static void bp_initiator_do__peer_gone__lost(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_segment data;
	struct bp_initiator_command command;

	t_fake_start(t);
	command = read_command(t, &data);
	bp_rdma_wire_cut(&t->wire, true);
	assert_int_equal(bp_initiator_do(t->host, 1, &command), -EIO);
	assert_in_range(bp_rdma_counters(bp_initiator_adapter(t->host))->errors, 1, 1);
}

/* R-A8: a completion is lost, and the queue pair with it. */
static void bp_initiator_do__cq_overflow__lost(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_segment data;
	struct bp_initiator_command command;

	t_fake_start(t);
	command = read_command(t, &data);
	bp_rdma_fault_set(bp_initiator_adapter(t->host), BP_RDMA_FAULT_CQ_OVERFLOW,
			  (struct bp_rdma_fault_rule){ 0, 1 });
	assert_int_equal(bp_initiator_do(t->host, 1, &command), -EIO);
	assert_true(command.is_lost);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(bp_initiator_do__silence__lost_in_time),
		t_with_fake(bp_initiator_do__answer__no_timer_left),
		t_with_fake(bp_initiator_connect__after_recovery__works),
		t_with_fake(bp_initiator_drop__commands_under_way__all_lost),
		t_with_fake(bp_initiator_disconnect__commands_under_way__lost_at_once),
		t_with_fake(bp_initiator_do__peer_gone__lost),
		t_with_fake(bp_initiator_do__cq_overflow__lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
