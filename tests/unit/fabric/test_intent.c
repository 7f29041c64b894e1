/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What drivers meant by the addresses that they gave out (P2P-A7.7).
 */
#include "bp_test.h"

#include <errno.h>

#include "fabric.h"

static const struct bp_target ram = { .kind = BP_TARGET_RAM, .phys = { 0x5000 } };

static void bp_intent_note__ranges__kept_apart(void **state)
{
	static const struct {
		char dev;
		u64 address, bytes;
		int result;
	} cases[] = {
		{ 'a', 0x1000, 0x1000, 0 },  { 'a', 0x1000, 0x1000, -EEXIST },
		{ 'a', 0x1fff, 1, -EEXIST }, { 'a', 0, 0x1001, -EEXIST },
		{ 'a', 0, ~0ull, -EEXIST },  { 'a', 0x2000, 1, 0 },
		{ 'a', 0xfff, 1, 0 },	     { 'b', 0x1000, 0x1000, 0 }, /* another device */
		{ 'a', 0x9000, 0, -EINVAL }, { 'a', ~0ull, 2, -EINVAL },
		{ 'a', ~0ull, 1, 0 },
	};
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, cases[i].dev),
						cases[i].address, cases[i].bytes, &ram),
				 cases[i].result);
	t_fabric_fini(&f);
}

static void bp_intent_find__inside__counts_from_the_first_byte(void **state)
{
	struct bp_target bar = { .kind = BP_TARGET_BAR, .bar = 2, .offset = 0x100 }, meant;
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	bar.dev = t_fabric_dev(&f, 'b');
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'a'), 0x1000, 0x100, &ram), 0);
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'a'), 0x1100, 0x100, &bar), 0);
	assert_true(bp_intent_find(f.fabric, t_fabric_dev(&f, 'a'), 0x10ff, &meant));
	assert_int_equal(meant.phys.phys, 0x50ff);
	assert_true(bp_intent_find(f.fabric, t_fabric_dev(&f, 'a'), 0x1101, &meant));
	assert_ptr_equal(meant.dev, bar.dev);
	assert_int_equal(meant.bar, 2);
	assert_int_equal(meant.offset, 0x101);
	assert_false(bp_intent_find(f.fabric, t_fabric_dev(&f, 'a'), 0xfff, &meant));
	assert_false(bp_intent_find(f.fabric, t_fabric_dev(&f, 'a'), 0x1200, &meant));
	assert_false(bp_intent_find(f.fabric, t_fabric_dev(&f, 'b'), 0x1000, &meant));
	t_fabric_fini(&f);
}

static void bp_intent_forget__by_its_address_alone__gone(void **state)
{
	struct bp_target meant;
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	assert_int_equal(bp_intent_note(f.fabric, t_fabric_dev(&f, 'a'), 0x1000, 0x100, &ram), 0);
	assert_false(bp_intent_forget(f.fabric, t_fabric_dev(&f, 'a'), 0x1001));
	assert_false(bp_intent_forget(f.fabric, t_fabric_dev(&f, 'b'), 0x1000));
	assert_true(bp_intent_forget(f.fabric, t_fabric_dev(&f, 'a'), 0x1000));
	assert_false(bp_intent_find(f.fabric, t_fabric_dev(&f, 'a'), 0x1000, &meant));
	assert_false(bp_intent_forget(f.fabric, t_fabric_dev(&f, 'a'), 0x1000));
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_intent_note__ranges__kept_apart),
		cmocka_unit_test(bp_intent_find__inside__counts_from_the_first_byte),
		cmocka_unit_test(bp_intent_forget__by_its_address_alone__gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
