/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <input/rule_set.h>

#include "input_test.h"

static const struct bp_place at = { "some.yaml", 7, "rules" };

static void bp_rule_names__table__all_or_those_by_bus_address(void **state)
{
	char names[BP_RULE_NAMES_MAX];

	(void)state;
	assert_string_equal(bp_rule_names(names), "v5.2, v6.1, v6.18");
	assert_string_equal(bp_rule_names_direct(names), "v5.2");
}

static void bp_rule_set_parse__names__found_or_what_is_allowed(void **state)
{
	const struct bp_rules *rules = NULL;
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_rule_set_parse(&at, "v6.18", &rules, &err), 0);
	assert_string_equal(rules->name, "v6.18");
	assert_int_equal(bp_rule_set_parse(&at, NULL, &rules, &err), 0);
	assert_string_equal(rules->name, "v5.2");
	assert_int_equal(bp_rule_set_parse(&at, "6.18", &rules, &err), -EINVAL);
	assert_error_says(&err, 7, "rules", "\"6.18\"; allowed: v5.2, v6.1, v6.18");
	assert_string_equal(rules->name, "v5.2");
}

static void bp_rule_set_wants_direct__each_set__only_where_such_bios_are(void **state)
{
	const struct bp_rules *rules;
	struct bp_error err = { 0 };

	(void)state;
	for (unsigned i = 0; (rules = bp_rules_at(i)); i++)
		assert_int_equal(bp_rule_set_wants_direct(&at, rules, &err),
				 rules->dma_direct ? 0 : -EINVAL);
	assert_error_says(&err, 7, "rules", "page bios only");
}

/* Defects of the base kernel and quirks have nothing to do with the RFC. */
static void bp_rule_set_wants_defects__origins__only_those_of_the_rfc_refused(void **state)
{
	static const struct {
		const char *name;
		int newer;
	} cases[] = {
		{ "def-4", -EINVAL }, { "rfc", -EINVAL }, { "all", -EINVAL },	{ "def-nvme-4", 0 },
		{ "base", 0 },	      { "quirk-4", 0 },	  { "fix-quirk-4", 0 },
	};
	struct bp_error err = { 0 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_defects defects = { 0 };

		bp_defects_add(&defects, cases[i].name);
		assert_int_equal(
			bp_rule_set_wants_defects(&at, bp_rules_find("v5.2"), &defects, &err), 0);
		assert_int_equal(bp_rule_set_wants_defects(&at, bp_rules_find("v6.1"), &defects,
							   &err),
				 cases[i].newer);
	}
	assert_error_says(&err, 7, "rules", " is of I/O by bus address");
}

static void bp_rule_set_mix__a_switch__alone_is_changed(void **state)
{
	static const char *const bad[] = { "",		 "byte-walk",
					   "byte-walk=", "byte-walk=v9",
					   "byte=v6.1",	 "byte-walks=v6.1" };
	const struct bp_rules *old = bp_rules_find("v5.2"), *new = bp_rules_find("v6.1");
	struct bp_rules mixture = { 0 };
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_rule_set_mix(&at, "byte-walk=v6.1", old, &mixture, &err), 0);
	assert_int_equal(mixture.walk, new->walk);
	mixture.walk = old->walk;
	assert_memory_equal(&mixture, old, sizeof(*old));
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		err = (struct bp_error){ 0 };
		assert_int_equal(bp_rule_set_mix(&at, bad[i], old, &mixture, &err), -EINVAL);
		assert_error_says(&err, 7, "rules", "allowed: SWITCH=NAME");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_rule_names__table__all_or_those_by_bus_address),
		cmocka_unit_test(bp_rule_set_parse__names__found_or_what_is_allowed),
		cmocka_unit_test(bp_rule_set_wants_direct__each_set__only_where_such_bios_are),
		cmocka_unit_test(bp_rule_set_wants_defects__origins__only_those_of_the_rfc_refused),
		cmocka_unit_test(bp_rule_set_mix__a_switch__alone_is_changed),
	};

	return cmocka_run_group_tests_name("rule_set", tests, NULL, NULL);
}
