/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data from the host's memory to the disk and back, whatever lies between (INV-NVMET-17).
 */
#include <string.h>

#include "bp_test.h"
#include "nvmf.h"

static const struct t_nvmf_setup setups[] = {
	{ .target = { .disk = T_TARGET_NULL } },
	{ .target = { .disk = T_TARGET_NULL }, .profile = "iwarp" },
	{ .target = { .disk = T_TARGET_NULL }, .profile = "tiny" },
	{ .target = { .disk = T_TARGET_NVME } },
	{ .target = { .disk = T_TARGET_NVME }, .force_mr = true },
	{ .target = { .disk = T_TARGET_NVME, .p2p = true } },
	{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } },
	{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true },
	  .profile = "iwarp" },
	{ .target = { .disk = T_TARGET_NVME,
		      .profile = BP_P2P_DIRECT,
		      .p2p = true,
		      .offset = 0x10000000 },
	  .force_mr = true },
};

static void nvmf__each_flow__same_bytes(void **state)
{
	static const u32 lengths[] = { 512, 4096, 4608, 65536, 131072 };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(setups); i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &setups[i]);
		for (unsigned j = 0; j < bp_array_size(lengths); j++)
			t_nvmf_write_and_read(&n, 7 + j * 512, lengths[j], (u8)(i + j));
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

/* R-D7, R-C5.4: in the capsule, all the way up to the limit, and by key beyond it. */
static void nvmf__in_capsule__up_to_its_room(void **state)
{
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &(struct t_nvmf_setup){ .target = { .disk = T_TARGET_NVME },
						.inline_bytes = 16384 });
	t_nvmf_write_and_read(&n, 0, 16384, 1);
	assert_int_equal(bp_initiator_counters(n.host)->inline_data, 2);
	t_nvmf_write_and_read(&n, 64, 16896, 2);
	assert_int_equal(bp_initiator_counters(n.host)->inline_data, 2);
	t_nvmf_assert_idle(&n);
	t_nvmf_fini(&n);
}

/* R-C4.3: the target has fewer pages for it than the port wants: the host must know. */
static void nvmf__little_room_in_capsules__told(void **state)
{
	struct bp_nvmet_rdma_queue_view view;
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &(struct t_nvmf_setup){ .target = { .disk = T_TARGET_NVME },
						.max_sge = 2,
						.max_recv_sge = 3,
						.inline_bytes = 16384 });
	assert_true(bp_nvmet_rdma_queue_view(&n.port, 1, &view));
	assert_int_equal(view.inline_data_size, 8192);
	bp_initiator_set_inline(n.host, view.inline_data_size);
	t_nvmf_write_and_read(&n, 0, view.inline_data_size, 1);
	assert_int_equal(bp_initiator_counters(n.host)->inline_data, 2);
	t_nvmf_write_and_read(&n, 64, view.inline_data_size + 512, 2);
	assert_int_equal(bp_initiator_counters(n.host)->inline_data, 2);
	t_nvmf_assert_idle(&n);
	t_nvmf_fini(&n);
}

/* R-A2.5: a software adapter is no client of peer-to-peer memory: the data goes through RAM. */
static void nvmf__software_adapter__through_ram(void **state)
{
	static const enum bp_p2p_profile profiles[] = { BP_P2P_PAGES, BP_P2P_DIRECT };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(profiles); i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &(struct t_nvmf_setup){ .target = { .disk = T_TARGET_NVME,
								    .profile = profiles[i],
								    .p2p = true },
							.profile = "virt" });
		t_nvmf_write_and_read(&n, 0, 65536, 4);
		assert_int_equal(t_target_step(&n.t, BP_NVMET_EXECUTED)->kind, BP_NVMET_PAGES);
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

/* Nothing beside the data of a read is touched; R-D7: keys that the host takes back itself. */
static void nvmf__read__nothing_else_written(void **state)
{
	struct t_nvmf n;
	const u8 mark = 0xa5;

	(void)state;
	t_nvmf_init(&n, &setups[3]);
	t_nvmf_write_and_read(&n, 0, 8192, 9);
	memset(t_nvmf_memory(&n, 0), mark, 65536);
	assert_int_equal(t_nvmf_do(&n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_read,
							    .offset = 4096 + 512,
							    .bytes = 8192,
							    .way = BP_INITIATOR_KEYED_OWN }),
			 0);
	for (u32 i = 0; i < 65536; i++)
		if (i < 4608 || i >= 4608 + 8192)
			assert_int_equal(*t_nvmf_memory(&n, i), mark);
	assert_int_equal(*t_nvmf_memory(&n, 4608), 9);
	assert_int_equal(bp_initiator_counters(n.host)->local_invalidated, 1);
	t_nvmf_fini(&n);
}

struct flight {
	struct bp_initiator_segment segments[64];
	struct bp_initiator_command commands[64];
};

/* The queue is full all the time, reads and writes mixed; each command has its own blocks. */
static void keep_full(struct t_nvmf *n, struct flight *flight)
{
	for (unsigned i = 0; i < 64; i++) {
		const u64 at = bp_initiator_area(n->host) + i * 16384ull;

		flight->segments[i] = (struct bp_initiator_segment){ at, 16384 };
		flight->commands[i] = (struct bp_initiator_command){
			.cmd = bp_initiator_rw(i & 1 ? nvme_cmd_read : nvme_cmd_write, 1,
					       (i & ~1u) * 32, 32),
			.segments = &flight->segments[i],
			.nr_segments = 1,
		};
		t_nvmf_fill(n, i * 16384, 16384, (u8)i);
		assert_int_equal(bp_initiator_submit(n->host, 1, &flight->commands[i]), 0);
	}
	t_nvmf_settle(n);
}

static void nvmf__deep_queue__all_end_well(void **state)
{
	(void)state;
	for (unsigned s = 3; s < bp_array_size(setups); s++) {
		static struct flight flight;
		struct t_nvmf_setup setup = setups[s];
		struct t_nvmf n;

		setup.depth = 8;
		t_nvmf_init(&n, &setup);
		keep_full(&n, &flight);
		for (unsigned i = 0; i < 64; i++) {
			assert_true(flight.commands[i].is_over);
			assert_false(flight.commands[i].is_lost);
			assert_int_equal(flight.commands[i].status, 0);
		}
		keep_full(&n, &flight);
		for (unsigned i = 1; i < 64; i += 2)
			assert_memory_equal(t_nvmf_memory(&n, i * 16384),
					    t_nvmf_memory(&n, (i - 1) * 16384), 16384);
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmf__each_flow__same_bytes),
		cmocka_unit_test(nvmf__in_capsule__up_to_its_room),
		cmocka_unit_test(nvmf__little_room_in_capsules__told),
		cmocka_unit_test(nvmf__software_adapter__through_ram),
		cmocka_unit_test(nvmf__read__nothing_else_written),
		cmocka_unit_test(nvmf__deep_queue__all_end_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
