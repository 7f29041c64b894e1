/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands other than reads and writes, and those that the target refuses (rdma-nvmet.md C1.3, C3.4
 * to C3.6, C5.3, C5.4).
 */
#include <string.h>

#include "bp_test.h"
#include "nvmf.h"

static const struct t_nvmf_setup plain = { .target = { .disk = T_TARGET_NULL } };
static const struct t_nvmf_setup drive = { .target = { .disk = T_TARGET_NVME } };

static void nvmf__flush__without_data(void **state)
{
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &drive);
	/* The embedded bio of a command was that of another one: whole, of one block. */
	assert_int_equal(
		t_nvmf_do(&n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_read, .bytes = 512 }), 0);
	assert_int_equal(t_nvmf_raw(&n, bp_initiator_flush(1), 0, BP_INITIATOR_USUAL), 0);
	assert_int_equal(t_target_step(&n.t, BP_NVMET_EXECUTED)->transfer_len, 0);
	t_nvmf_assert_idle(&n);
	t_nvmf_fini(&n);
}

/* All zero, or none of it. */
static void assert_zero(struct t_nvmf *n, u32 from, u32 bytes, bool is_zero)
{
	u32 zeroes = 0;

	for (u32 i = from; i < from + bytes; i++)
		zeroes += !*t_nvmf_memory(n, i);
	if (is_zero)
		assert_int_equal(zeroes, bytes);
	else
		assert_in_range(zeroes, 0, bytes / 32);
}

static void nvmf__write_zeroes__blocks_are_zero(void **state)
{
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &drive);
	t_nvmf_write_and_read(&n, 0, 8192, 3);
	assert_int_equal(t_nvmf_raw(&n, bp_initiator_write_zeroes(1, 4, 8), 0, BP_INITIATOR_USUAL),
			 0);
	assert_int_equal(
		t_nvmf_do(&n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_read, .bytes = 8192 }), 0);
	assert_zero(&n, 0, 2048, false);
	assert_zero(&n, 2048, 4096, true);
	assert_zero(&n, 6144, 2048, false);
	t_nvmf_assert_idle(&n);
	t_nvmf_fini(&n);
}

/* R-C3.5, R-D6: two ranges, in the capsule and by key; on a P2P namespace by key as well
 * (DEF-NVMET-3 corrected). */
static void nvmf__dsm__ranges_discarded(void **state)
{
	static const struct t_nvmf_setup setups[] = {
		{ .target = { .disk = T_TARGET_NVME } },
		{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } },
	};
	static const enum bp_initiator_way ways[] = { BP_INITIATOR_USUAL, BP_INITIATOR_KEYED,
						      BP_INITIATOR_KEYED_OWN };
	const struct nvme_dsm_range ranges[] = {
		{ .nlb = cpu_to_le32(8), .slba = cpu_to_le64(8) },
		{ .nlb = cpu_to_le32(4), .slba = cpu_to_le64(24) },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(setups); i++) {
		struct t_nvmf n;

		t_nvmf_init(&n, &setups[i]);
		for (unsigned way = 0; way < bp_array_size(ways); way++) {
			t_nvmf_write_and_read(&n, 0, 16384, 3);
			memcpy(t_nvmf_memory(&n, 0), ranges, sizeof(ranges));
			assert_int_equal(t_nvmf_raw(&n, bp_initiator_dsm(1, 2, NVME_DSMGMT_AD),
						    sizeof(ranges), ways[way]),
					 0);
			assert_int_equal(t_target_step(&n.t, BP_NVMET_SGL)->kind,
					 way ? BP_NVMET_PAGES : BP_NVMET_INLINE);
			assert_int_equal(t_nvmf_do(&n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_read,
									    .bytes = 16384 }),
					 0);
			assert_zero(&n, 0, 4096, false);
			assert_zero(&n, 4096, 4096, true);
			assert_zero(&n, 8192, 4096, false);
			assert_zero(&n, 12288, 2048, true);
			assert_zero(&n, 14336, 2048, false);
		}
		t_nvmf_assert_idle(&n);
		t_nvmf_fini(&n);
	}
}

/* R-C3.5: 4096 ranges by key, each of a block of its own: every second one of the first 8192. */
static void nvmf__dsm__many_ranges__each_discarded(void **state)
{
	struct t_nvmf n;
	const u32 nr = 4096;

	(void)state;
	t_nvmf_init(&n, &plain);
	t_nvmf_write_and_read(&n, 0, 65536, 3);
	for (u32 i = 0; i < nr; i++) {
		const struct nvme_dsm_range range = { .nlb = cpu_to_le32(1),
						      .slba = cpu_to_le64(2 * i) };

		memcpy(t_nvmf_memory(&n, i * sizeof(range)), &range, sizeof(range));
	}
	assert_int_equal(t_nvmf_raw(&n, bp_initiator_dsm(1, nr, NVME_DSMGMT_AD),
				    nr * sizeof(struct nvme_dsm_range), BP_INITIATOR_KEYED),
			 0);
	assert_int_equal(
		t_nvmf_do(&n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_read, .bytes = 65536 }), 0);
	for (u32 at = 0; at < 65536; at += 1024) {
		assert_zero(&n, at, 512, true);
		assert_zero(&n, at + 512, 512, false);
	}
	t_nvmf_assert_idle(&n);
	t_nvmf_fini(&n);
}

/* What is wrong, and the status without More. */
static const struct {
	struct t_nvmf_rw rw;
	u16 status;
} bad[] = {
	/* R-C1.2: flags */
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.xor_flags = 0x40 }, 0x4002 },
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.xor_flags = 0x01 }, 0x4002 },
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.xor_flags = 0xc0 }, 0x4002 },
	/* R-C1.3: opcode */
	{ { .opcode = 0x55, .bytes = 512 }, 0x4001 },
	/* R-C1.4: length */
	{ { .opcode = nvme_cmd_read, .bytes = 1024, .blocks = 1 }, 0x400f },
	{ { .opcode = nvme_cmd_write, .bytes = 1024, .blocks = 3 }, 0x400f },
	{ { .opcode = nvme_cmd_write, .bytes = 1024, .blocks = 3, .way = BP_INITIATOR_KEYED },
	  0x400f },
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.add_length = (u32)-512 }, 0x400f },
	/* R-C5.3: types 0x0f, 0x41, 0x2f */
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.xor_type = 0x40 }, 0x4002 },
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.xor_type = 0x0e }, 0x4002 },
	{ { .opcode = nvme_cmd_read, .bytes = 512, .twist.xor_type = 0x60 }, 0x4011 },
	/* R-C5.4: a read in the capsule; data beyond its room; G18 */
	{ { .opcode = nvme_cmd_read, .bytes = 512, .way = BP_INITIATOR_CAPSULE }, 0x4002 },
	{ { .opcode = nvme_cmd_write, .bytes = 512, .twist.add_addr = 3585 }, 0x4016 },
	{ { .opcode = nvme_cmd_write, .bytes = 4096, .twist.add_addr = ~0xfffull }, 0x4016 },
	{ { .opcode = nvme_cmd_write, .bytes = 512, .twist.add_length = 4096 }, 0x4016 },
	/* R-C3.8: beyond the disk */
	{ { .opcode = nvme_cmd_write, .bytes = 512, .slba = 1ull << 40 }, 0x4006 },
};

static void nvmf__bad_commands__status_and_queue_lives(void **state)
{
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &plain);
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		const u16 status = t_nvmf_do(&n, &bad[i].rw);

		if (status != bad[i].status)
			fail_msg("%zu: status 0x%x", i, status);
		t_nvmf_assert_idle(&n);
	}
	t_nvmf_write_and_read(&n, 0, 4096, 1);
	t_nvmf_fini(&n);
}

/* R-C1.3 */
static void nvmf__unknown_namespace__status(void **state)
{
	struct t_nvmf n;

	(void)state;
	t_nvmf_init(&n, &plain);
	assert_int_equal(t_nvmf_raw(&n, bp_initiator_flush(2), 0, BP_INITIATOR_USUAL), 0x400b);
	assert_int_equal(t_nvmf_raw(&n, bp_initiator_rw(nvme_cmd_read, 0xffffffff, 0, 1), 512,
				    BP_INITIATOR_USUAL),
			 0x400b);
	t_nvmf_assert_idle(&n);
	t_nvmf_fini(&n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmf__flush__without_data),
		cmocka_unit_test(nvmf__write_zeroes__blocks_are_zero),
		cmocka_unit_test(nvmf__dsm__ranges_discarded),
		cmocka_unit_test(nvmf__dsm__many_ranges__each_discarded),
		cmocka_unit_test(nvmf__bad_commands__status_and_queue_lives),
		cmocka_unit_test(nvmf__unknown_namespace__status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
