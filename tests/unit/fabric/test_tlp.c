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

/* Of all requests that a read is cut into. */
static u64 completions(const struct bp_tlp_sizes *sizes, u64 address, u64 bytes)
{
	u64 n = !bytes;

	while (bytes) {
		unsigned asked = bp_tlp_request(sizes, false, address, bytes), part;

		for (bytes -= asked; asked; asked -= part, address += part, n++)
			part = bp_tlp_completion(sizes, address, asked);
	}
	return n;
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
	assert_int_equal(bp_tlp_wire(sizes, BP_TLP_WRITE, 256, 65536), 71680);
	assert_int_equal(bp_tlp_wire(sizes, BP_TLP_READ, 128, 65536), 3072);
	assert_int_equal(bp_tlp_wire(sizes, BP_TLP_COMPLETION, 256, 65536), 71680);
}

/* In closed form as one by one: every start in a page, every end. */
static void bp_tlp_requests__sizes__as_many_as_one_by_one(void **state)
{
	static const struct bp_tlp_sizes sizes[] = {
		{ 256, 512, 64, 24 },
		{ 128, 4096, 128, 24 },
		{ 4096, 128, 64, 24 },
		{ 512, 1024, 64, 24 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(sizes); i++)
		for (u64 at = 0; at < 4096; at += 61)
			for (u64 bytes = 0; bytes < 14000; bytes += 433) {
				const struct bp_tlp_sizes *s = &sizes[i];
				const u64 address = 0x90000000 + at;

				assert_int_equal(bp_tlp_requests(s, true, address, bytes),
						 requests(s, true, address, bytes));
				assert_int_equal(bp_tlp_requests(s, false, address, bytes),
						 requests(s, false, address, bytes));
				assert_int_equal(bp_tlp_completions(s, address, bytes),
						 completions(s, address, bytes));
			}
}

static void bp_tlp_within__bounds__whole_tlps_alone(void **state)
{
	const struct bp_tlp_sizes *sizes = &bp_tlp_default_sizes;

	(void)state;
	for (u64 at = 0; at < 4096; at += 61)
		for (u64 most = 1; most < 9000; most += 97) {
			const u64 within = bp_tlp_within(sizes, true, at, 8999, most);
			u64 end = 0, next = 0;

			while (next < 8999 && next <= most) {
				end = next;
				next += bp_tlp_request(sizes, true, at + next, 8999 - next);
			}
			assert_int_equal(within, next <= most ? next : end);
		}
	assert_int_equal(bp_tlp_within(sizes, false, 0x1000, 700, UINT64_MAX), 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_tlp_request__example_f19__counts),
		cmocka_unit_test(bp_tlp_request__page_boundary__never_crossed),
		cmocka_unit_test(bp_tlp_completion__example_a8__224_256_32),
		cmocka_unit_test(bp_tlp_requests__sizes__as_many_as_one_by_one),
		cmocka_unit_test(bp_tlp_within__bounds__whole_tlps_alone),
		cmocka_unit_test(bp_tlp_wire__kinds__requests_have_no_payload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
