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
	assert_string_equal(bp_rules_find("v6.1")->name, "v6.1");
	assert_string_equal(bp_rules_find("v6.18")->name, "v6.18");
	assert_null(bp_rules_find("v5.3"));
	assert_null(bp_rules_find("V5.2"));
	assert_null(bp_rules_find(""));
}

/* Each switch taken alone changes its rule set; all of them make the other one. */
static void bp_rules_take__every_switch_of_v61__makes_v61_of_v52(void **state)
{
	const struct bp_rules *newer = bp_rules_find("v6.1");
	struct bp_rules rules = *bp_rules_find("v5.2");
	unsigned taken = 0;

	(void)state;
	for (unsigned i = 0; i < BP_RULE_NR; i++)
		taken += bp_rules_take(&rules, newer, i);
	assert_int_equal(taken, BP_RULE_NR - 1); /* G-6 alone is as it was */
	assert_int_equal(rules.empty_front, BP_EMPTY_FRONT_BUG);
	for (unsigned i = 0; i < BP_RULE_NR; i++)
		assert_false(bp_rules_take(&rules, newer, i));
	assert_true(bp_rules_take(&rules, bp_rules_find("v6.18"), BP_RULE_empty_front));
	assert_false(bp_rules_take(&rules, newer, BP_RULE_NR));
}

/* The table of generations.md 1, where v6.18 does not say "as v6.1", and what stands below it. */
static void bp_rules_take__every_switch_of_v618__four_are_not_those_of_v61(void **state)
{
	const struct bp_rules *newest = bp_rules_find("v6.18");
	struct bp_rules rules = *bp_rules_find("v6.1");

	(void)state;
	assert_false(rules.dma_direct || newest->dma_direct);
	assert_true(bp_rules_find("v5.2")->dma_direct);
	assert_int_equal(rules.direct_alignment, BP_DIRECT_ALIGN_DMA);
	assert_int_equal(rules.fixed_vectors, BP_FIXED_PAGES);
	assert_int_equal(rules.direct_rounding, BP_DIRECT_ROUNDS_CHUNKS);
	for (unsigned i = 0; i < BP_RULE_NR; i++) {
		bool differs = i == BP_RULE_empty_front || i == BP_RULE_direct_alignment ||
			       i == BP_RULE_fixed_vectors || i == BP_RULE_direct_rounding;

		assert_int_equal(bp_rules_take(&rules, newest, i), differs);
	}
	assert_int_equal(newest->empty_front, BP_EMPTY_FRONT_FAILS);
	assert_int_equal(newest->direct_alignment, BP_DIRECT_ALIGN_DMA_IN_WALK);
	assert_int_equal(newest->fixed_vectors, BP_FIXED_FOLIOS);
	assert_int_equal(newest->direct_rounding, BP_DIRECT_ROUNDS_BIO);
}

static void bp_rules_for_kernel__releases__newest_set_not_newer(void **state)
{
	static const struct {
		const char *release, *rules;
	} cases[] = {
		{ "2.6.32-754.el6", "v5.2" },
		{ "5.2.0-rc5", "v5.2" },
		{ "5.19.17", "v5.2" },
		{ "5.9999", "v5.2" },
		{ "6.0.19", "v5.2" },
		{ "6.1.192", "v6.1" },
		{ "6.1", "v6.1" },
		{ "6.17.9-arch1", "v6.1" },
		{ "6.18.44", "v6.18" },
		{ "v6.18-rc3", "v6.18" },
		{ "7.0", "v6.18" },
		{ "9999.9999", "v6.18" },
		{ "", NULL },
		{ "v", NULL },
		{ "6", NULL },
		{ "6.", NULL },
		{ ".1", NULL },
		{ "-6.1", NULL },
		{ "linux-6.1", NULL },
		{ "10000.1", NULL },
		{ "5.99990", NULL },
		{ "6.42949672961", NULL },
		{ "0.0", NULL },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_rules *rules = bp_rules_for_kernel(cases[i].release);

		print_message("# %s\n", cases[i].release);
		if (cases[i].rules)
			assert_string_equal(rules->name, cases[i].rules);
		else
			assert_null(rules);
	}
}

static void bp_rules_predated__releases__older_than_the_oldest_set(void **state)
{
	static const struct {
		const char *release;
		bool older;
	} cases[] = {
		{ "2.6.32-754.el6", true }, { "4.19.0", true }, { "5.1.21", true },
		{ "5.2.0-rc5", false },	    { "v5.2", false },	{ "6.1.192", false },
		{ "10.0", false },	    { "", false },	{ "linux", false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_rules_predated(cases[i].release), cases[i].older);
}

static void bp_rule_switch_get__all__numbers_and_words_of_their_own(void **state)
{
	(void)state;
	for (unsigned i = 0; i < BP_RULE_NR; i++) {
		const struct bp_rule_switch_info *info = bp_rule_switch_get(i);

		assert_true(info->id[0] && info->name[0] && info->line[0]);
		for (unsigned k = 0; k < i; k++) {
			assert_string_not_equal(bp_rule_switch_get(k)->id, info->id);
			assert_string_not_equal(bp_rule_switch_get(k)->name, info->name);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_rules_at__until_the_end__each_is_found_by_its_name),
		cmocka_unit_test(bp_rules_find__names__rule_set_or_null),
		cmocka_unit_test(bp_rules_take__every_switch_of_v61__makes_v61_of_v52),
		cmocka_unit_test(bp_rules_take__every_switch_of_v618__four_are_not_those_of_v61),
		cmocka_unit_test(bp_rules_for_kernel__releases__newest_set_not_newer),
		cmocka_unit_test(bp_rules_predated__releases__older_than_the_oldest_set),
		cmocka_unit_test(bp_rule_switch_get__all__numbers_and_words_of_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
