/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of which only touched pages exist (P2P-A3.1).
 */
#include "bp_test.h"

#include <string.h>

#include "pci/backing.h"

static void bp_backing_write__scattered_pages__each_is_kept(void **state)
{
	struct bp_backing backing = { 0 };
	u64 value, got;

	(void)state;
	for (u64 i = 0; i < 1000; i++) {
		value = i * 3 + 1;
		assert_int_equal(bp_backing_write(&backing, i << 30 | 0xffc, &value, 8), 0);
	}
	assert_int_equal(backing.nr_pages, 2000);
	for (u64 i = 0; i < 1000; i++) {
		assert_true(bp_backing_read(&backing, i << 30 | 0xffc, &got, 8));
		assert_int_equal(got, i * 3 + 1);
	}
	bp_backing_fini(&backing);
	assert_int_equal(backing.nr_pages, 0);
}

static void bp_backing_read__never_written__zeros(void **state)
{
	struct bp_backing backing = { 0 };
	u64 got = ~0ull;

	(void)state;
	assert_true(bp_backing_read(&backing, 0xffc, &got, 8));
	assert_int_equal(got, 0);
	assert_int_equal(backing.nr_pages, 0);
}

static void bp_backing_takes__registers__aligned_4_and_8(void **state)
{
	static const struct bp_register_ops ops;
	const struct bp_backing memory = { 0 },
				registers = { .registers = &ops, .register_bytes = 4096 };

	(void)state;
	assert_true(bp_backing_takes(&memory, 3, 100));
	assert_true(bp_backing_takes(&registers, 4, 4));
	assert_true(bp_backing_takes(&registers, 8, 8));
	assert_false(bp_backing_takes(&registers, 4, 8));
	assert_false(bp_backing_takes(&registers, 2, 4));
	assert_false(bp_backing_takes(&registers, 8, 16));
	assert_true(bp_backing_takes(&registers, 4098, 16)); /* memory behind */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_backing_write__scattered_pages__each_is_kept),
		cmocka_unit_test(bp_backing_read__never_written__zeros),
		cmocka_unit_test(bp_backing_takes__registers__aligned_4_and_8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
