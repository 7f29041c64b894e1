/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Responses, the right ones and those that no target should send (rdma-nvmet.md R-D5, R-D7).
 */
#include <errno.h>

#include "bp_test.h"
#include "fake_target.h"

#define KEYED_WRITE(cmd_slba)                                                                      \
	(&(struct t_fake_rw){ .opcode = nvme_cmd_write,                                            \
			      .slba = (cmd_slba),                                                  \
			      .bytes = 4096,                                                       \
			      .way = BP_INITIATOR_KEYED })

/* R-D5: code, type and DNR count; More does not, and the rest of the response is kept. */
static void bp_initiator_received__status__decoded(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_command command;

	t_fake_start(t);
	t->status = NVME_SC_LBA_RANGE | NVME_SC_DNR;
	command = t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 });
	assert_true(command.is_over);
	assert_int_equal(command.status, 0x4080);
	assert_int_equal(le16_to_cpu(command.cqe.status), 0xc100);
	assert_true(bp_initiator_look(t->host, 1).is_open);
}

static void bp_initiator_received__sq_head__kept(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 });
	t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 });
	assert_int_equal(bp_initiator_look(t->host, 1).sq_head, 3);
}

/* R-D7: the target did not invalidate: the host does, and only then the command is over. */
static void bp_initiator_received__not_invalidated__invalidates(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_command command;

	t_fake_start(t);
	t->answer = T_FAKE_NO_INVALIDATE;
	command = t_fake_do(t, KEYED_WRITE(0));
	assert_int_equal(command.status, 0);
	assert_int_equal(bp_initiator_counters(t->host)->local_invalidated, 1);
	t->answer = T_FAKE_RIGHT;
	for (unsigned i = 0; i < 40; i++)
		assert_int_equal(t_fake_do(t, KEYED_WRITE(8)).status, 0);
	assert_int_equal(bp_initiator_counters(t->host)->recoveries, 0);
}

/* One command is answered wrongly: it is lost, and the connection with it. */
static void lost_by(struct t_fake *t, enum t_fake_answer answer)
{
	struct bp_initiator_command command;

	t->answer = answer;
	command = t_fake_do(t, KEYED_WRITE(0));
	assert_true(command.is_lost);
	assert_false(bp_initiator_look(t->host, 1).is_open);
	assert_int_equal(bp_initiator_counters(t->host)->recoveries, 1);
	assert_int_equal(bp_initiator_counters(t->host)->lost, 1);
}

static void bp_initiator_received__unknown_id__gives_up(void **state)
{
	t_fake_start(*state);
	lost_by(*state, T_FAKE_WRONG_ID);
}

static void bp_initiator_received__too_short__gives_up(void **state)
{
	t_fake_start(*state);
	lost_by(*state, T_FAKE_SHORT);
}

static void bp_initiator_received__disconnected__gives_up(void **state)
{
	t_fake_start(*state);
	lost_by(*state, T_FAKE_DISCONNECT);
}

/* Two commands are under way; the second response invalidates the key of the first: R-D7, the key
 * must be that of the command. */
static void bp_initiator_received__key_of_another__gives_up(void **state)
{
	struct t_fake *t = *state;
	const struct bp_initiator_segment first = { t->config.base, 4096 };
	const struct bp_initiator_segment second = { t->config.base + 4096, 4096 };
	struct bp_initiator_command silent = { .cmd = bp_initiator_rw(nvme_cmd_write, 1, 0, 8),
					       .segments = &first,
					       .nr_segments = 1,
					       .way = BP_INITIATOR_KEYED };
	struct bp_initiator_command wrong = silent;

	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	assert_int_equal(bp_initiator_submit(t->host, 1, &silent), 0);
	while (!t->last.nr)
		assert_true(bp_wait(t->env));
	t->answer = T_FAKE_WRONG_KEY;
	t->wrong_key = le32_to_cpu(nvmf_keyed_sgl(&t->last.cmd)->key);
	wrong.segments = &second;
	assert_int_equal(bp_initiator_do(t->host, 1, &wrong), -EIO);
	assert_true(wrong.is_lost);
	assert_true(silent.is_over && silent.is_lost);
	assert_int_equal(bp_initiator_counters(t->host)->remote_invalidated, 1);
}

/* Nothing was to be invalidated: the command had no key. */
static void bp_initiator_received__key_without_need__gives_up(void **state)
{
	struct t_fake *t = *state;
	const struct bp_initiator_segment data = { t->config.base, 4096 };
	struct bp_initiator_command silent = { .cmd = bp_initiator_rw(nvme_cmd_write, 1, 0, 8),
					       .segments = &data,
					       .nr_segments = 1,
					       .way = BP_INITIATOR_KEYED };
	struct bp_initiator_command flush = { .cmd = bp_initiator_flush(1) };

	t_fake_start(t);
	t->answer = T_FAKE_SILENT;
	assert_int_equal(bp_initiator_submit(t->host, 1, &silent), 0);
	while (!t->last.nr)
		assert_true(bp_wait(t->env));
	t->answer = T_FAKE_WRONG_KEY;
	t->wrong_key = le32_to_cpu(nvmf_keyed_sgl(&t->last.cmd)->key);
	assert_int_equal(bp_initiator_do(t->host, 1, &flush), -EIO);
	assert_true(silent.is_lost);
}

/* Nor is it the right one that the place's region had for a command before. */
static void bp_initiator_received__key_from_before__gives_up(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_command flush = { .cmd = bp_initiator_flush(1) };

	t_fake_start(t);
	assert_int_equal(t_fake_do(t, KEYED_WRITE(0)).status, 0);
	t->answer = T_FAKE_WRONG_KEY;
	t->wrong_key = le32_to_cpu(nvmf_keyed_sgl(&t->last.cmd)->key);
	assert_int_equal(bp_initiator_do(t->host, 1, &flush), -EIO);
}

/* Answered is answered, though the command still waits for its key to be taken back. */
static void bp_initiator_received__twice_amid_invalidation__gives_up(void **state)
{
	struct t_fake *t = *state;

	t->config.adapter.wr_ns = 1000000;
	t_fake_start(t);
	t->answer = T_FAKE_TWICE;
	assert_true(t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read,
						      .bytes = 512,
						      .way = BP_INITIATOR_KEYED_OWN })
			    .is_lost);
}

/* The second response to one command is for nobody. */
static void bp_initiator_received__twice__gives_up(void **state)
{
	struct t_fake *t = *state;

	t_fake_start(t);
	t->answer = T_FAKE_TWICE;
	assert_int_equal(
		t_fake_do(t, &(struct t_fake_rw){ .opcode = nvme_cmd_read, .bytes = 512 }).status,
		0);
	t_fake_settle(t);
	assert_int_equal(bp_initiator_counters(t->host)->recoveries, 1);
	assert_int_equal(bp_initiator_counters(t->host)->ended, 6);
}

/* Room for a response is used again: more commands than there are places. */
static void bp_initiator_received__many__room_for_all(void **state)
{
	struct t_fake *t = *state;

	t->config.depth = 2;
	t_fake_start(t);
	for (unsigned i = 0; i < 300; i++)
		assert_int_equal(t_fake_do(t, KEYED_WRITE(0)).status, 0);
	assert_int_equal(bp_initiator_counters(t->host)->remote_invalidated, 301);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(bp_initiator_received__status__decoded),
		t_with_fake(bp_initiator_received__sq_head__kept),
		t_with_fake(bp_initiator_received__not_invalidated__invalidates),
		t_with_fake(bp_initiator_received__unknown_id__gives_up),
		t_with_fake(bp_initiator_received__too_short__gives_up),
		t_with_fake(bp_initiator_received__disconnected__gives_up),
		t_with_fake(bp_initiator_received__key_of_another__gives_up),
		t_with_fake(bp_initiator_received__key_without_need__gives_up),
		t_with_fake(bp_initiator_received__key_from_before__gives_up),
		t_with_fake(bp_initiator_received__twice_amid_invalidation__gives_up),
		t_with_fake(bp_initiator_received__twice__gives_up),
		t_with_fake(bp_initiator_received__many__room_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
