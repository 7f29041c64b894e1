/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets by name and by age.
 */
#include <limits.h>

#include <blkpath/rules.h>

#include "bp_test.h"

static void bp_rules_at__until_the_end__each_is_found_by_its_name(void **state)
{
	const struct bp_rules *rules;

	(void)state;
	assert_non_null(bp_rules_at(0));
	for (unsigned i = 0; (rules = bp_rules_at(i)); i++)
		assert_ptr_equal(bp_rules_find(rules->name), rules);
	assert_null(bp_rules_at(UINT_MAX));
}

static void bp_rules_find__names__rule_set_or_null(void **state)
{
	(void)state;
	assert_string_equal(bp_rules_find(NULL)->name, "v5.2");
	assert_ptr_equal(bp_rules_find("v5.2"), bp_rules_find(NULL));
	assert_null(bp_rules_find("v5.3"));
	assert_null(bp_rules_find("V5.2"));
	assert_null(bp_rules_find(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_rules_at__until_the_end__each_is_found_by_its_name),
		cmocka_unit_test(bp_rules_find__names__rule_set_or_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
