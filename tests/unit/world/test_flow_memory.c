/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a far host has the data of a command: begun inside a page, in pieces, behind a gap.
 */
#include <string.h>

#include "flow_test.h"
#include "world/flow_memory.h"

#define PAGE 4096u

struct fixture {
	struct bp_env env;
	struct bp_initiator *host;
	struct bp_flow_memory memory;
};

static int start(void **state)
{
	static struct fixture fixture;
	struct fixture *f = &fixture;
	struct bp_initiator_config config;
	struct bp_error err = { 0 };

	memset(f, 0, sizeof(*f));
	bp_env_init(&f->env);
	assert_int_equal(bp_initiator_profile("ib", &config, &err), 0);
	config.subsysnqn = config.hostnqn = "nqn";
	config.service = 1;
	assert_int_equal(bp_initiator_new(&f->env, &config, &f->host, &err), 0);
	f->memory.host = f->host;
	f->memory.addr = bp_initiator_area(f->host);
	*state = f;
	return 0;
}

static int stop(void **state)
{
	struct fixture *f = *state;

	bp_initiator_free(f->host);
	return 0;
}

static void bp_flow_memory_cut__places_and_pieces__whole_pages_between(void **state)
{
	static const struct {
		struct bp_world_flow_io io;
		unsigned first, nr;
		struct bp_initiator_segment segment[4]; /* from the start of the memory on */
		u64 room;
	} cases[] = {
		{ { .bytes = 512 }, 0, 1, { { 0, 512 } }, 3 },
		{ { .bytes = 512, .place = 4095 }, 0, 1, { { 4095, 512 } }, 4 },
		{ { .bytes = 512, .place = 4095, .pieces = 2 },
		  0,
		  2,
		  { { 4095, 1 }, { 2 * PAGE, 511 } },
		  5 },
		{ { .bytes = 512, .pieces = 3 }, 0, 1, { { 0, 512 } }, 3 },
		{ { .bytes = 5 * PAGE, .pieces = 2 },
		  0,
		  2,
		  { { 0, 2 * PAGE }, { 3 * PAGE, 3 * PAGE } },
		  8 },
		{ { .bytes = 3 * PAGE, .place = 4, .pieces = 3 },
		  0,
		  3,
		  { { 4, PAGE - 4 }, { 2 * PAGE, PAGE }, { 4 * PAGE, PAGE + 4 } },
		  8 },
		{ { .bytes = 512, .gap = 8 }, 1, 2, { { 2 * PAGE, 8 }, { 0, 512 } }, 4 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_flow_memory_cut(&f->memory, &cases[i].io);
		assert_int_equal(f->memory.first, cases[i].first);
		assert_int_equal(f->memory.nr, cases[i].nr);
		for (unsigned s = 0; s < f->memory.nr; s++) {
			assert_int_equal(f->memory.segment[s].addr - f->memory.addr,
					 cases[i].segment[s].addr);
			assert_int_equal(f->memory.segment[s].bytes, cases[i].segment[s].bytes);
		}
		assert_int_equal(bp_flow_memory_room(&cases[i].io), cases[i].room * PAGE);
	}
}

static void bp_flow_memory_put__over_pieces__got_back(void **state)
{
	const struct bp_world_flow_io io = { .bytes = 3 * PAGE, .place = 100, .pieces = 3 };
	struct fixture *f = *state;
	u8 put[3 * PAGE], got[3 * PAGE];

	for (u32 i = 0; i < sizeof(put); i++)
		put[i] = (u8)(i % 251);
	bp_flow_memory_cut(&f->memory, &io);
	for (u32 at = 0; at < sizeof(put); at += 512)
		bp_flow_memory_put(&f->memory, at, put + at, 512);
	bp_flow_memory_get(&f->memory, 0, got, sizeof(got));
	assert_memory_equal(put, got, sizeof(put));
	assert_true(bp_flow_memory_is_guarded(&f->memory));
}

/* One byte before the data, behind it, or between two pieces. */
static void bp_flow_memory_is_guarded__byte_changed__seen(void **state)
{
	const struct bp_world_flow_io io = { .bytes = 2 * PAGE, .place = 8, .pieces = 2 };
	static const struct {
		u32 at;
		bool guarded;
	} cases[] = {
		{ 0, false },
		{ 7, false },
		{ 8, true },
		{ PAGE - 1, true },
		{ PAGE, false },
		{ PAGE + 511, false },
		{ PAGE + 512, true },
		{ 2 * PAGE, true },
		{ 3 * PAGE + 7, true },
		{ 3 * PAGE + 8, false },
		{ 3 * PAGE + 519, false },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_flow_memory_cut(&f->memory, &io);
		assert_true(bp_flow_memory_is_guarded(&f->memory));
		*bp_initiator_memory(f->host, f->memory.addr + cases[i].at, 1) ^= 1;
		if (bp_flow_memory_is_guarded(&f->memory) != cases[i].guarded)
			fail_msg("byte %u", cases[i].at);
	}
}

/* R-D3, R-D7, RDMA-G16: however the host has its data, every byte arrives. */
static void bp_world_flow_run__places_pieces_gaps__every_byte_arrives(void **state)
{
	static const struct bp_world_flow_io ios[] = {
		{ .op = BP_FLOW_WRITE, .slba = 0, .bytes = 5 * PAGE, .place = 4092, .pieces = 3 },
		{ .op = BP_FLOW_READ, .slba = 0, .bytes = 5 * PAGE, .place = 12, .pieces = 2 },
		{ .op = BP_FLOW_WRITE,
		  .slba = 100,
		  .bytes = PAGE,
		  .way = BP_INITIATOR_CAPSULE,
		  .place = 2048,
		  .pieces = 2,
		  .gap = 2048 },
		{ .op = BP_FLOW_READ, .slba = 100, .bytes = PAGE, .way = BP_INITIATOR_KEYED_OWN },
		{ .op = BP_FLOW_WRITE,
		  .slba = 200,
		  .bytes = 512,
		  .way = BP_INITIATOR_CAPSULE,
		  .gap = 4 * PAGE - 512 },
	};
	struct bp_world_flow_setup setup = flow_setup(ios, bp_array_size(ios));

	(void)state;
	setup.inline_bytes = 4 * PAGE;
	for (unsigned way = 0; way < BP_FLOW_WAYS; way++) {
		struct bp_world_flow flow;

		flow_run(&setup, way, &flow);
		assert_flow_good(&flow);
		assert_int_equal(flow.tally[BP_FLOW_GOOD], bp_array_size(ios));
		bp_world_flow_close(&flow);
	}
}

/* DEF-NVMET-8: behind a gap that is no page, the data is cut short. */
static void bp_world_flow_run__gap_and_defect__bytes_are_missing(void **state)
{
	static const struct bp_world_flow_io io = {
		.op = BP_FLOW_WRITE, .bytes = PAGE, .way = BP_INITIATOR_CAPSULE, .gap = 2048
	};
	struct bp_world_flow_setup setup = flow_setup(&io, 1);
	struct bp_world_flow flow;

	(void)state;
	setup.inline_bytes = 4 * PAGE;
	assert_int_equal(bp_defects_add(&setup.defects, "def-nvmet-8"), 0);
	flow_run(&setup, BP_FLOW_RAM, &flow);
	assert_int_equal(flow.tally[BP_FLOW_GOOD], 0);
	assert_true(bp_findings_any(&flow.findings));
	bp_world_flow_close(&flow);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			bp_flow_memory_cut__places_and_pieces__whole_pages_between, start, stop),
		cmocka_unit_test_setup_teardown(bp_flow_memory_put__over_pieces__got_back, start,
						stop),
		cmocka_unit_test_setup_teardown(bp_flow_memory_is_guarded__byte_changed__seen,
						start, stop),
		cmocka_unit_test(bp_world_flow_run__places_pieces_gaps__every_byte_arrives),
		cmocka_unit_test(bp_world_flow_run__gap_and_defect__bytes_are_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
