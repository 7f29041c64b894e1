/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands by their fields (rdma-nvmet.md D1, D6).
 */
#include <string.h>

#include "bp_test.h"
#include "initiator/command.h"

/* R-D1: opcode, nsid 4, slba 40, length 48 that begins with 0. */
static void bp_initiator_rw__sixteen_blocks__laid_out(void **state)
{
	const union nvmf_command cmd = bp_initiator_rw(nvme_cmd_write, 0x01020304, 1000, 16);
	const u8 *byte = cmd.nvme.bp_bytes;

	(void)state;
	assert_int_equal(byte[0], 0x01);
	assert_memory_equal(byte + 4, "\x04\x03\x02\x01", 4);
	assert_memory_equal(byte + 40, "\xe8\x03\0\0\0\0\0\0", 8);
	assert_memory_equal(byte + 48, "\x0f\0", 2);
}

static void bp_initiator_write_zeroes__blocks__laid_out(void **state)
{
	const union nvmf_command cmd = bp_initiator_write_zeroes(2, 7, 65536);

	(void)state;
	assert_int_equal(cmd.nvme.bp_bytes[0], 0x08);
	assert_int_equal(cmd.nvme.bp_bytes[4], 2);
	assert_int_equal(cmd.nvme.bp_bytes[40], 7);
	assert_memory_equal(cmd.nvme.bp_bytes + 48, "\xff\xff", 2);
}

static void bp_initiator_flush__namespace__laid_out(void **state)
{
	const union nvmf_command cmd = bp_initiator_flush(3);

	(void)state;
	assert_int_equal(cmd.nvme.bp_bytes[0], 0x00);
	assert_int_equal(cmd.nvme.bp_bytes[4], 3);
}

/* R-D6: nr 40 that begins with 0, attributes 44. */
static void bp_initiator_dsm__two_ranges__laid_out(void **state)
{
	const union nvmf_command cmd = bp_initiator_dsm(1, 2, NVME_DSMGMT_AD);

	(void)state;
	assert_int_equal(cmd.nvme.bp_bytes[0], 0x09);
	assert_memory_equal(cmd.nvme.bp_bytes + 40, "\x01\0\0\0", 4);
	assert_memory_equal(cmd.nvme.bp_bytes + 44, "\x04\0\0\0", 4);
	assert_true(nvme_is_write(&cmd.nvme));
}

/* R-D1: attrib 40, offset 44, value 48. */
static void bp_initiator_property__set_and_get__laid_out(void **state)
{
	const union nvmf_command set = bp_initiator_property_set(0x14, 0x460001);
	const union nvmf_command get = bp_initiator_property_get(0x1c, false);
	const union nvmf_command get64 = bp_initiator_property_get(0x00, true);

	(void)state;
	assert_memory_equal(set.nvme.bp_bytes, "\x7f\0\0\0\0", 5);
	assert_memory_equal(set.nvme.bp_bytes + 40, "\0\0\0\0\x14\0\0\0\x01\0\x46\0\0\0\0\0", 16);
	assert_memory_equal(get.nvme.bp_bytes, "\x7f\0\0\0\x04", 5);
	assert_int_equal(get.nvme.bp_bytes[40], 0);
	assert_int_equal(get.nvme.bp_bytes[44], 0x1c);
	assert_int_equal(get64.nvme.bp_bytes[40], 1);
}

static void bp_initiator_bytes__segments__their_sum(void **state)
{
	const struct bp_initiator_segment segments[] = { { 0, 4096 }, { 8192, 512 } };
	struct bp_initiator_command command = { .segments = segments, .nr_segments = 2 };

	(void)state;
	assert_int_equal(bp_initiator_bytes(&command), 4608);
	command.nr_segments = 0;
	assert_int_equal(bp_initiator_bytes(&command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_initiator_rw__sixteen_blocks__laid_out),
		cmocka_unit_test(bp_initiator_write_zeroes__blocks__laid_out),
		cmocka_unit_test(bp_initiator_flush__namespace__laid_out),
		cmocka_unit_test(bp_initiator_dsm__two_ranges__laid_out),
		cmocka_unit_test(bp_initiator_property__set_and_get__laid_out),
		cmocka_unit_test(bp_initiator_bytes__segments__their_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
