/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes wrong in flows (rdma-nvmet.md E7), and memory under another address on the bus
 * (DEF-P2P-9).
 */
#include <string.h>

#include <blkpath/nvme_status.h>

#include "flow_test.h"

#define KIB 1024u
#define L (64 * KIB)
#define MIB (1024u * KIB)

/* How the first of three commands ends, and the others. */
static const struct {
	const char *what;
	struct bp_world_flow_io first;
	const char *drive_fault;
	enum bp_flow_end_state state;
	u16 status;
	bool loses_connection;
} rows[] = {
	{ "write, bad key",
	  { .op = BP_FLOW_WRITE, .bytes = L, .twist = { .xor_key = 0x100 } },
	  NULL,
	  BP_FLOW_LOST,
	  0,
	  true },
	{ "read, bad key",
	  { .op = BP_FLOW_READ, .bytes = L, .twist = { .xor_key = 0x100 } },
	  NULL,
	  BP_FLOW_LOST,
	  0,
	  true },
	{ "write, the drive fails",
	  { .op = BP_FLOW_WRITE, .bytes = L },
	  "status@0x4006:1,opcode=1",
	  BP_FLOW_FAILED,
	  NVME_SC_INTERNAL | NVME_SC_DNR,
	  false },
	{ "read, the drive fails",
	  { .op = BP_FLOW_READ, .bytes = L },
	  "status@0x4006:1,opcode=2",
	  BP_FLOW_FAILED,
	  NVME_SC_INTERNAL | NVME_SC_DNR,
	  false },
	{ "write, lengths differ",
	  { .op = BP_FLOW_WRITE, .bytes = L, .twist = { .add_length = (u32)-512 } },
	  NULL,
	  BP_FLOW_FAILED,
	  NVME_SC_SGL_INVALID_DATA | NVME_SC_DNR,
	  false },
	{ "read, lengths differ",
	  { .op = BP_FLOW_READ, .bytes = L, .twist = { .add_length = (u32)-512 } },
	  NULL,
	  BP_FLOW_FAILED,
	  NVME_SC_SGL_INVALID_DATA | NVME_SC_DNR,
	  false },
};

/* E7: what was taken is given back, in each way, and the others go on as far as there is a
 * connection. */
static void bp_world_flow_run__trouble_of_e7__ends_as_said_in_each_way(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(rows); i++)
		for (unsigned way = 0; way < BP_FLOW_WAYS; way++) {
			const struct bp_world_flow_io ios[] = {
				rows[i].first,
				{ .op = BP_FLOW_WRITE, .slba = 1000, .bytes = L, .count = 2 },
			};
			struct bp_world_flow_setup setup = flow_setup(ios, 2);
			struct bp_world_flow flow;

			setup.one_by_one = true;
			setup.drive_fault = &rows[i].drive_fault;
			setup.nr_drive_faults = rows[i].drive_fault != NULL;
			flow_run(&setup, way, &flow);
			print_message("# %s, %s\n", rows[i].what, bp_flow_way_name[way]);
			assert_flow_clean(&flow);
			assert_int_equal(flow.ended[0].state, rows[i].state);
			assert_int_equal(flow.ended[0].status, rows[i].status);
			assert_int_equal(flow.recoveries, rows[i].loses_connection);
			assert_int_equal(flow.tally[BP_FLOW_LOST],
					 rows[i].loses_connection ? 3 : 0);
			assert_int_equal(flow.tally[BP_FLOW_WRONG], 0);
			bp_world_flow_close(&flow);
		}
}

/* E7: no peer memory left for half of the commands: they go through RAM. */
static void bp_world_flow_run__pool_is_small__others_go_through_ram(void **state)
{
	static const struct bp_world_flow_io io = { .op = BP_FLOW_WRITE, .bytes = L, .count = 8 };

	(void)state;
	for (unsigned way = BP_FLOW_PAGES; way < BP_FLOW_WAYS; way++) {
		struct bp_world_flow_setup setup = flow_setup(&io, 1);
		struct bp_world_flow flow;

		setup.pool_bytes = 2 * L;
		flow_run(&setup, way, &flow);
		assert_flow_good(&flow);
		assert_true(flow.counts.p2p_fallback > 0);
		assert_int_equal(flow.counts.p2p, 2 * flow.counts.p2p_alloc);
		assert_int_equal(flow.counts.ram_wr_data, flow.counts.p2p_fallback * L);
		assert_int_equal(flow.counts.p2p_alloc + flow.counts.ram_wr_data, 8 * L);
		bp_world_flow_close(&flow);
	}
}

static void run_offset(enum bp_flow_way way, const char *provider, bool sign,
		       struct bp_world_flow *flow)
{
	static const struct bp_world_flow_io ios[] = {
		{ .op = BP_FLOW_WRITE, .bytes = L },
		{ .op = BP_FLOW_READ, .slba = 1000, .bytes = L },
	};
	struct bp_world_flow_setup setup = flow_setup(ios, 2);

	setup.provider = provider;
	setup.assumed.has_offset = true;
	setup.assumed.offset = 16 * MIB;
	bp_defect_set(&setup.defects, BP_DEF_P2P_9, sign);
	flow_run(&setup, way, flow);
}

/* E3, E4: right in each way, without the sign error. */
static void bp_world_flow_run__offset__right_in_each_way(void **state)
{
	struct bp_world_flow flow;

	(void)state;
	for (unsigned way = 0; way < BP_FLOW_WAYS; way++) {
		run_offset(way, NULL, false, &flow);
		assert_flow_good(&flow);
		bp_world_flow_close(&flow);
	}
}

static bool has_finding(const struct bp_world_flow *flow, const char *id)
{
	for (unsigned i = 0; i < flow->findings.nr_kept; i++)
		if (!strcmp(flow->findings.kept[i].id, id))
			return true;
	return false;
}

/* DEF-P2P-9: the address that pages lead to is memory of another drive, and it is written. */
static void bp_world_flow_run__offset_and_sign_error__pages_go_elsewhere(void **state)
{
	struct bp_world_flow flow;

	(void)state;
	run_offset(BP_FLOW_PAGES, NULL, true, &flow);
	assert_true(flow.misdelivered > 0);
	assert_string_equal(flow.machine->records.source + strlen(flow.machine->records.source) -
				    10,
			    "flows.yaml");
	assert_ptr_equal(flow.fabric->misdelivery[0].meant.dev, flow.drive);
	assert_ptr_not_equal(flow.fabric->misdelivery[0].got.dev, flow.drive);
	assert_int_equal(flow.counts.p2p, 0);
	assert_true(has_finding(&flow, "INV-P2P-12"));
	bp_world_flow_close(&flow);
	run_offset(BP_FLOW_DIRECT, NULL, true, &flow);
	assert_flow_good(&flow);
	bp_world_flow_close(&flow);
}

/* DEF-P2P-9, and nothing is there: nothing arrives. */
static void bp_world_flow_run__offset_and_nobody_there__pages_are_lost(void **state)
{
	struct bp_world_flow flow;

	(void)state;
	run_offset(BP_FLOW_PAGES, FLOW_MEMORY, true, &flow);
	assert_int_equal(flow.tally[BP_FLOW_LOST], 2);
	assert_true(flow.drops > 0);
	bp_world_flow_close(&flow);
	run_offset(BP_FLOW_DIRECT, FLOW_MEMORY, true, &flow);
	assert_flow_good(&flow);
	bp_world_flow_close(&flow);
}

static const struct {
	const char *key;
	struct bp_world_flow_io io;
	const char *hca;
	const char *drive;
	u16 depth;
} bad[] = {
	{ "bytes", { .bytes = 100 }, FLOW_ADAPTER, FLOW_DRIVE, 8 },
	{ "slba", { .bytes = 512, .slba = 1ull << 60 }, FLOW_ADAPTER, FLOW_DRIVE, 8 },
	{ "depth", { .bytes = 512 }, FLOW_ADAPTER, FLOW_DRIVE, 1 },
	{ "hca", { .bytes = 512 }, NULL, FLOW_DRIVE, 8 },
	{ "hca", { .bytes = 512 }, FLOW_DRIVE, FLOW_DRIVE, 8 },
	{ "hca", { .bytes = 512 }, "0000:77:00.0", FLOW_DRIVE, 8 },
	{ "drive", { .bytes = 512 }, FLOW_ADAPTER, NULL, 8 },
	{ "drive", { .bytes = 512 }, FLOW_DRIVE, FLOW_ADAPTER, 8 },
};

static void bp_world_flow_run__setup_that_cannot_be__says_what_is_wrong(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad); i++) {
		struct bp_world_flow_setup setup = flow_setup(&bad[i].io, 1);
		struct bp_error err = { 0 };
		struct bp_world_flow flow;

		setup.hca = bad[i].hca;
		setup.drive = bad[i].drive;
		setup.depth = bad[i].depth;
		setup.provider = NULL;
		assert_true(bp_world_flow_run(&setup, BP_FLOW_RAM, &flow, &err) < 0);
		assert_string_equal(err.key, bad[i].key);
		bp_world_flow_close(&flow);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_world_flow_run__trouble_of_e7__ends_as_said_in_each_way),
		cmocka_unit_test(bp_world_flow_run__pool_is_small__others_go_through_ram),
		cmocka_unit_test(bp_world_flow_run__offset__right_in_each_way),
		cmocka_unit_test(bp_world_flow_run__offset_and_sign_error__pages_go_elsewhere),
		cmocka_unit_test(bp_world_flow_run__offset_and_nobody_there__pages_are_lost),
		cmocka_unit_test(bp_world_flow_run__setup_that_cannot_be__says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
