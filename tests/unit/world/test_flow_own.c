/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flows in a machine of their own, and what a guest of a flow sees.
 */
#include <errno.h>

#include "flow_test.h"
#include "world/flow_world.h"
#include "world/machine_served.h"

#define KIB 1024u

static struct bp_world_flow_setup own_setup(const struct bp_world_flow_io *io, unsigned nr)
{
	struct bp_world_flow_setup setup = flow_setup(io, nr);

	setup.machine = NULL;
	setup.own = BP_SERVED_USUAL;
	setup.hca = BP_SERVED_HCA;
	setup.drive = BP_SERVED_DRIVE;
	setup.provider = BP_SERVED_MEMORY;
	return setup;
}

static void bp_world_flow_run__own_machine__all_ways_good(void **state)
{
	static const struct bp_world_flow_io io[] = {
		{ .op = BP_FLOW_WRITE, .bytes = 64 * KIB },
		{ .op = BP_FLOW_READ, .slba = 1024, .bytes = 64 * KIB },
	};
	const struct bp_world_flow_setup setup = own_setup(io, bp_array_size(io));

	(void)state;
	for (int way = 0; way < BP_FLOW_WAYS; way++) {
		struct bp_world_flow flow;

		flow_run(&setup, (enum bp_flow_way)way, &flow);
		assert_flow_good(&flow);
		assert_int_equal(flow.counts.p2p, way == BP_FLOW_RAM ? 0 : 4 * 64 * KIB);
		assert_int_equal(flow.counts.ram_wr_data, way == BP_FLOW_RAM ? 2 * 64 * KIB : 0);
		bp_world_flow_close(&flow);
	}
}

static void bp_world_flow_run__no_such_function__told(void **state)
{
	struct bp_world_flow_setup setup = own_setup(NULL, 0);
	struct bp_world_flow flow;
	struct bp_error err = { 0 };

	(void)state;
	setup.hca = "0000:09:00.0";
	assert_int_equal(bp_world_flow_run(&setup, BP_FLOW_RAM, &flow, &err), -EINVAL);
	assert_string_equal(err.key, "hca");
	bp_world_flow_close(&flow);
}

/* As many entries as were asked for, whatever the profile has. */
static void bp_world_flow_run__max_sge__work_requests(void **state)
{
	static const struct bp_world_flow_io io = { .op = BP_FLOW_WRITE, .bytes = 64 * KIB };
	static const struct {
		int max_sge;
		unsigned reads;
	} cases[] = { { 0, 1 }, { 1, 16 }, { 5, 4 } };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_world_flow_setup setup = own_setup(&io, 1);
		struct bp_world_flow flow;

		setup.max_sge = cases[i].max_sge;
		flow_run(&setup, BP_FLOW_RAM, &flow);
		assert_flow_good(&flow);
		assert_int_equal(flow.counts.wr_read, cases[i].reads);
		bp_world_flow_close(&flow);
	}
}

/* The adapter moves the data to and from slots; the drive does not. */
static void bp_world_flow_run__bounces__data_right(void **state)
{
	static const struct bp_world_flow_io io[] = {
		{ .op = BP_FLOW_WRITE, .bytes = 64 * KIB, .way = BP_INITIATOR_KEYED },
		{ .op = BP_FLOW_READ, .slba = 1024, .bytes = 64 * KIB },
	};
	struct bp_world_flow_setup setup = own_setup(io, bp_array_size(io));
	struct bp_world_flow flow;

	(void)state;
	setup.bounces = true;
	flow_run(&setup, BP_FLOW_RAM, &flow);
	assert_flow_good(&flow);
	bp_world_flow_close(&flow);
}

/* The target has 2 receives, and the host sends 6: all are answered. */
static void bp_world_flow_run__overdraft__answered(void **state)
{
	static const struct bp_world_flow_io io = {
		.op = BP_FLOW_WRITE,
		.bytes = 4 * KIB,
		.count = 6,
		.way = BP_INITIATOR_KEYED,
	};
	struct bp_world_flow_setup setup = own_setup(&io, 1);
	struct bp_world_flow flow;

	(void)state;
	setup.depth = 2;
	setup.overdraft = 4;
	flow_run(&setup, BP_FLOW_RAM, &flow);
	assert_flow_good(&flow);
	bp_world_flow_close(&flow);
}

struct seen {
	unsigned begun, ended;
	u64 sent; /* between the two */
};

static void begin(struct bp_flow_world *world, void *context)
{
	struct seen *seen = context;

	seen->begun++;
	seen->sent = bp_initiator_counters(world->host)->sent;
	world->disk->queue->limits.max_sectors = 8;
}

static void end(struct bp_flow_world *world, void *context)
{
	struct seen *seen = context;

	seen->ended++;
	seen->sent = bp_initiator_counters(world->host)->sent - seen->sent;
}

/* Before the first command and after the last one; what it does to the world counts. */
static void bp_world_flow_run__guest__before_and_after(void **state)
{
	static const struct bp_world_flow_io io = { .op = BP_FLOW_WRITE, .bytes = 16 * KIB };
	struct bp_world_flow_setup setup = own_setup(&io, 1);
	struct seen seen = { 0 };
	const struct bp_flow_guest guest = { begin, end, &seen };
	struct bp_world_flow flow;

	(void)state;
	setup.guest = &guest;
	flow_run(&setup, BP_FLOW_RAM, &flow);
	assert_flow_good(&flow);
	assert_int_equal(seen.begun, 1);
	assert_int_equal(seen.ended, 1);
	assert_int_equal(seen.sent, 1);
	assert_int_equal(flow.counts.request, 4);
	bp_world_flow_close(&flow);
}

static void hang(struct bp_flow_world *world, void *context)
{
	(void)context;
	bp_bug(&world->env, BP_SITE_P2P_FREE_NULL, 0, 0);
}

/* What a BUG keeps from going does not keep the rest. */
static void bp_world_flow_run__bug__nothing_leaks(void **state)
{
	static const struct bp_world_flow_io io = { .op = BP_FLOW_WRITE, .bytes = 4 * KIB };
	struct bp_world_flow_setup setup = own_setup(&io, 1);
	const struct bp_flow_guest guest = { hang, end, NULL };
	struct bp_world_flow flow;

	(void)state;
	setup.guest = &guest;
	flow_run(&setup, BP_FLOW_DIRECT, &flow);
	assert_true(flow.findings.bug);
	assert_int_equal(flow.tally[BP_FLOW_LOST], 1);
	bp_world_flow_close(&flow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_world_flow_run__own_machine__all_ways_good),
		cmocka_unit_test(bp_world_flow_run__no_such_function__told),
		cmocka_unit_test(bp_world_flow_run__max_sge__work_requests),
		cmocka_unit_test(bp_world_flow_run__bounces__data_right),
		cmocka_unit_test(bp_world_flow_run__overdraft__answered),
		cmocka_unit_test(bp_world_flow_run__guest__before_and_after),
		cmocka_unit_test(bp_world_flow_run__bug__nothing_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
