/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries that a user adds (P-37).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/p2p_list.h>

#include "bp_test.h"

static void bp_p2p_entry_parse__good__read(void **state)
{
	static const struct {
		const char *text;
		struct bp_p2p_entry entry;
	} cases[] = {
		{ "8086:4c43", { .vendor = 0x8086, .device = 0x4c43 } },
		{ "8086:6F00:same",
		  { .vendor = 0x8086, .device = 0x6f00, .same_host_bridge = true } },
		{ "1ae0:any", { .vendor = 0x1ae0, .any_device = true } },
		{ "1ae0:any:same",
		  { .vendor = 0x1ae0, .any_device = true, .same_host_bridge = true } },
		{ "1:a", { .vendor = 1, .device = 0xa } },
		{ "ffff:0", { .vendor = 0xffff } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_p2p_entry entry;
		struct bp_error err = { 0 };

		assert_int_equal(bp_p2p_entry_parse(cases[i].text, &entry, &err), 0);
		assert_memory_equal(&entry, &cases[i].entry, sizeof(entry));
	}
}

static void bp_p2p_entry_parse__bad__message_and_no_change(void **state)
{
	static const char *const cases[] = {
		"",	   "8086",	 "8086:",      ":4c43",	       "8086:4c433",
		"10000:1", "8086:4c43:", "8086:4c43 ", "8086:4c43:no", "0x8086:4c43",
		"80g6:1",  "8086:any1",	 " 8086:1",    "8086:1:same:", "8086:/",
		"8086::",  "@086:1",
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_p2p_entry entry = { .vendor = 7 };
		struct bp_error err = { 0 };

		if (bp_p2p_entry_parse(cases[i], &entry, &err) != -EINVAL)
			fail_msg("\"%s\" was taken", cases[i]);
		assert_int_equal(entry.vendor, 7);
		assert_string_equal(err.key, "host bridge");
		assert_non_null(strstr(err.text, "8086:4c43"));
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_entry_parse__good__read),
		cmocka_unit_test(bp_p2p_entry_parse__bad__message_and_no_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
