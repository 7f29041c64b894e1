/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of E7 that end a connection: nothing is left, and a new one works.
 */
#include <blkpath/ib_work.h>

#include "bp_test.h"
#include "nvmf.h"

static const struct t_nvmf_setup flows[] = {
	{ .target = { .disk = T_TARGET_NVME } },
	{ .target = { .disk = T_TARGET_NVME, .p2p = true } },
	{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } },
};

#define FLOWS bp_array_size(flows)

/* Everything has come back, and the two of them can begin anew. */
static void assert_over_and_again(struct t_nvmf *n)
{
	struct bp_error err = { 0 };

	t_nvmf_settle(n);
	assert_int_equal(t_target_pool(&n->t), T_BAR_BYTES);
	assert_true(TAILQ_EMPTY(&n->t.subsys->ctrls));
	assert_false(bp_initiator_look(n->host, 1).is_open);
	assert_int_equal(bp_initiator_counters(n->host)->recoveries, 1);
	if (bp_initiator_connect(n->host, &err))
		fail_msg("%s", err.text);
	t_nvmf_write_and_read(n, 0, 65536, 5);
}

/* E7 "write, bad rkey": the READ fails, no response, the buffer is freed at once, and the
 * controller is deleted. */
static void e7__write_with_bad_key__fatal(void **state)
{
	const struct t_nvmf_rw rw = { .opcode = nvme_cmd_write,
				      .bytes = 65536,
				      .twist = { .xor_key = 0x80 } };

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		assert_int_equal(t_nvmf_do(&n, &rw), T_NVMF_LOST);
		assert_int_equal(t_target_step(&n.t, BP_NVMET_READ_DONE)->result,
				 IB_WC_REM_ACCESS_ERR);
		assert_true(t_nvmf_stepped(&n, BP_NVMET_UNINIT));
		assert_true(t_nvmf_stepped(&n, BP_NVMET_RELEASED));
		assert_false(t_nvmf_stepped(&n, BP_NVMET_RESPONSE));
		assert_false(t_nvmf_stepped(&n, BP_NVMET_EXECUTED));
		assert_int_equal(t_target_step(&n.t, BP_NVMET_RELEASED)->credits, 0);
		assert_over_and_again(&n);
		t_nvmf_fini(&n);
	}
}

/* The same, where only the first READ of several fails, which nobody is told of: a flush is all
 * that the target sees. It waits until the host goes. */
static void e7__write_with_short_key__flush_only(void **state)
{
	const struct t_nvmf_rw rw = { .opcode = nvme_cmd_write,
				      .bytes = 65536,
				      .twist = { .short_region = 65024 } };
	const struct t_nvmf_setup setup = { .target = { .disk = T_TARGET_NVME }, .max_sge = 2 };
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &setup);
	assert_int_equal(t_nvmf_do(&n, &rw), T_NVMF_LOST);
	assert_int_equal(t_target_step(&n.t, BP_NVMET_READ_DONE)->result, IB_WC_WR_FLUSH_ERR);
	assert_false(t_nvmf_stepped(&n, BP_NVMET_RESPONSE));
	assert_over_and_again(&n);
	t_nvmf_fini(&n);
}

/* E7 "read, bad rkey": the WRITE has no handler, and the response behind it is flushed. */
static void e7__read_with_bad_key__response_flushed(void **state)
{
	const struct t_nvmf_rw rw = { .opcode = nvme_cmd_read,
				      .bytes = 65536,
				      .twist = { .xor_key = 0x80 } };

	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		assert_int_equal(t_nvmf_do(&n, &rw), T_NVMF_LOST);
		assert_int_equal(t_target_step(&n.t, BP_NVMET_COMPLETED)->status, 0);
		assert_true(t_nvmf_stepped(&n, BP_NVMET_RESPONSE));
		assert_true(t_nvmf_stepped(&n, BP_NVMET_RELEASED));
		assert_int_equal(bp_rdma_counters(n.near)->errors, 1);
		assert_over_and_again(&n);
		t_nvmf_fini(&n);
	}
}

/* The same: the host lets nobody write, or read. */
static void e7__key_without_right__lost(void **state)
{
	static const struct t_nvmf_rw rws[] = {
		{ .opcode = nvme_cmd_read,
		  .bytes = 4096,
		  .twist = { .xor_access = IB_ACCESS_REMOTE_WRITE } },
		{ .opcode = nvme_cmd_write,
		  .bytes = 8192,
		  .twist = { .xor_access = IB_ACCESS_REMOTE_READ } },
		{ .opcode = nvme_cmd_write, .bytes = 8192, .twist = { .add_addr = 512 } },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(rws); i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &flows[i]);
		assert_int_equal(t_nvmf_do(&n, &rws[i]), T_NVMF_LOST);
		assert_over_and_again(&n);
		t_nvmf_fini(&n);
	}
}

/* R-C5.1: a capsule of less than 64 bytes */
static void r_c5_1__short_capsule__fatal(void **state)
{
	const struct t_nvmf_rw rw = { .opcode = nvme_cmd_read,
				      .bytes = 512,
				      .twist = { .missing_capsule = 1 } };
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &flows[0]);
	assert_int_equal(t_nvmf_do(&n, &rw), T_NVMF_LOST);
	assert_false(t_nvmf_stepped(&n, BP_NVMET_RECEIVED));
	assert_over_and_again(&n);
	t_nvmf_fini(&n);
}

/* A8: more data than the capsule buffer has room for */
static void a8__long_capsule__fatal(void **state)
{
	const struct t_nvmf_rw rw = { .opcode = nvme_cmd_write,
				      .bytes = 4608,
				      .way = BP_INITIATOR_CAPSULE };
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &flows[0]);
	assert_int_equal(t_nvmf_do(&n, &rw), T_NVMF_LOST);
	assert_false(t_nvmf_stepped(&n, BP_NVMET_RECEIVED));
	assert_over_and_again(&n);
	t_nvmf_fini(&n);
}

/* E7 "peer disconnects with commands in the disk": at every moment of a command's life. */
static void e7__host_goes_amid_commands__all_back(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FLOWS; i++) {
		unsigned lost = 0, ended = 0;

		for (u64 ns = 0; ns < 60000; ns += 3000) {
			struct t_nvmf_rw rw = { .opcode = ns / 3000 & 1 ? nvme_cmd_read
									: nvme_cmd_write,
						.bytes = 65536,
						.twist = { .drops = true, .drop_ns = ns } };
			struct t_nvmf n;
			u16 status;

			t_nvmf_init(&n, &flows[i]);
			status = t_nvmf_do(&n, &rw);
			if (status == T_NVMF_LOST) {
				assert_over_and_again(&n);
				lost++;
			} else {
				assert_int_equal(status, 0);
				ended++;
			}
			t_nvmf_fini(&n);
		}
		assert_in_range(lost, 5, 19);
		assert_in_range(ended, 1, 15);
	}
}

/* R-C4.5: an adapter is slow, and its send queue fills with READs and WRITEs that have MRs, three
 * work requests each. All of that is flushed at once: there is room for each completion, and the
 * queue comes to its end. */
static void r_c4_5__full_queue_of_mrs_flushed__room_for_all(void **state)
{
	const struct t_nvmf_setup setup = {
		.target = { .disk = T_TARGET_NVME }, .force_mr = true, .wr_ns = 1000000, .depth = 8
	};
	const struct bp_initiator_twist drop = { .drops = true, .drop_ns = 1500000 };
	struct bp_initiator_command commands[8];
	struct bp_initiator_segment data;
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &setup);
	/* An MR that was used is invalidated before the next use. */
	for (unsigned i = 0; i < 8; i++)
		t_nvmf_write_and_read(&n, 0, 8192, 1);
	data = (struct bp_initiator_segment){ bp_initiator_area(n.host), 8192 };
	for (unsigned i = 0; i < 8; i++) {
		commands[i] = (struct bp_initiator_command){
			.cmd = bp_initiator_rw(nvme_cmd_read, 1, 0, 16),
			.segments = &data,
			.nr_segments = 1,
			.twist = i ? NULL : &drop,
		};
		assert_int_equal(bp_initiator_submit(n.host, 1, &commands[i]), 0);
	}
	t_nvmf_settle(&n);
	assert_true(commands[7].is_lost);
	/* The admin queue has 32 RECVs and two that drain it; 8 + 2 * 8 + 1 would be too few. */
	assert_in_range(bp_rdma_counters(n.near)->flushed, 34 + 26, 34 + 41);
	assert_int_equal(bp_rdma_counters(n.near)->lost, 0);
	assert_over_and_again(&n);
	t_nvmf_fini(&n);
}

/* The wire is cut: nobody hears of the other any more. */
static void wire_cut__each_side_gives_up(void **state)
{
	const struct t_nvmf_rw rw = { .opcode = nvme_cmd_write, .bytes = 65536 };
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &flows[2]);
	bp_rdma_wire_cut(&n.wire, true);
	assert_int_equal(t_nvmf_do(&n, &rw), T_NVMF_LOST);
	t_nvmf_settle(&n);
	bp_rdma_wire_cut(&n.wire, false);
	assert_int_equal(bp_initiator_connect(n.host, NULL), 0);
	t_nvmf_write_and_read(&n, 0, 65536, 5);
	t_nvmf_fini(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(e7__write_with_bad_key__fatal),
		cmocka_unit_test(e7__write_with_short_key__flush_only),
		cmocka_unit_test(e7__read_with_bad_key__response_flushed),
		cmocka_unit_test(e7__key_without_right__lost),
		cmocka_unit_test(r_c5_1__short_capsule__fatal),
		cmocka_unit_test(a8__long_capsule__fatal),
		cmocka_unit_test(e7__host_goes_amid_commands__all_back),
		cmocka_unit_test(r_c4_5__full_queue_of_mrs_flushed__room_for_all),
		cmocka_unit_test(wire_cut__each_side_gives_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
