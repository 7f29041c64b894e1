/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guesses at hidden limits.
 */
#include <string.h>

#include "bp_test.h"
#include "world/hidden.h"

static const struct queue_limits base = {
	.logical_block_size = 4096,
	.max_sectors = 36,
	.max_hw_sectors = 28,
	.seg_boundary_mask = BLK_SEG_BOUNDARY_MASK,
};

static void guess__each__another_value_and_its_option(void **state)
{
	static const struct {
		const char *name;
		const char *option;
	} cases[] = {
		{ "an odd max_sectors, 2 * max_sectors_kb + 1", "--max-sectors 37" },
		{ "max_sectors rounded down to the logical block", "--max-sectors 32" },
		{ "max_sectors no more than max_hw_sectors", "--max-sectors 28" },
		{ "max_sectors no more than max_hw_sectors, in whole blocks", "--max-sectors 24" },
		{ "a segment boundary of 4 KiB", "--seg-boundary-mask 0xfff" },
		{ "a segment boundary of 64 KiB", "--seg-boundary-mask 0xffff" },
	};
	const struct bp_recorded_limits nothing_told = { 0 };
	char option[BP_HIDDEN_TEXT_MAX];
	unsigned found = 0;

	(void)state;
	for (unsigned i = 0; bp_hidden_name(i); i++) {
		struct queue_limits limits = base;

		assert_true(bp_hidden_guess(&limits, &nothing_told, i));
		bp_hidden_option(&limits, i, option);
		for (size_t k = 0; k < bp_array_size(cases); k++)
			if (!strcmp(bp_hidden_name(i), cases[k].name)) {
				assert_string_equal(option, cases[k].option);
				found++;
			}
	}
	assert_int_equal(found, bp_array_size(cases));
}

static void guess__told_or_as_assumed__none(void **state)
{
	const struct bp_recorded_limits all_told = { .max_sectors_told = true,
						     .boundary_told = true };
	const struct bp_recorded_limits nothing_told = { 0 };
	struct queue_limits limits = base;

	(void)state;
	for (unsigned i = 0; bp_hidden_name(i); i++)
		assert_false(bp_hidden_guess(&limits, &all_told, i));
	assert_memory_equal(&limits, &base, sizeof(base));
	limits.max_sectors = 24;
	assert_false(bp_hidden_guess(&limits, &nothing_told, 1));
	assert_false(bp_hidden_guess(&limits, &nothing_told, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(guess__each__another_value_and_its_option),
		cmocka_unit_test(guess__told_or_as_assumed__none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
