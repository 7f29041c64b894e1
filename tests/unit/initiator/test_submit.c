/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many commands, and when they are over.
 */
#include <errno.h>
#include <string.h>

#include "bp_test.h"
#include "fake_target.h"

#define MANY 40

struct flock {
	struct bp_initiator_segment segments[MANY];
	struct bp_initiator_command commands[MANY];
	unsigned order[MANY];
	unsigned over;
	u32 most;
	struct t_fake *t;
};

static void note(struct bp_initiator_command *command)
{
	struct flock *flock = command->context;

	flock->order[flock->over++] = (unsigned)(command - flock->commands);
}

static void submit_all(struct flock *flock)
{
	for (unsigned i = 0; i < MANY; i++) {
		flock->segments[i] =
			(struct bp_initiator_segment){ flock->t->config.base + i * 8192ull, 8192 };
		flock->commands[i] = (struct bp_initiator_command){
			.cmd = bp_initiator_rw(nvme_cmd_write, 1, i * 16, 16),
			.segments = &flock->segments[i],
			.nr_segments = 1,
			.done = note,
			.context = flock,
		};
		memset(t_fake_memory(flock->t, i * 8192ull), (int)i + 1, 8192);
		assert_int_equal(bp_initiator_submit(flock->t->host, 1, &flock->commands[i]), 0);
	}
}

/* As many as the queue is deep are under way, the others wait in order; done() is told of each. */
static void bp_initiator_submit__more_than_depth__all_end_in_order(void **state)
{
	struct flock flock = { .t = *state };
	u8 block[8192], want[8192];

	t_fake_start(flock.t);
	submit_all(&flock);
	assert_int_equal(flock.over, 0);
	assert_int_equal(bp_initiator_look(flock.t->host, 1).in_flight, 16);
	t_fake_settle(flock.t);
	assert_int_equal(flock.over, MANY);
	for (unsigned i = 0; i < MANY; i++) {
		assert_int_equal(flock.order[i], i);
		assert_int_equal(flock.commands[i].status, 0);
		t_fake_get(flock.t, i * 16, block, sizeof(block));
		memset(want, (int)i + 1, sizeof(want));
		assert_memory_equal(block, want, sizeof(want));
	}
	assert_int_equal(bp_initiator_look(flock.t->host, 1).in_flight, 0);
	assert_int_equal(flock.t->queues[1].errors, 0);
}

/* A command that another one's end sends. */
static void send_next(struct bp_initiator_command *command)
{
	struct t_fake *t = command->context;

	if (t->last.nr < 5)
		assert_int_equal(bp_initiator_submit(t->host, 1, command), 0);
}

static void bp_initiator_submit__from_done__sent(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_command command = { .cmd = bp_initiator_flush(1),
						.done = send_next,
						.context = t };

	t_fake_start(t);
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), 0);
	t_fake_settle(t);
	assert_int_equal(t->last.nr, 5);
	assert_true(command.is_over);
}

static void bp_initiator_submit__no_queue__not_connected(void **state)
{
	struct t_fake *t = *state;
	struct bp_initiator_command command = { .cmd = bp_initiator_flush(1) };

	t_fake_host(t);
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), -ENOTCONN);
	assert_int_equal(bp_initiator_connect(t->host, NULL), 0);
	assert_int_equal(bp_initiator_submit(t->host, 2, &command), -ENOTCONN);
	assert_int_equal(bp_initiator_do(t->host, 2, &command), -ENOTCONN);
	assert_int_equal(bp_initiator_do(t->host, 1, &command), 0);
}

static void bp_initiator_memory__bounds__or_null(void **state)
{
	struct t_fake *t = *state;
	u64 area;

	t_fake_host(t);
	area = bp_initiator_area(t->host);
	assert_int_equal(area, t->config.base);
	assert_non_null(bp_initiator_memory(t->host, area, 1 << 20));
	assert_null(bp_initiator_memory(t->host, area, (1 << 20) + 1));
	assert_null(bp_initiator_memory(t->host, area - 1, 1));
	assert_null(bp_initiator_memory(t->host, area + (1 << 20), 1));
	assert_null(bp_initiator_memory(t->host, ~0ull, 2));
	assert_ptr_equal(bp_initiator_memory(t->host, area + 5, 1),
			 bp_initiator_memory(t->host, area, 1) + 5);
}

/* What a command had before, it has no more: a status, a response, a loss. */
static void bp_initiator_submit__command_used_again__as_new(void **state)
{
	static const struct nvme_completion none;
	struct t_fake *t = *state;
	struct bp_initiator_command command = { .cmd = bp_initiator_flush(1) };

	t_fake_start(t);
	t->status = NVME_SC_LBA_RANGE | NVME_SC_DNR;
	assert_int_equal(bp_initiator_do(t->host, 1, &command), 0);
	assert_int_not_equal(command.status, 0);
	t->status = 0;
	t->answer = T_FAKE_SILENT;
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), 0);
	assert_int_equal(command.status, 0);
	assert_memory_equal(&command.cqe, &none, sizeof(none));
	bp_initiator_drop(t->host);
	t_fake_settle(t);
	assert_true(command.is_lost);
	t_fake_drop_queues(t);
	t->answer = T_FAKE_RIGHT;
	assert_int_equal(bp_initiator_connect(t->host, NULL), 0);
	t->answer = T_FAKE_SILENT;
	assert_int_equal(bp_initiator_submit(t->host, 1, &command), 0);
	assert_false(command.is_lost);
	bp_initiator_disconnect(t->host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_with_fake(bp_initiator_submit__more_than_depth__all_end_in_order),
		t_with_fake(bp_initiator_submit__from_done__sent),
		t_with_fake(bp_initiator_submit__no_queue__not_connected),
		t_with_fake(bp_initiator_memory__bounds__or_null),
		t_with_fake(bp_initiator_submit__command_used_again__as_new),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
