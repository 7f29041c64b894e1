/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Headings of lspci: what only looks like a number is a word.
 */
#include "bp_test.h"

#include "input/lspci.h"

/* Four digits, or it is a part of the name. */
static void bp_lspci_heading__numbers_of_another_form__words(void **state)
{
	static const struct {
		const char *text;
		const char *class_name, *name;
	} cases[] = {
		{ " Bridge [-600]: A [-086:+9c0]", "Bridge [-600]", "A [-086:+9c0]" },
		{ " Bridge [0x60]: A [0x86:0xc0]", "Bridge [0x60]", "A [0x86:0xc0]" },
		{ " Bridge [060]: A [ 086: 9c0]", "Bridge [060]", "A [ 086: 9c0]" },
		{ " Bridge [06001]: A [80861:29c0]", "Bridge [06001]", "A [80861:29c0]" },
		{ " Bridge [0600: A [8086:29c01]", "Bridge [0600", "A [8086:29c01]" },
		{ " 0x60: 0x86:0xc0", "0x60", "0x86:0xc0" },
		{ " 06001: 8086:29c01", "06001", "8086:29c01" },
		{ " 060: A [8086 29c0]", "060", "A [8086 29c0]" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_pci_record r = { 0 };

		bp_lspci_heading(&r, cases[i].text);
		if (r.has_ids || r.has_class)
			fail_msg("%s", cases[i].text);
		assert_string_equal(r.class_name, cases[i].class_name);
		assert_string_equal(r.name, cases[i].name);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_lspci_heading__numbers_of_another_form__words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
