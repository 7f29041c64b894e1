/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "bp_test.h"
#include "proof/search.h"

/* Goes wrong with the defect, when its first choice says so. */
static void met_by_nine(struct bp_trial *trial)
{
	const u64 nine = bp_choose_below(&trial->choices, 200);

	if (nine == 9 && bp_defect_on(&trial->setup->defects, BP_DEF_5))
		bp_trial_wrong(trial, "nine", "nine");
}

static void always_wrong(struct bp_trial *trial)
{
	bp_trial_wrong(trial, "always", "as ever");
}

static void deadly(struct bp_trial *trial)
{
	if (bp_choose_below(&trial->choices, 256) > 99 &&
	    bp_defect_on(&trial->setup->defects, BP_DEF_5))
		_exit(3);
}

static void search(void (*run)(struct bp_trial *trial), u64 most, struct bp_search_end *end)
{
	const struct bp_subject subject = { .name = "subject", .things = "things", .run = run };

	assert_int_equal(bp_search(&subject, BP_DEF_5, 1, most, end), 0);
}

static void bp_search__a_defect__smallest_scenario(void **state)
{
	struct bp_search_end end;

	(void)state;
	search(met_by_nine, 5000, &end);
	assert_true(end.found);
	assert_false(end.without);
	assert_string_equal(end.what, "nine");
	assert_int_equal(end.size, 1);
	assert_int_equal(end.bytes[0], 9);
}

/* The first of all that meet it, and no budget is too small by one. */
static void bp_search__budget__ends_behind_the_first(void **state)
{
	struct bp_search_end first, end;

	(void)state;
	search(met_by_nine, 5000, &first);
	assert_true(first.number > 0);
	search(met_by_nine, first.number + 1, &end);
	assert_true(end.found);
	assert_int_equal(end.number, first.number);
	search(met_by_nine, first.number, &end);
	assert_false(end.found);
	assert_int_equal(end.size, 0);
}

static void bp_search__wrong_anyway__told(void **state)
{
	struct bp_search_end end;

	(void)state;
	search(always_wrong, 10, &end);
	assert_true(end.found);
	assert_true(end.without);
	assert_int_equal(end.number, 0);
	assert_int_equal(end.size, 0);
}

static void bp_search__process_dies__found_and_made_small(void **state)
{
	struct bp_search_end end;

	(void)state;
	search(deadly, 100, &end);
	assert_true(end.found);
	assert_false(end.without);
	assert_string_equal(end.what, "exit 3");
	assert_int_equal(end.size, 1);
	assert_int_equal(end.bytes[0], 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_search__a_defect__smallest_scenario),
		cmocka_unit_test(bp_search__budget__ends_behind_the_first),
		cmocka_unit_test(bp_search__wrong_anyway__told),
		cmocka_unit_test(bp_search__process_dies__found_and_made_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
