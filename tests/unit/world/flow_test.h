/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Workloads of a far host for the drive of tests/golden/flows.yaml, in all three ways.
 */
#ifndef BP_TEST_FLOW_TEST_H
#define BP_TEST_FLOW_TEST_H

#include "bp_source.h"
#include "bp_test.h"
#include "world/flow.h"

#define FLOW_ADAPTER "0000:03:00.0"
#define FLOW_DRIVE "0000:04:00.0"
#define FLOW_MEMORY "0000:05:00.0"
#define FLOW_APART "0000:06:00.0"

static inline struct bp_world_flow_setup flow_setup(const struct bp_world_flow_io *io, unsigned nr)
{
	struct bp_world_flow_setup setup = bp_world_flow_default();

	setup.machine = t_source("tests/golden/flows.yaml");
	setup.hca = FLOW_ADAPTER;
	setup.drive = FLOW_DRIVE;
	setup.provider = FLOW_MEMORY;
	setup.check = true;
	setup.io = io;
	setup.nr_ios = nr;
	return setup;
}

static inline void flow_run(const struct bp_world_flow_setup *setup, enum bp_flow_way way,
			    struct bp_world_flow *flow)
{
	struct bp_error err = { 0 };

	if (bp_world_flow_run(setup, way, flow, &err))
		fail_msg("%s: %s: %s", bp_flow_way_name[way], err.key, err.text);
}

/* Nobody complained, and nothing was left. */
static inline void assert_flow_clean(const struct bp_world_flow *flow)
{
	for (unsigned i = 0; i < flow->findings.nr_kept; i++)
		print_error("%s: %s\n", bp_flow_way_name[flow->way], flow->findings.kept[i].text);
	assert_false(bp_findings_any(&flow->findings));
	assert_int_equal(flow->mappings_left, 0);
	assert_int_equal(flow->drops, 0);
	assert_int_equal(flow->misdelivered, 0);
	assert_int_equal(flow->counts.credits_taken, flow->counts.credits_given);
	assert_int_equal(flow->counts.mr_get, flow->counts.mr_put);
	assert_int_equal(flow->counts.p2p_alloc, flow->counts.p2p_free);
	assert_int_equal(flow->counts.page_alloc, flow->counts.page_free);
	assert_int_equal(flow->counts.dma_map, flow->counts.dma_unmap);
	assert_int_equal(flow->counts.dma_map_entries, flow->counts.dma_unmap_entries);
}

static inline void assert_flow_good(const struct bp_world_flow *flow)
{
	assert_flow_clean(flow);
	for (unsigned i = 0; i < flow->nr_ended; i++)
		if (flow->ended[i].state != BP_FLOW_GOOD)
			print_error("%s: command %u: state %d, status 0x%x, %llu wrong at %llu\n",
				    bp_flow_way_name[flow->way], i, (int)flow->ended[i].state,
				    flow->ended[i].status,
				    (unsigned long long)flow->ended[i].wrong_bytes,
				    (unsigned long long)flow->ended[i].wrong_at);
	assert_int_equal(flow->tally[BP_FLOW_GOOD], flow->nr_ended);
}

#endif
