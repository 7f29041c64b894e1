/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The list of host bridges, written a second time as p2pdma-newer.md 4 has it.
 */

#include <blkpath/p2p_list.h>

#include "bp_test.h"

/* A letter per rule set, in their order: y listed, s below one host bridge alone, - not. */
static const struct {
	u16 vendor, device;
	const char *columns;
} listed[] = {
	{ 0x1022, 0x1450, "yy------" },
	{ 0x8086, 0x3c00, "--ssssss" },
	{ 0x8086, 0x3c01, "--ssssss" },
	{ 0x8086, 0x2f00, "--ssssss" },
	{ 0x8086, 0x2f01, "--ssssss" },
	{ 0x8086, 0x2030, "--yyyyyy" },
	{ 0x8086, 0x2031, "--yyyyyy" },
	{ 0x8086, 0x2032, "--yyyyyy" },
	{ 0x8086, 0x2033, "--yyyyyy" },
	{ 0x8086, 0x2020, "--yyyyyy" },
	{ 0x8086, 0x09a2, "--yyyyyy" },
	{ 0x1ae0, 0x0000, "----yyyy" },
	{ 0x1ae0, 0x0077, "----yyyy" },
	{ 0x1ae0, 0xffff, "----yyyy" },
	{ 0x8086, 0x0b25, "-----yyy" },
	{ 0x8086, 0x11fb, "-----yyy" },
	{ 0x8086, 0x1212, "-----yyy" },
	{ 0x8086, 0x0cfe, "-----yyy" },
	{ 0x8086, 0x1216, "-----yyy" },
	{ 0x8086, 0x4940, "-----yyy" },
	{ 0x8086, 0x4942, "-----yyy" },
	{ 0x8086, 0x4944, "-----yyy" },
	{ 0x8086, 0x4946, "-----yyy" },
	{ 0x8086, 0x4948, "-----yyy" },
	{ 0x10de, 0x2f95, "------yy" },
	{ 0x10de, 0x2f96, "------yy" },
	{ 0x10de, 0x2f97, "------yy" },
	{ 0x10de, 0x2f98, "------yy" },
	{ 0x1d17, 0x1003, "-------s" },
	{ 0x1d17, 0x1005, "-------s" },
	{ 0x1d17, 0x1006, "-------s" },
	{ 0x1d17, 0x1007, "-------s" },
	{ 0x1d17, 0x1008, "-------y" },
	{ 0x1ded, 0x8000, "-------y" },
	{ 0x8086, 0x6f00, "-------s" },
	{ 0x8086, 0x0c08, "-------s" },
	/* P-37: on no list, or only by another's device id */
	{ 0x8086, 0x4c43, "--------" },
	{ 0x8086, 0x29c0, "--------" },
	{ 0x1b36, 0x000c, "--------" },
	{ 0x1d94, 0x1450, "--------" },
	{ 0x1022, 0x2030, "--------" },
	{ 0x8086, 0x1450, "--------" },
};

static void bp_p2p_list_search__every_entry__every_column(void **state)
{
	const struct bp_p2p_rules *rules;

	(void)state;
	for (size_t i = 0; i < bp_array_size(listed); i++) {
		char columns[16] = { 0 };

		for (unsigned k = 0; (rules = bp_p2p_rules_at(k)); k++) {
			const struct bp_p2p_entry *entry = bp_p2p_list_search(
				rules, NULL, 0, listed[i].vendor, listed[i].device);

			columns[k] = (char)(!entry ? '-' : entry->same_host_bridge ? 's' : 'y');
		}
		assert_string_equal(columns, listed[i].columns);
	}
}

/* Nothing is listed that the specification does not have. */
static void bp_p2p_list_search__all_ids__no_more_than_the_specification(void **state)
{
	static const u16 vendors[] = { 0x1022, 0x8086, 0x10de, 0x1d17, 0x1ded, 0x1d94 };
	const struct bp_p2p_rules *newest = bp_p2p_rules_find("newest");
	unsigned found = 0, expected = 0;

	(void)state;
	for (size_t i = 0; i < bp_array_size(vendors); i++)
		for (unsigned id = 0; id <= 0xffff; id++)
			found += bp_p2p_list_search(newest, NULL, 0, vendors[i], (u16)id) != NULL;
	for (size_t i = 0; i < bp_array_size(listed); i++)
		expected += listed[i].vendor != 0x1ae0 && listed[i].columns[7] != '-';
	assert_int_equal(found, expected);
}

/* P-37: the user's entries are searched first, in their order. */
static void bp_p2p_list_search__extra_entries__win(void **state)
{
	static const struct bp_p2p_entry extra[] = {
		{ .vendor = 0x8086, .device = 0x4c43, .same_host_bridge = true },
		{ .vendor = 0x8086, .device = 0x09a2, .same_host_bridge = true },
		{ .vendor = 0x1b36, .any_device = true },
	};
	const struct bp_p2p_rules *rules = bp_p2p_rules_find("v6.1");

	(void)state;
	assert_ptr_equal(bp_p2p_list_search(rules, extra, 3, 0x8086, 0x4c43), &extra[0]);
	assert_ptr_equal(bp_p2p_list_search(rules, extra, 3, 0x8086, 0x09a2), &extra[1]);
	assert_ptr_equal(bp_p2p_list_search(rules, extra, 3, 0x1b36, 0x000c), &extra[2]);
	assert_false(bp_p2p_list_search(rules, extra, 3, 0x8086, 0x2030)->same_host_bridge);
	assert_null(bp_p2p_list_search(rules, extra, 1, 0x1b36, 0x000c));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_list_search__every_entry__every_column),
		cmocka_unit_test(bp_p2p_list_search__all_ids__no_more_than_the_specification),
		cmocka_unit_test(bp_p2p_list_search__extra_entries__win),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
