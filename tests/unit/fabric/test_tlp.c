/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transfers are cut as P2P-A8 says; P2P-F19.
 */
#include "bp_test.h"

#include "pci/tlp.h"

static unsigned requests(const struct bp_tlp_sizes *sizes, bool is_write, u64 address, u64 bytes)
{
	unsigned n = 0, part;

	for (; bytes; bytes -= part, address += part, n++) {
		part = bp_tlp_request(sizes, is_write, address, bytes);
		assert_in_range(part, 1, is_write ? sizes->mps : sizes->mrrs);
		assert_int_equal(address / 4096, (address + part - 1) / 4096);
	}
	return n;
}

static void bp_tlp_request__example_f19__counts(void **state)
{
	struct bp_tlp_sizes small = bp_tlp_default_sizes;

	(void)state;
	small.mps = 128;
	assert_int_equal(requests(&bp_tlp_default_sizes, true, 0x90000800, 4096), 16);
	assert_int_equal(requests(&small, true, 0x90000800, 4096), 32);
	assert_int_equal(requests(&bp_tlp_default_sizes, true, 0x90000000, 65536), 256);
	assert_int_equal(requests(&bp_tlp_default_sizes, false, 0x90000000, 65536), 128);
}

/* Cut from its start: 0xfff + 1 byte, then 256, then the rest. */
static void bp_tlp_request__page_boundary__never_crossed(void **state)
{
	(void)state;
	assert_int_equal(bp_tlp_request(&bp_tlp_default_sizes, true, 0x90000fff, 300), 1);
	assert_int_equal(bp_tlp_request(&bp_tlp_default_sizes, true, 0x90001000, 299), 256);
	assert_int_equal(bp_tlp_request(&bp_tlp_default_sizes, true, 0x90001010, 299), 256);
	assert_int_equal(bp_tlp_request(&bp_tlp_default_sizes, false, 0x90001e01, 600), 511);
	assert_int_equal(bp_tlp_request(&bp_tlp_default_sizes, true, 0x90001000, 0), 0);
}

static void bp_tlp_completion__example_a8__224_256_32(void **state)
{
	const struct bp_tlp_sizes *sizes = &bp_tlp_default_sizes;

	(void)state;
	assert_int_equal(bp_tlp_completion(sizes, 0x90000020, 512), 224);
	assert_int_equal(bp_tlp_completion(sizes, 0x90000100, 288), 256);
	assert_int_equal(bp_tlp_completion(sizes, 0x90000200, 32), 32);
	assert_int_equal(bp_tlp_completion(sizes, 0x90000000, 0), 0);
}

static void bp_tlp_wire__kinds__requests_have_no_payload(void **state)
{
	const struct bp_tlp_sizes *sizes = &bp_tlp_default_sizes;

	(void)state;
	assert_int_equal(256 * bp_tlp_wire(sizes, BP_TLP_WRITE, 256), 71680);
	assert_int_equal(128 * bp_tlp_wire(sizes, BP_TLP_READ, 512), 3072);
	assert_int_equal(256 * bp_tlp_wire(sizes, BP_TLP_COMPLETION, 256), 71680);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_tlp_request__example_f19__counts),
		cmocka_unit_test(bp_tlp_request__page_boundary__never_crossed),
		cmocka_unit_test(bp_tlp_completion__example_a8__224_256_32),
		cmocka_unit_test(bp_tlp_wire__kinds__requests_have_no_payload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
